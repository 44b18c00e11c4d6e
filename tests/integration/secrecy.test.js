// What a dump of the database and all logs tell about a whistleblower (nothing), and which process may touch what.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { anonymous, connect, seal, signApproval, staff } from './rpc.js';
import { start } from './start.js';

const WHO = { name: '诸葛小明', id_no: '11010519491231002X', phone: '13912345678', account: 'o-whistle-wallet-77', password: 'a password of mine' };
let it, reviewer, approver, whistle, reward, report;

const sql = (text) => execFileSync('mariadb', ['-S', path.join(it.data, 'run/db/s'), '-u', 'root', '-B', '-N', '--binary-as-hex', 'ezhili', '-e', text],
  { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });

async function proposed(c) {
  const sent = await c.keyed('report.submit', { category: 'V14', text: `后厨有老鼠 ${crypto.randomUUID()}`, shop_text: '麻辣烫' });
  await reviewer.call('review.claim', { report: sent.report });
  await reviewer.keyed('review.decide', { report: sent.report, verdict: 'verified', reason: 'on_site', note: '属实' });
  await reviewer.keyed('case.close', { report: sent.report, outcome: 'rectified' });
  return { report: sent.report, reward: (await approver.call('reward.list', { report: sent.report })).rewards[0] };
}

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0'] });
  reviewer = await staff(it, 'reviewer1');
  approver = await staff(it, 'approver1');
  const first = await anonymous(it.url);
  const s = await seal(first, { use: 'enroll', name: WHO.name, id_no: WHO.id_no, phone: WHO.phone, rail: 'wechat', account: WHO.account });
  const e = await first.call('whistle.enroll', { key: s.key, kind: 'rider', platform: '美团', employment: 'full', password: WHO.password, key_id: s.key_id, sealed: s.sealed });
  WHO.code = e.identity_code;
  await first.until('whistle.changed', (t) => t.state === 'accepted');
  whistle = await connect(it.url);
  await whistle.signIn('auth.code', { identity_code: WHO.code, password: WHO.password });
  ({ report, reward } = await proposed(whistle));
  await approver.keyed('reward.approve', { reward: reward.reward, note: '同意', sig: signApproval(it, 'approver1', reward, '同意') });
  await whistle.keyed('reward.claim', { report });
  await whistle.until('reward.changed', (t) => t.state === 'paid');
});
after(() => it?.stop());

// Plain, base64 at its three alignments, and hexadecimal.
function forms(text) {
  const b = Buffer.from(text);
  const inner = [0, 1, 2].map((pad) => Buffer.concat([Buffer.alloc(pad), b]).toString('base64').slice(pad ? 4 : 0, -4)).filter((t) => t.length >= 8);
  return [text, b.toString('hex'), b.toString('hex').toUpperCase(), ...inner];
}

test('no row and no log line holds an identity, in any form', () => {
  const tables = sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'ezhili' AND table_type = 'BASE TABLE'").trim().split('\n');
  const places = tables.map((t) => [t, sql(`SELECT * FROM \`${t}\``)]);
  for (const f of fs.readdirSync(path.join(it.data, 'log'))) places.push([f, fs.readFileSync(path.join(it.data, 'log', f), 'utf8')]);
  assert.ok(tables.length > 20);
  for (const [place, text] of places)
    for (const [field, value] of Object.entries(WHO)) for (const form of forms(value)) assert.ok(!text.includes(form), `${place} holds the ${field}`);
});

test('what a report, its reward and its transfer say does not lead to the deposited identity', () => {
  const idHex = (columns, table) => sql(`SELECT ${columns} FROM ${table}`).match(/0x[0-9A-F]{32}/g) ?? [];
  const identity = new Set([...idHex('id, person', 'payee'), ...idHex("id, COALESCE(code_hash, '')", 'account WHERE trade IS NOT NULL')]);
  const spoken = ['report', 'report_step', 'reward', 'approval', 'transfer', 'ledger_entry', 'outbox', 'idempotency', 'audit'];
  for (const t of spoken) for (const id of idHex('*', t)) assert.ok(!identity.has(id), `${t} names ${id} of the identity's rows`);
});

