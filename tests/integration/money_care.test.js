// Money after the first attempt: withdrawn, given back by the bank, paid back; reconciled; and who is never paid.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { anonymous, connect, seal, signApproval, staff } from './rpc.js';
import { start } from './start.js';

let it, reviewer, approver;
const two = ['--decision', '福市监退〔2026〕1号', '--by', 'admin1', '--second', 'finance1'];

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0', 'payout_poll_ms=50ms', 'payout_retry_ms=100ms'] });
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
});
after(() => it?.stop());

const sql = (text) => execFileSync('mariadb', ['-S', path.join(it.data, 'run/db/s'), '-u', 'root', '-B', '-N', 'ezhili', '-e', text], { encoding: 'utf8' }).trim();
const fault = (...list) => fetch(`${it.bank}/faults`, { method: 'POST', body: JSON.stringify(list) });
const bankHas = async (account) => (await (await fetch(`${it.bank}/transfers`)).json()).filter((t) => t.account === account);
const sleep = (ms) => new Promise((ok) => setTimeout(ok, ms));

async function approved(c = undefined) {
  c ??= await anonymous(it.url);
  const { report } = await c.keyed('report.submit', { category: 'V14', text: `老鼠 ${crypto.randomUUID()}`, shop_text: '麻辣烫' });
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '属实' });
  await reviewer.keyed('case.close', { report, outcome: 'rectified' });
  const reward = (await approver.call('reward.list', { report })).rewards[0];
  await approver.keyed('reward.approve', { reward: reward.reward, note: '', sig: signApproval(it, 'approver1', reward, '') });
  return { c, report, account: `o-${crypto.randomUUID()}` };
}

async function claim({ c, report, account }, more = {}) {
  const s = await seal(c, { use: 'claim', report, rail: 'wechat', name: '张三', account, ...more });
  await c.call('reward.claim', { key: s.key, report, key_id: s.key_id, payee: s.sealed });
}

const becomes = async ({ c, report }, state, from = 0) => c.until('reward.changed', (t) => t.report === report && t.state === state && c.told.indexOf(t) >= from);
const billOf = async ({ account }) => (await bankHas(account)).at(-1).out_bill_no;

async function ordered(kind) {
  for (let i = 0; i < 100; i++) {
    const state = sql(`SELECT state FROM money_order WHERE kind = '${kind}' ORDER BY n DESC LIMIT 1`);
    if (state !== 'new') return state;
    await sleep(50);
  }
  throw new Error('the payer did not look at it');
}

test('a transfer that nobody confirms is withdrawn by two people and can be claimed again', async () => {
  const one = await approved();
  await fault({ on: 'submit', fault: 'never_confirm' }, { on: 'cancel', fault: 'answer_lost' });
  await claim(one);
  await becomes(one, 'needs_user');
  const bill = await billOf(one);
  await assert.rejects(it.ezhili(['transfer', 'cancel', bill, '--decision', 'x', '--by', 'admin1', '--second', 'admin1']), /two different people/);
  await assert.rejects(it.ezhili(['transfer', 'cancel', bill, '--decision', 'x', '--by', 'admin1', '--second', 'nobody']), /no such account/);
  await it.ezhili(['transfer', 'cancel', bill, ...two]);
  await becomes(one, 'failed');
  assert.deepEqual((await bankHas(one.account)).map((t) => t.state), ['CANCELLED']);
  await claim(one);
  await becomes(one, 'paid');
  assert.deepEqual((await bankHas(one.account)).map((t) => t.state).sort(), ['CANCELLED', 'SUCCESS']);
  await it.ezhili(['ledger', 'verify']);
});

test('a withdrawal that comes too late changes nothing', async () => {
  const one = await approved();
  await claim(one);
  await becomes(one, 'paid');
  await it.ezhili(['transfer', 'cancel', await billOf(one), ...two]);
  assert.equal(await ordered('cancel'), 'refused');
  assert.equal((await one.c.call('reward.list')).rewards[0].state, 'paid');
});

test('what is unconfirmed when the time is over is withdrawn, then lapses', async () => {
  const one = await approved();
  await fault({ on: 'submit', fault: 'never_confirm' });
  await claim(one);
  await becomes(one, 'needs_user');
  sql(`UPDATE reward SET due_ms = 1 WHERE state = 'needs_user'`);
  await becomes(one, 'lapsed');
  assert.deepEqual((await bankHas(one.account)).map((t) => t.state), ['CANCELLED']);
  await it.ezhili(['ledger', 'verify']);
});

