// One whole ezhili whose payer is killed at named points while the bank fails in named ways.
//
// A round: some claims, one place to die, one fault. Then everything must come to rest by itself
// (the harness does only what an operator would: start a stopped rail, resume what is held,
// claim again what failed), and each reward must have reached its payee exactly once.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';

import { loadBank, startBank } from '../bank/bank.js';
import { anonymous, seal, signApproval, staff } from '../integration/rpc.js';
import { start } from '../integration/start.js';

// Where the payer can die: payout/crash_point.h.
export const POINTS = ['before_approval', 'after_approval', 'before_mailbox', 'after_mailbox', 'before_send', 'sent', 'answer_read',
  'query_answered', 'before_settle', 'after_settle', 'any_moment'];

// How the bank can fail meanwhile.
export const FAULTS = [
  [], [{ on: 'submit', fault: 'request_lost' }], [{ on: 'submit', fault: 'answer_lost' }], [{ on: 'submit', fault: 'system_error_before' }],
  [{ on: 'submit', fault: 'system_error_after' }], [{ on: 'submit', fault: 'rate_limited' }], [{ on: 'submit', fault: 'not_enough' }],
  [{ on: 'submit', fault: 'bad_signature' }, { on: 'query', fault: 'bad_signature' }], [{ on: 'submit', fault: 'stale_signature' }],
  [{ on: 'submit', fault: 'missing_signature' }], [{ on: 'submit', fault: 'probe_signature' }, { on: 'query', fault: 'probe_signature' }],
  [{ on: 'submit', fault: 'answer_lost' }, { on: 'query', fault: 'not_found_lag', times: 2 }], [{ on: 'submit', fault: 'never_confirm' }],
  [{ on: 'submit', fault: 'fail' }], [{ on: 'callback', fault: 'callback_lost', times: 3 }], [{ on: 'callback', fault: 'bad_signature' }],
  [{ on: 'callback', fault: 'callback_twice' }], [{ on: 'query', fault: 'answer_lost', times: 2 }], [{ on: 'login', fault: 'answer_lost' }],
  [{ on: 'submit', fault: 'no_auth' }],
];

export const CLAIMS = 4; // a round: one of them by a login code
const REST_MS = 30000;
const sleep = (ms) => new Promise((ok) => setTimeout(ok, ms));

