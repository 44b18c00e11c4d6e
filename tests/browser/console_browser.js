/*
 * A browser for the console's tests: Debian's Chromium, an office's screen, a
 * Chinese officer, and no error on the page left unnoticed.
 *
 *   const office = await openOffice();
 *   const desk = await office.sit(url, 'reviewer1', 'password', { lang: 'en', theme: 'dark', width: 390 });
 *   desk.page; desk.errors; await desk.leave();
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ARTEFACTS = fileURLToPath(new URL('../artefacts/', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function openOffice() {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGS });

	async function sit(url, login, password, { lang = 'zh-CN', theme = 'light', width = 1366, height = 768 } = {}) {
		const context = await browser.newContext({ viewport: { width, height }, locale: lang, timezoneId: 'Asia/Shanghai', colorScheme: theme, hasTouch: width < 800 });
		const page = await context.newPage();
		const errors = [];
		page.on('pageerror', (e) => errors.push(e.stack));
		page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
		await page.goto(`${url}/console/`);
		await page.fill('[name=login]', login);
		await page.fill('[name=password]', password);
		await page.click('button[type=submit]');
		await page.waitForSelector('header.top');
		return { page, context, errors, leave: () => context.close() };
	}

	return { browser, sit, close: () => browser.close() };
}

export async function picture(page, name) {
	mkdirSync(ARTEFACTS, { recursive: true });
	await page.screenshot({ path: `${ARTEFACTS}console-${name}.png` });
}

/* What axe finds wrong, one line each. The CSP forbids script tags, not evaluate. */
export async function axeProblems(page) {
	await page.evaluate(AXE);
	const { violations } = await page.evaluate(() => globalThis.axe.run(document,
		{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
	return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`);
}

/* The focused element's report, or null. */
export const focusedReport = (page) => page.evaluate(() => document.activeElement?.closest('[data-report]')?.dataset.report ?? null);

/*
 * Runs work and measures the page's longest main-thread task in processor
 * time: on a busy machine the clock on the wall says more about the neighbours.
 */
export async function longestTask(browser, page, work) {
	await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
	const result = await work();
	const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
	/* Tasks of the page, not of the tracing that starts and stops around them. */
	const frames = traceEvents.filter((e) => e.name === 'FireAnimationFrame');
	const tasks = traceEvents.filter((e) => e.name.endsWith('RunTask') && e.tdur && frames.some((f) =>
		f.pid === e.pid && f.tid === e.tid && f.ts >= e.ts && f.ts <= e.ts + e.dur));
	return { result, longest_ms: Math.max(...tasks.map((e) => e.tdur ?? 0)) / 1000 };
}
