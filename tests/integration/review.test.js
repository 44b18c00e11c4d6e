// The reviewers' work: queue, claim, question, verdict and its undo, merge, hand-over, appeal, end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { query } from './database.js';
import { anonymous, connect, staff } from './rpc.js';
import { start } from './start.js';

const UNDO_MS = 600;

let it;
let shops;
let one;
let two;
before(async () => {
  it = await start({ set: [`undo_ms=${UNDO_MS}ms`] });
  shops = await query(it.data, "SELECT shop_id, sign, area, street_code FROM shop WHERE status = 'active' ORDER BY shop_id LIMIT 40");
  one = await staff(it, 'reviewer1');
  two = await staff(it, 'reviewer2');
});
after(async () => it?.stop());

const refused = (type) => (e) => {
  assert.equal(e.type, type, e.message);
  return true;
};

let nth = 0;
// A report of a new citizen about a shop of its own, unless one is named.
async function report({ category = 'V14', text = '后厨有老鼠，昨天晚上看到的', shop = shops[nth++ % shops.length].shop_id, from } = {}) {
  const c = from ?? await anonymous(it.url);
  const r = await c.keyed('report.submit', { category, text, shop });
  return { c, id: r.report, shop, office: r.office.office };
}

const decide = (who, id, more = {}) => who.keyed('review.decide', { report: id, verdict: 'verified', reason: 'on_site', note: '', ...more });
const stateFor = async ({ c, id }) => (await c.call('report.get', { report: id })).state;

// Many reports here have the same words: the filter may rightly take one for a copy and shield it.
async function queued(who, id, params = {}) {
  for (const lane of ['open', 'shielded']) {
    let cursor;
    do {
      const page = await who.call('review.queue', { lane, ...params, limit: 100, ...(cursor && { cursor }) });
      const found = page.items.find((i) => i.report === id);
      if (found) return found;
      cursor = page.cursor;
    } while (cursor);
  }
  return null;
}

test('a report reaches the queue with its reasons, and the reviewer is told at once', async () => {
  await one.call('review.queue', {});
  const { id } = await report();
  await one.until('review.changed', (p) => p.report === id, 2000);
  const item = await queued(one, id);
  assert.equal(item.category, 'V14');
  assert.equal(item.severity, 4);
  assert.ok(item.reasons.length >= 1 && item.reasons.every((r) => r.code && r.text && Number.isInteger(r.points)));
  assert.ok(item.due_at > item.submitted_at);
});

