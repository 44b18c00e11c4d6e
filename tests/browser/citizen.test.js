/*
 * The main ways of a citizen, through the real executables: from a phone's
 * browser to money received, in both languages, with and without a location,
 * and back again with nothing but the receipt code.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../integration/start.js';
import { axe, cameraPhoto, fuzhou, launch, newPhone, screenshot } from './browser.js';
import { agree, answerUntilSummary, choosePhoto, open, say, send, submit } from './citizen_ways.js';
import { locatedPhoto } from './located_photo.js';
import { staff } from './staff.js';

const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

const atShop = locatedPhoto(cameraPhoto, { lat: fuzhou.latitude, lng: fuzhou.longitude });

let it, browser, office;
before(async () => {
	it = await start({ set: ['undo_ms=200ms', 'score_copies=no'] });
	browser = await launch();
	office = await staff(it);
});
after(async () => {
	office?.leave();
	await browser?.close();
	await it?.stop();
});

async function withPhone(options, fn) {
	const page = await newPhone(browser, options);
	try {
		await fn(page);
		assert.deepEqual(page.wrong, []);
	} finally {
		await page.context().close();
	}
}

const way = (name, fn, options) => test(name, { timeout: 180000 }, () => withPhone(options, fn));

const reportOf = (page) => page.locator('.entry .card.good a.btn.primary').last().getAttribute('href').then((h) => decodeURIComponent(h.split('/').at(-1)));

async function claim(page, { name = '陈晓', account = OPENID } = {}) {
	await page.locator('.page .card.good a.btn.primary').click();
	await page.locator('input[autocomplete=name]').fill(name);
	await page.locator('input[autocomplete=off]').fill(account);
	await page.locator('form .btn.primary').click();
}

way('the first load is at most 60 KB', async (page) => {
	const cdp = await page.context().newCDPSession(page);
	let bytes = 0;
	cdp.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
	await cdp.send('Network.enable');
	await page.goto(`${it.url}/`, { waitUntil: 'networkidle' });
	await page.locator('.welcome').waitFor();
	console.log(`# first load ${(bytes / 1024).toFixed(1)} KB`);
	assert.ok(bytes <= 60 * 1024, `${bytes} bytes`);
});

way('photo, shop, send, question, reward, money received', async (page) => {
	await open(page, it.url);
	await screenshot(page, 'citizen-1-welcome');
	await agree(page);
	await choosePhoto(page, atShop);
	await screenshot(page, 'citizen-2-photo');
	await send(page);
	await answerUntilSummary(page, { category: '鼠' });
	await screenshot(page, 'citizen-3-summary');
	const code = await submit(page);
	assert.ok(code.length >= 12, code);
	await screenshot(page, 'citizen-4-receipt');
	const report = await reportOf(page);

	await office.queued(report);
	await page.locator('.entry .card.good a.btn.primary').last().click();
	await page.locator('.timeline').waitFor();
	await office.ask(report, '请问是几点看到的？');
	await page.locator('.card.warm textarea').fill('晚上七点左右，在灶台旁边。');
	await screenshot(page, 'citizen-5-question');
	await page.locator('.card.warm .btn.primary').click();
	await page.locator('.card.warm textarea').waitFor({ state: 'detached' });
	await office.verify(report);
	await office.close(report);
	await office.approve(report);
	await page.locator('.amount').waitFor({ timeout: 30000 });
	await page.locator('.page .card.good a.btn.primary').waitFor();
	await screenshot(page, 'citizen-6-reward');
	await claim(page);
	await page.getByText('已到账', { exact: true }).first().waitFor({ timeout: 60000 });
	await screenshot(page, 'citizen-7-paid');
	await axe(page, 'paid');

	const transfers = await (await fetch(`${it.bank}/transfers`)).json();
	assert.equal(transfers.filter((t) => t.account === OPENID && t.state === 'SUCCESS').length, 1);
});

way('a photo taken at the shop needs five taps and no typing', async (page) => {
	await open(page, it.url);
	await agree(page);
	await choosePhoto(page, atShop);		/* 1 */
	await send(page);				/* 2 */
	await page.locator('.shop-row').first().waitFor();
	await screenshot(page, 'citizen-shops');
	const taps = 2 + await answerUntilSummary(page) + 1;
	await submit(page);
	assert.ok(taps <= 5, `${taps} taps`);
	assert.equal(await page.locator('.summary dd', { hasText: '未确定店铺' }).count(), 0);
});

