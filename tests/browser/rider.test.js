/*
 * The riders' app against the real executables: an identity is deposited in one browser, its owner returns on another
 * with code and password, reports, and is paid without entering anything again. Nothing of the identity is ever on the wire.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../integration/start.js';
import { axe, cameraPhoto, launch, newPhone, noOverflow, screenshot, targets } from './browser.js';
import { staff } from './staff.js';

const who = { name: '陈小满', id_no: '11010519491231002X', phone: '13905910001', account: 'oRider_9f3kQ2', password: '一路平安-2026' };

let browser, it, office;
before(async () => {
	browser = await launch();
	it = await start({ set: ['undo_ms=300ms', 'score_copies=no'] });
	office = await staff(it);
});
after(async () => {
	office?.leave();
	await browser.close();
	await it.stop();
});

/* Everything that leaves or reaches the page, as one text. */
function listen(page) {
	const wire = [];
	page.on('websocket', (ws) => {
		for (const way of ['framesent', 'framereceived'])
			ws.on(way, ({ payload }) => wire.push(Buffer.from(payload)));
	});
	page.on('request', (r) => wire.push(Buffer.from(`${r.url()} ${r.postData() ?? ''}`)));
	return wire;
}

function assertSilent(wire) {
	const all = Buffer.concat(wire);
	for (const secret of [who.name, who.id_no, who.phone, who.account]) {
		const bytes = Buffer.from(secret);
		for (const form of [bytes, Buffer.from(bytes.toString('base64').replace(/=+$/, '')), Buffer.from(bytes.toString('hex'))])
			assert.equal(all.indexOf(form), -1, `${secret} was on the wire`);
	}
}

const open = (page, hash = '') => page.goto(`${it.url}/rider/${hash}`);
const field = (page, label) => page.getByLabel(label, { exact: true });

test('before any field it says who can open the identity, and the exit is always there', { timeout: 120000 }, async () => {
	const page = await newPhone(browser);
	await open(page);
	await page.getByRole('heading', { name: '先说清楚' }).waitFor();
	assert.equal(await page.locator('input').count(), 0);
	assert.equal(await page.title(), '记事');
	await axe(page, 'rider home');
	await targets(page, 44, 'rider home');
	await noOverflow(page, 'rider home');
	await screenshot(page, 'rider-home');
	await page.getByRole('link', { name: '登记身份，开始举报' }).click();
	await page.getByRole('button', { name: '加密并登记' }).waitFor();
	await axe(page, 'rider enrol');
	await screenshot(page, 'rider-enrol');
	await page.getByRole('button', { name: '快速离开' }).click();
	await page.waitForURL('about:blank');
	await page.goBack().catch(() => {});
	assert.equal(page.url().includes('/rider/'), false, 'Back does not return');
	await page.context().close();
});

test('a wrong id number is told before anything is sent', { timeout: 120000 }, async () => {
	const page = await newPhone(browser);
	await open(page, '#/enroll');
	await field(page, '身份证号').fill('110105194912310021');
	await page.getByRole('button', { name: '加密并登记' }).click();
	const input = field(page, '身份证号');
	assert.equal(await input.getAttribute('aria-invalid'), 'true');
	const described = (await input.getAttribute('aria-describedby')).split(' ').at(-1);
	assert.match(await page.locator(`#${described}`).innerText(), /校验位/);
	await page.context().close();
});

async function enrol(page) {
	await open(page, '#/enroll');
	await field(page, '平台').fill('美团');
	await field(page, '姓名').fill(who.name);
	await field(page, '身份证号').fill(who.id_no);
	await field(page, '手机号').fill(who.phone);
	await field(page, '微信 OpenID 或登录码').fill(who.account);
	await field(page, '举报密码').fill(who.password);
	await field(page, '再输一次').fill(who.password);
	await page.getByRole('button', { name: '加密并登记' }).click();
	const code = await page.locator('[data-code]').getAttribute('data-code');
	await screenshot(page, 'rider-code');
	await axe(page, 'rider code');
	return code;
}

