/*
 * The keys of who signs: Ed25519 to sign and X25519 to receive, made in this browser, or
 * (an approver's) entered once as a seed; kept as keys that WebCrypto will use but never
 * hand out.
 *
 *   const keys = openKeys();
 *   await keys.make(principalId);             → {publicKey, publicKeys, durable, sign, open}
 *   await keys.add(principalId, seedBase64);  → {publicKey, durable, sign}
 *   await keys.of(principalId);               → {publicKey, durable, sign(text)} or null
 *   await keys.remove(principalId);
 *
 * A browser without Ed25519 in WebCrypto, or without a secure context, signs
 * with the page's own code and forgets the seed at the next reload (durable is
 * then false); it makes none: Error('key.unsupported'). Throws Error('key.bad') for what is no 32-byte seed.
 */
import { deleteDB, openDB } from '../vendor/idb.js';

const DATABASE = 'ezhili-console-keys';
const SHELF = 'keys';
/* PKCS#8 around a raw Ed25519 seed (RFC 8410). */
const PKCS8 = Uint8Array.from([0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]);

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

function seedOf(text) {
	let seed;
	try {
		seed = Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
	} catch {
		throw new Error('key.bad');
	}
	if (seed.length !== 32)
		throw new Error('key.bad');
	return seed;
}

/* What is signed, byte for byte as the payer rebuilds it. */
export function approvalText({ reward, amount_fen, rule, note }) {
	return `ezhili reward approve\n${reward}\n${amount_fen}\n${rule}\n${note}\n`;
}

async function webKey(seed) {
	const pkcs8 = new Uint8Array([...PKCS8, ...seed]);
	/* The public half can be read from an extractable import only; that one is dropped at once. */
	const open = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign']);
	const { x } = await crypto.subtle.exportKey('jwk', open);
	const key = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, false, ['sign']);
	pkcs8.fill(0);
	return { key, publicKey: x.replace(/-/g, '+').replace(/_/g, '/').padEnd(44, '=') };
}

const rawPublic = async (key) => new Uint8Array(await crypto.subtle.exportKey('raw', key));

/* Both private halves are made not to be taken out; public halves always can be. */
async function makeKeys() {
	const sign = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
	const box = await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']);
	const [signPublic, boxPublic] = [await rawPublic(sign.publicKey), await rawPublic(box.publicKey)];
	return { key: sign.privateKey, publicKey: base64(signPublic), boxKey: box.privateKey, boxPublic,
		publicKeys: base64(new Uint8Array([...signPublic, ...boxPublic])) };
}

/* The first 16 bytes of the key's SHA-256 in groups of four, to be read out to somebody. */
export async function fingerprint(publicKey) {
	const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(atob(publicKey), (c) => c.charCodeAt(0)));
	return [...new Uint8Array(hash).slice(0, 16)].map((b) => b.toString(16).padStart(2, '0')).join('').match(/.{4}/g).join(' ');
}

async function openBox({ boxKey, boxPublic }, sealed) {
	const { boxOpen, unbase64 } = await import('../shared/seal.js');
	const shared = async (epk) => new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519',
		public: await crypto.subtle.importKey('raw', epk, { name: 'X25519' }, false, []) }, boxKey, 256));
	return JSON.parse(new TextDecoder().decode(await boxOpen(unbase64(sealed), boxPublic, shared)));
}

function withWeb({ key, publicKey, publicKeys, ...box }, durable) {
	return {
		publicKey, publicKeys, durable, open: box.boxKey && ((sealed) => openBox(box, sealed)),
		sign: async (text) => base64(await crypto.subtle.sign({ name: 'Ed25519' }, key, new TextEncoder().encode(text))),
	};
}

async function withPage(seed) {
	const { ed25519 } = await import('../vendor/noble.js');
	const secret = seed.slice();
	return {
		publicKey: base64(ed25519.getPublicKey(secret)), durable: false,
		sign: async (text) => base64(ed25519.sign(new TextEncoder().encode(text), secret)),
	};
}

export function openKeys() {
	const memory = new Map();
	const ready = openDB(DATABASE, 1, { upgrade: (db) => db.createObjectStore(SHELF) }).catch(() => null);

	async function keep(principal, made) {
		const db = await ready;
		const durable = !!db && await db.put(SHELF, made, principal).then(() => true, () => false);
		memory.set(principal, withWeb(made, durable));
		return memory.get(principal);
	}

	async function make(principal) {
		let made;
		try {
			made = await makeKeys();
		} catch {
			throw new Error('key.unsupported');
		}
		return keep(principal, made);
	}

	async function add(principal, text) {
		const seed = seedOf(text);
		let made = null;
		try {
			made = await webKey(seed);
		} catch { /* no Ed25519 here */ }
		if (made)
			await keep(principal, made);
		else
			memory.set(principal, await withPage(seed));
		seed.fill(0);
		return memory.get(principal);
	}

	async function of(principal) {
		if (memory.has(principal))
			return memory.get(principal);
		const db = await ready;
		const stored = db ? await db.get(SHELF, principal).catch(() => null) : null;
		return stored ? withWeb(stored, true) : null;
	}

	async function remove(principal) {
		memory.delete(principal);
		const db = await ready;
		await db?.delete(SHELF, principal);
	}

	return { add, make, of, remove, wipe: async () => { (await ready)?.close(); await deleteDB(DATABASE); } };
}
