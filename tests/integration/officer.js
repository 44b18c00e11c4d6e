// What a case officer's browser does: two keys of their own, signed requests, opening what came back.
import crypto from 'node:crypto';
import { boxOpen } from '../../client-sample/shared/seal.js';

const raw = (key) => Buffer.from(key.export({ format: 'jwk' }).x, 'base64url');
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');

export function officerKeys() {
  const sign = crypto.generateKeyPairSync('ed25519');
  const box = crypto.generateKeyPairSync('x25519');
  const boxPublic = raw(box.publicKey);
  return {
    publicKeys: Buffer.concat([raw(sign.publicKey), boxPublic]).toString('base64'),
    sign: (text) => crypto.sign(null, Buffer.from(text), sign.privateKey).toString('base64'),
    open: async (sealed) => {
      const shared = (epk) => new Uint8Array(crypto.diffieHellman({ privateKey: box.privateKey,
        publicKey: crypto.createPublicKey({ key: Buffer.concat([X25519_SPKI, epk]), format: 'der', type: 'spki' }) }));
      return JSON.parse(Buffer.from(await boxOpen(new Uint8Array(Buffer.from(sealed, 'base64')), new Uint8Array(boxPublic), shared)).toString());
    },
  };
}

export const requestText = ({ report, at, reason }) => `ezhili unseal request\n${report}\n${at}\n${reason}\n`;
export const approveText = ({ request, report, officer, at, reason }, note) => `ezhili unseal approve\n${request}\n${report}\n${officer}\n${at}\n${reason}\n${note}\n`;

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
export const signSeed = (seed, text) => crypto.sign(null, Buffer.from(text),
  crypto.createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.from(seed, 'base64')]), format: 'der', type: 'pkcs8' })).toString('base64');
