/*
 * The citizen's app on a bad link, on a small phone, for everybody: what the
 * fake server can be made to do on demand. The whole way through the real
 * executables is in citizen.test.js.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { axe, launch, launchOptions, newPhone, noOverflow, phone, screenshot, targets, watch } from './browser.js';
import { agree, answerUntilSummary, choosePhoto, open, say, send, submit } from './citizen_ways.js';
import { startFake } from './fake_server.js';

let browser, fake;
before(async () => { browser = await launch(); });
after(() => browser.close());

/* A fresh server, so that what one test breaks the next does not feel. */
async function withPhone(options, fn) {
	fake = await startFake();
	const page = await newPhone(browser, options);
	try {
		await fn(page);
		assert.deepEqual(page.wrong, []);
	} finally {
		await page.context().close();
		await fake.close();
	}
}

const way = (name, fn, options) => test(name, { timeout: 120000 }, () => withPhone(options, fn));

way('a report by photo takes at most five taps and no typing', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await choosePhoto(page);			/* 1: camera */
	await send(page);				/* 2 */
	const taps = 2 + await answerUntilSummary(page) + 1;
	await submit(page);
	assert.ok(taps <= 5, `${taps} taps`);
	assert.equal(fake.reports.size, 1);
});

way('one sentence fills what it can', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await say(page, '东街口那家麻辣烫后厨有老鼠');
	await page.locator('.shop-row').first().waitFor();
});

way('an uploaded photo is small and knows nothing; what it knew is sent apart', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await choosePhoto(page);
	await send(page);
	await page.locator('.chip').first().waitFor();
	const [photo] = fake.photos.values();
	assert.ok(photo.bytes.length <= 400 * 1024);
	assert.equal(photo.bytes.includes('Exif'), false);
	assert.equal(photo.bytes.readUInt16BE(0), 0xffd8);
	assert.ok(photo.taken_at > 0 && Math.abs(photo.at.lat) <= 90 && photo.at.datum === 'wgs84');
	const size = await page.evaluate(async (bytes) => {
		const b = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }));
		return Math.max(b.width, b.height);
	}, [...photo.bytes]);
	assert.ok(size <= 1600);
});

way('time and place of a photo can be left out', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await choosePhoto(page);
	assert.equal(await page.locator('.fact.on').count(), 2);
	await page.locator('.fact').first().click();
	await page.locator('.fact').last().click();
	await send(page);
	await page.locator('.chip').first().waitFor();
	const [photo] = fake.photos.values();
	assert.deepEqual([photo.taken_at, photo.at], [undefined, undefined]);
});

way('a link that drops at half of a photo resumes where the server is', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await choosePhoto(page, { name: 'noise.png', mimeType: 'image/png', buffer: await noise(page) });
	fake.dropAtByte = 65536 * 2;
	await send(page);
	await page.locator('.chip').first().waitFor({ timeout: 30000 });
	const [upload] = fake.uploads.values();
	assert.ok(upload.size > 65536 * 2, `${upload.size} bytes`);
	assert.equal(upload.offset, upload.size);
	/* Chunks that were under way when it broke may come twice, acknowledged ones never. */
	assert.ok(fake.received <= upload.size + 4 * 65536, `${fake.received} of ${upload.size}`);
});

/* A picture that does not compress well. */
const noise = (page) => page.evaluate(async () => {
	const c = new OffscreenCanvas(1400, 1050), ctx = c.getContext('2d');
	const d = ctx.createImageData(1400, 1050);
	let x = 1;
	for (let i = 0; i < d.data.length; i++)
		d.data[i] = i % 4 === 3 ? 255 : (x = (x * 1103515245 + 12345) & 0x7fffffff) >> 16;
	ctx.putImageData(d, 0, 0);
	return [...new Uint8Array(await (await c.convertToBlob()).arrayBuffer())];
}).then((a) => Buffer.from(a));

way('sent while offline waits, and arrives exactly once', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await choosePhoto(page);
	await send(page);
	await answerUntilSummary(page);
	fake.silent = true;
	fake.drop();
	await page.context().setOffline(true);
	await page.locator('.entry.bot').last().locator('.answers .btn.primary').click();
	await page.locator('.entry.me .status', { hasText: '待发送' }).waitFor();
	await screenshot(page, 'citizen-offline');
	assert.equal(fake.reports.size, 0);
	fake.silent = false;
	await page.context().setOffline(false);
	await page.locator('.receipt .code').waitFor({ timeout: 30000 });
	assert.equal(fake.reports.size, 1);
});

way('an answer that was lost on the way does not make a second report', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await choosePhoto(page);
	await send(page);
	await answerUntilSummary(page);
	fake.delay_ms = 600;
	await page.locator('.entry.bot').last().locator('.answers .btn.primary').click();
	while (fake.reports.size === 0)
		await page.waitForTimeout(20);
	fake.drop();					/* stored, but the answer never leaves */
	fake.delay_ms = 20;
	await page.locator('.receipt .code').waitFor({ timeout: 30000 });
	assert.equal(fake.reports.size, 1);
});

way('a silent link is noticed and left', async (page) => {
	await open(page, fake.url);
	await agree(page);
	fake.silent = true;
	await page.locator('.link-state p').waitFor({ timeout: 20000 });
	fake.silent = false;
	await page.locator('.link-state p').waitFor({ state: 'detached', timeout: 30000 });
});

way('without a location the report still completes', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await choosePhoto(page);
	await page.locator('.fact', { hasText: '位置' }).click();
	await send(page);
	await page.locator('.chip').first().click();
	await page.locator('.entry.bot .card .btn.primary').last().click();
	await page.locator('.entry.me', { hasText: '未提供位置' }).waitFor();
	await say(page, '东街口 麻辣烫');
	await answerUntilSummary(page, { located: false });
	await submit(page);
}, { permissions: [] });