test('money that the bank gave back is claimed again and paid once more', async () => {
  const one = await approved();
  await claim(one);
  await becomes(one, 'paid');
  const from = one.c.told.length;
  const bill = await billOf(one);
  await it.ezhili(['transfer', 'returned', bill, '--line', 'RET-1', ...two]);
  await becomes(one, 'failed', from);
  await it.ezhili(['transfer', 'returned', bill, '--line', 'RET-2', ...two]);
  assert.equal(await ordered('return'), 'refused');
  one.account = `o-${crypto.randomUUID()}`;
  await claim(one);
  await becomes(one, 'paid', from);
  assert.equal((await bankHas(one.account)).length, 1);
  await it.ezhili(['ledger', 'verify']);
});

test('money is clawed back by a new decision, by a line of the statement, never more than was paid', async () => {
  const one = await approved();
  await claim(one);
  await becomes(one, 'paid');
  const bill = await billOf(one);
  const pool = () => Number(sql("SELECT fen FROM ledger_balance WHERE account = 'POOL'"));
  const had = pool();
  await it.ezhili(['transfer', 'clawback', bill, '--fen', '15000', '--line', 'BACK-1', ...two]);
  assert.equal(await ordered('clawback'), 'done');
  assert.equal(pool(), had + 15000);
  await assert.rejects(it.ezhili(['transfer', 'clawback', bill, '--fen', '1000', '--line', 'BACK-1', ...two]), /used already/);
  await it.ezhili(['transfer', 'clawback', bill, '--fen', '5001', '--line', 'BACK-2', ...two]);
  assert.equal(await ordered('clawback'), 'refused');
  assert.equal(pool(), had + 15000);
  await it.ezhili(['ledger', 'verify']);
});

test('staff are never payees, by account, phone, or what a login code turns out to be', async () => {
  const mine = `o-${crypto.randomUUID()}`;
  const code = `code:${crypto.randomUUID()}`;
  const appid = sql("SELECT 1") && JSON.parse(await (await import('node:fs')).promises.readFile(path.join(it.data, 'demo/rail/rail.json'))).appid;
  const resolved = `o${crypto.createHash('sha256').update(`${appid} ${code.slice(5)}`).digest('base64url').slice(0, 27)}`;
  await it.ezhili(['staff', 'bar', 'reviewer1'], { input: `11010519491231002X\n13911112222\n${mine}\n${resolved}\n` });
  assert.match(sql('SELECT COUNT(*) FROM barred_payee'), /^4$/);
  const one = await approved();
  await becomes(one, 'claimable');
  for (const more of [{ account: mine }, { phone: '13911112222' }, { account: code }]) {
    const from = one.c.told.length;
    await claim(one, more);
    await becomes(one, 'claimable', from);
  }
  assert.equal((await bankHas(mine)).length + (await bankHas(resolved)).length, 0);
  await claim(one);
  await becomes(one, 'paid');
});

test('several requests at once on one connection stop nobody', async () => {
  const url = new URL(it.url);
  const { connect } = await import('node:net');
  const signed = `Wechatpay-Serial: X\r\nWechatpay-Timestamp: 1\r\nWechatpay-Nonce: n\r\nWechatpay-Signature: ${'A'.repeat(344)}\r\n`;
  const one = `POST /notify/wechat HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\n${signed}Content-Length: 2\r\n\r\n{}`;
  const answers = (said) => (said.match(/HTTP\/1.1 204/g) ?? []).length;
  const talk = () => {
    const t = { said: '', socket: connect(Number(url.port), url.hostname) };
    t.socket.on('error', () => {}).on('data', (d) => { t.said += d; });
    return t;
  };
  const flood = talk();
  flood.socket.write(one.repeat(3));
  await sleep(300);
  const polite = talk();
  polite.socket.write(one);
  for (let i = 0; i < 1000 && answers(polite.said) < 1; i++) await sleep(2);
  assert.equal(answers(polite.said), 1, polite.said);
  assert.equal((await fetch(`${it.url}/healthz`, { signal: AbortSignal.timeout(3000) })).status, 200);
  for (const t of [flood, polite]) t.socket.destroy();
});

