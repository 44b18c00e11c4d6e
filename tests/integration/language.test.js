// Each reader gets every text in their own language; what somebody typed stays as it was typed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { query } from './database.js';
import { anonymous, connect, staff } from './rpc.js';
import { start } from './start.js';

const CHINESE = /[\u4e00-\u9fff]/;
const TYPED = ['后厨有老鼠', '是哪一天？', '星期五晚上', '现场查见鼠迹，已责令整改', '不归我们这条街', '请不要再联系我'];

let it;
let shops;
before(async () => {
  it = await start({ set: ['undo_ms=200ms', 'withdraw_ms=0'] });
  shops = await query(it.data, "SELECT shop_id FROM shop WHERE status = 'active' ORDER BY shop_id LIMIT 20");
});
after(async () => it?.stop());

// The same person at a second device, in another language.
function alsoAs(c, lang) {
  return connect(it.url, { lang, token: c.token });
}

// Chinese characters left once typed words and registered names are taken out.
function foreign(text, names = []) {
  const left = [...TYPED, ...names].reduce((t, typed) => t.split(typed).join(''), text);
  return CHINESE.test(left) ? left : null;
}

test('an English reader reads English frames around what officers typed', { timeout: 120000 }, async () => {
  const zh = await anonymous(it.url);
  const en = await alsoAs(zh, 'en');
  const officer = await staff(it, 'reviewer1');
  const { report, office } = await zh.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', shop: shops[0].shop_id });
  const offices = (await query(it.data, 'SELECT office, name FROM office')).filter((o) => o.office !== office.office);

  await officer.call('review.claim', { report });
  await officer.keyed('review.ask', { report, text: '是哪一天？' });
  const [told, told2] = [await zh.until('chat.turn'), await en.until('chat.turn')];
  assert.equal(told.turn.id, told2.turn.id);
  assert.equal(told.conv, told2.conv);
  assert.equal(told.turn.text, '核查人员想请您补充：是哪一天？');
  assert.equal(told2.turn.text, 'The officer would like to know: 是哪一天？');
  assert.deepEqual(told2.turn.quick, [{ label: 'Answer now', value: 'answer' }]);
  await zh.keyed('report.add', { report, text: '星期五晚上' });

  await officer.keyed('review.hand_over', { report, office: offices[0].office, reason: '不归我们这条街' });
  await officer.call('review.claim', { report });
  await officer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '现场查见鼠迹，已责令整改' });
  await zh.until('report.changed', (p) => p.state === 'verified');
  await officer.keyed('case.close', { report, outcome: 'rectified' });

  const notes = async (c) => (await c.call('report.get', { report })).steps.map((s) => s.note);
  const english = await notes(en);
  const chinese = await notes(zh);
  for (const note of english) assert.equal(foreign(note, [offices[0].name]), null, note);
  assert.ok(english.includes('confirmed by an inspection on site. 现场查见鼠迹，已责令整改'));
  assert.ok(english.includes(`Passed on to ${offices[0].name}`));
  assert.ok(chinese.includes('现场检查查实。现场查见鼠迹，已责令整改'));
  assert.ok(chinese.includes('已办结：责令改正'));

  const { conv } = await en.call('chat.open');
  const { turn } = await en.keyed('chat.say', { conv, value: 'progress' });
  const card = turn.cards.find((k) => k.kind === 'progress');
  assert.deepEqual(card.steps.map((s) => s.note), english);
  assert.equal(foreign(turn.text), null, turn.text);
});

test('an English officer reads why a shop was matched, and steps, in English', async () => {
  const c = await anonymous(it.url);
  const [{ sign, address }] = await query(it.data, `SELECT sign, address FROM shop WHERE shop_id = '${shops[1].shop_id}'`);
  const a = await c.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', shop_text: `${address} ${sign}` });
  const b = await c.keyed('report.submit', { category: 'V22', text: '后厨有老鼠', shop: shops[2].shop_id });
  const user = it.demo.users.find((u) => u.login === 'reviewer2');
  const officer = await connect(it.url, { lang: 'en' });
  await officer.signIn('auth.password', { login: 'reviewer2', password: user.password });
  for (const { report } of [a, b]) {
    const r = await officer.call('review.get', { report });
    assert.ok(r.match.reasons.length > 0);
    for (const text of [...r.match.reasons, ...r.score.bins.map((x) => x.text), ...r.reasons_allowed.map((x) => x.text), ...r.steps.map((s) => s.note)])
      assert.equal(foreign(text.replace(/: .\/.$/, '')), null, text);
  }
});

test('people without an account are named in the language they came in', async () => {
  for (const [lang, names] of [['en', ['Anonymous citizen', 'Receipt holder']], ['zh-CN', ['匿名市民', '回执持有人']]]) {
    const c = await connect(it.url, { lang });
    const { principal } = await c.signIn('auth.anonymous', { consent: c.hello.consent });
    assert.equal(principal.name, names[0]);
    const { receipt } = await c.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', shop: shops[3].shop_id });
    const guest = await connect(it.url, { lang });
    assert.equal((await guest.signIn('auth.receipt', { code: receipt.code })).principal.name, names[1]);
  }
});
