// The personal credit score: asked for with consent only, off everybody's way, and the report is scored without it
// whenever it does not come.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startCredit } from '../credit/server.js';
import { sleep } from '../demo/files.js';
import { query } from './database.js';
import { connect } from './rpc.js';
import { start } from './start.js';

const KEY = 'k-demonstration-1';
const CREDIT = 1; // its place among a score's bins

let it;
let credit;
let dir;
before(async () => {
  credit = await startCredit({ key: KEY });
  dir = fs.mkdtempSync(path.join(process.env.EZHILI_TMP ?? os.tmpdir(), 'ezhili-credit-'));
  fs.writeFileSync(path.join(dir, 'key'), `${KEY}\n`, { mode: 0o600 });
  it = await start({ set: [`credit_url=${credit.url}`, `credit_key_file=${dir}/key`, 'credit_timeout_ms=400ms'] });
});
after(async () => {
  await it?.stop();
  await credit?.close();
  fs.rmSync(dir, { recursive: true, force: true });
});

let nth = 0;
const phone = () => `1380001${String(1000 + nth++)}`;

async function signIn(to, agree) {
  const c = await connect(it.url);
  const { demo_code: code } = await c.call('auth.otp', { phone: to });
  assert.equal(c.hello.credit_consent, c.hello.consent);
  await c.signIn('auth.verify', { phone: to, code, consent: c.hello.consent, ...(agree ? { credit_consent: c.hello.credit_consent } : {}) });
  return c;
}

const open = async () => (await query(it.data, 'SELECT COUNT(*) AS n FROM credit WHERE due_ms IS NOT NULL'))[0].n;
async function settled(ms = 20000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) if (Number(await open()) === 0) return;
  assert.fail('a question stays open');
}

// Texts of nobody else, or copies would be what is seen.
const SEEN = ['后厨地面油污很多，垃圾桶没有盖，案板边有积水', '冰柜里的生肉和凉菜放在同一层，标签也看不到日期', '洗碗池旁堆着没有洗的锅，抹布发黑发臭',
  '切配间的窗户没有纱窗，苍蝇到处飞', '员工在灶台旁抽烟，烟灰掉在备好的菜上', '墙角的米袋破了口，旁边有老鼠屎一样的东西', '外卖窗口的地上全是打包剩下的汤汁',
  '油烟机滴油，正好滴进炒锅里', '厨师用手直接抓熟食装盒', '下水道堵了，脏水漫到了配菜台下面', '冷藏柜的门关不上，里面的豆腐已经发酸', '调料桶没有盖子，里面落了灰和头发',
  '收银台下面养着一只猫，跳到装好的餐盒上', '冰箱断电一整夜，早上的虾还在用', '打包的阿姨一边数钱一边抓凉菜'];

// The card's bin and reasons of a report that c sends now; its lane.
async function scored(c) {
  const { report } = await c.keyed('report.submit', { category: 'V13', text: SEEN.pop() });
  const rows = await query(it.data, 'SELECT score_json, lane FROM report ORDER BY submitted_ms DESC, id DESC LIMIT 1');
  assert.ok(report);
  const { bins, reasons } = JSON.parse(rows[0].score_json);
  assert.ok(bins[0] > 0, 'the account is known');
  return { bin: bins[CREDIT], codes: reasons.map((r) => r.code), lane: rows[0].lane };
}

test('a score is asked with the consent that was given, and weighs in the next report', async () => {
  const to = phone();
  credit.scores.set(to, 880);
  const c = await signIn(to, true);
  await settled();
  assert.deepEqual(credit.asked.filter((q) => q.phone === to), [{ phone: to, consent: c.hello.consent }]);
  const s = await scored(c);
  assert.ok(s.bin > 0);
  assert.ok(s.codes.includes('credit.good'));
});

test('nobody is asked about who does not agree', async () => {
  const to = phone();
  credit.scores.set(to, 880);
  const c = await signIn(to, false);
  await sleep(800);
  assert.equal(credit.asked.filter((q) => q.phone === to).length, 0);
  assert.equal((await scored(c)).bin, 0);
});

