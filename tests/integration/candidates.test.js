// Who could have sent a report? A dump of every table, without the keys, must leave all who were active in its week.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { query } from './database.js';
import { anonymous, connect, seal, staff } from './rpc.js';
import { start } from './start.js';

const PEOPLE = 5;
const PASSWORD = 'a long password';
const TEXTS = ['后厨有老鼠', '蟑螂爬上了灶台，冷柜里的肉发黑还在用，请尽快查处', '苍蝇很多', '汤里有一只虫子，店员说没关系', '米袋被咬破'];
let it, tables;

// Rows as a thief sees them: every value by its column, bytes in hexadecimal.
async function dump() {
  const names = (await query(it.data, "SELECT table_name AS t FROM information_schema.tables WHERE table_schema = 'ezhili' AND table_type = 'BASE TABLE'")).map((r) => r.t);
  return Object.fromEntries(await Promise.all(names.map(async (t) => [t, (await query(it.data, `SELECT * FROM \`${t}\``))
    .map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, Buffer.isBuffer(v) ? v.toString('hex') : v])))])));
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const idHex = (text) => [...text].reduce((n, c) => n * 32n + BigInt(DIGITS.indexOf(c)), 0n).toString(16).padStart(32, '0');

// Every id that a row names: 16 bytes by themselves, or an id's text inside a text.
function idsOf(row) {
  const found = new Set();
  for (const v of Object.values(row)) {
    if (typeof v !== 'string') continue;
    if (/^[0-9a-f]{32}$/.test(v) && !/^0+$/.test(v)) found.add(v);
    for (const [text] of v.matchAll(/(?<![0-9a-z])[0-7][0-9a-hjkmnp-tv-z]{25}(?![0-9a-z])/g)) found.add(idHex(text));
  }
  return found;
}

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0', 'payout_poll_ms=50ms', 'score_copies=no'] });
  const reviewer = await staff(it, 'reviewer1');
  const shops = await query(it.data, "SELECT shop_id AS shop FROM shop WHERE status = 'active' ORDER BY shop_id LIMIT 5");
  const codes = [];
  for (let i = 0; i < PEOPLE; i++) {
    const c = await anonymous(it.url);
    const s = await seal(c, { use: 'enroll', name: `林${'甲乙丙丁戊'[i]}`, id_no: '11010519491231002X', phone: `1391234567${i}`, rail: 'wechat', account: `o-candidate-${i}` });
    const e = await c.call('whistle.enroll', { key: s.key, kind: i % 2 ? 'bd' : 'rider', platform: '美团', employment: 'full', password: PASSWORD, key_id: s.key_id, sealed: s.sealed });
    await c.until('whistle.changed', (t) => t.state === 'accepted');
    codes.push(e.identity_code);
  }
  for (let i = 0; i < PEOPLE; i++) { // one after another, so that each has a moment of its own
    const c = await connect(it.url);
    await c.signIn('auth.code', { identity_code: codes[i], password: PASSWORD });
    const { report } = await c.keyed('report.submit', { category: 'V14', text: TEXTS[i], shop: shops[i].shop });
    await reviewer.call('review.claim', { report });
    await c.until('report.changed', (t) => t.report === report);
    if (i % 2) await c.keyed('report.add', { report, text: '补充：还有照片' });
    await reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '属实' });
  }
  tables = await dump();
});
after(() => it?.stop());

// Tables that belong to a person: what leads from a report into one of these names somebody.
const PERSONAL = ['account', 'payee', 'mailbox', 'outbox', 'idempotency'];

test('no chain of ids leads from a report to a person, a mailbox or a stored answer', () => {
  const staffIds = new Set(tables.account.filter((a) => a.login).map((a) => a.id));
  const writers = new Set([...tables.audit, ...tables.hint].map((r) => r.epoch)); // one writer's rows are everybody's
  const byId = new Map();
  const rows = Object.entries(tables).flatMap(([t, list]) => list.map((row) => ({ t, ids: [...idsOf(row)].filter((id) => !staffIds.has(id) && !writers.has(id)) })));
  for (const row of rows) for (const id of row.ids) byId.set(id, [...(byId.get(id) ?? []), row]);
  const reports = tables.report.filter((r) => r.source === 'whistle');
  assert.equal(reports.length, PEOPLE);
  for (const r of reports) {
    const seen = new Set([r.id]);
    const reached = new Set();
    for (const todo of [[r.id]]) for (let id = todo.pop(); id; id = todo.pop())
      for (const row of byId.get(id) ?? []) {
        reached.add(row.t);
        for (const other of row.ids) if (!seen.has(other)) { seen.add(other); todo.push(other); }
      }
    assert.ok(reached.has('report_step'), 'the chain is walked at all');
    assert.deepEqual([...reached].filter((t) => PERSONAL.includes(t)), []);
  }
});

test('a hint, while it is there, does not lay a mailbox beside a report', () => {
  assert.ok(tables.hint.length > 0);
  for (const h of tables.hint) assert.equal(idsOf({ body: h.body }).size, 0, h.body);
  for (const o of tables.outbox) assert.deepEqual([o.method, idsOf({ p: o.params }).size], ['sealed', 0]);
});

test('what belongs to a person knows weeks alone, so that each report leaves everybody of its week', () => {
  const people = tables.account.filter((a) => a.trade);
  assert.equal(people.length, PEOPLE);
  for (const [t, list] of [['account', people], ['payee', tables.payee], ['outbox', tables.outbox], ['idempotency', tables.idempotency]]) {
    assert.ok(list.length > 0, t);
    for (const row of list) {
      assert.equal(row.created_day % 7, 0, t);
      for (const [k, v] of Object.entries(row)) assert.ok(!(typeof v === 'number' && v > 1e11), `${t}.${k} holds a time`);
    }
  }
  // The candidate set of each report: who was enrolled when its week ended.
  for (const r of tables.report.filter((x) => x.source === 'whistle')) {
    const day = Math.floor(r.submitted_ms / 86400000);
    assert.equal(people.filter((a) => a.created_day <= day).length, PEOPLE);
    assert.equal(r.submitted_ms % 3600000, 0, 'the hour, not the moment');
  }
});

test('lengths tell nobody apart', () => {
  const lengths = (list, column) => new Set(list.map((row) => row[column].length));
  assert.equal(lengths(tables.payee, 'sealed').size, 1);
  assert.equal(lengths(tables.report.filter((r) => r.source === 'whistle'), 'contact').size, 1);
  const sealed = tables.outbox.map((o) => Buffer.from(o.params, 'base64').length - 40);
  assert.ok(sealed.every((n) => n % 256 === 0), [...new Set(sealed)].join());
  const stored = tables.idempotency.filter((i) => i.result !== '{}' && i.result !== '7b7d').map((i) => i.result.length / 2 - 40);
  assert.ok(stored.length > 0 && stored.every((n) => n % 512 === 0), [...new Set(stored)].join());
});

test('no log line joins them either', () => {
  const log = execFileSync('sh', ['-c', `cat ${path.join(it.data, 'log')}/*`], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const personal = new Set(PERSONAL.flatMap((t) => tables[t].filter((row) => t !== 'account' || row.trade).map((row) => row.id ?? row.topic ?? row.scope)));
  for (const line of log.split('\n')) for (const id of idsOf({ line })) assert.ok(!personal.has(id), line);
});
