// The chatbot end to end: whole conversations, in both languages, with and without a position, and what interrupts them.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { after, before, test } from 'node:test';
import { query } from './database.js';
import { anonymous, connect, staff } from './rpc.js';
import { start } from './start.js';

let it;
let shop;
before(async () => {
  it = await start();
  [shop] = await query(it.data, "SELECT shop_id, sign, address, lat, lng FROM shop WHERE status = 'active' AND lat IS NOT NULL AND sign <> '' ORDER BY shop_id LIMIT 1");
});
after(async () => it?.stop());

const refused = (type, field) => (e) => {
  assert.deepEqual([e.type, e.field], [type, field], e.message);
  return true;
};

// One person's conversation: say({text|value|photos|location}) answers the turn.
async function talk(c) {
  const { conv, turn } = await c.call('chat.open');
  return { c, conv, first: turn, say: async (what) => (await c.keyed('chat.say', { conv, ...what })).turn };
}

const card = (turn, kind) => turn.cards.find((x) => x.kind === kind);
const offers = (turn, value) => turn.quick.some((q) => q.value === value);
const here = () => ({ location: { lat: shop.lat, lng: shop.lng, datum: 'gcj02', accuracy_m: 15 } });

test('by taps alone: the problem, the place, the shop, send', async () => {
  const t = await talk(await anonymous(it.url));
  assert.ok(offers(t.first, 'category.V14'));
  let turn = await t.say({ value: 'category.V14' });
  assert.ok(card(turn, 'location_request').reason && offers(turn, 'shop.unknown'));
  turn = await t.say(here());
  const { items } = card(turn, 'shop_candidates');
  assert.equal(items[0].shop, shop.shop_id);
  assert.ok(items[0].distance_m < 5 && items[0].address && items[0].licence);
  assert.ok(offers(turn, 'shop.none') && offers(turn, 'shop.unknown'));
  turn = await t.say({ value: { shop: items[0].shop } });
  assert.equal(card(turn, 'photo_request').max, 9);
  turn = await t.say({ value: 'photo.skip' });
  assert.deepEqual([card(turn, 'summary').category, card(turn, 'summary').shop.shop], ['V14', shop.shop_id]);
  turn = await t.say({ value: 'submit' });
  const receipt = card(turn, 'receipt');
  assert.match(receipt.code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  const { report } = receipt;
  assert.equal((await t.c.call('report.get', { report })).category, 'V14');
  assert.equal((await query(it.data, 'SELECT COUNT(*) n FROM report'))[0].n, 1);
  turn = await t.say({ text: '进度' });
  assert.equal(card(turn, 'progress').report, report);
});

test('one sentence names shop, problem and time; only the photo is asked for', async () => {
  const t = await talk(await anonymous(it.url));
  const turn = await t.say({ text: `昨晚在${shop.sign}吃饭，${shop.address}，看到老鼠跑过去` });
  const settled = card(turn, 'photo_request') ?? card(turn, 'shop_candidates');
  assert.ok(settled, JSON.stringify(turn));
  if (settled.items) assert.ok(settled.items.some((i) => i.shop === shop.shop_id));
  const last = await t.say({ value: settled.items ? { shop: shop.shop_id } : 'photo.skip' });
  const summary = card(settled.items ? await t.say({ value: 'photo.skip' }) : last, 'summary');
  assert.equal(summary.category, 'V14');
  assert.ok(summary.occurred_at < Date.now());
  assert.match(summary.text, /老鼠/);
});

test('in English, with the position refused, the district completes it', async () => {
  const c = await connect(it.url, { lang: 'en' });
  await c.signIn('auth.anonymous', { consent: c.hello.consent });
  const t = await talk(c);
  assert.match(t.first.text, /^Hello/);
  let turn = await t.say({ value: 'category.V16' });
  assert.match(turn.text, /Which shop/);
  turn = await t.say({ value: 'location.skip' });
  turn = await t.say({ value: 'shop.unknown' });
  assert.ok(offers(turn, 'area.350104'));
  turn = await t.say({ value: 'area.350104' });
  turn = await t.say({ value: 'photo.skip' });
  assert.equal(card(turn, 'summary').text, 'spoiled food');
  turn = await t.say({ value: 'submit' });
  assert.match(turn.text, /^Received/);
  const [{ office }] = await query(it.data, "SELECT office FROM report WHERE category = 'V16'");
  assert.equal(office, '350104');
});

test('a name that nobody registered still becomes a report', async () => {
  const t = await talk(await anonymous(it.url));
  let turn = await t.say({ value: 'category.V21' });
  turn = await t.say({ text: '齉齾龘氧铬锇吧，仓山区' });
  if (card(turn, 'shop_candidates')) turn = await t.say({ value: 'shop.none' });
  if (card(turn, 'location_request')) turn = await t.say({ value: 'location.skip' });
  if (offers(turn, 'area.350104')) turn = await t.say({ value: 'area.350104' });
  turn = await t.say({ value: 'photo.skip' });
  assert.match(card(turn, 'summary').shop_text, /齉齾龘/);
  turn = await t.say({ value: 'submit' });
  assert.ok(card(turn, 'receipt'));
});

test('a conversation goes on where it was, on another connection', async () => {
  const c = await anonymous(it.url);
  const t = await talk(c);
  const asked = await t.say({ value: 'category.V24' });
  await c.close();
  const again = await connect(it.url);
  again.hello = await again.call('hello', { client: 'test', lang: 'zh-CN', token: c.token });
  const reopened = await talk(again);
  assert.equal(reopened.conv, t.conv);
  assert.deepEqual(reopened.first, asked);
  const turn = await reopened.say({ value: { shop: shop.shop_id } });
  assert.ok(card(turn, 'photo_request'));
});

test('said twice with one key, it is said once', async () => {
  const t = await talk(await anonymous(it.url));
  await t.say({ value: 'category.V14' });
  await t.say({ value: { shop: shop.shop_id } });
  await t.say({ value: 'photo.skip' });
  const params = { key: crypto.randomUUID(), conv: t.conv, value: 'submit' };
  const [a, b] = await Promise.all([t.c.call('chat.say', params), t.c.call('chat.say', params)]);
  assert.deepEqual(a, b);
  assert.deepEqual(await t.c.call('chat.say', params), a);
  assert.equal((await t.c.call('report.list', {})).reports.length, 1);
  await assert.rejects(t.c.call('chat.say', { ...params, value: 'new' }), (e) => e.type === 'key.reused');
});

test('what makes no sense is refused with its field, and the draft stays', async () => {
  const t = await talk(await anonymous(it.url));
  await t.say({ value: 'category.V14' });
  await assert.rejects(t.say({ value: 'rm -rf' }), refused('params.bad', 'value'));
  await assert.rejects(t.say({ value: 7 }), refused('params.bad', 'value'));
  await assert.rejects(t.say({ value: { shop: 'nowhere' } }), refused('shop.not_found', 'value'));
  await assert.rejects(t.say({ value: { shop: shop.shop_id, more: 1 } }), refused('params.bad', 'value'));
  await assert.rejects(t.say({ photos: ['nobody'] }), refused('photo.not_found', 'photos'));
  await assert.rejects(t.say({}), refused('params.bad', 'text'));
  await assert.rejects(t.say({ text: 'a', value: 'submit' }), refused('params.bad', 'text'));
  await assert.rejects(t.c.keyed('chat.say', { conv: 'another', text: 'a' }), refused('conv.not_found', 'conv'));
  await assert.rejects((await staff(it, 'reviewer1')).call('chat.open'), refused('auth.not_allowed', undefined));
  assert.ok(card(await t.say({ value: { shop: shop.shop_id } }), 'photo_request'));
});

test('an officer\'s question arrives in the chat and is answered there', async () => {
  const t = await talk(await anonymous(it.url));
  await t.say({ value: 'category.V14' });
  await t.say({ value: { shop: shop.shop_id } });
  await t.say({ value: 'photo.skip' });
  const { report } = card(await t.say({ value: 'submit' }), 'receipt');
  const reviewer = await staff(it, 'reviewer1');
  await reviewer.keyed('review.ask', { report, text: '看到几只？' });
  const { turn, conv } = await t.c.until('chat.turn');
  assert.equal(conv, t.conv);
  assert.match(turn.text, /看到几只？/);
  assert.match((await t.say({ value: turn.quick[0].value })).text, /看到几只？/);
  assert.match((await t.say({ text: '三只' })).text, /已转给核查人员/);
  const seen = await reviewer.call('review.get', { report });
  assert.equal(seen.state, 'in_review');
  assert.ok(seen.steps.some((s) => s.note === '三只'));
});

test('a dump of the database shows neither who talks nor what about', async () => {
  const c = await anonymous(it.url);
  const t = await talk(c);
  await t.say({ text: '独一无二的暗号：蓝鲸唱歌，店里有蟑螂' });
  for (const row of await query(it.data, 'SELECT HEX(id) id, draft FROM conv')) {
    assert.ok(!row.draft.includes('蓝鲸唱歌'));
    assert.notEqual(row.id, c.principal);
  }
});

test('what a picked shop was called becomes its name once a reviewer found the report true, not before', async () => {
  const name = '鲸落灶脚婆婆';
  const t = await talk(await anonymous(it.url));
  const rebuilt = async () => {
    await it.ezhili(['registry', 'build']);
    for (let i = 0; i < 20; i++) {
      const found = await t.c.call('shop.search', { q: name });
      if (found.shops[0]?.shop === shop.shop_id && found.decision !== 'none') return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  };
  await t.say({ text: `店名是${name}，后厨有老鼠` });
  await t.say({ value: { shop: shop.shop_id } });
  await t.say({ value: 'photo.skip' });
  const { report } = card(await t.say({ value: 'submit' }), 'receipt');
  assert.deepEqual(await query(it.data, 'SELECT shop_id FROM shop_alias'), []);
  assert.equal(await rebuilt(), false);
  const reviewer = await staff(it, 'reviewer1');
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '' });
  await reviewer.keyed('case.close', { report, outcome: 'penalty', fine_fen: 500000, doc_no: '榕市监罚〔2026〕7号' });
  assert.deepEqual((await query(it.data, 'SELECT shop_id, name FROM shop_alias')).map((r) => [r.shop_id, r.name]), [[shop.shop_id, name]]);
  assert.equal(await rebuilt(), true);
});
