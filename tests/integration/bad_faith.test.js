// The whole way of bad faith: a reasoned verdict, its notice, fewer reports a day, the appeal, and everything undone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { query } from './database.js';
import { anonymous, staff } from './rpc.js';
import { start } from './start.js';

const HISTORY = 2; // places among a score's bins
const BAD_FAITH = 8; // of score_trace.hard

let it;
let shops;
before(async () => {
  it = await start({ set: ['undo_ms=200ms', 'rate_report_per_day=20'] }); // two a day while limited
  shops = (await query(it.data, "SELECT shop_id FROM shop WHERE status = 'active' ORDER BY shop_id LIMIT 20")).map((s) => s.shop_id);
});
after(async () => it?.stop());

const SEEN = ['切配间的窗户没有纱窗，苍蝇到处飞', '员工在灶台旁抽烟，烟灰掉在备好的菜上', '墙角的米袋破了口，旁边有老鼠屎一样的东西',
  '外卖窗口的地上全是打包剩下的汤汁', '油烟机滴油，正好滴进炒锅里', '厨师用手直接抓熟食装盒'];
const send = (c, more = {}) => c.keyed('report.submit', { category: 'V13', text: SEEN.pop(), shop: shops.pop(), ...more });
async function lastScore() {
  const [row] = await query(it.data, 'SELECT r.score_json, t.hard FROM report r JOIN score_trace t ON t.report = r.id ORDER BY r.submitted_ms DESC, r.id DESC LIMIT 1');
  return { hard: row.hard, bins: JSON.parse(row.score_json).bins };
}

test('a verdict of bad faith is told, limits its reporter, and an appeal that succeeds undoes all of it', async () => {
  const c = await anonymous(it.url);
  const { report } = await send(c);
  assert.deepEqual((await lastScore()).bins[HISTORY], 0);

  const note = '同一张网络图片在三家店的举报里出现过';
  await (await staff(it, 'reviewer1')).keyed('review.decide', { report, verdict: 'malicious', reason: 'fabricated', note });
  await c.until('report.changed', (p) => p.report === report && p.state === 'malicious');
  const told = await c.call('report.get', { report });
  assert.equal(told.state, 'malicious');
  assert.ok(told.steps.some((s) => s.state === 'malicious' && s.note.length > 0), 'the reason is told');

  await send(c);
  let score = await lastScore();
  assert.equal(score.hard & BAD_FAITH, BAD_FAITH);
  assert.ok(score.bins[HISTORY] > 0);
  await assert.rejects(send(c), (e) => e.type === 'rule.quota' && /恶意.*仍可提交.*申诉/.test(e.data.detail));
  await send(c, { category: 'V16' }); // what endangers people is never refused
  assert.notEqual((await query(it.data, "SELECT lane FROM report WHERE category = 'V16'"))[0].lane, 'shielded');

  assert.equal((await c.keyed('report.appeal', { report, text: '照片是我自己拍的，原图还在手机里' })).state, 'appealed');
  await assert.rejects(c.keyed('report.appeal', { report, text: '再说一遍' }));
  await (await staff(it, 'reviewer2')).keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '' });
  await c.until('report.changed', (p) => p.report === report && p.state === 'verified');
  await send(c);
  score = await lastScore();
  assert.equal(score.hard & BAD_FAITH, 0);
  assert.ok(score.bins[HISTORY] > 4, 'what was held against them now speaks for them');
});