function rights(user, table) {
  return sql(`SELECT privilege_type FROM information_schema.table_privileges WHERE grantee LIKE "'%${user}%" AND table_name = '${table}'
    UNION SELECT CONCAT(privilege_type, ':', column_name) FROM information_schema.column_privileges WHERE grantee LIKE "'%${user}%" AND table_name = '${table}'`).trim().split('\n').filter(Boolean).sort();
}

test('gateways leave seals and cannot read them; nobody edits the ledger or the keys', () => {
  const users = sql("SELECT user FROM mysql.user WHERE user NOT IN ('root', 'mariadb.sys')").trim().split('\n');
  const [gateway, payout] = ['g', 'p'].map((first) => users.find((u) => u.includes(first === 'g' ? 'gateway' : 'payout') || u.startsWith(first)));
  assert.deepEqual(rights(gateway, 'payer_mail'), ['INSERT']);
  for (const t of ['payee', 'ledger_tx', 'ledger_entry', 'payout_lease']) assert.deepEqual(rights(gateway, t), [], t);
  assert.ok(!rights(gateway, 'transfer').some((r) => r === 'SELECT' || r === 'SELECT:body' || /INSERT|UPDATE|DELETE/.test(r)));
  for (const t of ['approver_key', 'seal_key', 'reward_rule']) for (const u of [gateway, payout]) assert.deepEqual(rights(u, t), ['SELECT'], `${t} by ${u}`);
  for (const t of ['ledger_tx', 'ledger_entry']) assert.ok(!rights(payout, t).some((r) => /UPDATE|DELETE/.test(r)));
});

test('even the administrator cannot edit ledger rows or a transfer\'s amount', () => {
  assert.throws(() => sql('UPDATE ledger_entry SET fen = fen + 1 LIMIT 1'), /append-only/);
  assert.throws(() => sql('DELETE FROM ledger_tx LIMIT 1'), /append-only/);
  assert.throws(() => sql('UPDATE transfer SET amount_fen = amount_fen + 1 LIMIT 1'), /amount and payee stay/);
  assert.throws(() => sql("UPDATE ledger_balance SET fen = -1 WHERE account = 'POOL'"), /CONSTRAINT/);
});

test('a forged approval and a raised amount do not pay', async () => {
  const c = await anonymous(it.url);
  const one = await proposed(c);
  const id = sql(`SELECT HEX(id) FROM reward WHERE state = 'proposed' ORDER BY proposed_ms DESC LIMIT 1`).trim();
  const forge = () => sql(`REPLACE INTO approval (reward, approver, login, note, sig, at_ms) SELECT UNHEX('${id}'), id, login, 'x', REPEAT('A', 64), 1 FROM account WHERE login = 'approver2'`);
  const looked = async () => {
    for (let i = 0; i < 100; i++) {
      const state = sql(`SELECT state FROM approval WHERE reward = UNHEX('${id}') AND login = 'approver2'`).trim();
      if (state !== 'new') return state;
      await new Promise((ok) => setTimeout(ok, 50));
    }
    throw new Error('nobody looked at it');
  };
  forge();
  assert.equal(await looked(), 'bad');
  sql(`UPDATE reward SET amount_fen = 900000 WHERE id = UNHEX('${id}')`);
  const raised = { ...one.reward, amount_fen: 900000 };
  await approver.keyed('reward.approve', { reward: one.reward.reward, note: '', sig: signApproval(it, 'approver1', raised, '') });
  await new Promise((ok) => setTimeout(ok, 1000));
  assert.equal(sql(`SELECT state FROM approval WHERE reward = UNHEX('${id}') AND login = 'approver1'`).trim(), 'bad');
  assert.equal((await c.call('reward.list')).rewards[0].state, 'proposed');
  await it.ezhili(['ledger', 'verify']);
});
