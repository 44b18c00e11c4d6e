// ./dev bench payout: transfers a second end to end against the demonstration bank, and the time from a claim to paid.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import mariadb from 'mariadb';
import { anonymous, seal, signApproval, staff } from '../integration/rpc.js';
import { start } from '../integration/start.js';
import { warmBank } from './warm_bank.js';

const TRANSFERS = Number(process.env.EZHILI_TRANSFERS ?? 600);
const WARM = 100; // not measured: connections are opened, callbacks compiled
const WARM_BANK = 3000;
const SINGLE = 30;
const WORKERS = 16;
const TICK_MS = 10; // of /proc/PID/stat
const SET = ['gateways=1', 'undo_ms=0', 'reward_day_fen=1000000000000', 'reward_person_day_fen=1000000000', 'reward_person_month_fen=1000000000'];
const bankProgram = path.join(path.dirname(fileURLToPath(import.meta.url)), '../bank/bank.js');
const sleep = (ms) => new Promise((ok) => setTimeout(ok, ms));

// The same bank without its users' hesitation, in a process of its own.
async function hastyBank(it) {
  const ports = JSON.parse(fs.readFileSync(path.join(it.data, 'demo/ports.json')));
  process.kill(Number(fs.readFileSync(path.join(it.data, 'run/bank.pid'), 'utf8')), 'SIGTERM');
  await sleep(500);
  const child = spawn(process.execPath, [bankProgram, path.join(it.data, 'demo'), '--port', String(ports.api), '--inspect-port', String(ports.inspect),
    '--confirm-ms', '0', '--memory'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((ok, no) => {
    child.stdout.once('data', ok);
    child.once('exit', () => no(new Error('the bank did not start')));
  });
  await warmBank(it.data, ports.api, WARM_BANK);
  return child;
}

async function claimable(it, reviewer, approver) {
  const c = await anonymous(it.url);
  const { report } = await c.keyed('report.submit', { category: 'V14', text: `老鼠 ${crypto.randomUUID()}`, shop_text: '麻辣烫' });
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '属实' });
  await reviewer.keyed('case.close', { report, outcome: 'rectified' });
  const reward = (await approver.call('reward.list', { report })).rewards[0];
  await approver.keyed('reward.approve', { reward: reward.reward, note: '', sig: signApproval(it, 'approver1', reward, '') });
  return { c, report };
}

async function claim({ c, report }) {
  const s = await seal(c, { use: 'claim', report, name: '张三', rail: 'wechat', account: `o-${crypto.randomUUID()}` });
  await c.call('reward.claim', { key: s.key, report, key_id: s.key_id, payee: s.sealed });
}

async function prepare(it, n, people, each) {
  let left = n;
  await Promise.all(Array.from({ length: WORKERS }, async () => {
    while (left-- > 0) await each(await claimable(it, ...people));
  }));
}

const connection = (it) => mariadb.createConnection({ socketPath: path.join(it.data, 'run/db/s'), user: 'root', database: 'ezhili' });

async function count(db, state) {
  const [row] = await db.query('SELECT COUNT(*) AS n FROM transfer WHERE state = ?', [state]);
  return Number(row.n);
}

async function until(db, state, n) {
  while (await count(db, state) < n) await sleep(100);
}

// A look along the index: counting all rows that often would be a good part of what is measured.
async function untilNothingIsDue(db) {
  while ((await db.query("SELECT 1 FROM transfer WHERE todo IN ('submit', 'query', 'cancel') LIMIT 1")).length) await sleep(10);
}

// Processor time of each process in milliseconds, by its name.
function processorTime(it, bank) {
  const ms = {};
  const supervisor = fs.readFileSync(path.join(it.data, 'run/pid'), 'utf8').trim();
  const take = (name, pid) => {
    const f = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    ms[name] = (ms[name] ?? 0) + (Number(f[11]) + Number(f[12])) * TICK_MS;
  };
  for (const pid of fs.readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8').trim().split(' '))
    take(fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), pid);
  take('bank', bank.pid);
  return ms;
}

// All processor time of this machine and the idle part of it, in milliseconds.
function machineTime() {
  const t = fs.readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1, 9).map(Number);
  return { all: t.reduce((sum, x) => sum + x, 0) * TICK_MS, idle: (t[3] + t[4]) * TICK_MS };
}

