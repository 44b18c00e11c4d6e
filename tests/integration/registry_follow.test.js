// The index follows the registry and the names learnt by itself, while people search; a damaged one is refused.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { query } from './database.js';
import { anonymous, staff } from './rpc.js';
import { start } from './start.js';

const UNDO_MS = 200;
const FOLLOWS_MS = 20000;
const index = () => path.join(it.data, 'registry.idx');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let it;
let citizen;
let reviewer;
before(async () => {
  it = await start({ set: [`undo_ms=${UNDO_MS}ms`, 'registry_rebuild_ms=1s'] });
  citizen = await anonymous(it.url);
  reviewer = await staff(it, 'reviewer1');
});
after(async () => it?.stop());

const HEADER = 'shop_id,company,sign,mt,ele,old,address,area,street_code,street,lat,lng,uscc,licence,status,category,sales,no_dine_in';
const row = (id, sign, status = '存续') => `${id},${sign}餐饮店,${sign},,,,福州市鼓楼区鼓东街道东街7号,350102,350102001,鼓东街道,26.08,119.30,,,${status},小吃,10,0`;

async function importRow(...args) {
  const file = path.join(it.data, 'change.csv');
  fs.writeFileSync(file, `${HEADER}\n${row(...args)}\n`);
  await it.ezhili(['registry', 'import', file]);
}

const first = async (q) => (await citizen.call('shop.search', { q })).shops[0];

async function eventually(what, happens) {
  const until = Date.now() + FOLLOWS_MS;
  while (!(await happens())) {
    assert.ok(Date.now() < until, what);
    await sleep(100);
  }
}

// People who search all the while; every question gets its answer.
function traffic(people, q) {
  let on = true;
  let asked = 0;
  const answers = [];
  const one = async (c) => {
    while (on) {
      asked++;
      answers.push((await c.call('shop.search', { q })).shops[0]?.name);
    }
  };
  const all = people.map(one);
  return async () => {
    on = false;
    await Promise.all(all);
    return { asked, answers };
  };
}

const logged = (word) => fs.readdirSync(path.join(it.data, 'log')).filter((f) => f.startsWith('gateway'))
  .some((f) => fs.readFileSync(path.join(it.data, 'log', f), 'utf8').includes(word));

test('new, renamed and closed shops are in the index soon after their import, and no question is lost meanwhile', async () => {
  const [{ sign, shop_id: known }] = await query(it.data, "SELECT sign, shop_id FROM shop WHERE sign <> '' AND status = 'active' ORDER BY shop_id LIMIT 1");
  const people = await Promise.all(Array.from({ length: 6 }, () => anonymous(it.url)));
  const end = traffic(people, sign);
  const before = await first(sign);
  assert.ok(known);
  await importRow('N1', '犇鑫森淼面馆');
  await eventually('the new shop is not found', async () => (await first('犇鑫森淼面馆'))?.shop === 'N1');
  await importRow('N1', '垚焱磊粥铺');
  await eventually('the new name is not found', async () => (await first('垚焱磊粥铺'))?.shop === 'N1');
  await importRow('N1', '垚焱磊粥铺', '注销');
  await eventually('it is not said to be closed', async () => (await first('垚焱磊粥铺'))?.reasons.some((r) => /注销|关闭|closed/.test(r)));
  const { asked, answers } = await end();
  assert.equal(answers.length, asked);
  assert.ok(asked > 50, `${asked} questions`);
  assert.ok(answers.every((name) => name === before.name), 'an answer changed while the index was swapped');
});

const NAME = '鲸落灶脚阿嬷';

// A report by chat that picks the shop and calls it in the sender's own words.
async function reportCalling(shop, name) {
  const c = await anonymous(it.url);
  const { conv } = await c.call('chat.open');
  const say = async (what) => (await c.keyed('chat.say', { conv, ...what })).turn;
  await say({ text: `店名是${name}，后厨有老鼠` });
  await say({ value: { shop } });
  await say({ value: 'photo.skip' });
  const { cards } = await say({ value: 'submit' });
  return { c, id: cards.find((x) => x.kind === 'receipt').report };
}

