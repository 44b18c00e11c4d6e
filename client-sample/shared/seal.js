/*
 * Seals an identity or a payee so that only the payer's process can open it:
 * libsodium's crypto_box_seal of JSON padded with spaces to 512 bytes.
 *
 *   const key = await sealKey(rpc);                  signature checked
 *   const id = newKey();                              the message's own key
 *   const payee = seal(key, { use: 'claim', principal, report, key: id, name, rail, account });
 *   await rpc.call('reward.claim', { key: id, report, key_id: key.key_id, payee });
 *
 * The seal names the message that carries it: the payer refuses it in another.
 *
 * The sealing key must be signed by the operator's offline root key, which is
 * pinned in the client's configuration; sealKey throws Error('seal.untrusted')
 * otherwise, and nothing is sent.
 */
import { ed25519, hsalsa, x25519, xsalsa20poly1305 } from '../vendor/noble.js';
import { blake2b } from '../vendor/blake2b.js';
import { loadConfig } from './config.js';

const PADDED = 512;
const SIGMA = new Uint32Array(new TextEncoder().encode('expand 32-byte k').buffer);

export function base64(bytes) {
	return btoa(String.fromCharCode(...bytes));
}

export function unbase64(text) {
	return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

function concat(...parts) {
	const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const p of parts) {
		all.set(p, at);
		at += p.length;
	}
	return all;
}

/* Words of a byte array, aligned whatever its offset. */
const words = (bytes) => new Uint32Array(bytes.slice().buffer);

/* crypto_box_beforenm: HSalsa20 of the shared point with a zero nonce. */
function streamKey(point) {
	const out = new Uint32Array(8);
	hsalsa(SIGMA, words(point), new Uint32Array(4), out);
	return new Uint8Array(out.buffer);
}

/* crypto_box_seal: ephemeral public key ‖ box, nonce = BLAKE2b-192(epk ‖ pk). */
export function boxSeal(message, publicKey, secret = x25519.utils.randomSecretKey()) {
	const epk = x25519.getPublicKey(secret);
	const nonce = blake2b(concat(epk, publicKey), { dkLen: 24 });
	const box = xsalsa20poly1305(streamKey(x25519.getSharedSecret(secret, publicKey)), nonce).encrypt(message);
	secret.fill(0);
	return concat(epk, box);
}

/*
 * crypto_box_seal_open. shared(epk) gives the raw X25519 point of the ephemeral key and the
 * receiver's secret, which may be a key that only WebCrypto holds. Throws when it is not for us.
 */
export async function boxOpen(sealed, publicKey, shared) {
	const epk = sealed.slice(0, 32);
	const nonce = blake2b(concat(epk, publicKey), { dkLen: 24 });
	return xsalsa20poly1305(streamKey(await shared(epk)), nonce).decrypt(sealed.slice(32));
}

/* The key is an object of sealKey(); the fields are the protocol's. */
export function seal(key, fields) {
	const bytes = new TextEncoder().encode(JSON.stringify({ v: 1, ...fields }));
	if (bytes.length > PADDED)
		throw new Error('seal.too_long');
	const padded = new Uint8Array(PADDED).fill(0x20);
	padded.set(bytes);
	return base64(boxSeal(padded, unbase64(key.public_key)));
}

/* What the root key signs: the id's text, then the 32 raw bytes of the key. */
export function keyIsSigned({ key_id, public_key, signature }, rootKey) {
	try {
		const message = concat(new TextEncoder().encode(key_id), unbase64(public_key));
		return ed25519.verify(unbase64(signature), message, unbase64(rootKey));
	} catch {
		return false;
	}
}

export async function sealKey(rpc) {
	const [key, config] = await Promise.all([rpc.call('seal.key'), loadConfig()]);
	if (!config.root_key || !keyIsSigned(key, config.root_key))
		throw new Error('seal.untrusted');
	return key;
}
