/* What a citizen does, as the tests do it: by real taps on what is on the screen. */
import { cameraPhoto } from './browser.js';

export async function open(page, url) {
	await page.goto(`${url}/`);
	await page.locator('.say .send').waitFor();	/* the page's own, not its shell */
}

export async function agree(page) {
	await page.locator('.welcome .btn.primary').click();
	await page.locator('.entry.bot').first().waitFor();
}

export async function choosePhoto(page, file = cameraPhoto) {
	await page.locator('#album-input').setInputFiles(file);
	await page.locator('.tray .thumb').last().waitFor();
}

export async function send(page) {
	await page.locator('.say .send').click();
}

export async function say(page, text) {
	await page.locator('.composer textarea').fill(text);
	await send(page);
}

/* What the last turn asks for and how many there are, at one moment; null while something is under way. */
const asked = () => {
	const entries = [...document.querySelectorAll('.entry')], last = entries.at(-1);
	if (!last?.classList.contains('bot') || document.querySelector('.typing, .entry .skeleton'))
		return null;
	const found = (what) => what && { what, seen: entries.length };
	if (last.querySelector('.summary'))
		return found(last.querySelector('.btn.primary') && 'summary');
	if (last.querySelector('.shop-row'))
		return found(last.querySelector('.shop-row:not(:disabled)') && 'shops');
	if (last.querySelector('.location-card'))
		return found('location');
	if (last.querySelector('.photo-card'))
		return found('photo');
	return found(document.querySelector('.quick .chip') ? 'quick' : 'text');
};

/* The wanted quick reply where it is offered, else the first. */
async function pick(page, wanted) {
	const chip = page.locator('.chip', { hasText: wanted || /./ });
	await (await chip.count() ? chip : page.locator('.chip')).first().click();
}

const ways = { none: /都不是|None of/, unknown: /不知道|(do not|don't) know/ };

/*
 * Answers whatever is asked until the summary stands there, the shortest way:
 * the first shop, no more photos, the first kind of problem unless `category`
 * names one. `located`: the browser may tell where it is. Returns how many taps
 * it took.
 */
export async function answerUntilSummary(page, { category, shop = 'first', place = '东街口八一七北路', located = true } = {}) {
	for (let taps = 0; taps < 12; taps++) {
		const { what, seen } = await (await page.waitForFunction(asked)).jsonValue();
		const last = page.locator('.entry').nth(seen - 1);
		if (what === 'summary')
			return taps;
		if (what === 'shops')
			await (shop === 'first' ? last.locator('.shop-row') : page.locator('.chip', { hasText: ways[shop] })).first().click();
		else if (what === 'quick')
			await pick(page, category);
		else if (what === 'photo' || (what === 'location' && !located))
			await last.locator('.answers .btn').last().click();
		else if (what === 'text')
			await say(page, place);
		else
			taps--;				/* an allowed location answers by itself */
		await page.waitForFunction((n) => document.querySelectorAll('.entry').length > n, seen);
	}
	throw new Error('the summary never came');
}

export async function submit(page) {
	await page.locator('.entry.bot').last().locator('.answers .btn.primary').click();
	await page.locator('.entry .receipt .code').last().waitFor();
	return (await page.locator('.entry .receipt .code').last().innerText()).replace(/\s/g, '');
}
