/*
 * A photo as the officer sees it: with their name and the time drawn across,
 * so that a copy that leaves the office says through whom. Decoded pictures are
 * kept, the last few of them, so that going back and forth is instant.
 */
const KEPT = 12;
const kept = new Map();		/* photo id → Promise of an ImageBitmap */

async function load(url) {
	const r = await fetch(url);
	if (!r.ok)
		throw new Error('photo.unreadable');
	return createImageBitmap(await r.blob());
}

export function bitmapOf({ photo, url }) {
	if (kept.has(photo)) {
		const again = kept.get(photo);
		kept.delete(photo);
		kept.set(photo, again);
		return again;
	}
	const coming = load(url);
	kept.set(photo, coming);
	coming.catch(() => kept.delete(photo));
	if (kept.size > KEPT) {
		const [oldest, picture] = kept.entries().next().value;
		kept.delete(oldest);
		picture.then((b) => b.close(), () => {});
	}
	return coming;
}

/* Nobody's pictures stay behind after a sign-out. */
export function forgetPhotos() {
	for (const picture of kept.values())
		picture.then((b) => b.close(), () => {});
	kept.clear();
}

function watermark(ctx, width, height, text) {
	const size = Math.max(14, Math.round(Math.min(width, height) / 28));
	ctx.save();
	ctx.font = `600 ${size}px system-ui, sans-serif`;
	ctx.textBaseline = 'middle';
	ctx.translate(width / 2, height / 2);
	ctx.rotate(-Math.PI / 8);
	const stepX = ctx.measureText(text).width + size * 4, stepY = size * 6;
	const reach = Math.hypot(width, height) / 2;
	for (let y = -reach, row = 0; y < reach; y += stepY, row++)
		for (let x = -reach - (row % 2) * stepX / 2; x < reach; x += stepX) {
			ctx.fillStyle = 'rgb(255 255 255 / .34)';
			ctx.fillText(text, x, y);
			ctx.strokeStyle = 'rgb(0 0 0 / .22)';
			ctx.lineWidth = size / 16;
			ctx.strokeText(text, x, y);
		}
	ctx.restore();
}

export function drawPhoto(canvas, bitmap, mark) {
	canvas.width = bitmap.width;
	canvas.height = bitmap.height;
	const ctx = canvas.getContext('2d');
	ctx.drawImage(bitmap, 0, 0);
	watermark(ctx, bitmap.width, bitmap.height, mark);
}
