/*
 * The filter's page on the real executables: reports, verdicts and a draft card of the database; two people in two
 * browsers release it, the gateways score by it, and one press goes back.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { query } from '../integration/database.js';
import { start } from '../integration/start.js';
import { axeProblems, openOffice, picture } from './console_browser.js';
import { reportOf } from './fake_console_score.js';
import { Link } from './staff.js';

const REPORTS = 6;

let it, office;
const secret = (login) => it.demo.users.find((u) => u.login === login).password;
const sit = (login, options) => office.sit(it.url, login, secret(login), options);

before(async () => {
	it = await start({ set: ['undo_ms=0'] });
	office = await openOffice();
});
after(async () => {
	await office?.close();
	await it?.stop();
});

async function reportAndDecide() {
	const officer = await Link.open(it.url);
	await officer.call('auth.password', { login: 'reviewer1', password: secret('reviewer1') });
	for (let i = 0; i < REPORTS; i++) {
		const link = await Link.open(it.url);
		await link.call('auth.anonymous', { consent: '2026-11' });
		const { shops } = await link.call('shop.search', { q: '锅边' });
		const { report } = await link.call('report.submit', { key: randomUUID(), category: 'V14', text: `第 ${i} 次看到米袋边有老鼠`, shop: shops[i % shops.length].shop });
		await officer.call('review.claim', { report });
		await officer.call('review.decide', { key: randomUUID(), report, verdict: i % 3 ? 'verified' : 'unfounded', reason: i % 3 ? 'on_site' : 'not_found', note: '' });
		link.close();
	}
	officer.close();
}

test('health and cards of a real filter, released by two people in two browsers', { timeout: 180000 }, async () => {
	await reportAndDecide();
	const card = await it.ezhili(['score', 'card']);
	await query(it.data, 'INSERT INTO score_card (version, state, body, report, made_by, made_ms) VALUES (2, ?, ?, ?, ?, ?)',
		['draft', card.replace('version 1', 'version 2'), JSON.stringify(reportOf()), 'score fit', Date.now()]);

	const one = await sit('auditor1'), two = await sit('admin1', { lang: 'en' });
	await one.page.goto(`${it.url}/console/#/filter`);
	await one.page.waitForSelector('.figures .figure');
	assert.match(await one.page.textContent('.figures'), new RegExp(`/ ${REPORTS} 件`));
	await one.page.waitForSelector('.calibration tbody tr');
	await picture(one.page, 'real-filter');
	assert.deepEqual(await axeProblems(one.page), []);

	await one.page.locator('label', { hasText: '评分卡' }).click();
	await one.page.locator('.card-one .actions .primary').click();
	await one.page.getByText('您已同意').waitFor();
	await two.page.goto(`${it.url}/console/#/filter/cards`);
	await two.page.getByText('auditor1 has agreed').waitFor();
	await picture(two.page, 'real-filter-cards-en');
	await two.page.locator('.card-one .actions .primary').click();
	await two.page.locator('[data-card="2"] .badge.good').waitFor();
	const [{ first_by: first, released_by: second }] = await query(it.data, 'SELECT first_by, released_by FROM score_card WHERE version = 2');
	assert.deepEqual([first, second], ['auditor1', 'admin1']);
	/* And back to the card that came with the house, by one press. */
	await two.page.locator('[data-card="1"]').click();
	await two.page.locator('.card-one .actions .primary').click();
	await two.page.locator('[data-card="1"] .badge.good').waitFor();
	assert.deepEqual((await query(it.data, 'SELECT version, state FROM score_card ORDER BY version')).map((c) => `${c.version} ${c.state}`), ['1 released', '2 retired']);
	for (const desk of [one, two]) {
		assert.deepEqual(desk.errors, []);
		await desk.leave();
	}
});
