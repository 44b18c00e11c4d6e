/* The consent to the personal credit score: never ticked beforehand, explained, taken back in the settings; both languages. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startCredit } from '../credit/server.js';
import { start } from '../integration/start.js';
import { axe, launch, newPhone, screenshot } from './browser.js';

const KEY = 'k-demonstration-1';

let it, browser, credit, dir;
before(async () => {
	credit = await startCredit({ key: KEY });
	dir = mkdtempSync(join(process.env.EZHILI_TMP ?? tmpdir(), 'ezhili-credit-'));
	writeFileSync(join(dir, 'key'), `${KEY}\n`, { mode: 0o600 });
	it = await start({ set: [`credit_url=${credit.url}`, `credit_key_file=${dir}/key`] });
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await it?.stop();
	await credit?.close();
	rmSync(dir, { recursive: true, force: true });
});

async function signIn(page, phone, tick) {
	await page.goto(`${it.url}/citizen/#/sign-in`);
	await page.locator('input[type=tel]').fill(phone);
	await page.locator('form .btn.plain').click();
	const box = page.locator('input[name=credit]');
	await box.waitFor();
	assert.equal(await box.isChecked(), false, 'nobody agrees by oversight');
	if (tick)
		await box.check();
	await axe(page, 'signing in');
	await screenshot(page, 'citizen-credit-ask');
	await page.locator('form .btn.primary').click();
	await page.locator('.say .send').waitFor();
	await page.goto(`${it.url}/citizen/#/settings`);
	await page.locator('section.credit').waitFor();
}

async function withPhone(options, fn) {
	const page = await newPhone(browser, options);
	try {
		await fn(page);
		assert.deepEqual(page.wrong, []);
	} finally {
		await page.context().close();
	}
}

test('who ticks nothing is not asked about, and reads that it costs nothing', { timeout: 120000 }, () => withPhone({}, async (page) => {
	await signIn(page, '13900139001', false);
	await page.locator('section.credit a.btn').waitFor();
	assert.match(await page.locator('section.credit').innerText(), /照常受理，不吃亏；可随时撤回/);
	assert.deepEqual(credit.asked, []);
}));

test('who ticks the box is asked about, and takes it back with one press', { timeout: 120000 }, () => withPhone({ locale: 'en-GB' }, async (page) => {
	credit.scores.set('13900139002', 700);
	await signIn(page, '13900139002', true);
	const section = page.locator('section.credit');
	await section.locator('button').waitFor();
	assert.match(await section.innerText(), /You agreed to the use of your Jasmine score/);
	await axe(page, 'settings');
	await screenshot(page, 'citizen-credit-settings');
	await section.locator('button').click();
	await section.locator('a.btn').waitFor();
	await page.reload();
	await section.locator('a.btn').waitFor();
	assert.match(await section.innerText(), /is not used/);
}));
