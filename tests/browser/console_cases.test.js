/*
 * What two officers do with many leads, on the real executables: one decision for a shop's leads, merging and taking
 * apart, handing over, and a reward that two approvers sign at two screens.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { query } from '../integration/database.js';
import { start } from '../integration/start.js';
import { axeProblems, openOffice, picture } from './console_browser.js';
import { Link } from './staff.js';

let it, office, shops;
const user = (login) => it.demo.users.find((u) => u.login === login);
const sit = (login, options) => office.sit(it.url, login, user(login).password, options);

before(async () => {
	it = await start({ set: ['undo_ms=4s', 'score_copies=no', 'reward_second_approval_fen=1000'] });
	office = await openOffice();
	shops = await query(it.data, "SELECT shop_id AS shop, sign FROM shop WHERE status = 'active' ORDER BY shop_id LIMIT 30");
});
after(async () => {
	await office?.close();
	await it?.stop();
});

const TEXTS = ['后厨的米袋边有老鼠跑过', '晚饭时看见两只蟑螂爬上灶台', '洗碗池边全是苍蝇，碗碟堆着没洗', '昨天外卖的汤里漂着一只虫子', '冷柜里的肉发黑了还在用'];

async function send(shop, i, category = 'V14') {
	const link = await Link.open(it.url);
	await link.call('auth.anonymous', { consent: '2026-11' });
	const { report } = await link.call('report.submit', { key: randomUUID(), category, text: TEXTS[i], shop: shop.shop });
	return { link, report, state: async () => (await link.call('report.get', { report })).state };
}

async function until(what, fn, ms = 20000) {
	for (const end = Date.now() + ms; Date.now() < end; await new Promise((r) => setTimeout(r, 100))) {
		const got = await fn();
		if (got)
			return got;
	}
	throw new Error(`never came: ${what}`);
}

async function officer(login) {
	const link = await Link.open(it.url);
	await link.call('auth.password', { login, password: user(login).password });
	return link;
}

const leave = async (...desks) => {
	for (const desk of desks) {
		assert.deepEqual(desk.errors.filter((e) => !/Failed to load resource/.test(e)), []);
		await desk.leave();
	}
};

test('one decision covers a shop\'s leads, spares what a colleague holds, and can be taken back', { timeout: 180000 }, async () => {
	const leads = [];
	for (let i = 0; i < 4; i++)
		leads.push(await send(shops[0], i));
	const colleague = await officer('reviewer2');
	await colleague.call('review.claim', { report: leads[3].report });
	const one = await sit('reviewer1');
	const { page } = one;
	const head = page.locator('.shop-head', { hasText: shops[0].sign });
	await head.waitFor();
	await until('four leads under the shop', async () => /4/.test(await head.textContent()));
	await picture(page, 'real-group');

	const decide = async () => {
		await head.locator('input').check();
		await page.locator('.bulkbar .primary').click();
		await page.waitForSelector('dialog .reason');
		await page.locator('dialog .reason input').first().check();
		await page.fill('dialog textarea', '现场查见鼠迹，一并责令整改');
		await page.locator('dialog .primary').click();
		await page.locator('dialog .notice.bad').waitFor();		/* one is a colleague's */
		assert.match(await page.textContent('dialog .notice.bad'), /1 条未能裁定/);
		await page.locator('dialog .primary').click();
	};
	await decide();
	await page.waitForSelector('.undo');
	await page.keyboard.press('z');
	await page.waitForSelector('.undo', { state: 'detached' });
	await until('three leads back in the list', async () => (await head.count()) && /4/.test(await head.textContent()));
	for (const lead of leads.slice(0, 3))
		assert.equal(await lead.state(), 'in_review');

	await decide();
	await until('three verdicts', async () => (await Promise.all(leads.slice(0, 3).map((l) => l.state()))).every((s) => s === 'verified'));
	assert.equal(await leads[3].state(), 'in_review');
	for (const lead of leads.slice(0, 3)) {
		const { entries } = await colleague.call('review.audit', { report: lead.report });
		const mine = entries.filter((e) => e.actor === 'reviewer1').map((e) => e.action);
		assert.deepEqual(mine.filter((a) => /decide|undo/.test(a)), ['review.decide', 'review.undo', 'review.decide']);
	}
	await leave(one);
	colleague.close();
});

test('two leads of one case are seen side by side, merged, taken apart and merged again', { timeout: 120000 }, async () => {
	const main = await send(shops[1], 0), copy = await send(shops[1], 1);
	const one = await sit('reviewer1');
	const { page } = one;
	const openCopy = async () => {
		await page.goto(`${it.url}/console/#/report/${copy.report}`);
		await page.waitForSelector('.rep-grid');
	};
	const merge = async () => {
		await page.keyboard.press('m');
		const dialog = page.locator('dialog');
		await dialog.locator('.side', { hasText: TEXTS[0] }).first().waitFor();
		await dialog.locator('.side', { hasText: TEXTS[1] }).first().waitFor();
		await picture(page, 'real-merge');
		assert.deepEqual(await axeProblems(page), []);
		await dialog.locator('.primary').click();
		await dialog.waitFor({ state: 'detached' });
	};
	const merged = async () => (await query(it.data, 'SELECT COUNT(*) AS n FROM report WHERE merged_into IS NOT NULL'))[0].n;
	await openCopy();
	await merge();
	assert.equal(await merged(), 1);
	await page.getByRole('button', { name: '撤销合并' }).first().click();
	await until('both as before', async () => await merged() === 0);
	await page.waitForFunction(() => !document.querySelector('.rep-grid')?.textContent.includes('已并入'));
	await merge();
	assert.equal(await merged(), 1);

	await page.goto(`${it.url}/console/#/report/${main.report}`);
	await page.locator('.rep-grid').getByText(TEXTS[0]).first().waitFor();
	await page.keyboard.press('a');
	await page.waitForSelector('.decide .reason');
	await page.locator('.reason input').first().check();
	await page.keyboard.press('Control+Enter');
	await until('the verdict', async () => await main.state() === 'verified');
	assert.equal(await copy.state(), 'duplicate');
	await leave(one);
});