test('a known score is not asked for again; who no longer agrees has it forgotten', async () => {
  const to = phone();
  credit.scores.set(to, 700);
  await signIn(to, true);
  await settled();
  await signIn(to, true);
  await sleep(600);
  assert.equal(credit.asked.filter((q) => q.phone === to).length, 1);
  const before = Number((await query(it.data, 'SELECT COUNT(*) AS n FROM credit'))[0].n);
  const c = await signIn(to, false);
  assert.equal(Number((await query(it.data, 'SELECT COUNT(*) AS n FROM credit'))[0].n), before - 1);
  assert.equal((await scored(c)).bin, 0);
});

test('one sees whether the score is in use, never the number, and takes it back without signing in again', async () => {
  const to = phone();
  credit.scores.set(to, 700);
  const c = await signIn(to, true);
  await settled();
  assert.deepEqual(await c.call('credit.get', {}), { state: 'kept' });
  assert.ok((await scored(c)).bin > 0);
  assert.deepEqual(await c.keyed('credit.withdraw', {}), { state: 'none' });
  assert.deepEqual(await c.call('credit.get', {}), { state: 'none' });
  assert.equal((await scored(c)).bin, 0);
  const other = await signIn(phone(), false);
  assert.deepEqual(await other.call('credit.get', {}), { state: 'none' });
  assert.deepEqual(await other.keyed('credit.withdraw', {}), { state: 'none' }); // nothing to take back is no error
});

test('a person without a score is nobody worse', async () => {
  const c = await signIn(phone(), true);
  await settled();
  const s = await scored(c);
  assert.equal(s.bin, 0);
  assert.notEqual(s.lane, 'shielded');
});

test('a low score alone, right or wrong, shields nobody', async () => {
  const to = phone();
  credit.scores.set(to, 12);
  const c = await signIn(to, true);
  await settled();
  const s = await scored(c);
  assert.equal(s.bin, 1);
  assert.ok(s.codes.includes('credit.bad'));
  assert.equal(s.lane, 'normal');
});

test('a slow, a broken and a dead service hold up neither sign-in nor report', { timeout: 90000 }, async () => {
  for (const answer of ['hang', 503, 'garbage']) {
    credit.answer = answer;
    const to = phone();
    credit.scores.set(to, 900);
    const from = Date.now();
    const c = await signIn(to, true);
    while (!credit.asked.some((q) => q.phone === to)) await sleep(20);
    assert.equal((await scored(c)).bin, 0);
    assert.ok(Date.now() - from < 3000, `${answer}: ${Date.now() - from} ms`);
  }
  await settled(40000); // it is tried a few times, then left
  await credit.close();
  const c = await signIn(phone(), true);
  assert.equal((await scored(c)).bin, 0);
  credit = await startCredit({ key: KEY, port: credit.port });
});

test('an answer that comes after the consent was taken back finds nothing to fill', async () => {
  const to = phone();
  credit.answer = 'hang';
  await signIn(to, true);
  while (!credit.asked.some((q) => q.phone === to)) await sleep(20);
  const c = await signIn(to, false);
  credit.answer = null;
  credit.scores.set(to, 800);
  await sleep(2000);
  assert.equal((await scored(c)).bin, 0);
});

test('no phone is readable beside a question, and its row does not name the author of reports', async () => {
  const to = phone();
  credit.answer = 'hang';
  const c = await signIn(to, true);
  await scored(c);
  const [row] = await query(it.data, 'SELECT HEX(owner) AS owner, HEX(sealed) AS sealed FROM credit WHERE due_ms IS NOT NULL ORDER BY due_ms DESC LIMIT 1');
  assert.ok(row.sealed.length > 0 && !row.sealed.toLowerCase().includes(Buffer.from(to).toString('hex')));
  assert.equal(Number((await query(it.data, 'SELECT COUNT(*) AS n FROM report WHERE owner = UNHEX(?)', [row.owner]))[0].n), 0);
  credit.answer = null;
  await settled();
});