test('a callback that is the bank\'s own and speaks of another amount or payee holds the transfer for a human', async () => {
  for (const wrong of ['wrong_amount', 'wrong_payee']) {
    const one = await approved();
    await fault({ on: 'submit', fault: 'never_confirm' });
    await claim(one);
    await becomes(one, 'needs_user');
    sql(`UPDATE transfer SET next_ms = next_ms + 600000, version = version + 1 WHERE state = 'needs_user'`); // only the callback tells
    await fault({ on: 'callback', fault: wrong });
    await fetch(`${it.bank}/confirm`, { method: 'POST', body: JSON.stringify({ out_bill_no: await billOf(one) }) });
    const bill = await billOf(one);
    for (let i = 0; i < 200 && sql(`SELECT state FROM transfer WHERE bill = '${bill}'`) === 'needs_user'; i++) await sleep(50);
    assert.equal(sql(`SELECT CONCAT(state, ' ', reason) FROM transfer WHERE bill = '${bill}'`), 'held CALLBACK_MISMATCH');
    assert.match(await it.ezhili(['rail', 'list']), /wechat .*stopped CALLBACK_MISMATCH/);
    await it.ezhili(['ledger', 'verify']);
    // Whoever looked sees that the bank has what we asked for: it is asked again, and that answer counts.
    await it.ezhili(['rail', 'start', 'wechat']);
    await it.ezhili(['transfer', 'resume', bill]);
    await becomes(one, 'paid');
  }
});

test('a person\'s day and everybody\'s day at the rail put a claim off until tomorrow', async () => {
  const c = await anonymous(it.url);
  await it.kill();
  await it.restart(['wechat_user_day_fen=25000']);
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
  const same = await connect(it.url, { token: c.token });
  Object.assign(same, { principal: c.principal });
  const [first, second] = [await approved(same), await approved(same)];
  await claim(first);
  await becomes(first, 'paid');
  await claim(second);
  const put = async () => {
    for (let i = 0; i < 100; i++) {
      const due = sql(`SELECT due_ms FROM payer_mail WHERE kind = 'claim' AND due_ms > ${Date.now()}`);
      if (due) return Number(due);
      await sleep(50);
    }
    throw new Error('the claim was not put off');
  };
  const midnight = (Math.floor((Date.now() + 8 * 3600000) / 86400000) + 1) * 86400000 - 8 * 3600000;
  assert.equal(await put(), midnight);
  assert.deepEqual(await bankHas(second.account), []);
  sql(`UPDATE transfer SET payee_day = UNHEX(REPEAT('0', 32)), intent_ms = intent_ms - 86400000`); // a day later
  sql(`UPDATE payer_mail SET due_ms = 0`);
  await becomes(second, 'paid');

  const used = Number(sql(`SELECT SUM(amount_fen) FROM transfer WHERE intent_ms > ${midnight - 86400000} AND state = 'paid'`));
  await it.kill();
  await it.restart([`wechat_day_fen=${used + 10000}`]);
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
  const other = await approved();
  await claim(other);
  assert.equal(await put(), midnight);
  assert.deepEqual(await bankHas(other.account), []);
  sql(`DELETE FROM payer_mail`);
  await it.ezhili(['ledger', 'verify']);
});

test('unknown outcomes in a row stop the rail for a while; it starts again by itself', async () => {
  await it.kill();
  await it.restart(['payout_breaker_unknowns=3']);
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
  const one = await approved();
  await fault({ on: 'submit', fault: 'system_error_after' }, { on: 'query', fault: 'system_error_before', times: 2 });
  await claim(one);
  for (let i = 0; i < 100 && !/UNKNOWNS/.test(await it.ezhili(['rail', 'list'])); i++) await sleep(50);
  assert.match(await it.ezhili(['rail', 'list']), /wechat .*stopped UNKNOWNS/);
  sql('UPDATE rail_state SET until_ms = 1 WHERE stopped = 1');
  await becomes(one, 'paid');
  assert.equal((await bankHas(one.account)).length, 1);
});

test('the reconciliation asks for everything again and agrees', async () => {
  await it.ezhili(['ledger', 'reconcile', '--now']);
  const n = Number(sql("SELECT COUNT(*) FROM transfer WHERE state IN ('paid', 'failed', 'cancelled') AND returned_ms IS NULL"));
  for (let i = 0; i < 200 && !/by hand 完成 done/.test(await it.ezhili(['ledger', 'reconcile'])); i++) await sleep(50);
  assert.match(await it.ezhili(['ledger', 'reconcile']), new RegExp(`done checked=${n} differences=0`));
});

test('a difference is written down and stops the rail', async () => {
  const one = await approved();
  await claim(one);
  await becomes(one, 'paid');
  await fault({ on: 'query', fault: 'wrong_amount', times: 3 });
  await it.ezhili(['ledger', 'reconcile', '--now']);
  const said = async () => it.ezhili(['ledger', 'reconcile']).catch((e) => e.out);
  for (let i = 0; i < 200 && !/differs/.test(await said()); i++) await sleep(50);
  assert.match(await said(), /differs: EZ\w+ 20000 .*ours=paid .*theirs=mismatch/);
  assert.match(await it.ezhili(['rail', 'list']), /wechat .*stopped RECONCILE/);
});
