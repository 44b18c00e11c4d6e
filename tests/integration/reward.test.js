// From a verdict to money received: citizen, rider, holder of a receipt; and what must not pay.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, test } from 'node:test';

import { anonymous, connect, seal, signApproval, staff } from './rpc.js';
import { start } from './start.js';

let it, reviewer, approver, second;

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=200ms'] });
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
  second = await staff(it, 'approver2');
});
after(() => it?.stop());

// One that its reporter sent and a reviewer found true; returns what reward.list says of it.
async function closedCase(c, closing = { outcome: 'rectified' }, submit = {}) {
  const sent = await c.keyed('report.submit', { category: 'V14', text: `后厨有老鼠 ${crypto.randomUUID()}`, shop_text: '东街口麻辣烫', ...submit });
  const { report } = sent;
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '现场核实' });
  await reviewer.keyed('case.close', { report, ...closing });
  const { rewards } = await approver.call('reward.list', { report });
  return { sent, report, reward: rewards[0] };
}

const approve = (c, login, reward, note = '同意') => c.keyed('reward.approve', { reward: reward.reward, note, sig: signApproval(it, login, reward, note) });

async function claim(c, report, fields = {}) {
  const s = await seal(c, { use: 'claim', report, name: '张三', rail: 'wechat', account: `o-${crypto.randomUUID()}`, ...fields });
  return c.call('reward.claim', { key: s.key, report, key_id: s.key_id, payee: s.sealed });
}

const transfers = async () => (await fetch(`${it.bank}/transfers`)).json();
const refused = (type, field) => (e) => e.type === type && (field === undefined || e.field === field);

test('a citizen is paid what the rule says, once', async () => {
  const c = await anonymous(it.url);
  const { report, reward } = await closedCase(c);
  assert.deepEqual([reward.state, reward.amount_fen, reward.rule], ['proposed', 20000, 'city.4@2023']);
  assert.equal((await approve(approver, 'approver1', reward)).state, 'claimable');
  assert.deepEqual(await claim(c, report, { account: `code:${crypto.randomUUID()}` }), { state: 'claimed', amount_fen: 20000 });
  await c.until('reward.changed', (t) => t.state === 'paid' && t.amount_fen === 20000);
  assert.equal((await transfers()).filter((t) => t.state === 'SUCCESS').length, 1);
  await assert.rejects(claim(c, report), refused('rule.state'));
  const own = await c.call('reward.list');
  assert.deepEqual(own.rewards.map((r) => [r.report, r.state]), [[report, 'paid']]);
});

test('a serious case takes the national grade and two different approvers', async () => {
  const c = await anonymous(it.url);
  const { report, reward } = await closedCase(c, { outcome: 'penalty', doc_no: '榕市监罚〔2026〕1号', fine_fen: 200000000, serious: true });
  assert.deepEqual([reward.amount_fen, reward.rule], [2000000, 'national.3@2021']);
  assert.equal((await approve(approver, 'approver1', reward)).state, 'proposed');
  await assert.rejects(approve(approver, 'approver1', reward), refused('rule.same_approver'));
  await assert.rejects(claim(c, report), refused('rule.state'));
  assert.equal((await approve(second, 'approver2', reward)).state, 'claimable');
  await c.until('reward.changed', (t) => t.report === report && t.state === 'claimable');
  await claim(c, report);
  await c.until('reward.changed', (t) => t.report === report && t.state === 'paid');
});

test('what is wrong with a payee is told by its field, and it can be claimed again', async () => {
  const c = await anonymous(it.url);
  const { report, reward } = await closedCase(c);
  await approve(approver, 'approver1', reward);
  await claim(c, report, { account: 'x' });
  await c.until('reward.changed', (t) => t.report === report && t.state === 'claimable' && t.field === 'account');
  await claim(c, report, { account: 'code:bad-code' });
  await c.until('reward.changed', (t) => t.report === report && t.state === 'claimable' && t.field === 'account' && t.seq > 8);
  await claim(c, report);
  await c.until('reward.changed', (t) => t.report === report && t.state === 'paid');
});

test('a payee sealed for another report or by another person is not paid', async () => {
  const c = await anonymous(it.url);
  const { report, reward } = await closedCase(c);
  await approve(approver, 'approver1', reward);
  for (const fields of [{ report: `0${'z'.repeat(25)}` }, { principal: `0${'z'.repeat(25)}` }, { use: 'enroll' }]) {
    const before = c.told.length;
    const s = await seal(c, { use: 'claim', report, rail: 'wechat', account: 'o-somebody', ...fields });
    await c.call('reward.claim', { key: s.key, report, key_id: s.key_id, payee: s.sealed });
    await c.until('reward.changed', (t) => c.told.indexOf(t) >= before && t.report === report && t.field === 'payee');
  }
  assert.equal((await transfers()).filter((t) => t.account === 'o-somebody').length, 0);
});

