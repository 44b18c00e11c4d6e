// Two installations on one database: the lease lets one payer send, and the one that slept past it sends nothing.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { bin, freePort, root, sleep } from '../demo/files.js';
import { startServer } from './far_server.js';
import { anonymous, seal, signApproval, staff } from './rpc.js';
import { start } from './start.js';

const LEASE_MS = 2000;
// The payer that can stop at a named place (payout/crash_point.h).
const PAYER = `libexec_dir=${path.join(root, 'build/release/crash-bin')}`;
let dir, server, set, it, second, reviewer, approver;

before(async () => {
  dir = fs.mkdtempSync(path.join(process.env.EZHILI_TMP ?? os.tmpdir(), 'ezhili-two-'));
  fs.chmodSync(dir, 0o711);
  server = await startServer(dir);
  set = ['gateways=1', 'undo_ms=0', PAYER, `db_url=mariadb://ez@localhost:${server.port}/ezhili`, `db_password_file=${server.password_file}`,
    'payout_poll_ms=50', 'payout_retry_ms=100', `payout_lease_ms=${LEASE_MS}`];
  it = await start({ set });
  [reviewer, approver] = [await staff(it, 'reviewer1'), await staff(it, 'approver1')];
});
after(async () => {
  await second?.stop();
  await it?.stop();
  await server?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

// The same keys and rail on a second data directory, which is a node of its own.
async function startSecond() {
  const data = path.join(dir, 'second');
  fs.cpSync(it.data, data, { recursive: true, filter: (from) => !/\/(run|log|node|crash|evidence)$/.test(from) });
  execFileSync('cp', ['-a', path.join(it.data, 'keys'), data]);
  const log = fs.openSync(path.join(dir, 'second.log'), 'a');
  const child = spawn(bin('ezhilid'), ['--data', data, ...[...set, `port=${await freePort()}`].flatMap((s) => ['--set', s])], { stdio: ['ignore', log, log] });
  fs.closeSync(log);
  return { child, log: () => fs.readFileSync(path.join(data, 'log/payout.log'), 'utf8'), stop: async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  } };
}

const payerOf = (ezhilid) => Number(execFileSync('pgrep', ['-P', String(ezhilid), '-x', 'ezhili-payout'], { encoding: 'utf8' }));
const sleeps = (pid) => fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1][0] === 'T';
const requests = async () => (await (await fetch(`${it.bank}/healthz`)).json()).requests;
const bankHas = async (account) => (await (await fetch(`${it.bank}/transfers`)).json()).filter((t) => t.account === account);

async function until(what, is, ms = 20000) {
  for (const end = Date.now() + ms; !(await is()); await sleep(20)) if (Date.now() > end) throw new Error(`not in time: ${what}\n${second?.log().slice(-2000) ?? ''}`);
}

async function claimed() {
  const c = await anonymous(it.url);
  const { report } = await c.keyed('report.submit', { category: 'V14', text: `老鼠 ${crypto.randomUUID()}`, shop_text: '麻辣烫' });
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '属实' });
  await reviewer.keyed('case.close', { report, outcome: 'rectified' });
  const reward = (await approver.call('reward.list', { report })).rewards[0];
  await approver.keyed('reward.approve', { reward: reward.reward, note: '', sig: signApproval(it, 'approver1', reward, '') });
  const account = `o-${crypto.randomUUID()}`;
  const s = await seal(c, { use: 'claim', report, rail: 'wechat', name: '张三', account });
  await c.call('reward.claim', { key: s.key, report, key_id: s.key_id, payee: s.sealed });
  return { account, paid: () => c.until('reward.changed', (t) => t.report === report && t.state === 'paid') };
}

// The first payer starts anew and stops at this place of its first transfer.
async function armed(place) {
  const file = path.join(it.data, 'crash');
  const old = payerOf(it.pid);
  fs.writeFileSync(file, `stop:${place} 1\n`);
  process.kill(old, 'SIGKILL');
  let pid = old;
  await until('a new payer', () => {
    try {
      pid = payerOf(it.pid);
    } catch {
      return false;
    }
    return pid !== old;
  });
  await sleep(200); // it reads the plan before it opens anything
  fs.rmSync(file);
  return pid;
}

test('the payer that is stopped before it sends sends nothing when it wakes: another has paid meanwhile', async () => {
  const pid = await armed('before_send');
  second = await startSecond();
  const one = await claimed();
  await until('the first payer sleeps', () => sleeps(pid));
  assert.deepEqual(await bankHas(one.account), []);
  await until('the second payer takes the lease', () => /lease\.taken/.test(second.log()));
  await one.paid();
  const asked = await requests();
  process.kill(pid, 'SIGCONT');
  await sleep(1500);
  assert.ok(!sleeps(pid));
  assert.equal(await requests(), asked, 'the bank heard of it again');
  assert.deepEqual((await bankHas(one.account)).map((t) => t.state), ['SUCCESS']);
  assert.match(fs.readFileSync(path.join(it.data, 'log/payout.log'), 'utf8'), /transfer\.abandoned/);
  await it.ezhili(['ledger', 'verify']);
});

test('the one that slept pays again when the other is gone', async () => {
  await second.stop();
  const one = await claimed();
  await one.paid();
  assert.equal((await bankHas(one.account)).length, 1);
  await it.ezhili(['ledger', 'verify']);
});
