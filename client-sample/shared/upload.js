/*
 * Sends one photo in binary frames and tells how much the *server* has.
 *
 *   const { photo } = await uploadPhoto(rpc, blob, { taken_at, at,
 *   	onProgress: (offset, size) => …, signal });
 *
 * At most 4 chunks of 64 KiB are unacknowledged. After a broken link
 * upload.begin answers the offset that is stored for the same principal, hash
 * and size, so acknowledged bytes are never sent twice.
 */
import { blake2b } from '../vendor/blake2b.js';
import { RpcError, newKey } from './rpc.js';

const CHUNK = 64 * 1024;
const WINDOW = 4;
const STALL_MS = 20000;
const HEAD = 16;

export function hex(bytes) {
	return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}

export function chunkFrame(handle, offset, data) {
	const frame = new Uint8Array(HEAD + data.length);
	const view = new DataView(frame.buffer);
	view.setUint8(0, 0xe2);
	view.setUint8(1, 1);
	view.setUint32(4, handle);
	view.setBigUint64(8, BigInt(offset));
	frame.set(data, HEAD);
	return frame;
}

/*
 * One run over one link: resolves true when the server has every byte, false
 * when the link broke or stalled and upload.begin must be asked again.
 */
function transfer(rpc, bytes, { handle, offset }, onProgress, signal) {
	return new Promise((resolve) => {
		let sent = offset, acked = offset, stale = 0, stall;
		let flying = [];	/* ends of the chunks under way, in order */
		const offs = [];

		const finish = (whole) => {
			clearTimeout(stall);
			offs.forEach((off) => off());
			resolve(whole);
		};
		const touch = () => {
			clearTimeout(stall);
			stall = setTimeout(() => finish(false), STALL_MS);
		};
		const pump = () => {
			while (flying.length < WINDOW && sent < bytes.length) {
				const end = Math.min(sent + CHUNK, bytes.length);
				if (!rpc.sendBinary(chunkFrame(handle, sent, bytes.subarray(sent, end))))
					return;
				flying.push(end);
				sent = end;
			}
		};
		const progress = (p) => {
			if (p.handle !== handle)
				return;
			touch();
			if (flying.includes(p.offset)) {
				acked = p.offset;
				flying = flying.filter((end) => end > acked);
				stale = 0;
			} else if (stale > 0) {
				stale--;	/* the same correction, for chunks sent before it */
			} else {
				stale = Math.max(0, flying.length - 1);
				sent = acked = p.offset;
				flying = [];
			}
			onProgress(acked, bytes.length);
			if (acked >= bytes.length)
				finish(true);
			else
				pump();
		};

		offs.push(rpc.on('upload.progress', progress));
		offs.push(rpc.on('state', (s) => s !== 'ready' && finish(false)));
		const aborted = () => finish(false);
		signal?.addEventListener('abort', aborted);
		offs.push(() => signal?.removeEventListener('abort', aborted));
		touch();
		onProgress(offset, bytes.length);
		if (offset >= bytes.length)
			finish(true);
		else if (rpc.state !== 'ready')
			finish(false);
		else
			pump();
	});
}

export async function uploadPhoto(rpc, blob, { taken_at, at, onProgress = () => {}, signal } = {}) {
	const bytes = new Uint8Array(await blob.arrayBuffer());
	const hash = hex(blake2b(bytes, { dkLen: 32 }));
	const commit = {};
	if (taken_at)
		commit.taken_at = taken_at;
	if (at)
		commit.at = at;

	for (let turn = 0; ; turn++) {
		if (signal?.aborted)
			throw new RpcError({ code: 0, message: 'aborted', data: { type: 'aborted' } });
		/* A new key each time: the stored answer would hold an old offset. */
		const begun = await rpc.call('upload.begin',
			{ key: newKey(), size: bytes.length, mime: 'image/jpeg', hash }, { wait_ms: 120000 });
		if (!await transfer(rpc, bytes, begun, onProgress, signal))
			continue;
		try {
			return await rpc.call('upload.commit', { handle: begun.handle, ...commit });
		} catch (e) {
			/* The handle belonged to a link that has broken since. */
			if (turn > 4 || !(e.retriable || e.type === 'upload.offset' || e.type === 'upload.not_found'))
				throw e;
		}
	}
}
