/*
 * An approver's signing key: Ed25519, entered once as a seed, then kept in
 * this browser as a key that WebCrypto will use but never hand out again.
 *
 *   const keys = openKeys();
 *   await keys.add(principalId, seedBase64);  → {publicKey, durable}
 *   await keys.of(principalId);               → {publicKey, durable, sign(text)} or null
 *   await keys.remove(principalId);
 *
 * A browser without Ed25519 in WebCrypto, or without a secure context, signs
 * with the page's own code and forgets the seed at the next reload (durable is
 * then false). Throws Error('key.bad') for what is no 32-byte seed.
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

function withWeb({ key, publicKey }, durable) {
	return {
		publicKey, durable,
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

	async function add(principal, text) {
		const seed = seedOf(text);
		let made = null;
		try {
			made = await webKey(seed);
		} catch { /* no Ed25519 here */ }
		if (made) {
			const db = await ready;
			const durable = !!db && await db.put(SHELF, made, principal).then(() => true, () => false);
			memory.set(principal, withWeb(made, durable));
		} else {
			memory.set(principal, await withPage(seed));
		}
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

	return { add, of, remove, wipe: async () => { (await ready)?.close(); await deleteDB(DATABASE); } };
}