async function report(page) {
	await page.getByRole('link', { name: '我要举报' }).click();
	await field(page, '问题类别').selectOption('V14');
	await field(page, '说明情况').fill('取餐时看到后厨有老鼠');
	await field(page, '店名或地址').fill('锅边');
	await page.locator('.shop-row').first().click();
	await page.locator('input[type=file]').setInputFiles(cameraPhoto);
	const canvas = page.locator('canvas.brush');
	await canvas.waitFor();
	const box = await canvas.boundingBox();
	await page.mouse.move(box.x + 60, box.y + 60);
	await page.mouse.down();
	await page.mouse.move(box.x + 120, box.y + 90);
	await page.mouse.up();
	await screenshot(page, 'rider-brush');
	await page.getByRole('button', { name: '用这张' }).click();
	await page.locator('.thumb').waitFor();
	await screenshot(page, 'rider-report');
	await axe(page, 'rider report');
	await page.getByRole('button', { name: '提交举报' }).click();
	const code = await page.locator('[data-code]').getAttribute('data-code');
	await page.evaluate(() => { location.hash = '#/'; });	/* cannot be left … */
	await page.locator('[data-code]').waitFor();
	await field(page, '或输入最后 4 位继续').fill(code.slice(-4));	/* … before it is written down */
	await page.getByRole('heading', { name: '办理过程' }).waitFor().catch(async (e) => {
		await screenshot(page, 'rider-stuck');
		throw new Error(`${e.message} ${page.url()} ${page.wrong}`);
	});
	return decodeURIComponent(page.url().split('#/report/')[1]);
}

test('deposit here, return there, report, and be paid without entering anything', { timeout: 240000 }, async () => {
	const first = await newPhone(browser);
	const wire = listen(first);
	const code = await enrol(first);
	assert.match(code, /^\d{16}$/);
	await first.getByRole('button', { name: '我已保存' }).click();
	await first.getByText('身份已登记。').waitFor();
	assertSilent(wire);
	await first.context().close();

	const second = await newPhone(browser);
	const wire2 = listen(second);
	await open(second, '#/sign-in');
	await field(second, '身份代码').fill(code);
	await field(second, '举报密码').fill(who.password);
	await second.getByRole('button', { name: '登录' }).click();
	const id = await report(second);
	await office.verify(id);
	await office.close(id);
	await office.approve(id);
	await second.getByRole('link', { name: '领取奖励' }).click();
	const button = second.getByRole('button', { name: /确认领取/ });
	await button.waitFor();
	assert.equal(await second.locator('main input').count(), 0, 'nothing to enter');
	await button.dblclick();
	await second.getByText('奖励已到账').waitFor({ timeout: 60000 });
	await screenshot(second, 'rider-paid');
	await axe(second, 'rider claim');
	assertSilent(wire2);
	const paid = (await (await fetch(`${it.bank}/transfers`)).json()).filter((t) => t.account === who.account);
	assert.equal(paid.length, 1, 'a double tap is one transfer');
	const kept = await second.evaluate(async () => JSON.stringify([{ ...localStorage }, (await indexedDB.databases?.()) ?? [], await caches.keys()]));
	assert.equal(kept.includes('老鼠'), false);
	assert.deepEqual(second.wrong, []);
	await second.context().close();
});

test('a wrong identity code is answered in the same words', { timeout: 120000 }, async () => {
	const page = await newPhone(browser, { locale: 'en-GB' });
	await open(page, '#/sign-in');
	await field(page, 'Identity code').fill('0000000000000000');
	await field(page, 'Report password').fill('whatever it was');
	await page.getByRole('button', { name: 'Enter' }).click();
	await page.getByText('not right').waitFor();
	await screenshot(page, 'rider-return-en');
	await page.context().close();
});
