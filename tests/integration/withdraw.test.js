// What a withdrawal erases: freely all that was told, later the way to whoever told it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { sleep } from '../demo/files.js';
import { query } from './database.js';
import { camera, upload } from './photo.js';
import { anonymous, connect, staff } from './rpc.js';
import { start } from './start.js';

const WORDS = '独一无二的举报文字玄武湖';

let it;
let officer;
let shops;
before(async () => {
  it = await start({ set: ['undo_ms=0', 'withdraw_ms=1m'] });
  officer = await staff(it, 'reviewer1');
  shops = (await query(it.data, "SELECT shop_id FROM shop WHERE status = 'active' ORDER BY shop_id LIMIT 20")).map((s) => s.shop_id);
});
after(async () => it?.stop());

const refused = (type) => (e) => {
  assert.equal(e.type, type, e.message);
  return true;
};

let nth = 0;
async function send(c, more = {}) {
  const r = await c.keyed('report.submit', { category: 'V14', text: WORDS, shop: shops[nth++ % shops.length], ...more });
  return { id: r.report, code: r.receipt.code };
}

// As if everything so far had been sent an hour ago.
const late = () => query(it.data, 'UPDATE report SET submitted_ms = submitted_ms - 3600000');
const newest = async () => (await query(it.data, 'SELECT * FROM report ORDER BY submitted_ms DESC, id DESC LIMIT 1'))[0];

// Every row of the database, as text and as hexadecimal.
function dump() {
  const sql = (text) => execFileSync('mariadb', ['-S', path.join(it.data, 'run/db/s'), '-u', 'root', '-B', '-N', '--binary-as-hex', 'ezhili', '-e', text],
    { encoding: 'utf8', maxBuffer: 1 << 28 });
  return sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'ezhili' AND table_type = 'BASE TABLE'").trim().split('\n')
    .map((t) => sql(`SELECT * FROM \`${t}\``)).join('\n');
}

test('a report taken back in time is forgotten but for the fact', { timeout: 60000 }, async () => {
  const c = await anonymous(it.url);
  const { photo } = await upload(c, camera('right.jpg'), { taken_at: 1790000000000, at: { lat: 26.0712345, lng: 119.2987654, datum: 'wgs84' } });
  const sent = await send(c, { photos: [photo], shop: undefined, shop_text: '某某不存在的店铺柒', at: { lat: 26.0712345, lng: 119.2987654, datum: 'wgs84' }, order_ref: 'ORDER-77-XYZ' });
  const kept = await query(it.data, "SELECT blob_key FROM photo WHERE state = 'kept'");
  assert.ok(dump().includes(WORDS));

  assert.deepEqual(await c.keyed('report.withdraw', { report: sent.id }), { state: 'withdrawn' });
  const left = dump();
  for (const told of [WORDS, '不存在的店铺柒', 'ORDER-77-XYZ', '26.0712345', kept[0].blob_key.toString('hex').toUpperCase()])
    assert.ok(!left.includes(told), `the database still holds ${told}`);
  const row = await newest();
  assert.equal(row.contact.length, 0);
  const [trace] = await query(it.data, 'SELECT device, address, print FROM score_trace WHERE report = ?', [row.id]);
  assert.deepEqual({ ...trace }, { device: null, address: null, print: null });

  // Its sender and its receipt still find it, as what it is.
  for (const who of [c, await connect(it.url)]) {
    if (who !== c) await who.signIn('auth.receipt', { code: sent.code });
    const r = await who.call('report.get', { report: sent.id });
    assert.deepEqual([r.state, r.text, r.photos, r.no_contact], ['withdrawn', '', 0, true]);
  }
  assert.equal((await c.call('report.list')).reports[0].state, 'withdrawn');
  assert.deepEqual((await officer.call('review.get', { report: sent.id })).photos, []);
  assert.deepEqual(await c.keyed('report.withdraw', { report: sent.id }), { state: 'withdrawn' });
});

test('copies of a report that was taken back stand by themselves again', async () => {
  const shop = shops[15];
  const copy = await send(await anonymous(it.url), { shop });
  const c = await anonymous(it.url);
  const kept = await send(c, { shop });
  await officer.keyed('review.merge', { report: copy.id, into: kept.id });
  await c.keyed('report.withdraw', { report: kept.id });
  const r = await officer.call('review.get', { report: copy.id });
  assert.equal(r.merged_into, undefined);
  assert.deepEqual(r.duplicates, []);
});

test('later, the report stays and its sender is left alone for good', { timeout: 60000 }, async () => {
  const c = await anonymous(it.url);
  const sent = await send(c);
  await officer.call('review.claim', { report: sent.id });
  await officer.keyed('review.ask', { report: sent.id, text: '是哪一天？' });
  await late();
  assert.deepEqual(await c.keyed('report.withdraw', { report: sent.id, text: '我害怕' }), { state: 'in_review' });
  assert.equal((await newest()).contact.length, 0);

  const seen = await officer.call('review.get', { report: sent.id });
  assert.equal(seen.text, WORDS);
  assert.equal(seen.no_contact, true);
  assert.equal(seen.question, undefined);
  assert.match(seen.steps.at(-1).note, /停止联系.*我害怕/);
  await assert.rejects(officer.keyed('review.ask', { report: sent.id, text: '再问一句' }), refused('rule.no_contact'));

  // Decided and closed without a word to anybody, and without a reward.
  const heard = c.told.length;
  await officer.keyed('review.decide', { report: sent.id, verdict: 'verified', reason: 'on_site', note: '' });
  await officer.keyed('case.close', { report: sent.id, outcome: 'rectified' });
  await sleep(700);
  assert.deepEqual(c.told.slice(heard), []);
  const guest = await connect(it.url);
  await guest.signIn('auth.receipt', { code: sent.code });
  const own = await guest.call('report.get', { report: sent.id });
  assert.deepEqual([own.state, own.reward, own.no_contact], ['closed', undefined, true]);
  await assert.rejects(c.keyed('reward.claim', { report: sent.id }), refused('rule.no_reward'));
});

test('contact cannot end while a reward is under way', { timeout: 60000 }, async () => {
  const c = await anonymous(it.url);
  const sent = await send(c);
  await officer.call('review.claim', { report: sent.id });
  await officer.keyed('review.decide', { report: sent.id, verdict: 'verified', reason: 'on_site', note: '' });
  await officer.keyed('case.close', { report: sent.id, outcome: 'rectified' });
  await late();
  await assert.rejects(c.keyed('report.withdraw', { report: sent.id }), refused('rule.reward_open'));
  const approver = await staff(it, 'approver1');
  const { reward } = (await approver.call('reward.list', { report: sent.id })).rewards[0];
  await approver.keyed('reward.refuse', { reward, note: '不符合规定' });
  assert.deepEqual(await c.keyed('report.withdraw', { report: sent.id }), { state: 'closed' });
  assert.equal((await c.call('report.get', { report: sent.id })).no_contact, true);
});
