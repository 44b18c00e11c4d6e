/*
 * A case officer and an approver at two screens make their keys, two administrators register
 * them, and an identity is asked for, approved and read; the auditor sees who and why.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anonymous, seal } from '../integration/rpc.js';
import { start } from '../integration/start.js';
import { axeProblems, openOffice, picture } from './console_browser.js';

let it, office, report;
const sit = (login, options) => office.sit(it.url, login, it.demo.users.find((u) => u.login === login).password, options);

before(async () => {
	it = await start({ set: ['gateways=1', 'undo_ms=0'] });
	office = await openOffice();
	const c = await anonymous(it.url);
	const s = await seal(c, { use: 'enroll', name: '欧阳小红', id_no: '11010519491231002X', phone: '13987654321', rail: 'wechat', account: 'o-unseal-browser' });
	const e = await c.call('whistle.enroll', { key: s.key, kind: 'rider', platform: '美团', employment: 'full', password: 'a long password', key_id: s.key_id, sealed: s.sealed });
	await c.until('whistle.changed', (t) => t.state === 'accepted');
	await c.signIn('auth.code', { identity_code: e.identity_code, password: 'a long password' });
	({ report } = await c.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', shop_text: '麻辣烫' }));
});
after(async () => {
	await office?.close();
	await it?.stop();
});

/* Makes a key on the page and has it registered as the page says. */
async function register(page) {
	await page.goto(`${it.url}/console/#/unseal`);
	await page.click('.make-key');
	await page.waitForSelector('.keybox.have');
	await page.click('.keybox summary');
	assert.match(await page.textContent('.print'), /^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
	for (const line of await page.locator('.keybox pre').allTextContents()) {
		const words = line.split(' ').slice(1).map((w) => ({ A: 'admin1', B: 'admin2' })[w] ?? w);
		await it.ezhili(words);
	}
}

test('two screens open an identity, a third sees it', { timeout: 240000 }, async () => {
	const officer = await sit('reviewer1'), approver = await sit('approver1', { lang: 'en', theme: 'dark', width: 390 });
	await register(officer.page);
	await register(approver.page);
	/* The private half stays in the browser: it cannot be taken out again. */
	assert.deepEqual(await officer.page.evaluate(() => new Promise((ok) => {
		const open = indexedDB.open('ezhili-console-keys');
		open.onsuccess = () => {
			const all = open.result.transaction('keys').objectStore('keys').getAll();
			all.onsuccess = () => ok(all.result.map((k) => [k.key.extractable, k.boxKey.extractable]));
		};
	})), [[false, false]]);
	await officer.page.reload();		/* the key outlives the page */
	await officer.page.waitForSelector('.keybox.have');
	await officer.page.fill('[name=report]', report);
	await officer.page.fill('[name=reason]', '举报人被威胁，须联系本人');
	await officer.page.click('form button[type=submit]');
	await officer.page.waitForSelector('[data-request]');

	await approver.page.reload();
	await approver.page.waitForSelector('[data-request] textarea');
	assert.match(await approver.page.textContent('[data-request]'), /举报人被威胁/);
	await approver.page.fill('[data-request] textarea', 'needed');
	assert.deepEqual(await axeProblems(approver.page), []);
	await picture(approver.page, 'unseal-approve');
	await approver.page.click('[data-request] .primary');
	await officer.page.waitForSelector('[data-request] .badge.good', { timeout: 15000 });
	await officer.page.click('[data-request] .primary');
	await officer.page.waitForSelector('.identity');
	assert.match(await officer.page.textContent('.identity'), /欧阳小红.*11010519491231002X.*13987654321.*o-unseal-browser/);
	assert.deepEqual(await axeProblems(officer.page), []);
	await picture(officer.page, 'unseal-opened');

	const auditor = await sit('auditor1');
	await auditor.page.goto(`${it.url}/console/#/unseal`);
	await auditor.page.waitForSelector('[data-request]');
	const seen = await auditor.page.textContent('[data-request]');
	for (const word of ['reviewer1', 'approver1', '举报人被威胁', 'needed', report]) assert.ok(seen.includes(word), word);
	assert.equal(await auditor.page.locator('[data-request] button').count(), 0);
	for (const desk of [officer, approver, auditor]) {
		assert.deepEqual(desk.errors.filter((e) => !/Failed to load resource/.test(e)), []);
		await desk.leave();
	}
});
