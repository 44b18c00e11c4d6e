/* The clients' shared modules that need no browser. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import '../demo/files.js'; // Web Crypto for Debian's Node 18, before the client's modules look for it
import { distanceM, gcjToWgs, toDatum, wgsToGcj } from '../../client-sample/shared/datum.js';
import { readExif } from '../../client-sample/shared/exif.js';
import { luhn } from '../../client-sample/shared/payee.js';
import { base64, boxSeal, keyIsSigned, seal, unbase64 } from '../../client-sample/shared/seal.js';
import { chunkFrame } from '../../client-sample/shared/upload.js';
import { locatedPhoto } from './located_photo.js';
import { x25519 } from '../../client-sample/vendor/noble.js';

const clients = join(dirname(fileURLToPath(import.meta.url)), '../../client-sample');
const photos = join(dirname(createRequire(import.meta.url).resolve('exif/package.json')), 'test');
const near = (a, b, eps) => assert.ok(Math.abs(a - b) < eps, `${a} is not near ${b}`);

test('points move between datums as the published vectors do', () => {
	const rows = [[119.2965, 26.0745, 119.3012998, 26.0713980, 119.3077849, 26.0775597], [119.4561, 25.9895, 119.4609482, 25.9865402]];
	for (const [lng, lat, gLng, gLat, bLng, bLat] of rows) {
		const gcj = wgsToGcj({ lat, lng });
		near(gcj.lng, gLng, 1e-6);
		near(gcj.lat, gLat, 1e-6);
		near(gcjToWgs(gcj).lat, lat, 1e-8);
		if (bLng) {
			const bd = toDatum({ lat, lng, datum: 'wgs84' }, 'bd09');
			near(bd.lng, bLng, 1e-6);
			near(bd.lat, bLat, 1e-6);
			near(toDatum(bd, 'wgs84').lng, lng, 1e-5);
		}
	}
});

test('a degree of latitude is 111 km', () => near(distanceM({ lat: 26, lng: 119 }, { lat: 27, lng: 119 }), 111195, 10));

test('a seal is libsodium\'s crypto_box_seal', () => {
	/* Made with these keys and opened by libsodium 1.0.18. */
	const publicKey = x25519.getPublicKey(new Uint8Array(32).fill(7));
	const box = boxSeal(new TextEncoder().encode('一趟不用跑'), publicKey, new Uint8Array(32).fill(9));
	assert.equal(base64(box), 'V9tLNZ8jrl4Ubk4lEgVnBHIlBjSMFQwUdT0Mkz0E1CF3KW8KyzVb/5fsTWheupS1xylz00MA2iiVTVf3ml7v');
});

test('every sealed identity has the same length', () => {
	const key = { key_id: 'k', public_key: base64(x25519.getPublicKey(new Uint8Array(32).fill(7))) };
	const sizes = ['王', '欧阳娜娜·买买提'].map((name) => unbase64(seal(key, { use: 'claim', name, account: '6222021402000123452' })).length);
	assert.deepEqual(sizes, [560, 560]);
	assert.throws(() => seal(key, { name: '长'.repeat(200) }), /seal.too_long/);
});

test('a sealing key counts only with the root key\'s signature', () => {
	const root = generateKeyPairSync('ed25519'), raw = (k) => k.export({ format: 'der', type: 'spki' }).subarray(-32);
	const bytes = Buffer.alloc(32, 5);
	const key = { key_id: 'seal-1', public_key: bytes.toString('base64'),
		      signature: sign(null, Buffer.concat([Buffer.from('seal-1'), bytes]), root.privateKey).toString('base64') };
	const rootKey = raw(root.publicKey).toString('base64');
	assert.equal(keyIsSigned(key, rootKey), true);
	assert.equal(keyIsSigned({ ...key, key_id: 'seal-2' }, rootKey), false);
	assert.equal(keyIsSigned({ ...key, public_key: Buffer.alloc(32, 6).toString('base64') }, rootKey), false);
	assert.equal(keyIsSigned(key, raw(generateKeyPairSync('ed25519').publicKey).toString('base64')), false);
	assert.equal(keyIsSigned({ ...key, signature: 'nonsense' }, rootKey), false);
});

test('camera photos tell their time and place, and damaged ones do no harm', () => {
	const read = (name) => {
		const b = readFileSync(join(photos, name));
		return readExif(b.buffer.slice(b.byteOffset, b.byteOffset + b.length));
	};
	const known = read('test1.jpg');
	assert.ok(known.taken_at > 0 && known.at.datum === 'wgs84');
	for (const name of readdirSync(photos).filter((n) => n.endsWith('.jpg')))
		assert.equal(typeof read(name), 'object');
	const b = readFileSync(join(photos, 'test1.jpg')).subarray(0, 4000);
	for (let cut = 0; cut < 400; cut++)
		readExif(new Uint8Array(b.subarray(0, cut * 10)).buffer);
	for (let i = 0; i < 2000; i++) {
		const bad = new Uint8Array(b);
		bad[20 + (i * 7919) % 2000] = (i * 104729) & 255;
		readExif(bad.buffer);
	}
});

test('a photo of Fuzhou says so', () => {
	const { buffer } = locatedPhoto(join(photos, 'test1.jpg'), { lat: 26.0745, lng: 119.2965 });
	const { taken_at, at } = readExif(new Uint8Array(buffer).buffer);
	near(at.lat, 26.0745, 1e-5);
	near(at.lng, 119.2965, 1e-5);
	assert.equal(new Date(taken_at).getFullYear(), 2026);
});

test('a chunk\'s frame is big-endian: magic, version, handle, offset', () => {
	const f = Buffer.from(chunkFrame(0x01020304, 2 ** 33 + 5, new Uint8Array([9, 8])));
	assert.equal(f.toString('hex'), 'e2010000' + '01020304' + '0000000200000005' + '0908');
});

test('card numbers are checked by Luhn', () => {
	assert.equal(luhn('6222021402000123452'), true);
	assert.equal(luhn('6222021402000123450'), false);
});

/* --- wording: both languages say everything, and nothing is missing ---------- */

const apps = ['citizen', 'rider', 'console'].filter((a) => existsSync(join(clients, a, 'text.zh.js')));
const table = async (folder, code) => (await import(join(clients, folder, `text.${code}.js`))).default;

for (const folder of ['shared', ...apps])
	test(`${folder} has the same keys in both languages, with the same blanks`, async () => {
		const [zh, en] = [await table(folder, 'zh'), await table(folder, 'en')];
		assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
		const blanks = (s) => [...s.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort().join();
		for (const k of Object.keys(zh))
			assert.equal(blanks(zh[k]), blanks(en[k]), k);
	});

for (const app of apps)
	test(`${app} asks for no wording that is not there`, async () => {
		const known = { ...await table('shared', 'zh'), ...await table(app, 'zh') };
		const files = [app, 'shared'].flatMap((d) => readdirSync(join(clients, d)).filter((f) => f.endsWith('.js')).map((f) => join(clients, d, f)));
		const asked = files.flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/\bt\('([\w.-]+)'/g)].map((m) => m[1]));
		assert.deepEqual(asked.filter((k) => !(k in known) && k !== 'report.due'), []);
	});

for (const app of ['citizen', 'rider', 'console'].filter((a) => existsSync(join(clients, a, 'index.html'))))
	test(`${app}'s page has nothing inline and nothing from elsewhere`, () => {
		const page = readFileSync(join(clients, app, 'index.html'), 'utf8');
		assert.doesNotMatch(page, /\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?:\/\//);
	});