// A small generator with a seed, so that a round can be repeated by its number.
export function random(seed) {
  let a = seed >>> 0;
  return (n) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

export class Harness {
  static async start() {
    const h = new Harness();
    h.it = await start({
      set: ['gateways=1', 'undo_ms=0', 'restart_ms=10', 'payout_poll_ms=20', 'payout_retry_ms=40', 'payout_lease_ms=1s', 'wechat_timeout_ms=1s',
        'payout_breaker_unknowns=1000', 'reward_day_fen=1000000000000', 'reward_person_day_fen=1000000000', 'reward_person_month_fen=1000000000'],
    });
    await h.#ownBank();
    h.reviewer = await staff(h.it, 'reviewer1');
    h.approver = await staff(h.it, 'approver1');
    h.kills = 0;
    return h;
  }

  // The same bank, but in this process: users confirm at once, and a day is short.
  async #ownBank() {
    const ports = JSON.parse(fs.readFileSync(path.join(this.it.data, 'demo/ports.json')));
    process.kill(Number(fs.readFileSync(path.join(this.it.data, 'run/bank.pid'), 'utf8')), 'SIGTERM');
    for (let i = 0; ; i++) {
      try {
        this.bank = await startBank(loadBank(path.join(this.it.data, 'demo')), { port: ports.api, inspectPort: ports.inspect, confirmMs: 20, expireMs: 400 });
        return;
      } catch (e) {
        if (i > 100) throw e;
        await sleep(50);
      }
    }
  }

  payer() {
    const ezhilid = fs.readFileSync(path.join(this.it.data, 'run/pid'), 'utf8').trim();
    try {
      return Number(execFileSync('pgrep', ['-P', ezhilid, '-x', 'ezhili-payout'], { encoding: 'utf8' }).trim());
    } catch {
      return 0;
    }
  }

  kill() {
    const pid = this.payer();
    if (!pid) return;
    process.kill(pid, 'SIGKILL');
    this.kills++;
  }

  // The next payer to start dies at the n-th pass of this place; the one after it lives.
  async arm(point, n) {
    const file = path.join(this.it.data, 'crash');
    const before = this.payer();
    fs.writeFileSync(file, `${point} ${n}\n`);
    this.kill();
    for (let i = 0; i < 200; i++) {
      const pid = this.payer();
      if (pid && pid !== before) break;
      await sleep(10);
    }
    await sleep(120); // it reads the plan before it opens anything
    fs.rmSync(file, { force: true });
    this.armed = this.payer();
  }

  async #closedCase(c) {
    const { report } = await c.keyed('report.submit', { category: 'V14', text: `老鼠 ${crypto.randomUUID()}`, shop_text: '麻辣烫' });
    await this.reviewer.call('review.claim', { report });
    await this.reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '属实' });
    await this.reviewer.keyed('case.close', { report, outcome: 'rectified' });
    const { rewards } = await this.approver.call('reward.list', { report });
    return { report, reward: rewards[0] };
  }

  async #claim(one) {
    const account = one.code ? `code:${crypto.randomUUID()}` : one.account;
    const s = await seal(one.c, { use: 'claim', report: one.report, rail: 'wechat', name: '张三', account });
    await one.c.call('reward.claim', { key: s.key, report: one.report, key_id: s.key_id, payee: s.sealed });
  }

  async #state(one) {
    const { rewards } = await one.c.call('reward.list', { report: one.report });
    return rewards[0].state;
  }

  // What an operator and the payees do until all is paid.
  async #bringToRest(claims) {
    const until = Date.now() + REST_MS;
    for (let turn = 0; Date.now() < until; turn++) {
      const states = await Promise.all(claims.map((one) => this.#state(one)));
      if (states.every((s) => s === 'paid')) return;
      for (let i = 0; i < claims.length; i++)
        if (states[i] === 'failed' || states[i] === 'claimable') await this.#claim(claims[i]).catch(() => {});
      if (turn % 8 === 7) await this.#operate();
      await sleep(60);
    }
    throw new Error(`not at rest: ${JSON.stringify(await Promise.all(claims.map((one) => this.#state(one))))}\n${await this.it.ezhili(['transfer', 'list'])}`);
  }

  async #operate() {
    const out = (args) => this.it.ezhili(args).then((r) => r?.out ?? String(r ?? ''), () => '');
    if (/stopped/.test(await out(['rail', 'list']))) await out(['rail', 'start', 'wechat']);
    for (const [bill] of (await out(['transfer', 'list', '--state', 'held'])).matchAll(/^EZ\w+/gm)) await out(['transfer', 'resume', bill]);
  }

  // Returns what went wrong, or null.
  async round(seed) {
    const pick = random(seed);
    const point = POINTS[pick(POINTS.length)];
    const faults = Array.from({ length: CLAIMS }, () => FAULTS[pick(FAULTS.length)]).flat();
    this.plan = { seed, point, nth: 1 + pick(3), faults: faults.map((f) => `${f.on}:${f.fault}`).join('+') };
    const claims = await Promise.all(Array.from({ length: CLAIMS }, async (_, i) => {
      const c = await anonymous(this.it.url);
      return { c, account: `o-${crypto.randomUUID()}`, code: i === 0, ...(await this.#closedCase(c)) };
    }));
    if (point !== 'any_moment') await this.arm(point, this.plan.nth);
    this.bank.faults.clear();
    this.bank.faults.add(faults);
    await Promise.all(claims.map((one) => this.approver.keyed('reward.approve', { reward: one.reward.reward, note: '', sig: signApproval(this.it, 'approver1', one.reward, '') })));
    await Promise.all(claims.map((one) => this.#claim(one)));
    if (point === 'any_moment') {
      await sleep(pick(150));
      this.kill();
    }
    await this.#bringToRest(claims);
    if (point !== 'any_moment' && this.payer() !== this.armed) this.kills++;
    const bad = await this.check(claims);
    for (const one of claims) await one.c.close();
    return bad && `${JSON.stringify(this.plan)}: ${bad}`;
  }

  // Paid once, to whom it belongs, and the ledger says the same as the bank.
  async check(claims) {
    const paid = this.bank.bills.all().filter((b) => b.state === 'SUCCESS');
    for (const one of claims.filter((c) => !c.code)) {
      const n = paid.filter((b) => b.openid === one.account).length;
      if (n !== 1) return `${one.account} was paid ${n} times`;
    }
    const amount = paid.reduce((sum, b) => sum + b.transfer_amount, 0);
    this.expected = (this.expected ?? 0) + claims.reduce((sum, one) => sum + one.reward.amount_fen, 0);
    if (amount !== this.expected) return `the bank paid ${amount} fen, the rewards are ${this.expected}`;
    return this.it.ezhili(['ledger', 'verify']).then(() => null, (e) => `ledger: ${e.out ?? e.err ?? e}`);
  }

  async stop() {
    this.bank?.close();
    await this.it?.stop();
  }
}
