// One whole ezhili whose processes are killed at named points while the bank fails in named ways.
//
// A run: four claims, one place to die, faults. Then everything must come to rest by itself (the harness does only
// what an operator would: start a stopped rail, resume what is held, withdraw, reconcile, and claim again what
// failed), and each reward must have reached its payee exactly once.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import mariadb from 'mariadb';

import { loadBank, startBank } from '../bank/bank.js';
import { root } from '../demo/files.js';
import { anonymous, connect, seal, signApproval, staff } from '../integration/rpc.js';
import { start } from '../integration/start.js';

const steps = (...names) => names.flatMap((n) => [`before_${n}`, `inside_${n}`, `after_${n}`]);

// Where the payer can die (payout/crash_point.h): around and inside the transactions that reserve, store an intent,
// settle, withdraw and reconcile; between sending and reading; and, of the gateway, around a callback's commit.
export const POINTS = [...steps('approval', 'mailbox', 'settle', 'order', 'reconcile'), 'before_send', 'sent', 'answer_read', 'query_answered',
  'before_cancel', 'cancel_answered', 'any_moment', 'gateway_callback_sent', 'gateway_callback_taken'];

// How the bank can fail meanwhile.
export const FAULTS = [
  [], [{ on: 'submit', fault: 'request_lost' }], [{ on: 'submit', fault: 'answer_lost' }], [{ on: 'submit', fault: 'system_error_before' }],
  [{ on: 'submit', fault: 'system_error_after' }], [{ on: 'submit', fault: 'rate_limited' }], [{ on: 'submit', fault: 'not_enough' }],
  [{ on: 'submit', fault: 'bad_signature' }, { on: 'query', fault: 'bad_signature' }], [{ on: 'submit', fault: 'stale_signature' }],
  [{ on: 'submit', fault: 'missing_signature' }], [{ on: 'submit', fault: 'probe_signature' }, { on: 'query', fault: 'probe_signature' }],
  [{ on: 'submit', fault: 'answer_lost' }, { on: 'query', fault: 'not_found_lag', times: 2 }], [{ on: 'submit', fault: 'never_confirm' }],
  [{ on: 'submit', fault: 'fail' }], [{ on: 'callback', fault: 'callback_lost', times: 3 }], [{ on: 'callback', fault: 'bad_signature' }],
  [{ on: 'callback', fault: 'callback_twice' }], [{ on: 'query', fault: 'answer_lost', times: 2 }], [{ on: 'login', fault: 'answer_lost' }],
  [{ on: 'submit', fault: 'no_auth' }], [{ on: 'cancel', fault: 'answer_lost' }], [{ on: 'cancel', fault: 'request_lost' }],
  [{ on: 'cancel', fault: 'system_error_after' }],
];

export const CLAIMS = 4; // a run: one of them by a login code
const REST_MS = 40000;
const sleep = (ms) => new Promise((ok) => setTimeout(ok, ms));

