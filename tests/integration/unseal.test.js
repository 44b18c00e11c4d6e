// Opening an identity takes two people, a reason and their own keys; nothing else does it, and it is seen.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, test } from 'node:test';

import { sleep } from '../demo/files.js';
import { query } from './database.js';
import { approveText, officerKeys, requestText, signSeed } from './officer.js';
import { anonymous, connect, seal, staff } from './rpc.js';
import { start } from './start.js';

const WHO = { name: '欧阳小红', id_no: '11010519491231002X', phone: '13987654321', rail: 'wechat', account: 'o-unseal-wallet' };
const admins = ['--by', 'admin1', '--second', 'admin2'];
let it, reviewer, approver, auditor, report, keys, whistle;

const refused = (type) => (e) => e.type === type;
const seedOf = (login) => it.demo.users.find((u) => u.login === login).sign_seed;

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0', 'payout_poll_ms=50ms', 'rate_password_failures=1000'] });
  [reviewer, approver, auditor] = [await staff(it, 'reviewer1'), await staff(it, 'approver1'), await staff(it, 'auditor1')];
  whistle = await anonymous(it.url);
  const s = await seal(whistle, { use: 'enroll', ...WHO });
  const e = await whistle.call('whistle.enroll', { key: s.key, kind: 'rider', platform: '美团', employment: 'full', password: 'a long password', key_id: s.key_id, sealed: s.sealed });
  await whistle.until('whistle.changed', (t) => t.state === 'accepted');
  await whistle.signIn('auth.code', { identity_code: e.identity_code, password: 'a long password' });
  ({ report } = await whistle.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', shop_text: '麻辣烫' }));
  keys = officerKeys();
});
after(() => it?.stop());

function ask(c, k, fields = {}) {
  const at = Date.now();
  const r = { report, at, reason: '举报人被威胁，须联系本人', ...fields };
  return c.keyed('unseal.request', { report: r.report, reason: r.reason, at: r.at, sig: fields.sig ?? k.sign(requestText(r)) });
}

const publicKey = (s) => Buffer.from(crypto.createPublicKey(crypto.createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(s, 'base64')]),
  format: 'der', type: 'pkcs8' })).export({ format: 'jwk' }).x, 'base64url').toString('base64');

const find = async (c, request) => (await c.call('unseal.list')).requests.find((r) => r.request === request);

async function outcome(request, c = auditor) {
  for (const end = Date.now() + 15000; Date.now() < end; await sleep(100)) {
    const r = await find(c, request);
    if (!['asked', 'approved'].includes(r.state)) return r.state;
  }
  throw new Error('the payer did not look at it');
}

async function approve(c, request, { seed = seedOf('approver1'), note = '情况属实' } = {}) {
  const row = await find(c, request);
  return c.keyed('unseal.approve', { request, note, sig: signSeed(seed, approveText(row, note)) });
}

test('a key that two administrators have not registered asks for nothing', async () => {
  await assert.rejects(ask(reviewer, keys), refused('rule.signature'));
  await assert.rejects(it.ezhili(['officer', 'add', 'reviewer1', '--key', keys.publicKeys, '--by', 'admin1', '--second', 'admin1']), (e) => /two different people/.test(e.err) || assert.fail(e.err));
  await assert.rejects(it.ezhili(['officer', 'add', 'finance1', '--key', keys.publicKeys, ...admins]), (e) => /role/.test(e.err) || assert.fail(e.err));
  await it.ezhili(['officer', 'add', 'reviewer1', '--key', keys.publicKeys, ...admins]);
});

test('two people open an identity, for the one who asked alone', async () => {
  const { request } = await ask(reviewer, keys);
  assert.equal((await find(reviewer, request)).state, 'asked');
  await assert.rejects(reviewer.call('unseal.open', { request }), refused('rule.state'));
  assert.equal((await approve(approver, request)).state, 'approved');
  assert.equal(await outcome(request), 'open');
  const { sealed } = await reviewer.call('unseal.open', { request });
  const got = await keys.open(sealed);
  assert.deepEqual({ name: got.name, id_no: got.id_no, phone: got.phone, rail: got.rail, account: got.account, report: got.report, request: got.request }, { ...WHO, report, request });
  await assert.rejects(officerKeys().open(sealed));
  const other = await staff(it, 'reviewer2');
  await assert.rejects(other.call('unseal.open', { request }), refused('unseal.not_found'));
  assert.equal(await find(other, request), undefined);
  await assert.rejects(approver.call('unseal.open', { request }), refused('auth.not_allowed'));

  // Each step stands in the audit, and the auditor sees who, why and when.
  const { entries } = await auditor.call('review.audit', { report });
  for (const [action, actor] of [['unseal.request', 'reviewer1'], ['unseal.approve', 'approver1'], ['identity.unseal', 'payout'], ['unseal.open', 'reviewer1']])
    assert.ok(entries.some((e) => e.action === action && e.actor === actor), action);
  const row = await find(auditor, request);
  assert.deepEqual([row.officer, row.decided_by, row.reason, row.note, row.report], ['reviewer1', 'approver1', '举报人被威胁，须联系本人', '情况属实', report]);
  await assert.rejects(auditor.keyed('unseal.refuse', { request, note: 'x' }), refused('auth.not_allowed'));
});