test('a lead of another district is handed over to an office never seen here', { timeout: 120000 }, async () => {
	const lead = await send(shops[2], 2);
	const one = await sit('reviewer1', { lang: 'en' });
	const { page } = one;
	const seen = new Set((await query(it.data, 'SELECT DISTINCT office FROM report')).map((r) => r.office));
	await page.goto(`${it.url}/console/#/report/${lead.report}`);
	await page.waitForSelector('.rep-grid');
	await page.keyboard.press('h');
	const pick = page.locator('.hand-over select');
	await pick.waitFor();
	const offered = await pick.locator('option').evaluateAll((list) => list.map((o) => o.value).filter(Boolean));
	const [{ n }] = await query(it.data, 'SELECT COUNT(*) AS n FROM office');
	assert.equal(offered.length, n - 1);
	const groups = await pick.locator('optgroup').evaluateAll((list) => list.map((g) => g.label));
	assert.ok(groups.length >= 10 && groups.every((g) => /^[A-Z][a-z]+/.test(g)), groups.join());
	const other = offered.findLast((o) => !seen.has(o));
	await pick.selectOption(other);
	await page.fill('.hand-over textarea', '店在别的街道');
	await picture(page, 'real-hand-over');
	await page.locator('.hand-over .primary').click();
	await page.waitForSelector('.queue');
	assert.equal((await query(it.data, 'SELECT office FROM report ORDER BY submitted_ms DESC LIMIT 1'))[0].office, other);
	await leave(one);
});

test('a lead that was taken for another shop is put right by a search', { timeout: 120000 }, async () => {
	const lead = await send(shops[4], 4);
	const [right] = await query(it.data, `SELECT s.shop_id AS shop, s.sign, s.company FROM shop s JOIN shop was ON was.street_code = s.street_code
		WHERE was.shop_id = ? AND s.shop_id <> was.shop_id AND s.sign <> was.sign AND s.status = 'active' ORDER BY s.shop_id LIMIT 1`, [shops[4].shop]);
	const one = await sit('reviewer1');
	const { page } = one;
	await page.goto(`${it.url}/console/#/report/${lead.report}`);
	await page.waitForSelector('.rep-grid');
	await page.keyboard.press('s');
	await page.locator('.relink').waitFor();
	await page.fill('.relink input[type=text]', right.company);
	await page.keyboard.press('Enter');
	const item = page.locator(`.relink-item:has(input[value="${right.shop}"])`);
	await item.waitFor();
	assert.equal(await page.locator(`.relink-item:has(input[value="${shops[4].shop}"])`).count(), 0, 'the present shop is offered');
	assert.equal(await page.locator('.relink .primary').isDisabled(), true);
	await item.click();
	await page.fill('.relink textarea', '照片上的招牌是这一家');
	await picture(page, 'real-relink');
	assert.deepEqual(await axeProblems(page), []);
	await page.locator('.relink .primary').click();
	await until('the right shop beside the report', async () => (await page.locator('.rep-grid').textContent()).includes(right.company));
	const [row] = await query(it.data, 'SELECT shop_id, claimed_by IS NOT NULL AS held FROM report ORDER BY submitted_ms DESC LIMIT 1');
	assert.deepEqual([row.shop_id, row.held], [right.shop, 1]);
	assert.ok((await lead.link.call('report.get', { report: lead.report })).steps.some((s) => s.note.includes('更正了所指店铺')));
	await leave(one);
});

test('a reward above the threshold takes two approvers at two screens', { timeout: 180000 }, async () => {
	const lead = await send(shops[3], 3);
	const reviewer = await officer('reviewer1');
	await reviewer.call('review.claim', { report: lead.report });
	await reviewer.call('review.decide', { key: randomUUID(), report: lead.report, verdict: 'verified', reason: 'on_site', note: '' });
	await reviewer.call('case.close', { key: randomUUID(), report: lead.report, outcome: 'rectified' });
	const rewardState = async () => (await lead.link.call('report.get', { report: lead.report })).reward?.state;

	const approve = async (login) => {
		const desk = await sit(login);
		const { page } = desk;
		await page.goto(`${it.url}/console/#/rewards`);
		await page.locator('[name=seed]').fill(user(login).sign_seed);
		await page.locator('.keybox .btn').first().click();
		await page.waitForSelector('.keybox.have');
		await page.locator('.reward-one textarea').fill(`${login} 同意`);
		await page.locator('.reward-one .primary').click();
		return desk;
	};
	const first = await approve('approver1');
	await first.page.getByText('您已审批').waitFor();
	assert.equal(await first.page.locator('.reward-one .primary').count(), 0);
	assert.equal(await rewardState(), 'proposed');
	await picture(first.page, 'real-first-approval');

	const second = await approve('approver2');
	await until('a claimable reward', async () => await rewardState() === 'claimable');
	await second.page.locator('.reward-list').getByText('待领取').or(second.page.getByText('没有奖励')).first().waitFor();
	const signers = await query(it.data, 'SELECT login, state FROM approval ORDER BY at_ms');
	assert.deepEqual(signers.map((s) => `${s.login} ${s.state}`), ['approver1 good', 'approver2 good']);
	await leave(first, second);
	reviewer.close();
});