// A small generator with a seed, so that a run can be repeated by its number.
export function random(seed) {
  let a = seed >>> 0;
  return (n) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

// Seeds in a row walk all places to die, and with each turn of them the next fault; the rest is drawn.
export function planOf(seed) {
  const pick = random(seed);
  const point = POINTS[(seed - 1) % POINTS.length];
  const first = FAULTS[Math.floor((seed - 1) / POINTS.length) % FAULTS.length];
  const rest = Array.from({ length: CLAIMS - 1 }, () => FAULTS[pick(FAULTS.length)]);
  // Some places are passed once in a run; the others are left alone the first times.
  const nth = 1 + pick(/order|reconcile|cancel/.test(point) ? 1 : 2);
  return { seed, point, nth, faults: [first, ...rest].flat(), cancels: /cancel|order/.test(point) || pick(4) === 0,
    reconciles: /reconcile/.test(point) || pick(4) === 0, wait_ms: pick(150) };
}

export class Harness {
  static async start() {
    const h = new Harness();
    h.it = await start({
      set: ['gateways=1', 'undo_ms=0', 'restart_ms=10', 'payout_poll_ms=20', 'payout_retry_ms=40', 'payout_lease_ms=1s', 'wechat_timeout_ms=1s',
        'payout_breaker_unknowns=1000', 'reward_day_fen=1000000000000', 'reward_person_day_fen=1000000000', 'reward_person_month_fen=1000000000',
        `libexec_dir=${path.join(root, 'build/release/crash-bin')}`],
    });
    await h.#ownBank();
    h.db = await mariadb.createConnection({ socketPath: path.join(h.it.data, 'run/db/s'), user: 'root', database: 'ezhili' });
    await h.#signIn();
    Object.assign(h, { kills: 0, killed: {}, expected: 0 });
    return h;
  }

  // The same bank, but in this process: users confirm at once, and a day is short.
  async #ownBank() {
    const ports = JSON.parse(fs.readFileSync(path.join(this.it.data, 'demo/ports.json')));
    process.kill(Number(fs.readFileSync(path.join(this.it.data, 'run/bank.pid'), 'utf8')), 'SIGTERM');
    for (let i = 0; ; i++) {
      try {
        this.bank = await startBank(loadBank(path.join(this.it.data, 'demo')), { port: ports.api, inspectPort: ports.inspect, confirmMs: 20, expireMs: 400,
          onCallback: (when) => this.#callback(when) });
        return;
      } catch (e) {
        if (i > 100) throw e;
        await sleep(50);
      }
    }
  }

  async #signIn() {
    this.reviewer = await staff(this.it, 'reviewer1');
    this.approver = await staff(this.it, 'approver1');
  }

  process(name) {
    const ezhilid = fs.readFileSync(path.join(this.it.data, 'run/pid'), 'utf8').trim();
    try {
      return Number(execFileSync('pgrep', ['-P', ezhilid, '-x', name], { encoding: 'utf8' }).trim());
    } catch {
      return 0;
    }
  }

  payer() {
    return this.process('ezhili-payout');
  }

  // Just killed, it comes back in a moment.
  async #standingPayer() {
    for (let i = 0; i < 1000; i++) {
      const pid = this.payer();
      if (pid) return pid;
      await sleep(10);
    }
    throw new Error('no payer came back');
  }

  kill(name = 'ezhili-payout') {
    const pid = this.process(name);
    if (!pid) return;
    process.kill(pid, 'SIGKILL');
    this.#count();
  }

  #count() {
    this.kills++;
    this.killed[this.plan.point] = (this.killed[this.plan.point] ?? 0) + 1;
  }

  // The gateway dies while it is being called back: before its commit, or when that is done and not yet answered.
  #callback() {
    if (!/^gateway_/.test(this.plan?.point ?? '') || this.hit) return;
    this.hit = true;
    setTimeout(() => this.kill('ezhili-gateway'), this.plan.point === 'gateway_callback_sent' ? 0 : this.plan.wait_ms % 12);
  }

  // The next payer to start dies at the n-th pass of this place; the one after it lives.
  async arm(point, n) {
    const file = path.join(this.it.data, 'crash');
    const before = await this.#standingPayer(); // 0 would be a signal to this whole group
    fs.writeFileSync(file, `${point} ${n}\n`);
    try {
      process.kill(before, 'SIGKILL');
    } catch { /* it has just ended by itself */ }
    for (let i = 0; i < 400; i++) {
      const pid = this.payer();
      if (pid && pid !== before) break;
      await sleep(10);
    }
    await sleep(60); // it reads the plan before it opens anything
    // A death happens once; the planted mistake is any payer's for the whole run, whatever becomes of this one.
    if (point !== 'renumber') fs.rmSync(file, { force: true });
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

  // A phone whose gateway died comes back with its token.
  async #state(one) {
    if (one.c.ws.readyState !== 1) {
      const c = await connect(this.it.url, { token: one.c.token }).catch(() => null);
      if (!c) return 'away';
      Object.assign(c, { principal: one.c.principal, token: one.c.token });
      one.c = c;
    }
    const { rewards } = await one.c.call('reward.list', { report: one.report });
    return rewards[0].state;
  }

  #states(claims) {
    return Promise.all(claims.map((one) => Promise.race([this.#state(one), sleep(1000).then(() => 'silent')]).catch(() => 'away')));
  }

  // What an operator and the payees do until all is paid.
  async #bringToRest(claims) {
    const until = Date.now() + REST_MS;
    for (let turn = 0; Date.now() < until; turn++) {
      const states = await this.#states(claims);
      if (states.every((s) => s === 'paid')) return;
      for (let i = 0; i < claims.length; i++)
        if (states[i] === 'failed' || states[i] === 'claimable') await Promise.race([this.#claim(claims[i]), sleep(1000)]).catch(() => {});
      if (turn === 2 && this.plan.cancels) await this.#withdraw();
      if (turn % 4 === 3) await this.#operate();
      await sleep(40);
    }
    throw new Error(`not at rest: ${JSON.stringify(await this.#states(claims))}\n${await this.it.ezhili(['transfer', 'list'])}`);
  }

  // A deadlock with the payer is the loser's to repeat.
  async #query(text, values) {
    for (let i = 0; ; i++) {
      try {
        return await this.db.query(text, values);
      } catch (e) {
        if (e.errno !== 1213 || i === 20) throw e;
      }
    }
  }

  // As `ezhili rail start` and `ezhili transfer resume` do.
  async #operate() {
    // What was only never sent is no operator's affair.
    const [{ n }] = await this.db.query("SELECT COUNT(*) AS n FROM transfer WHERE state = 'held' AND reason = 'NOT_FOUND'");
    if (Number(n)) throw new Error('a transfer that the bank does not know waits for a human');
    await this.#query("UPDATE rail_state SET stopped = 0, reason = '', until_ms = 0 WHERE stopped = 1");
    await this.#query("UPDATE transfer SET state = 'unknown', todo = 'query', next_ms = 0, tries = 0, version = version + 1 WHERE state = 'held'");
  }

  // As `ezhili transfer cancel` does, of everything that is under way.
  async #withdraw() {
    await this.#query(`INSERT INTO money_order (kind, bill, amount_fen, decision, actor, at_ms)
      SELECT 'cancel', bill, 0, 'test', 'a+b', 0 FROM transfer WHERE state IN ('intent', 'unknown', 'pending', 'needs_user')`);
  }

  // As `ezhili ledger reconcile --now` does; returns when it is over.
  async #reconcile() {
    await this.#query('INSERT INTO reconcile_run (until_ms) VALUES (?)', [Date.now()]);
    for (const until = Date.now() + REST_MS; Date.now() < until; await sleep(50)) {
      const [{ n }] = await this.db.query('SELECT COUNT(*) AS n FROM reconcile_run WHERE done_ms IS NULL');
      if (Number(n) === 0) return;
      await this.#operate();
    }
    throw new Error('the reconciliation does not end');
  }

  // Returns what went wrong, or null.
  async run(seed, plan = planOf(seed)) {
    this.plan = plan;
    this.hit = true; // a late callback of the run before kills no gateway while this one is set up
    if (this.reviewer.ws.readyState !== 1 || this.approver.ws.readyState !== 1) await this.#signIn();
    const claims = await Promise.all(Array.from({ length: CLAIMS }, async (_, i) => {
      const c = await anonymous(this.it.url);
      return { c, account: `o-${crypto.randomUUID()}`, code: i === 0, ...(await this.#closedCase(c)) };
    }));
    this.expected += claims.reduce((sum, one) => sum + one.reward.amount_fen, 0);
    const armed = plan.point !== 'any_moment' && !/^gateway_/.test(plan.point);
    if (armed) await this.arm(plan.point, plan.nth);
    this.bank.faults.clear();
    this.bank.faults.add(plan.faults);
    await Promise.all(claims.map((one) => this.approver.keyed('reward.approve', { reward: one.reward.reward, note: '', sig: signApproval(this.it, 'approver1', one.reward, '') })));
    this.hit = false;
    // The gateway may die of the first one's callback while another waits for its answer, which then never comes.
    await Promise.all(claims.map((one) => Promise.race([this.#claim(one), sleep(2000)]).catch(() => {})));
    if (plan.point === 'any_moment') {
      await sleep(plan.wait_ms);
      this.kill();
    }
    await this.#bringToRest(claims).finally(() => fs.rmSync(path.join(this.it.data, 'crash'), { force: true }));
    if (plan.reconciles) await this.#reconcile();
    if (armed && this.payer() !== this.armed) this.#count();
    const bad = await this.check(claims);
    for (const one of claims) await one.c.close();
    return bad;
  }

  // Paid once, to whom it belongs, and the ledger says the same as the bank.
  async check(claims) {
    const paid = this.bank.bills.all().filter((b) => b.state === 'SUCCESS');
    for (const one of claims.filter((c) => !c.code)) {
      const n = paid.filter((b) => b.openid === one.account).length;
      if (n !== 1) return `${one.account} was paid ${n} times`;
    }
    const amount = paid.reduce((sum, b) => sum + b.transfer_amount, 0);
    if (amount !== this.expected) return `the bank paid ${amount} fen, the rewards are ${this.expected}`;
    const [{ n }] = await this.db.query('SELECT COUNT(*) AS n FROM reconcile_difference');
    if (Number(n)) return 'the reconciliation found differences';
    return this.it.ezhili(['ledger', 'verify']).then(() => null, (e) => `ledger: ${e.out ?? e.err ?? e}`);
  }

  async stop() {
    this.bank?.close();
    await this.db?.end();
    await this.it?.stop();
  }
}
