// The cryptography of WeChat Pay's APIv3, seen from the bank's side. Shapes in
// the comments are those of the published interface; nothing here is optional.
import crypto from 'node:crypto';
import { promisify } from 'node:util';

// In Node's pool of threads, so that one bank serves from more than one core.
const sign = promisify(crypto.sign);

export const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
export const WINDOW_S = 300;

// 'k="v",k="v"' with each key once; null when it is anything else.
export function parseAuthorization(header) {
  const fields = {};
  if (typeof header !== 'string' || !header.startsWith(`${SCHEME} `)) return null;
  for (const part of header.slice(SCHEME.length + 1).split(',')) {
    const m = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(part);
    if (!m || m[1] in fields) return null;
    fields[m[1]] = m[2];
  }
  const want = ['mchid', 'nonce_str', 'serial_no', 'signature', 'timestamp'];
  return want.every((k) => fields[k]) && Object.keys(fields).length === want.length ? fields : null;
}

// Returns null for a request that is really the merchant's, else why not.
// merchant: {mchid, serial, publicKey}; body: the raw bytes as they came.
export function refuseRequest(header, method, path, body, merchant, nowMs) {
  const f = parseAuthorization(header);
  if (!f) return 'Authorization is missing or malformed';
  if (f.mchid !== merchant.mchid) return 'mchid is unknown';
  if (f.serial_no !== merchant.serial) return 'serial_no is not the merchant certificate';
  if (!/^\d{10}$/.test(f.timestamp)) return 'timestamp is not unix seconds';
  if (Math.abs(nowMs / 1000 - Number(f.timestamp)) > WINDOW_S) return 'timestamp is outside 5 minutes';
  if (!/^[0-9A-Za-z]{16,32}$/.test(f.nonce_str)) return 'nonce_str is not 16 to 32 letters and digits';
  const head = `${method}\n${path}\n${f.timestamp}\n${f.nonce_str}\n`;
  const text = Buffer.concat([Buffer.from(head), body, Buffer.from('\n')]);
  const sig = Buffer.from(f.signature, 'base64');
  return crypto.verify('RSA-SHA256', text, merchant.publicKey, sig) ? null : 'signature does not match';
}

const nonce = () => crypto.randomBytes(16).toString('hex').toUpperCase();

// Headers that make an answer or a callback the bank's own. how: a fault that spoils them.
export async function signedHeaders(bank, body, nowMs, how) {
  if (how === 'missing_signature') return {};
  const at = Math.floor(nowMs / 1000) - (how === 'stale_signature' ? 2 * WINDOW_S : 0);
  const n = nonce();
  const signed = how === 'bad_signature' ? `${body} ` : body;
  const sig = (await sign('RSA-SHA256', Buffer.from(`${at}\n${n}\n${signed}\n`), bank.platformKey)).toString('base64');
  return {
    'Wechatpay-Serial': bank.platformSerial,
    'Wechatpay-Timestamp': String(at),
    'Wechatpay-Nonce': n,
    'Wechatpay-Signature': how === 'probe_signature' ? `WECHATPAY/SIGNTEST/${sig}` : sig,
    'Wechatpay-Signature-Type': SCHEME,
  };
}

// The payee's name: RSA-OAEP, SHA-1 for digest and MGF1, base64. Throws when it is not ours.
export function decryptName(bank, base64) {
  const opts = { key: bank.platformKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  return crypto.privateDecrypt(opts, Buffer.from(base64, 'base64')).toString('utf8');
}

// A callback's resource: AEAD_AES_256_GCM, the tag after the ciphertext.
export function sealResource(apiv3Key, plain) {
  const n = crypto.randomBytes(6).toString('hex');
  const aad = 'mch_payment';
  const c = crypto.createCipheriv('aes-256-gcm', apiv3Key, n);
  c.setAAD(Buffer.from(aad));
  const sealed = Buffer.concat([c.update(plain, 'utf8'), c.final(), c.getAuthTag()]);
  return { original_type: 'mch_payment', algorithm: 'AEAD_AES_256_GCM', ciphertext: sealed.toString('base64'), associated_data: aad, nonce: n };
}
