// ./dev bench payout: transfers a second end to end against the demonstration bank, and the time from a claim to paid.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { anonymous, seal, signApproval, staff } from '../integration/rpc.js';
import { start } from '../integration/start.js';

const TRANSFERS = Number(process.env.EZHILI_TRANSFERS ?? 400);
const SINGLE = 30;
const WORKERS = 16;
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

const count = async (it, state) => ((await it.ezhili(['transfer', 'list', '--state', state])).match(/^EZ/gm) ?? []).length;

async function until(it, state, n) {
  while (await count(it, state) < n) await sleep(20);
}

async function throughput(it, people) {
  await it.ezhili(['rail', 'stop', 'wechat', '--reason', 'bench']);
  await sleep(1500);
  await prepare(it, TRANSFERS, people, async (one) => {
    await claim(one);
    await one.c.close();
  });
  await until(it, 'intent', TRANSFERS);
  const started = Date.now();
  await it.ezhili(['rail', 'start', 'wechat']);
  await until(it, 'paid', TRANSFERS);
  return TRANSFERS / ((Date.now() - started) / 1000);
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
    const perSecond = await throughput(it, people);
    console.log(`付款 transfers: ${perSecond.toFixed(0)}/s (${TRANSFERS}, submitted, called back, asked and settled)`);
    await it.ezhili(['ledger', 'verify']);
  } finally {
    bank.kill();
    await it.stop();
  }
}
