// What small rewards may cost: a person's day and month, everybody's day; who shares; what lapses; who pays whom.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { anonymous, connect, seal, signApproval, staff } from './rpc.js';
import { start } from './start.js';

let it, reviewer, approver, one;

async function signIn() {
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
  one = one ? await connect(it.url, { token: one.token }) : await anonymous(it.url);
}

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0', 'payout_poll_ms=50ms', 'reward_person_day_fen=30000', 'reward_person_month_fen=35000', 'reward_day_fen=45000'] });
  await signIn();
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

async function paid(c, its, account = `o-${crypto.randomUUID()}`) {
  await approve(its);
  const s = await seal(c, { use: 'claim', report: its.report, rail: 'wechat', name: '张三', account });
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

test('a person\'s month cuts what their day would allow', async () => {
  await it.kill();
  await it.restart(['reward_person_day_fen=100000', 'reward_day_fen=1000000']);
  await signIn();
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

test('joint reporters share one reward: three parts that sum to the whole, each claimed by its own reporter', async () => {
  sql('UPDATE reward SET small = 0');
  const people = [await anonymous(it.url), await anonymous(it.url), await anonymous(it.url), await anonymous(it.url)];
  const reports = [];
  for (const c of people) reports.push((await sent(c)).report);
  const again = (await sent(people[0])).report;
  const [first, second, third, late] = reports;
  for (const report of [second, third, again]) await reviewer.keyed('review.merge', { into: first, report, joint: true });
  await reviewer.keyed('review.merge', { into: first, report: late });
  const its = [await decided(first)];
  for (const report of [second, third]) its.push({ report, reward: (await approver.call('reward.list', { report })).rewards[0] });
  assert.deepEqual(its.map((x) => x.reward.amount_fen), [6668, 6666, 6666]);
  for (const report of [late, again]) assert.deepEqual((await approver.call('reward.list', { report })).rewards, []);
  assert.match((await people[1].call('report.get', { report: second })).steps.map((x) => x.note).join(), /共同举报/);
  for (let i = 0; i < its.length; i++) await paid(people[i], its[i]);
  const transfers = await (await fetch(`${it.bank}/transfers`)).json();
  assert.deepEqual(transfers.slice(-3).map((x) => x.amount_fen), [6668, 6666, 6666]);
  await it.ezhili(['ledger', 'verify']);

  // Rows of a stolen gateway: one more part of the same case is more than its whole, whatever it calls itself.
  const id = crypto.randomBytes(16).toString('hex');
  sql(`INSERT INTO reward (id, report, owner, state, amount_fen, rule, small, sharers, pool, verifier, proposed_ms, updated_ms)
    SELECT UNHEX('${id}'), report, owner, 'proposed', 6666, rule, small, 3, pool, verifier, proposed_ms, updated_ms + 1 FROM reward WHERE amount_fen = 6668`);
  const forged = (await approver.call('reward.list', { report: first })).rewards.find((x) => x.state === 'proposed');
  await approve({ reward: forged });
  for (let i = 0; i < 100 && sql(`SELECT state FROM approval WHERE reward = UNHEX('${id}')`) === 'new'; i++) await new Promise((ok) => setTimeout(ok, 50));
  assert.equal(sql(`SELECT state FROM approval WHERE reward = UNHEX('${id}')`), 'bad');
});

test('a joint reporter whose caps are used up leaves the others their parts', async () => {
  const [rich, poor] = [await anonymous(it.url), await anonymous(it.url)];
  sql('UPDATE reward SET small = 0');
  await closed(poor);
  await closed(poor); // 20,000 and what is left of the month's 35,000
  const report = (await sent(rich)).report;
  const copy = (await sent(poor)).report;
  await reviewer.keyed('review.merge', { into: report, report: copy, joint: true });
  assert.equal((await decided(report)).reward.amount_fen, 10000);
  assert.deepEqual((await approver.call('reward.list', { report: copy })).rewards, []);
});

test('the auditor sees how few payees a verifier\'s findings pay, whatever sessions they came by', async () => {
  const auditor = await staff(it, 'auditor1');
  const said = () => it.ezhili(['stats', 'concentration']);
  const figure = async () => (await auditor.call('reward.concentration')).rows.find((r) => r.verifier === 'reviewer1');
  sql('DELETE FROM payee_count');
  assert.equal(await figure(), undefined);
  const account = `o-${crypto.randomUUID()}`;
  for (const to of [account, account, undefined]) {
    sql('UPDATE reward SET small = 0');
    const c = await anonymous(it.url); // a new session each time
    await paid(c, await closed(c), to);
  }
  const { name, ...row } = await figure();
  assert.ok(name);
  assert.deepEqual(row, { verifier: 'reviewer1', paid: 3, payees: 2, top: 2, top_percent: 66 });
  assert.match(await said(), /reviewer1 .*paid 3 .*payees 2 .*top 2 = 66%/);
  await assert.rejects(reviewer.call('reward.concentration'), { type: 'auth.not_allowed' });
  sql('UPDATE payee_count SET quarter = quarter - 200');
  assert.equal(await figure(), undefined);
  assert.doesNotMatch(await said(), /reviewer1/);
});
