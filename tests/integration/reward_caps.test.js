// What small rewards may cost: a person's day and month, everybody's day; who shares; what lapses; who pays whom.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { anonymous, seal, signApproval, staff } from './rpc.js';
import { start } from './start.js';

let it, reviewer, approver, one;
const CHINA = 8 * 3600 * 1000;
const today = new Date(Date.now() + CHINA);
const monthStart = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 1) - CHINA;

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0', 'payout_poll_ms=50ms', 'reward_person_day_fen=30000', 'reward_person_month_fen=35000', 'reward_day_fen=45000'] });
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
  one = await anonymous(it.url);
});
after(() => it?.stop());

const sql = (text) => execFileSync('mariadb', ['-S', path.join(it.data, 'run/db/s'), '-u', 'root', '-B', '-N', 'ezhili', '-e', text], { encoding: 'utf8' }).trim();

const sent = (c) => c.keyed('report.submit', { category: 'V14', text: `老鼠 ${crypto.randomUUID()}`, shop_text: '麻辣烫' });

async function decided(report, verdict = 'verified') {
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict, reason: 'on_site', note: '属实' });
  await reviewer.keyed('case.close', { report, outcome: 'rectified' });
  return { report, reward: (await approver.call('reward.list', { report })).rewards[0] };
}

const closed = async (c, verdict) => decided((await sent(c)).report, verdict);

const approve = ({ reward }) => approver.keyed('reward.approve', { reward: reward.reward, note: '', sig: signApproval(it, 'approver1', reward, '') });

async function paid(c, its) {
  await approve(its);
  const s = await seal(c, { use: 'claim', report: its.report, rail: 'wechat', name: '张三', account: `o-${crypto.randomUUID()}` });
  await c.call('reward.claim', { key: s.key, report: its.report, key_id: s.key_id, payee: s.sealed });
  await c.until('reward.changed', (t) => t.report === its.report && t.state === 'paid');
}

test('a person\'s day, then everybody\'s day, cut a small reward; what is left is nothing', async () => {
  const first = await closed(one);
  assert.equal(first.reward.amount_fen, 20000);
  assert.equal((await closed(one)).reward.amount_fen, 10000);
  assert.equal((await closed(one)).reward, undefined);
  assert.equal((await closed(await anonymous(it.url))).reward.amount_fen, 15000);
  assert.equal((await closed(await anonymous(it.url))).reward, undefined);
  await paid(one, first);
});

test('a person\'s month cuts when the day is new', async (t) => {
  if (today.getUTCDate() === 1) return t.skip('the month is one day old');
  sql(`UPDATE reward SET proposed_ms = ${monthStart}`);
  assert.equal((await closed(one)).reward.amount_fen, 5000);
  assert.equal((await closed(one)).reward, undefined);
});

test('what is true in part earns its share, and lapses when nobody claims it in time', async () => {
  sql('UPDATE reward SET small = 0');
  const c = await anonymous(it.url);
  const its = await closed(c, 'partly');
  assert.equal(its.reward.amount_fen, 10000);
  await approve(its);
  await c.until('reward.changed', (t) => t.report === its.report && t.state === 'claimable');
  sql(`UPDATE reward SET due_ms = 1 WHERE state = 'claimable'`);
  await c.until('reward.changed', (t) => t.report === its.report && t.state === 'lapsed');
  await it.ezhili(['ledger', 'verify']);
});

test('who reported first is paid the whole, who came after nothing', async () => {
  const [first, second] = [await anonymous(it.url), await anonymous(it.url)];
  const { report } = await sent(first);
  const copy = (await sent(second)).report;
  await reviewer.keyed('review.merge', { into: report, report: copy });
  const its = await decided(report);
  assert.equal(its.reward.amount_fen, 20000);
  await second.until('report.changed', (t) => t.report === copy && t.state === 'duplicate');
  assert.deepEqual((await approver.call('reward.list', { report: copy })).rewards, []);
  assert.deepEqual((await second.call('reward.list')).rewards, []);
});

test('the auditor sees how few payees a verifier\'s findings pay', async () => {
  sql('UPDATE reward SET small = 0');
  const said = () => it.ezhili(['stats', 'concentration']);
  assert.match(await said(), /reviewer1 .*paid 1 .*payees 1 .*top 1 = 100%/);
  await paid(one, await closed(one));
  sql('UPDATE reward SET small = 0');
  const other = await anonymous(it.url);
  await paid(other, await closed(other));
  const text = await said();
  assert.match(text, /reviewer1 .*paid 3 .*payees 2 .*top 2 = 66%/);
  for (const owner of sql('SELECT DISTINCT HEX(owner) FROM reward').split('\n')) assert.ok(!text.toUpperCase().includes(owner));
  sql(`UPDATE transfer SET settled_ms = settled_ms - 91 * 86400000`);
  assert.doesNotMatch(await said(), /reviewer1/);
});
