// A sealed identity ends with its time, really and recorded; open, unpaid and held cases keep it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { sleep } from '../demo/files.js';
import { query } from './database.js';
import { anonymous, connect, seal, staff } from './rpc.js';
import { start } from './start.js';

const PASSWORD = 'a long password';
const two = ['--by', 'admin1', '--second', 'auditor1'];
let it, reviewer, people;

const refusal = (args) => it.ezhili(args).then(() => assert.fail('it was done'), (e) => e.err);
const sealed = async () => (await query(it.data, 'SELECT COUNT(*) AS n FROM payee'))[0].n;

// One who deposited an identity and, but for the first, sent a report; closed unless it stays open.
async function whistle(kind) {
  const c = await anonymous(it.url);
  const s = await seal(c, { use: 'enroll', name: '林一', id_no: '11010519491231002X', phone: '13912345678', rail: 'wechat', account: `o-end-${kind}` });
  const e = await c.call('whistle.enroll', { key: s.key, kind: 'rider', platform: '美团', employment: 'full', password: PASSWORD, key_id: s.key_id, sealed: s.sealed });
  await c.until('whistle.changed', (t) => t.state === 'accepted');
  await c.signIn('auth.code', { identity_code: e.identity_code, password: PASSWORD });
  if (kind === 'silent') return { kind };
  const { report } = await c.keyed('report.submit', { category: 'V14', text: `后厨有老鼠 ${kind}`, shop_text: '麻辣烫' });
  if (kind === 'open') return { kind, report };
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict: kind === 'unpaid' ? 'verified' : 'unfounded', reason: kind === 'unpaid' ? 'on_site' : 'not_found', note: '现场核查，未发现问题，记录在案' });
  if (kind === 'unpaid') await reviewer.keyed('case.close', { report, outcome: 'rectified' });
  return { kind, report };
}

// The payer looks at its start, then every hour.
async function aRound() {
  await it.kill();
  await it.restart();
  await sleep(3000);
}

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0', 'payout_poll_ms=50ms', 'identity_keep_days=30'] });
  reviewer = await staff(it, 'reviewer1');
  people = {};
  for (const kind of ['silent', 'ended', 'open', 'unpaid', 'held']) people[kind] = await whistle(kind);
  await it.ezhili(['hold', 'add', people.held.report, '--reason', '行政诉讼', ...two]);
});
after(() => it?.stop());

test('nothing ends before its time', async () => {
  await aRound();
  assert.equal(await sealed(), 5);
});

test('a report changed lately keeps its sender\'s identity', async () => {
  await query(it.data, 'UPDATE payee SET created_day = created_day - 60');
  await aRound();
  assert.equal(await sealed(), 4); // the silent one alone
});

test('what ended long ago ends here; open, unpaid and held cases stay, and each end is recorded', async () => {
  await query(it.data, 'UPDATE report SET updated_ms = updated_ms - 60 * 86400000');
  await aRound();
  assert.equal(await sealed(), 3);
  const [ended] = await query(it.data, "SELECT COUNT(*) AS n, COUNT(DISTINCT object) AS d FROM audit WHERE action = 'identity.destroy' AND actor = 'payout'");
  assert.deepEqual([ended.n, ended.d], [2, 2]);
  await it.ezhili(['ledger', 'verify']);
});

test('a hold takes two people, and its end lets go', async () => {
  assert.match(await refusal(['hold', 'release', people.held.report, '--by', 'admin1', '--second', 'admin1']), /two different people/);
  assert.match(await refusal(['hold', 'add', '0'.repeat(26), '--reason', 'x', ...two]), /no such report/);
  assert.match(await it.ezhili(['hold', 'list']), new RegExp(`${people.held.report} admin1\\+auditor1 行政诉讼`));
  await it.ezhili(['hold', 'release', people.held.report, ...two]);
  await aRound();
  assert.equal(await sealed(), 2);
  const [photo] = await query(it.data, "SELECT COUNT(*) AS n FROM audit WHERE action IN ('hold.add', 'hold.release')");
  assert.equal(photo.n, 2);
});

test('after the next rotation the old key, and with it every old backup of what ended, is gone', async () => {
  const [old] = (await it.ezhili(['keys', 'list'])).split(' ');
  await it.ezhili(['keys', 'rotate']);
  for (const end = Date.now() + 15000; Date.now() < end; await sleep(200))
    if (await it.ezhili(['keys', 'retire', old, '--destroy']).then(() => true, () => false)) break;
  const rows = await query(it.data, 'SELECT key_id FROM payee');
  assert.equal(rows.length, 2);
  assert.ok(rows.every((r) => r.key_id !== old));
  assert.match(await it.ezhili(['keys', 'list']), new RegExp(`${old} .*停用`));
});