async function decide(who, { c, id }, verdict, reason) {
  await who.call('review.claim', { report: id });
  await who.keyed('review.decide', { report: id, verdict, reason, note: '' });
  await c.until('report.changed', (p) => p.report === id && p.state === verdict);
}

const teachers = async () => Number((await query(it.data, 'SELECT COUNT(*) n FROM shop_alias WHERE name = ?', [NAME]))[0].n);
const isLearnt = async (shop) => {
  const found = await first(NAME);
  return found?.shop === shop && found.p > 0.8;
};

test('a name is learnt from verified reports alone, and stays while one of its teachers is held true', async () => {
  const shop = (await query(it.data, "SELECT shop_id FROM shop WHERE status = 'active' AND shop_id NOT LIKE 'N%' ORDER BY shop_id DESC LIMIT 1"))[0].shop_id;
  const other = await staff(it, 'reviewer2');
  const [one, two, wrong] = [await reportCalling(shop, NAME), await reportCalling(shop, NAME), await reportCalling(shop, NAME)];
  assert.equal(await teachers(), 0, 'an unverified reporter taught a name');
  await decide(reviewer, wrong, 'unfounded', 'not_found');
  assert.equal(await teachers(), 0, 'an unfounded report taught a name');
  assert.equal(await isLearnt(shop), false);

  await decide(reviewer, one, 'partly', 'part_only');
  assert.equal(await teachers(), 1);
  await eventually('the name is not learnt', () => isLearnt(shop));
  await decide(reviewer, two, 'partly', 'part_only');
  assert.equal(await teachers(), 2);

  for (const r of [one, two]) await r.c.keyed('report.appeal', { report: r.id, text: '我弄错了店，请改' });
  await decide(other, one, 'unfounded', 'not_found');
  assert.equal(await teachers(), 1);
  await sleep(2500);
  assert.ok(await isLearnt(shop), 'the second teacher does not keep the name');
  await decide(other, two, 'unfounded', 'not_found');
  assert.equal(await teachers(), 0);
  await eventually('the name stays without a teacher', async () => !(await isLearnt(shop)));
});

test('a truncated or damaged index is refused, the old one stays, and a new one is built', async () => {
  const whole = fs.readFileSync(index());
  const { shop } = await first('垚焱磊粥铺');
  const damaged = Buffer.from(whole);
  damaged[damaged.length >> 1] ^= 0x40;
  for (const [bytes, fault] of [[whole.subarray(0, whole.length / 2), 'truncated'], [damaged, 'checksum'], [Buffer.from('no index at all'), 'not a shop index']]) {
    fs.writeFileSync(`${index()}.test`, bytes);
    fs.renameSync(`${index()}.test`, index());
    process.kill(it.pid, 'SIGHUP');
    await eventually(`not refused: ${fault}`, async () => logged(fault));
    assert.equal((await first('垚焱磊粥铺')).shop, shop);
    await eventually('it is not built anew', async () => fs.readFileSync(index()).equals(whole));
  }
  const readyz = await (await fetch(`${it.url}/readyz`)).json();
  assert.equal(readyz.registry, true);
});

test('an index that somebody made from a file is left alone', async () => {
  const file = path.join(it.data, 'other.csv');
  fs.writeFileSync(file, `${HEADER}\n${row('F1', '文件里的面馆')}\n`);
  await it.ezhili(['registry', 'build', '--registry', file]);
  const made = fs.readFileSync(index());
  await importRow('N2', '再来一家面馆');
  await sleep(3000);
  assert.ok(fs.readFileSync(index()).equals(made));
  await it.ezhili(['registry', 'build']);
  assert.equal((await first('再来一家面馆')).shop, 'N2');
});