test('a refused request opens nothing', async () => {
  const { request } = await ask(reviewer, keys);
  assert.equal((await approver.keyed('unseal.refuse', { request, note: '理由不足' })).state, 'refused');
  await assert.rejects(approve(approver, request), refused('rule.state'));
  await sleep(1500);
  assert.equal((await find(auditor, request)).state, 'refused');
  await assert.rejects(reviewer.call('unseal.open', { request }), refused('rule.state'));
});

test('one person in both roles cannot be both people, nor by a row in the database', async () => {
  const both = { login: 'both1', password: 'both a password' };
  await it.ezhili(['user', 'add', both.login, '--roles', 'reviewer,approver', '--offices', '*'], { input: `${both.password}\n` });
  const seed = crypto.randomBytes(32).toString('base64');
  const mine = officerKeys();
  await it.ezhili(['officer', 'add', both.login, '--key', mine.publicKeys, ...admins]);
  await it.ezhili(['approver', 'add', both.login, '--key', publicKey(seed), ...admins]);
  const c = await connect(it.url);
  await c.signIn('auth.password', both);
  const { request } = await ask(c, mine);
  await assert.rejects(approve(c, request, { seed }), refused('rule.two_people'));
  const row = await find(c, request);
  await query(it.data, `INSERT INTO unseal_decision SELECT r.id, r.officer, r.login, 1, 'x', ?, ? FROM unseal_request r WHERE r.login = ?`,
    [Buffer.from(signSeed(seed, approveText(row, 'x')), 'base64'), Date.now(), both.login]);
  assert.equal(await outcome(request), 'bad');
});

// Rows as a stolen gateway could write them.
const decide = (login, sig) => query(it.data, `INSERT INTO unseal_decision SELECT r.id, a.id, a.login, 1, 'x', ?, ? FROM unseal_request r, account a
  WHERE a.login = ? AND r.id NOT IN (SELECT request FROM unseal_decision) ORDER BY r.at_ms DESC LIMIT 1`, [Buffer.from(sig, 'base64'), Date.now(), login]);

test('a forged approval ends the request and opens nothing', async () => {
  const { request } = await ask(reviewer, keys);
  await decide('approver1', crypto.randomBytes(64).toString('base64'));
  assert.equal(await outcome(request), 'bad');
  await assert.rejects(reviewer.call('unseal.open', { request }), refused('rule.state'));
});

test('an approval for another request, or of an approver out of service, does not count', async () => {
  const first = await ask(reviewer, keys);
  const second = await ask(reviewer, keys, { at: Date.now() + 1 });
  const sig = signSeed(seedOf('approver1'), approveText(await find(approver, first.request), 'x'));
  await decide('approver1', sig);
  assert.equal(await outcome(second.request), 'bad');
  const third = await ask(reviewer, keys, { at: Date.now() + 2 });
  const row = await find(approver, third.request);
  await it.ezhili(['user', 'roles', 'approver2', 'disabled']);
  await decide('approver2', signSeed(seedOf('approver2'), approveText(row, 'x')));
  assert.equal(await outcome(third.request), 'bad');
});

test('a forged request, with a true approval, opens nothing', async () => {
  for (const sig of [crypto.randomBytes(64), Buffer.from(officerKeys().sign(requestText({ report, at: 1, reason: 'x' })), 'base64')]) {
    await query(it.data, `INSERT INTO unseal_request SELECT ?, r.report, r.officer, r.login, '伪造的理由', ?, ? FROM unseal_request r WHERE r.login = 'reviewer1' LIMIT 1`,
      [crypto.randomBytes(16), Date.now(), sig]);
    const { requests } = await approver.call('unseal.list');
    const forged = requests.find((r) => r.reason === '伪造的理由' && r.state === 'asked');
    await approve(approver, forged.request);
    assert.equal(await outcome(forged.request), 'bad');
  }
});