// What held the transfers back: the cores as a whole, or the payer's one thread. The bank signs in several.
function sayLimit({ perSecond, cost, total, machine }) {
  const cores = os.cpus().length;
  const busy = 1 - machine.idle / machine.all;
  const ours = perSecond * total / 1000 / cores;
  const of = (name) => cost.find(([n]) => n === name)?.[1] ?? 0;
  const [all, payer] = [cores * 1000 / total, 1000 / of('ezhili-payout')];
  const percent = (x) => `${Math.round(100 * Math.max(0, x))} %`;
  console.log(`界限 limit: ${cores} cores, ${percent(busy)} busy, ${percent(busy - ours)} with other work; of what a transfer costs the bank takes ${percent(of('bank') / total)}. ` +
    `At this cost ${cores} free cores end at ${Math.min(all, payer).toFixed(0)}/s, ${all < payer ? 'all of them busy' : 'for the payer has one thread'}`);
}

const requests = async (it) => (await (await fetch(`${it.bank}/healthz`)).json()).requests;

// Intents pile up while the rail is stopped; then all of them are sent, called back, asked for and settled.
async function throughput(it, people, bank) {
  const db = await connection(it);
  const pay = async (one) => {
    await claim(one);
    await one.c.close();
  };
  await prepare(it, WARM, people, pay);
  await until(db, 'paid', SINGLE + WARM);
  await it.ezhili(['rail', 'stop', 'wechat', '--reason', 'bench']);
  await sleep(1500);
  await prepare(it, TRANSFERS, people, pay);
  await until(db, 'intent', TRANSFERS);
  const [time, asked, paid] = [processorTime(it, bank), await requests(it), await count(db, 'paid')];
  await it.ezhili(['rail', 'start', 'wechat']);
  const [started, machineThen] = [Date.now(), machineTime()];
  await untilNothingIsDue(db);
  const perSecond = TRANSFERS / ((Date.now() - started) / 1000);
  const machineNow = machineTime();
  const machine = { all: machineNow.all - machineThen.all, idle: machineNow.idle - machineThen.idle };
  assert.equal(await count(db, 'paid'), paid + TRANSFERS);
  const now = processorTime(it, bank);
  const cost = Object.keys(now).map((name) => [name, (now[name] - time[name]) / TRANSFERS]).filter(([, ms]) => ms >= 0.01);
  const each = (await requests(it) - asked) / TRANSFERS;
  await db.end();
  return { perSecond, cost, each, machine, total: cost.reduce((sum, [, t]) => sum + t, 0) };
}

async function latencies(it, people) {
  const ms = [];
  for (let i = 0; i < SINGLE; i++) {
    const one = await claimable(it, ...people);
    await one.c.until('reward.changed', (t) => t.state === 'claimable');
    const started = Date.now();
    await claim(one);
    await one.c.until('reward.changed', (t) => t.state === 'paid');
    ms.push(Date.now() - started);
    await one.c.close();
  }
  return ms.sort((a, b) => a - b);
}

export async function run() {
  const it = await start({ set: SET });
  const bank = await hastyBank(it);
  try {
    const people = [await staff(it, 'reviewer1'), await staff(it, 'approver1')];
    const ms = await latencies(it, people);
    console.log(`领取到到账 claim to paid: p50 ${ms[SINGLE >> 1]} ms, p99 ${ms[SINGLE - 1]} ms (${SINGLE} one by one, the bank confirms at once)`);
    const found = await throughput(it, people, bank);
    const { perSecond, cost, each, total } = found;
    console.log(`付款 transfers: ${perSecond.toFixed(0)}/s (${TRANSFERS}, submitted, called back, asked and settled; ${each.toFixed(1)} requests each)`);
    console.log(`处理器时间 processor time a transfer: ${total.toFixed(2)} ms (${cost.map(([name, t]) => `${name} ${t.toFixed(2)}`).join(', ')})`);
    sayLimit(found);
    await it.ezhili(['ledger', 'verify']);
  } finally {
    bank.kill();
    await it.stop();
  }
}
