/*
 * Makes a chosen picture fit to send: at most 1600 px on its long edge, at
 * most 400 KB, upright, and without a byte of metadata, because it is drawn
 * anew. What the camera knew (time, place) is read first and returned apart:
 * its owner decides whether to send it.
 *
 *   preparePhoto(file) → { blob, width, height, taken_at?, at? }
 *   decodePhoto(file)  → canvas            (to draw on before sending)
 *   encodePhoto(canvas) → { blob, width, height }
 *
 * Throws Error('photo.unreadable') for what the browser cannot decode.
 */
import { readExif } from './exif.js';

export const LONG_EDGE = 1600;
export const MAX_BYTES = 400 * 1024;
const EXIF_HEAD = 256 * 1024;		/* the Exif segment is within the first 64 KiB or near it */

function viaElement(file) {
	return new Promise((resolve, reject) => {
		const url = URL.createObjectURL(file);
		const img = new Image();
		img.onload = () => {
			URL.revokeObjectURL(url);
			resolve(img);
		};
		img.onerror = () => {
			URL.revokeObjectURL(url);
			reject(new Error('photo.unreadable'));
		};
		img.src = url;
	});
}

async function decode(file) {
	try {
		return await createImageBitmap(file, { imageOrientation: 'from-image' });
	} catch {
		return viaElement(file);
	}
}

function draw(source, width, height) {
	const canvas = document.createElement('canvas');
	canvas.width = width;
	canvas.height = height;
	const ctx = canvas.getContext('2d');
	ctx.fillStyle = '#fff';			/* JPEG has no transparency */
	ctx.fillRect(0, 0, width, height);
	ctx.imageSmoothingQuality = 'high';
	ctx.drawImage(source, 0, 0, width, height);
	return canvas;
}

export async function decodePhoto(file) {
	const source = await decode(file);
	const w = source.naturalWidth || source.width, h = source.naturalHeight || source.height;
	if (!w || !h)
		throw new Error('photo.unreadable');
	const scale = Math.min(1, LONG_EDGE / Math.max(w, h));
	const canvas = draw(source, Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale)));
	source.close?.();
	return canvas;
}

const toJpeg = (canvas, quality) => new Promise((resolve, reject) =>
	canvas.toBlob((b) => b ? resolve(b) : reject(new Error('photo.unreadable')), 'image/jpeg', quality));

export async function encodePhoto(canvas) {
	for (let c = canvas; ; c = draw(c, Math.round(c.width * 0.8), Math.round(c.height * 0.8))) {
		for (const quality of [0.85, 0.72, 0.6, 0.5]) {
			const blob = await toJpeg(c, quality);
			if (blob.size <= MAX_BYTES)
				return { blob, width: c.width, height: c.height };
		}
	}
}

export async function preparePhoto(file) {
	const known = readExif(await file.slice(0, EXIF_HEAD).arrayBuffer());
	return { ...await encodePhoto(await decodePhoto(file)), ...known };
}