test('a signature that is not the approver\'s own is refused', async () => {
  const c = await anonymous(it.url);
  const { reward } = await closedCase(c);
  const params = { reward: reward.reward, note: '同意' };
  await assert.rejects(approver.keyed('reward.approve', { ...params, sig: signApproval(it, 'approver2', reward, '同意') }), refused('rule.signature', 'sig'));
  await assert.rejects(approver.keyed('reward.approve', { ...params, sig: signApproval(it, 'approver1', { ...reward, amount_fen: 1 }, '同意') }), refused('rule.signature'));
  assert.equal((await approver.keyed('reward.refuse', { ...params, note: '材料不足' })).state, 'refused');
  await c.until('reward.changed', (t) => t.state === 'refused');
});

test('a rider enrols, returns with identity code and password, and is paid without entering anything again', async () => {
  const first = await anonymous(it.url);
  const name = '王小明';
  const s = await seal(first, { use: 'enroll', name, id_no: '11010519491231002X', phone: '13800138000', rail: 'wechat', account: 'o-rider-wallet-1' });
  const password = 'a long password';
  const e = await first.call('whistle.enroll', { key: s.key, kind: 'rider', platform: '美团', employment: 'part', password, key_id: s.key_id, sealed: s.sealed });
  assert.match(e.identity_code, /^\d{16}$/);
  await first.until('whistle.changed', (t) => t.state === 'accepted');
  await first.close();

  const c = await connect(it.url);
  await c.signIn('auth.code', { identity_code: e.identity_code, password });
  const { report, reward } = await closedCase(c, { outcome: 'penalty', fine_fen: 1000000, serious: true });
  assert.deepEqual([reward.amount_fen, reward.rule], [500000, 'national.1@2024']);
  await approve(approver, 'approver1', reward);
  await assert.rejects(claim(c, report), refused('rule.payee', 'payee'));
  await c.keyed('reward.claim', { report });
  await c.until('reward.changed', (t) => t.report === report && t.state === 'paid');
  assert.equal((await transfers()).find((t) => t.account === 'o-rider-wallet-1').amount_fen, 500000);
});

test('a wrong identity is refused by its field', async () => {
  const c = await anonymous(it.url);
  const s = await seal(c, { use: 'enroll', name: '李四', id_no: '110105194912310021', phone: '13800138000', rail: 'wechat', account: 'o-rider-wallet-2' });
  await c.call('whistle.enroll', { key: s.key, kind: 'bd', platform: '饿了么', employment: 'full', password: 'a long password', key_id: s.key_id, sealed: s.sealed });
  await c.until('whistle.changed', (t) => t.state === 'refused' && t.field === 'id_no');
});

test('the holder of a receipt claims', async () => {
  const sender = await anonymous(it.url);
  const { report, reward, sent } = await closedCase(sender);
  await sender.close();
  await approve(approver, 'approver1', reward);
  const c = await connect(it.url);
  await c.signIn('auth.receipt', { code: sent.receipt.code });
  await claim(c, report);
  await c.until('reward.changed', (t) => t.report === report && t.state === 'paid');
});

test('finance sees amounts and bills, never a report', async () => {
  const finance = await staff(it, 'finance1');
  const { rewards } = await finance.call('reward.list');
  assert.ok(rewards.length >= 5);
  assert.ok(rewards.every((r) => r.report === undefined && r.approvals.length === 0));
  const { rows } = await finance.call('reward.statement', { from: 0, to: Date.now() + 1000 });
  assert.ok(rows.length >= 5);
  assert.deepEqual(Object.keys(rows[0]).sort(), ['amount_fen', 'at', 'bill', 'rail', 'state']);
  await assert.rejects(finance.call('reward.list', { report: `0${'z'.repeat(25)}` }), refused('auth.not_allowed'));
});

test('a callback that is not signed changes nothing', async () => {
  const at = `${it.url}/notify/wechat`;
  assert.equal((await fetch(at, { method: 'POST', body: '{}' })).status, 400);
  const headers = { 'Wechatpay-Serial': 'X', 'Wechatpay-Timestamp': '1', 'Wechatpay-Nonce': 'n', 'Wechatpay-Signature': 'A'.repeat(344) };
  assert.equal((await fetch(at, { method: 'POST', body: '{}', headers })).status, 204);
});

test('the ledger holds after all this, and agrees with the bank', async () => {
  await it.ezhili(['ledger', 'verify']);
  const paid = (await transfers()).filter((t) => t.state === 'SUCCESS');
  assert.equal(new Set(paid.map((t) => t.out_bill_no)).size, paid.length);
  const finance = await staff(it, 'finance1');
  const { rows } = await finance.call('reward.statement', { from: 0, to: Date.now() + 1000 });
  const ours = rows.filter((r) => r.state === 'paid').map((r) => [r.bill, r.amount_fen]).sort();
  assert.deepEqual(ours, paid.map((t) => [t.out_bill_no, t.amount_fen]).sort());
});
