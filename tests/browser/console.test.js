/*
 * The officers' day on the real executables: a lead appears by itself, one claims it and the other cannot, a question
 * is asked and answered, it is decided, closed, signed by somebody else, and the citizen is paid.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { start } from '../integration/start.js';
import { axeProblems, openOffice, picture } from './console_browser.js';
import { Link } from './staff.js';

let it, office;
const secret = (login) => it.demo.users.find((u) => u.login === login);

before(async () => {
	it = await start({ set: ['undo_ms=1s', 'score_copies=no'] });
	office = await openOffice();
});
after(async () => {
	await office.close();
	await it.stop();
});

const sit = (login, options) => office.sit(it.url, login, secret(login).password, options);

async function citizen() {
	const link = await Link.open(it.url);
	await link.call('auth.anonymous', { consent: '2026-11' });
	return link;
}

async function send(link) {
	const { shops } = await link.call('shop.search', { q: '锅边' });
	return link.call('report.submit', { key: randomUUID(), category: 'V14', text: '后厨的米袋边有老鼠，视频里也能看到', shop: shops[0].shop });
}

async function until(what, fn, ms = 20000) {
	for (const end = Date.now() + ms; Date.now() < end; await new Promise((r) => setTimeout(r, 100))) {
		const got = await fn();
		if (got)
			return got;
	}
	throw new Error(`never came: ${what}`);
}

test('from a lead to money, two officers and an approver at their screens', { timeout: 240000 }, async () => {
	const one = await sit('reviewer1'), two = await sit('reviewer2');
	const link = await citizen();
	const { report } = await send(link);
	const row = (page) => page.locator(`[data-report="${report}"]`).first();
	await row(one.page).waitFor({ timeout: 5000 });		/* by itself, no reload */
	await row(two.page).waitFor({ timeout: 5000 });
	await picture(one.page, 'real-queue');

	await one.page.goto(`${it.url}/console/#/report/${report}`);
	await one.page.waitForSelector('.rep-grid');
	await one.page.keyboard.press('c');
	await two.page.waitForSelector(`[data-report="${report}"] .claimed`, { timeout: 5000 });
	await two.page.goto(`${it.url}/console/#/report/${report}`);
	await two.page.waitForSelector('.lease');
	assert.match(await two.page.textContent('.lease'), /已被领取/);
	assert.equal(await two.page.locator('.decide').count(), 0);

	await one.page.getByRole('button', { name: /提问|询问/ }).first().click();
	await one.page.locator('textarea').first().fill('请问是哪一天看到的？');
	await one.page.keyboard.press('Control+Enter');
	await until('the question', async () => (await link.call('report.get', { report })).question);
	await link.call('report.add', { key: randomUUID(), report, text: '昨天晚上七点左右' });
	await one.page.getByText('昨天晚上七点左右').first().waitFor();
	await picture(one.page, 'real-report');
	assert.deepEqual(await axeProblems(one.page), []);

	await one.page.locator('.rep-grid').click({ position: { x: 5, y: 5 } });
	await one.page.keyboard.press('a');
	await one.page.waitForSelector('.decide .reason');
	await one.page.fill('.decide textarea', '现场查见鼠迹，已责令整改');
	await one.page.locator('.reason input').first().focus();
	await one.page.keyboard.press('2');
	await one.page.keyboard.press('Control+Enter');
	await until('the verdict', async () => (await link.call('report.get', { report })).state === 'verified');

	await one.page.goto(`${it.url}/console/#/report/${report}`);
	await one.page.reload();
	await one.page.waitForSelector('.rep-grid');
	const closing = one.page.locator('.close-form');
	if (!await closing.isVisible())
		await one.page.getByRole('button', { name: /结案/ }).first().click();
	await closing.locator('label', { hasText: '责令改正' }).first().click();
	await closing.locator('.primary').click();
	await until('the reward', async () => (await link.call('report.get', { report })).reward);

	const three = await sit('approver1');
	await three.page.goto(`${it.url}/console/#/rewards`);
	await three.page.locator('[name=seed]').fill(secret('approver1').sign_seed);
	await three.page.locator('.keybox .btn').first().click();
	await three.page.waitForSelector('.keybox.have');
	await three.page.locator('.reward-one textarea').fill('同意');
	await three.page.locator('.reward-one .primary').click();
	await picture(three.page, 'real-rewards');
	await until('a claimable reward', async () => (await link.call('report.get', { report })).reward?.state === 'claimable');
	for (const desk of [one, two, three]) {
		assert.deepEqual(desk.errors.filter((e) => !/Failed to load resource/.test(e)), []);
		await desk.leave();
	}
	link.close();
});
