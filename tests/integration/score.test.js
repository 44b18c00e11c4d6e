// The filter, through the doors that people use: a copied attack waits, a crisis does not, cards take two people.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { bin, sleep } from '../demo/files.js';
import { query } from './database.js';
import { anonymous, Refused, staff } from './rpc.js';
import { start } from './start.js';

const TEXT = '昨晚在这家店点了一份牛肉面，打开之后发现汤里有一只蟑螂，联系商家对方态度恶劣，拒绝退款。';
const CARD_MS = 7000; // a gateway reads the card in force every five seconds

let it;
let shops;
before(async () => {
  it = await start();
  shops = fs.readFileSync(path.join(it.data, 'demo/registry.csv'), 'utf8').trim().split('\n').slice(1).map((l) => l.split(',')[0]);
});
after(async () => it?.stop());

const refused = (type) => (e) => e instanceof Refused && e.type === type;
const submit = async (params) => (await anonymous(it.url)).keyed('report.submit', { category: 'V14', text: TEXT, ...params });
const stored = async () => query(it.data,
  'SELECT r.lane, r.score_json, r.score_version, t.hard, t.device, t.address, t.sampled_of, t.newcomer FROM report r JOIN score_trace t ON t.report = r.id '
  + 'WHERE r.shop_id = ? ORDER BY r.submitted_ms', [shops[0]]);

test('the second sender of a text is a copy, and a burst of copies waits', async () => {
  for (let i = 0; i < 7; i++) {
    await submit({ shop: shops[0], text: `${TEXT}${i}` });
    await sleep(1200); // a report is in every gateway's memory a second after its commit
  }
  const rows = await stored();
  assert.equal(rows.length, 7);
  assert.equal(rows[0].hard & 2, 0);
  assert.equal(rows[1].hard & 2, 2);
  assert.equal(rows[6].hard & 16, 16);
  assert.equal(rows[0].lane, 'normal');
  assert.equal(rows[6].lane, 'shielded');
  assert.ok(JSON.parse(rows[6].score_json).reasons.some((r) => r.code === 'hard.burst'));
  assert.ok(rows.every((r) => r.address && !r.device && r.newcomer === 1));
});

test('the same copies about a severe matter do not wait', async () => {
  await submit({ shop: shops[0], category: 'V16' });
  assert.notEqual((await stored()).at(-1).lane, 'shielded');
});

test('who reports a thing again is told of the first time', async () => {
  const c = await anonymous(it.url);
  const say = (who, category, n) => who.keyed('report.submit', { category, text: `第${n}次看到这件事了`, shop: shops[2] });
  const first = await say(c, 'V14', 1);
  assert.equal(first.duplicate_of, undefined);
  assert.equal((await say(c, 'V14', 2)).duplicate_of, first.report);
  assert.equal((await say(c, 'V13', 3)).duplicate_of, undefined);
  assert.equal((await say(await anonymous(it.url), 'V14', 4)).duplicate_of, undefined);
});

test('a reviewer sees the reasons, the reporter neither score nor lane', async () => {
  const c = await anonymous(it.url);
  const answer = await c.keyed('report.submit', { category: 'V14', text: TEXT, shop: shops[0] });
  const seen = JSON.stringify([answer, await c.call('report.get', { report: answer.report })]);
  assert.doesNotMatch(seen, /lane|score|shielded|hard\./);
  const r = await staff(it, 'reviewer1');
  const { items } = await r.call('review.queue', { lane: 'shielded' });
  const other = await (await staff(it, 'reviewer2')).call('review.queue', { lane: 'shielded' });
  const shown = [...items, ...other.items];
  assert.ok(shown.length > 0);
  assert.ok(shown.every((i) => i.reasons.length && i.reasons.every((x) => x.text && x.code)));
});

