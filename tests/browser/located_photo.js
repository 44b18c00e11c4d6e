/*
 * A camera photo as a phone in Fuzhou takes it: the pixels of a given JPEG
 * behind an Exif block of our own, with time and place.
 */
import { readFileSync } from 'node:fs';

const ASCII = 2, LONG = 4, RATIONAL = 5;

/* One directory of entries [tag, type, count, bytes or number], with its data behind it. */
function directory(entries, at) {
	const head = Buffer.alloc(2 + entries.length * 12 + 4);
	const data = [];
	let free = at + head.length;
	head.writeUInt16BE(entries.length, 0);
	entries.forEach(([tag, type, count, value], i) => {
		const e = 2 + i * 12;
		head.writeUInt16BE(tag, e);
		head.writeUInt16BE(type, e + 2);
		head.writeUInt32BE(count, e + 4);
		if (typeof value === 'number') {
			head.writeUInt32BE(value, e + 8);
		} else if (value.length <= 4) {
			value.copy(head, e + 8);
		} else {
			head.writeUInt32BE(free, e + 8);
			data.push(value);
			free += value.length;
		}
	});
	return Buffer.concat([head, ...data]);
}

/* Degrees as degrees, minutes and hundredths of seconds. */
function rationals(deg) {
	const b = Buffer.alloc(24);
	const d = Math.floor(deg), m = Math.floor((deg - d) * 60), s = Math.round(((deg - d) * 60 - m) * 6000);
	[d, 1, m, 1, s, 100].forEach((v, i) => b.writeUInt32BE(v, i * 4));
	return b;
}

export function locatedPhoto(file, { lat, lng }) {
	const jpeg = readFileSync(file);
	const time = Buffer.from('2026:11:20 18:30:00\0', 'latin1');
	const zero = 8, zeroLength = 2 + 2 * 12 + 4;
	const exif = directory([[0x9003, ASCII, 20, time]], zero + zeroLength);
	const gpsAt = zero + zeroLength + exif.length;
	const gps = directory([[1, ASCII, 2, Buffer.from('N\0')], [2, RATIONAL, 3, rationals(lat)],
			       [3, ASCII, 2, Buffer.from('E\0')], [4, RATIONAL, 3, rationals(lng)]], gpsAt);
	const first = directory([[0x8769, LONG, 1, zero + zeroLength], [0x8825, LONG, 1, gpsAt]], zero);
	const tiff = Buffer.concat([Buffer.from('4d4d002a00000008', 'hex'), first, exif, gps]);
	const app1 = Buffer.concat([Buffer.from('ffe1', 'hex'), Buffer.alloc(2), Buffer.from('Exif\0\0', 'latin1'), tiff]);
	app1.writeUInt16BE(app1.length - 2, 2);
	/* The pixels' own Exif goes: every APP1 is skipped. */
	let at = 2;
	const rest = [];
	while (jpeg[at] === 0xff && jpeg[at + 1] !== 0xda) {
		const end = at + 2 + jpeg.readUInt16BE(at + 2);
		if (jpeg[at + 1] !== 0xe1)
			rest.push(jpeg.subarray(at, end));
		at = end;
	}
	return { name: 'IMG_20261120_183000.jpg', mimeType: 'image/jpeg',
		 buffer: Buffer.concat([jpeg.subarray(0, 2), app1, ...rest, jpeg.subarray(at)]) };
}