test('a killed page comes back with its draft and photo', { timeout: 120000 }, async () => {
	const server = await startFake();
	const profile = mkdtempSync(join(tmpdir(), 'citizen-profile-'));
	const start = () => chromium.launchPersistentContext(profile, { ...launchOptions, ...phone, permissions: ['geolocation'] });
	let context = await start();
	try {
		let page = watch(context.pages()[0]);
		await open(page, server.url);
		await choosePhoto(page);
		await page.locator('.composer textarea').fill('后厨有老鼠');
		await page.waitForTimeout(300);
		await page.goto('chrome://crash').catch(() => {});
		await context.close().catch(() => {});
		context = await start();
		page = watch(context.pages()[0] ?? await context.newPage());
		await open(page, server.url);
		await page.locator('.tray .thumb').waitFor();
		assert.equal(await page.locator('.composer textarea').inputValue(), '后厨有老鼠');
	} finally {
		await context.close().catch(() => {});
		await server.close();
		rmSync(profile, { recursive: true, force: true });
	}
});

way('the first load is small and the composer is usable soon on 2G', async (page) => {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('Network.enable');
	await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
	await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 300, downloadThroughput: 250000 / 8, uploadThroughput: 50000 / 8 });
	let bytes = 0;
	cdp.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
	const t0 = Date.now();
	await page.goto(`${fake.url}/citizen/`, { waitUntil: 'commit' });
	await page.locator('.composer textarea').fill('东街口麻辣烫有老鼠');
	const usable = Date.now() - t0;
	await page.locator('.welcome').waitFor();
	const whole = Date.now() - t0;
	await page.waitForTimeout(1500);		/* what is fetched afterwards counts too */
	console.log(`# first load ${(bytes / 1024).toFixed(1)} KB, composer takes text after ${usable} ms, whole after ${whole} ms`);
	assert.ok(bytes <= 60 * 1024, `${bytes} bytes`);
	if (loadavg()[0] < cpus().length)		/* a busy machine says nothing about time */
		assert.ok(usable < 4000, `${usable} ms`);
	assert.equal(await page.locator('.composer textarea').inputValue(), '东街口麻辣烫有老鼠');
}, { serviceWorkers: 'block' });

way('the app opens without a network once it was visited', async (page) => {
	await open(page, fake.url);
	while (!await page.evaluate(async () => !!await caches.match('/vendor/blake2b.js')))
		await page.waitForTimeout(500);
	await page.context().setOffline(true);
	await page.reload();
	await page.locator('.welcome').waitFor();
	await choosePhoto(page);
	const names = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map((r) => new URL(r.scope).pathname));
	assert.deepEqual(names, ['/citizen/']);
});

/* Every page in one language, theme and size: axe, targets, overflow. */
async function everyPage(page, { least, label }) {
	const look = async (name) => {
		await page.waitForTimeout(150);
		await axe(page, `${name} ${label}`);
		await targets(page, least, `${name} ${label}`);
		await noOverflow(page, `${name} ${label}`);
	};
	await open(page, fake.url);
	await look('welcome');
	await agree(page);
	await choosePhoto(page);
	await look('tray');
	await send(page);
	await page.locator('.chip').first().waitFor();
	await look('category');
	await page.locator('.chip').first().click();
	await page.locator('.shop-row').first().waitFor();
	await look('shops');
	await answerUntilSummary(page);
	await look('summary');
	await submit(page);
	await look('receipt');
	const [id] = fake.reports.keys();
	fake.ask(id, '请问是几点看到的？');
	fake.reward(id, 20000);
	for (const hash of [`report/${id}`, `claim/${id}`, 'reports', 'receipt', 'sign-in', 'settings', 'privacy', 'shop/shop-1']) {
		await page.goto(`${fake.url}/citizen/#/${hash}`);
		await page.waitForFunction(() => !document.querySelector('.page .skeleton'));
		await look(hash);
	}
}

for (const locale of ['zh-CN', 'en'])
	for (const colorScheme of ['light', 'dark'])
		way(`every page is accessible: ${locale}, ${colorScheme}`, (page) => everyPage(page, { least: 44, label: `${locale} ${colorScheme}` }),
			{ locale, colorScheme });

for (const locale of ['zh-CN', 'en'])
	way(`大字版 fits 320 pixels: ${locale}`, async (page) => {
		await page.addInitScript(() => localStorage.setItem('ezhili.prefs', '{"size":"large"}'));
		await everyPage(page, { least: 60, label: `${locale} large` });
		const px = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
		assert.ok(px >= 18);
		await screenshot(page, `citizen-large-${locale}`);
	}, { locale, viewport: { width: 320, height: 640 } });

way('the composer never covers what has the focus, and answers are within the thumb\'s reach', async (page) => {
	await open(page, fake.url);
	await agree(page);
	await choosePhoto(page);
	await send(page);
	await page.locator('.chip').first().waitFor();
	const height = page.viewportSize().height;
	for (const s of ['.say .send', '.shoot .camera', '.chip'])
		assert.ok((await page.locator(s).first().boundingBox()).y > height / 2, s);
	for (let i = 0; i < 25; i++) {
		await page.keyboard.press('Tab');
		const hidden = await page.evaluate(() => {
			const e = document.activeElement, r = e.getBoundingClientRect();
			if (e === document.body || e.closest('.log') === e)
				return null;
			const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
			return top && (e.contains(top) || top.contains(e)) ? null : e.outerHTML.slice(0, 120);
		});
		assert.equal(hidden, null);
	}
});
