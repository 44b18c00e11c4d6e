// The index follows the registry and the names learnt by itself, while people search; a damaged one is refused.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { query } from './database.js';
import { anonymous, connect, staff } from './rpc.js';
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

test('a corrected link moves the report to its shop and office, and the name with it', async () => {
  const [wrong, right] = await query(it.data, `SELECT MIN(s.shop_id) shop, o.office, MAX(s.sign) sign FROM shop s JOIN office_street o USING (street_code)
    WHERE s.status = 'active' AND s.shop_id NOT LIKE 'N%' GROUP BY o.office ORDER BY o.office LIMIT 2`);
  const said = '鲸落灶脚阿公';
  const r = await reportCalling(wrong.shop, said);
  const taught = async () => (await query(it.data, 'SELECT shop_id FROM shop_alias WHERE name = ?', [said])).map((x) => x.shop_id);
  const refused = (type, field) => (e) => {
    assert.deepEqual([e.type, e.field ?? field], [type, field]);
    return true;
  };
  const relink = (who, shop, reason = '现场招牌与登记不同') => who.keyed('review.relink', { report: r.id, shop, reason });

  await assert.rejects(relink(r.c, right.shop), refused('auth.not_allowed'));
  await assert.rejects(relink(reviewer, 'nowhere'), refused('shop.not_found', 'shop'));
  await assert.rejects(relink(reviewer, wrong.shop), refused('rule.state', 'shop'));
  await assert.rejects(relink(reviewer, right.shop, ''), refused('params.bad', 'reason'));
  const other = await staff(it, 'reviewer2');
  await other.call('review.claim', { report: r.id });
  await assert.rejects(relink(reviewer, right.shop), refused('report.claimed', 'report'));
  await other.call('review.release', { report: r.id });
  await it.ezhili(['user', 'link', 'reviewer2', right.shop]);
  await assert.rejects(relink(other, right.shop), refused('rule.conflict', 'shop'));

  // Found true in part at the wrong shop, appealed: from there on it counts for the right one.
  await decide(reviewer, r, 'partly', 'part_only');
  assert.deepEqual(await taught(), [wrong.shop]);
  const standing = async (shop) => (await query(it.data, 'SELECT valid FROM shop_standing WHERE shop_id = ?', [shop]))[0]?.valid ?? 0;
  const had = await standing(wrong.shop);
  await r.c.keyed('report.appeal', { report: r.id, text: '不是这家店' });
  await it.ezhili(['user', 'add', 'reviewer3', '--roles', 'reviewer', '--name', '审核员三', '--offices', '*'], { input: 'reviewer3 password\n' });
  const third = await connect(it.url);
  await third.signIn('auth.password', { login: 'reviewer3', password: 'reviewer3 password' });
  const done = await relink(third, right.shop);
  assert.deepEqual([done.shop.shop, done.office.office, done.state], [right.shop, right.office, 'appealed']);
  assert.deepEqual(await taught(), []);
  assert.ok(had > 0 && Math.abs(await standing(wrong.shop)) < had * 1e-9, 'the old shop keeps the verdict');
  assert.ok(Math.abs(await standing(right.shop) - had) < had * 1e-9);
  const seen = await third.call('review.get', { report: r.id });
  assert.equal(seen.shop.shop, right.shop);
  const { entries } = await third.call('review.audit', { report: r.id });
  const entry = entries.find((e) => e.action === 'review.relink');
  assert.deepEqual([entry.before.shop, entry.after], [wrong.shop, { shop: right.shop, office: right.office, reason: '现场招牌与登记不同' }]);
  const { steps } = await r.c.call('report.get', { report: r.id });
  assert.ok(steps.some((s) => s.note.includes('更正了所指店铺')));

  await decide(third, r, 'verified', 'on_site');
  assert.deepEqual(await taught(), [right.shop]);
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
    await eventually('it is not built anew', async () => !fs.readFileSync(index()).equals(bytes));
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