test('two different people release a card, one goes back', async () => {
  const admin = await staff(it, 'admin1');
  const auditor = await staff(it, 'auditor1');
  const { stdout } = await promisify(execFile)(bin('ezhili'), ['--data', it.data, 'score', 'card']);
  assert.match(stdout, /^ezhili-card 1\nversion 1\n/);
  for (const version of [2, 3]) {
    await query(it.data, 'INSERT INTO score_card (version, state, body, report, made_by, made_ms) VALUES (?, ?, ?, ?, ?, 1)',
      [version, 'draft', stdout.replace('version 1', `version ${version}`), '{}', 'test']);
    const first = await admin.keyed('score.release', { version });
    assert.equal(first.state, 'draft');
    await assert.rejects(admin.keyed('score.release', { version }), refused('rule.two_people'));
    assert.equal((await auditor.keyed('score.release', { version })).state, 'released');
  }
  const states = async () => (await admin.call('score.cards')).cards.map((x) => `${x.version} ${x.state}`);
  assert.deepEqual(await states(), ['3 released', '2 retired', '1 retired']); // 1: the one built in
  await sleep(CARD_MS);
  await submit({ shop: shops[1] });
  const used = await query(it.data, 'SELECT score_version FROM report WHERE shop_id = ?', [shops[1]]);
  assert.equal(used[0].score_version, 3);
  assert.equal((await admin.keyed('score.release', { version: 2 })).state, 'released');
  assert.deepEqual(await states(), ['3 retired', '2 released', '1 retired']);
  assert.equal((await admin.keyed('score.release', { version: 1 })).state, 'released');
  assert.equal((await admin.keyed('score.release', { version: 2 })).state, 'released');
  await assert.rejects(admin.keyed('score.refuse', { version: 2 }), refused('rule.state'));
  await assert.rejects(admin.keyed('score.release', { version: 99 }), refused('score.not_found'));
});

test('the filter tells its health', async () => {
  const c = await staff(it, 'auditor1');
  const { days, calibration } = await c.call('score.health', { from: Date.now() - 86400000, to: Date.now() + 86400000 });
  const sum = (k) => days.reduce((n, d) => n + d[k], 0);
  assert.ok(sum('reports') >= 9);
  assert.ok(sum('shielded') >= 1);
  assert.equal(sum('newcomers'), sum('reports'));
  assert.deepEqual(calibration, []);
});

test('of the shielded lane the drawn ones stand for all, and who was read without a draw for nobody', async () => {
  const shielded = (await query(it.data, "SELECT HEX(id) AS id FROM report WHERE lane = 'shielded' AND audit_draw = 0 LIMIT 2")).map((r) => r.id);
  assert.equal(shielded.length, 2);
  const judge = (id, verdict) => query(it.data, 'UPDATE report SET verdict = ? WHERE id = UNHEX(?)', [verdict, id]);
  const health = async () => {
    const { days, calibration } = await (await staff(it, 'auditor1')).call('score.health', { from: Date.now() - 86400000, to: Date.now() + 86400000 });
    return { ...Object.fromEntries(['drawn_read', 'false_shielded', 'newcomers_wronged'].map((k) => [k, days.reduce((n, d) => n + d[k], 0)])), calibration };
  };
  await judge(shielded[0], 'verified');
  assert.deepEqual(await health(), { drawn_read: 0, false_shielded: 0, newcomers_wronged: 0, calibration: [] });
  await query(it.data, 'UPDATE report r JOIN score_trace t ON t.report = r.id SET r.audit_draw = 1, t.sampled_of = 20 WHERE r.id = UNHEX(?)', [shielded[1]]);
  await judge(shielded[1], 'unfounded');
  const told = await health();
  assert.deepEqual({ ...told, calibration: [] }, { drawn_read: 1, false_shielded: 0, newcomers_wronged: 20, calibration: [] });
  assert.equal(told.calibration.length, 1);
  assert.deepEqual([told.calibration[0].judged, told.calibration[0].observed], [1, 0]);
  for (const id of shielded) await judge(id, null);
  await query(it.data, 'UPDATE report r JOIN score_trace t ON t.report = r.id SET r.audit_draw = 0, t.sampled_of = 1 WHERE r.id = UNHEX(?)', [shielded[1]]);
});

test('a refit says that there are too few verdicts', async () => {
  await assert.rejects(promisify(execFile)(bin('ezhili'), ['--data', it.data, 'score', 'fit']), /too few verdicts: 0/);
  const { stdout } = await promisify(execFile)(bin('ezhili'), ['--data', it.data, 'score', 'shadow', '1']);
  assert.match(stdout, /shielded → 缓办 shielded: [1-9]/);
});
