// Uploads as a client makes them: announcement, binary frames, commit.
//
//   const { photo, width, height } = await upload(c, bytes);
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { blake2b } from '../../client-sample/vendor/blake2b.js';
import { root } from '../demo/files.js';

export const CHUNK = 65536;

// A photo of a real camera, from npm's "exif" package.
export const camera = (name) => fs.readFileSync(path.join(root, 'tests/node_modules/exif/test', name));

export const hashOf = (bytes) => Buffer.from(blake2b(bytes, { dkLen: 32 })).toString('hex');

export function frame(handle, offset, data) {
  const head = Buffer.alloc(16);
  head.writeUInt32BE(0xe2010000, 0);
  head.writeUInt32BE(handle, 4);
  head.writeBigUInt64BE(BigInt(offset), 8);
  return Buffer.concat([head, data]);
}

export const begin = (c, bytes, more = {}) =>
  c.call('upload.begin', { key: crypto.randomUUID(), size: bytes.length, mime: 'image/jpeg', hash: hashOf(bytes), ...more });

// Sends bytes from offset to end, one chunk after the other's acknowledgement.
export async function send(c, handle, bytes, offset = 0, end = bytes.length) {
  while (offset < end) {
    const next = Math.min(offset + CHUNK, end);
    c.ws.send(frame(handle, offset, bytes.subarray(offset, next)));
    await c.until('upload.progress', (p) => p.handle === handle && p.offset === next);
    offset = next;
  }
}

export async function upload(c, bytes, commit = {}) {
  const { handle, offset } = await begin(c, bytes);
  await send(c, handle, bytes, offset);
  return c.call('upload.commit', { handle, ...commit });
}

// The same picture with other dimensions in its header.
export function claimSize(jpeg, width, height) {
  const bytes = Buffer.from(jpeg);
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1] < 0xc0 || bytes[at + 1] > 0xc2) continue;
    bytes.writeUInt16BE(height, at + 5);
    bytes.writeUInt16BE(width, at + 7);
    break;
  }
  return bytes;
}