test('a request in the name of a key that was revoked, or too old, opens nothing', async () => {
  const old = await ask(reviewer, keys);
  await approve(approver, old.request);
  assert.equal(await outcome(old.request), 'open');
  const { request } = await ask(reviewer, keys, { at: Date.now() + 3 });
  await it.ezhili(['officer', 'revoke', 'reviewer1']);
  await approve(approver, request);
  assert.equal(await outcome(request), 'bad');
  await it.ezhili(['officer', 'add', 'reviewer1', '--key', officerKeys().publicKeys, ...admins]);
  await assert.rejects(ask(reviewer, keys), refused('rule.signature'));
  keys = officerKeys();
  await it.ezhili(['officer', 'add', 'reviewer1', '--key', keys.publicKeys, ...admins]);
  await assert.rejects(ask(reviewer, keys, { at: Date.now() - 400000 }), refused('params.bad'));
});

test('each change of the lists of keys stands in the audit, with who answers for it', async () => {
  await it.ezhili(['user', 'add', 'newapprover', '--roles', 'approver'], { input: 'a long enough password 7\n' });
  await it.ezhili(['approver', 'add', 'newapprover', '--key', publicKey(crypto.randomBytes(32).toString('base64')), ...admins]);
  await it.ezhili(['approver', 'revoke', 'newapprover']);
  const entries = await query(it.data, `SELECT actor, action, after_json AS a FROM audit WHERE action IN ('approver.add', 'approver.revoke', 'officer.add', 'officer.revoke')`);
  const of = (action, login) => entries.filter((e) => e.action === action && JSON.parse(e.a).login === login).map((e) => String(e.actor));
  assert.ok(of('approver.add', 'newapprover').includes('admin1+admin2'));
  assert.deepEqual(of('approver.revoke', 'newapprover'), ['cli']);
  assert.ok(of('officer.add', 'reviewer1').length >= 3);
  assert.deepEqual(of('officer.revoke', 'reviewer1'), ['cli']);
  await it.ezhili(['verify']);
});

test('there is nothing to open where nobody deposited an identity', async () => {
  const c = await anonymous(it.url);
  const sent = await c.keyed('report.submit', { category: 'V14', text: '后厨也有老鼠', shop_text: '麻辣烫' });
  await assert.rejects(ask(reviewer, keys, { report: sent.report }), refused('rule.no_identity'));
});

test('a gateway adds requests and decisions and can change nothing', async () => {
  const rights = async (table) => (await query(it.data, `SELECT privilege_type AS p FROM information_schema.table_privileges
    WHERE grantee LIKE "'g%" AND table_schema = 'ezhili' AND table_name = ?`, [table])).map((r) => r.p).sort();
  assert.deepEqual(await rights('unseal_request'), ['INSERT', 'SELECT']);
  assert.deepEqual(await rights('unseal_decision'), ['INSERT', 'SELECT']);
  assert.deepEqual(await rights('unseal_outcome'), ['SELECT']);
  assert.deepEqual(await rights('officer_key'), ['SELECT']);
});

test('what was opened is gone when its time is over', async () => {
  const [open] = await query(it.data, "SELECT COUNT(*) AS n FROM unseal_outcome WHERE state = 'open' AND sealed IS NOT NULL");
  assert.ok(open.n >= 2);
  await query(it.data, "UPDATE unseal_outcome SET until_ms = 1 WHERE state = 'open'");
  for (const end = Date.now() + 10000; Date.now() < end; await sleep(100))
    if (!(await query(it.data, "SELECT COUNT(*) AS n FROM unseal_outcome WHERE state = 'open'"))[0].n) break;
  const [left] = await query(it.data, 'SELECT COUNT(*) AS n FROM unseal_outcome WHERE sealed IS NOT NULL');
  assert.equal(left.n, 0);
  const { requests } = await reviewer.call('unseal.list');
  await assert.rejects(reviewer.call('unseal.open', { request: requests.find((r) => r.state === 'expired').request }), refused('rule.state'));
  assert.ok((await auditor.call('review.audit', { report })).entries.some((e) => e.action === 'identity.close'));
});
