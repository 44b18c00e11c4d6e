/*
 * A real browser for the tests: Debian's Chromium, phone-sized, Chinese, in
 * Fuzhou. Also what every page is asked: axe, sizes of targets, overflow, and
 * whether the CSP refused anything.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const artefacts = join(here, '../artefacts');
export const cameraPhoto = join(dirname(createRequire(import.meta.url).resolve('exif/package.json')), 'test/test1.jpg');
export const fuzhou = { latitude: 26.0745, longitude: 119.2965 };

export const launchOptions = {
	executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
	args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	       '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
};

export const phone = {
	viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true, geolocation: fuzhou,
};

export const launch = () => chromium.launch(launchOptions);

/* A page whose errors and CSP violations are collected in page.wrong. */
export function watch(page) {
	page.wrong = [];
	page.on('pageerror', (e) => page.wrong.push(e.message));
	page.on('console', (m) => {
		if (m.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|WebSocket connection|Failed to load resource/.test(m.text()))
			page.wrong.push(m.text());
	});
	return page;
}

export async function newPhone(browser, options = {}) {
	const context = await browser.newContext({ ...phone, permissions: ['geolocation'], ...options });
	context.setDefaultTimeout(15000);
	return watch(await context.newPage());
}

export async function screenshot(page, name) {
	mkdirSync(artefacts, { recursive: true });
	await page.screenshot({ path: join(artefacts, `${name}.png`) });
}

export async function axe(page, name) {
	await page.evaluate(axeSource);
	const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
	const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`);
	assert.deepEqual(told, [], `axe on ${name}`);
}

/* Everything that can be tapped is at least `least` pixels; links within a sentence are not buttons. */
export async function targets(page, least, name) {
	const small = await page.evaluate((min) => [...document.querySelectorAll('button, a.btn, a.card, .choice label, input.input, textarea, summary')]
		.filter((e) => e.getClientRects().length && !e.closest('[hidden]'))
		.map((e) => ({ r: e.getBoundingClientRect(), html: e.outerHTML.slice(0, 100) }))
		.filter(({ r }) => Math.min(r.width, r.height) < min - 0.5).map(({ r, html }) => `${r.width}×${r.height} ${html}`), least);
	assert.deepEqual(small, [], `targets on ${name}`);
}

export async function noOverflow(page, name) {
	const over = await page.evaluate(() => [...document.querySelectorAll('body *')]
		.filter((e) => e.getClientRects().length && !e.closest('.sr-only, .thumbs, svg') && e.getBoundingClientRect().right > innerWidth + 1)
		.map((e) => e.outerHTML.slice(0, 100)));
	assert.deepEqual(over, [], `overflow on ${name}`);
}