test('pages of the queue hold every report once, the most valuable first', async () => {
  for (const category of ['V22', 'V16', 'V08', 'V14', 'V21']) await report({ category });
  const seen = [];
  let cursor;
  do {
    const page = await one.call('review.queue', { limit: 2, ...(cursor && { cursor }) });
    assert.ok(page.items.length <= 2);
    seen.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  const { total } = await one.call('review.queue', { limit: 1 });
  assert.equal(seen.length, total);
  assert.equal(new Set(seen.map((i) => i.report)).size, total);
  assert.ok(seen.findIndex((i) => i.category === 'V16') < seen.findIndex((i) => i.category === 'V08'));
});

test('nobody but a reviewer sees the queue, and a report that is nobody\'s is not found', async () => {
  const c = await anonymous(it.url);
  await assert.rejects(c.call('review.queue', {}), refused('auth.not_allowed'));
  await assert.rejects((await connect(it.url)).call('review.queue', {}), refused('auth.needed'));
  await assert.rejects(one.call('review.get', { report: 'no-such-report' }), refused('report.not_found'));
  await assert.rejects(one.call('review.queue', { cursor: 'x' }), refused('params.bad'));
});

test('who claims first holds it; the second is told and can do nothing', async () => {
  const { id } = await report();
  await two.call('review.queue', {});
  const { lease_until: until } = await one.call('review.claim', { report: id });
  assert.ok(until > Date.now());
  await two.until('review.changed', (p) => p.report === id, 2000);
  assert.equal((await queued(two, id)).claimed_by, '审核员一');
  for (const attempt of [() => two.call('review.claim', { report: id }), () => decide(two, id),
    () => two.keyed('review.ask', { report: id, text: '?' }), () => two.keyed('case.close', { report: id, outcome: 'no_case' })])
    await assert.rejects(attempt(), refused('report.claimed'));
  await one.call('review.release', { report: id });
  await two.call('review.claim', { report: id });
});

test('of two claims at the same instant exactly one wins', async () => {
  const { id } = await report();
  const both = await Promise.allSettled([one.call('review.claim', { report: id }), two.call('review.claim', { report: id })]);
  assert.deepEqual(both.map((b) => b.status).sort(), ['fulfilled', 'rejected']);
  refused('report.claimed')(both.find((b) => b.status === 'rejected').reason);
});

test('a question reaches the reporter and the answer the reviewer', async () => {
  const r = await report();
  await one.call('review.claim', { report: r.id });
  assert.equal((await one.keyed('review.ask', { report: r.id, text: '是哪一天？' })).state, 'info_needed');
  await r.c.until('report.changed', (p) => p.report === r.id && p.state === 'info_needed');
  const { turn } = await r.c.until('chat.turn');
  assert.match(turn.text, /是哪一天/);
  assert.equal((await r.c.call('report.get', { report: r.id })).question, '是哪一天？');
  assert.equal((await r.c.keyed('report.add', { report: r.id, text: '星期五' })).state, 'in_review');
  const seen = await one.call('review.get', { report: r.id });
  assert.ok(seen.steps.some((s) => s.note === '星期五' && s.who === 'reporter'));
});

test('a verdict takes effect when its window is over, with reason and record', async () => {
  const r = await report();
  const { undo_until: until } = await decide(one, r.id, { note: '现场见到鼠迹' });
  assert.ok(until > Date.now() && until <= Date.now() + UNDO_MS);
  assert.equal(await stateFor(r), 'in_review');
  assert.equal(await queued(one, r.id), null);
  await r.c.until('report.changed', (p) => p.report === r.id && p.state === 'verified');
  const { steps } = await r.c.call('report.get', { report: r.id });
  assert.match(steps.at(-1).note, /现场检查查实。现场见到鼠迹/);
  const [{ valid }] = await query(it.data, 'SELECT valid FROM standing s JOIN report r ON r.owner = s.owner WHERE r.state = ? ORDER BY r.updated_ms DESC LIMIT 1', ['verified']);
  assert.ok(valid > 0);
  assert.ok(await queued(one, r.id, { state: 'verified' }));
});

test('a verdict taken back in time never happened', async () => {
  const r = await report();
  await decide(one, r.id, { verdict: 'unfounded', reason: 'not_found' });
  assert.equal((await one.call('review.undo', { report: r.id })).state, 'in_review');
  await new Promise((resolve) => setTimeout(resolve, 2 * UNDO_MS));
  assert.equal(await stateFor(r), 'in_review');
  assert.ok(await queued(one, r.id));
  await decide(one, r.id);
  await r.c.until('report.changed', (p) => p.report === r.id && p.state === 'verified');
  await assert.rejects(one.call('review.undo', { report: r.id }), refused('rule.undo_over'));
});

test('a verdict needs a reason that fits, and bad faith an explanation', async () => {
  const { id } = await report();
  await assert.rejects(decide(one, id, { reason: 'fabricated' }), refused('rule.reason'));
  await assert.rejects(decide(one, id, { verdict: 'malicious', reason: 'fabricated', note: '假的' }), refused('rule.reason'));
  await assert.rejects(decide(one, id, { verdict: 'perhaps' }), refused('params.bad'));
  await decide(one, id, { verdict: 'malicious', reason: 'fabricated', note: '三次举报同一家店，图片均来自网络' });
});

test('closing inside the window decides at once and proposes the reward', async () => {
  const r = await report();
  await one.call('review.claim', { report: r.id });
  await decide(one, r.id);
  assert.equal((await one.keyed('case.close', { report: r.id, outcome: 'penalty', fine_fen: 500000, doc_no: '榕市监罚〔2026〕1号' })).state, 'closed');
  const proposed = await r.c.until('reward.changed', (p) => p.report === r.id);
  assert.equal(proposed.state, 'proposed');
  assert.ok(proposed.amount_fen > 0);
  await new Promise((resolve) => setTimeout(resolve, 2 * UNDO_MS));
  assert.equal(await stateFor(r), 'closed');
  const { steps } = await r.c.call('report.get', { report: r.id });
  assert.deepEqual(steps.map((s) => s.state), ['received', 'in_review', 'verified', 'closed']);
  await assert.rejects(decide(one, r.id), refused('rule.state'));
});

test('only what was found true ends in a penalty, and money only in one', async () => {
  const r = await report();
  await assert.rejects(one.keyed('case.close', { report: r.id, outcome: 'no_case' }), refused('rule.state'));
  await decide(one, r.id, { verdict: 'unfounded', reason: 'lawful' });
  await assert.rejects(one.keyed('case.close', { report: r.id, outcome: 'penalty' }), refused('rule.state'));
  await assert.rejects(one.keyed('case.close', { report: r.id, outcome: 'no_case', fine_fen: 1 }), refused('params.bad'));
  assert.equal((await one.keyed('case.close', { report: r.id, outcome: 'no_case' })).state, 'closed');
});

test('an appeal goes to another reviewer and rewrites history', async () => {
  const r = await report();
  await decide(one, r.id, { verdict: 'malicious', reason: 'fabricated', note: '三次举报同一家店，图片均来自网络' });
  await r.c.until('report.changed', (p) => p.report === r.id && p.state === 'malicious');
  assert.equal((await r.c.keyed('report.appeal', { report: r.id, text: '照片是我自己拍的' })).state, 'appealed');
  await assert.rejects(one.call('review.claim', { report: r.id }), refused('rule.conflict'));
  await decide(two, r.id, { verdict: 'verified', reason: 'on_site' });
  await r.c.until('report.changed', (p) => p.report === r.id && p.state === 'verified');
  const [row] = await query(it.data, "SELECT s.valid, s.malicious FROM standing s JOIN report r ON r.owner = s.owner JOIN report_step p ON p.report = r.id WHERE p.note = '照片是我自己拍的'");
  assert.ok(row.valid > 0);
  assert.ok(Math.abs(row.malicious) < 1e-9);
});

test('a declared link to the shop bars from everything', async () => {
  const r = await report();
  await it.ezhili(['user', 'link', 'reviewer2', r.shop]);
  for (const attempt of [() => two.call('review.get', { report: r.id }), () => two.call('review.claim', { report: r.id }),
    () => decide(two, r.id), () => two.keyed('case.close', { report: r.id, outcome: 'no_case' })])
    await assert.rejects(attempt(), refused('rule.conflict'));
  await one.call('review.claim', { report: r.id });
});

test('every officer is told all offices, with their districts in the own language', async () => {
  const known = await query(it.data, 'SELECT office, name, area FROM office');
  await it.ezhili(['user', 'add', 'local0', '--roles', 'reviewer', '--name', '一所', '--offices', known[0].office], { input: 'local0 password\n' });
  const local = await connect(it.url, { lang: 'en' });
  await local.signIn('auth.password', { login: 'local0', password: 'local0 password' });
  const { offices } = await local.call('office.list');
  assert.deepEqual(offices.map((o) => o.office).sort(), known.map((o) => o.office).sort());
  assert.ok(offices.filter((o) => o.area === '350102').every((o) => /Gulou/.test(o.area_name)));
  await assert.rejects((await anonymous(it.url)).call('office.list'), refused('auth.not_allowed'));
});

test('a report handed over leaves the one office and reaches the other', async () => {
  const r = await report();
  const [{ office }] = await query(it.data, 'SELECT office FROM office WHERE office <> ? LIMIT 1', [r.office]);
  await it.ezhili(['user', 'add', 'local1', '--roles', 'reviewer', '--name', '本所', '--offices', r.office], { input: 'local1 password\n' });
  const local = await connect(it.url);
  await local.signIn('auth.password', { login: 'local1', password: 'local1 password' });
  assert.ok(await queued(local, r.id));
  await assert.rejects(local.keyed('review.hand_over', { report: r.id, office: 'nowhere', reason: '不属本所' }), refused('office.not_found'));
  await local.call('review.claim', { report: r.id });
  await local.keyed('review.hand_over', { report: r.id, office, reason: '不属本所' });
  assert.equal(await queued(local, r.id), null);
  await assert.rejects(local.call('review.get', { report: r.id }), refused('report.not_found'));
  const item = await queued(one, r.id, { office });
  assert.equal(item.state, 'triaged');
  assert.equal(item.claimed_by, undefined);
  const { entries } = await one.call('review.audit', { report: r.id });
  assert.deepEqual(entries.find((e) => e.action === 'review.hand_over').after, { office, reason: '不属本所' });
});

test('merged reports are decided as one; taken apart, both are as before', async () => {
  const first = await report();
  const second = await report({ shop: first.shop });
  const seen = await one.call('review.get', { report: first.id });
  assert.ok(seen.duplicates.some((d) => d.report === second.id));
  await one.keyed('review.merge', { into: first.id, report: second.id });
  assert.equal((await queued(one, first.id)).copies, 1);
  assert.equal(await queued(one, second.id), null);
  await assert.rejects(one.call('review.claim', { report: second.id }), refused('rule.state'));
  await one.keyed('review.unmerge', { report: second.id });
  assert.equal((await queued(one, first.id)).copies, 0);
  assert.equal((await queued(one, second.id)).state, 'triaged');
  await one.keyed('review.merge', { into: first.id, report: second.id });
  await decide(one, first.id);
  await first.c.until('report.changed', (p) => p.report === first.id && p.state === 'verified');
  await second.c.until('report.changed', (p) => p.report === second.id && p.state === 'duplicate');
});

test('who sent a copy of a true report keeps credit, who repeated an own one is credited once, the shop failed once', async () => {
  const first = await report();
  const other = await report({ shop: first.shop });
  const again = await report({ shop: first.shop, from: first.c });
  for (const copy of [other, again]) await one.keyed('review.merge', { into: first.id, report: copy.id });
  const [before] = await query(it.data, 'SELECT COALESCE(SUM(valid), 0) AS valid FROM shop_standing WHERE shop_id = ?', [first.shop]);
  await decide(one, first.id);
  for (const copy of [other, again]) await copy.c.until('report.changed', (p) => p.report === copy.id && p.state === 'duplicate');
  const records = await query(it.data, 'SELECT r.verdict_reason AS reason, r.merged_into IS NULL AS is_first, s.valid FROM report r JOIN standing s ON s.owner = r.owner '
    + 'WHERE r.shop_id = ? AND r.verdict_ms IS NOT NULL ORDER BY r.verdict_ms DESC LIMIT 3', [first.shop]);
  const [weight] = records.filter((r) => Number(r.is_first)).map((r) => r.valid);
  assert.deepEqual(records.map((r) => r.reason).sort(), ['on_site', 'own_repeat', 'same_clue']);
  for (const r of records) assert.ok(Math.abs(r.valid - weight) < 1e-6 * weight, `${r.reason} ${r.valid} of ${weight}`);
  const [after] = await query(it.data, 'SELECT valid FROM shop_standing WHERE shop_id = ?', [first.shop]);
  assert.ok(Math.abs(after.valid - before.valid - weight) < 1e-6 * weight);
});

test('every opening and action is in the audit log, and figures add up', async () => {
  const r = await report();
  await one.call('review.get', { report: r.id });
  await two.call('review.get', { report: r.id });
  await one.call('review.claim', { report: r.id });
  const auditor = await staff(it, 'auditor1');
  const { entries } = await auditor.call('review.audit', { report: r.id });
  assert.deepEqual(entries.map((e) => [e.actor, e.action]), [['reporter', 'report.submit'], ['reviewer1', 'review.get'],
    ['reviewer2', 'review.get'], ['reviewer1', 'review.claim']]);
  const [{ n }] = await query(it.data, 'SELECT COUNT(*) n FROM report');
  for (const by of ['day', 'category', 'office', 'outcome']) {
    const { rows } = await auditor.call('review.stats', { from: 0, to: Date.now() + 1000, by });
    assert.equal(rows.reduce((sum, row) => sum + row.reports, 0), n);
  }
});