way('one sentence, no location, no photo', async (page) => {
	await open(page, it.url);
	await agree(page);
	await say(page, '鼓楼区东街口那家麻辣烫后厨有老鼠');
	await answerUntilSummary(page, { located: false });
	await submit(page);
	await office.queued(await reportOf(page));
}, { permissions: [] });

way('the same in English', async (page) => {
	await open(page, it.url);
	await page.getByText('Seen a food-safety problem?').waitFor();
	await agree(page);
	await choosePhoto(page);
	await send(page);
	await answerUntilSummary(page);
	await submit(page);
	await screenshot(page, 'citizen-en-receipt');
	await axe(page, 'receipt in English');
	await office.queued(await reportOf(page));
}, { locale: 'en' });

way('a shop that nobody can name is still a report', async (page) => {
	await open(page, it.url);
	await agree(page);
	await choosePhoto(page, atShop);
	await send(page);
	await answerUntilSummary(page, { shop: 'unknown' });
	await submit(page);
});

way('sent and withdrawn within ten seconds', async (page) => {
	await open(page, it.url);
	await agree(page);
	await choosePhoto(page);
	await send(page);
	await answerUntilSummary(page);
	await submit(page);
	await page.locator('.entry .receipt ~ .answers .btn.bad').click();
	await page.locator('.entry .card.good a.btn.primary').last().click();
	await page.locator('.badge', { hasText: '已撤回' }).waitFor();
});

test('anonymous, and back on another phone with the receipt code alone', { timeout: 180000 }, async () => {
	let code, report;
	await withPhone({}, async (page) => {
		await open(page, it.url);
		await agree(page);
		await choosePhoto(page);
		await send(page);
		await answerUntilSummary(page);
		code = await submit(page);
		report = await reportOf(page);
	});
	await office.queued(report);
	await office.verify(report);
	await office.close(report);
	await office.approve(report);
	await withPhone({ permissions: [] }, async (page) => {
		await page.goto(`${it.url}/citizen/#/receipt`);
		await page.locator('.code-input').fill(code.toLowerCase());
		await page.locator('form .btn.primary').click();
		await page.locator('.timeline').waitFor();
		await screenshot(page, 'citizen-8-receipt-code');
		await claim(page, { name: '林小雨', account: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS7p' });
		await page.getByText('已到账', { exact: true }).first().waitFor({ timeout: 60000 });
	});
});

way('a wrong receipt code gets a plain answer', async (page) => {
	await page.goto(`${it.url}/citizen/#/receipt`);
	await page.locator('.code-input').fill('0000 0000 0000 0000');
	await page.locator('form .btn.primary').click();
	await page.locator('.field .error').waitFor();
});

way('signing in by phone, and the report stands in the list', async (page) => {
	await page.goto(`${it.url}/citizen/#/sign-in`);
	await page.locator('input[type=tel]').fill('13800138000');
	await page.locator('form .btn.plain').click();
	await page.locator('input[autocomplete=one-time-code]').waitFor();
	await page.locator('form .btn.primary').click();
	await page.locator('.say .send').waitFor();
	await page.locator('.entry.bot').first().waitFor();
	await choosePhoto(page);
	await send(page);
	await answerUntilSummary(page);
	await submit(page);
	await page.goto(`${it.url}/citizen/#/reports`);
	await page.locator('.link-row').first().waitFor();
	await screenshot(page, 'citizen-9-reports');
});
