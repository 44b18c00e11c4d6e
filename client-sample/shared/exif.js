/*
 * What a camera photo knows about its time and place, read before the photo
 * is re-encoded without metadata (photo.js).
 *
 *   readExif(arrayBuffer) → { taken_at?, at?: {lat, lng, datum: 'wgs84'} }
 *
 * Foreign bytes: every read is bounds-checked by DataView, loops are capped,
 * and anything odd yields less, never an exception.
 */
const MAX_SEGMENTS = 64;
const MAX_ENTRIES = 512;
const EXIF_IFD = 0x8769, GPS_IFD = 0x8825, TIME_ORIGINAL = 0x9003, OFFSET_ORIGINAL = 0x9011, TIME = 0x0132;
const ASCII = 2, RATIONAL = 5;

/* Finds the TIFF block of the Exif segment, or null. */
function findTiff(view) {
	if (view.getUint16(0) !== 0xffd8)
		return null;
	let at = 2;
	for (let i = 0; i < MAX_SEGMENTS; i++) {
		const marker = view.getUint16(at);
		const length = view.getUint16(at + 2);
		if (marker === 0xffda || (marker & 0xff00) !== 0xff00 || length < 2)
			return null;
		if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0)
			return new DataView(view.buffer, view.byteOffset + at + 10, length - 8);
		at += 2 + length;
	}
	return null;
}

/* One directory: tag → {type, count, at (of its data)}. */
function readDir(view, offset, little) {
	const dir = new Map();
	const n = Math.min(view.getUint16(offset, little), MAX_ENTRIES);
	for (let i = 0; i < n; i++) {
		const e = offset + 2 + i * 12;
		const type = view.getUint16(e + 2, little);
		const count = view.getUint32(e + 4, little);
		const inline = (type === ASCII ? count : type === RATIONAL ? 8 * count : 4) <= 4;
		dir.set(view.getUint16(e, little), { type, count, at: inline ? e + 8 : view.getUint32(e + 8, little) });
	}
	return dir;
}

function ascii(view, entry) {
	if (!entry || entry.type !== ASCII || entry.count > 64)
		return '';
	let s = '';
	for (let i = 0; i < entry.count; i++) {
		const c = view.getUint8(entry.at + i);
		if (c === 0)
			break;
		s += String.fromCharCode(c);
	}
	return s.trim();
}

/* Degrees, minutes, seconds as three rationals → degrees, or NaN. */
function degrees(view, entry, little) {
	if (!entry || entry.type !== RATIONAL || entry.count !== 3)
		return NaN;
	const part = [0, 1, 2].map((i) =>
		view.getUint32(entry.at + 8 * i, little) / view.getUint32(entry.at + 8 * i + 4, little));
	return part[0] + part[1] / 60 + part[2] / 3600;
}

function attempt(fn) {
	try {
		return fn();
	} catch {
		return undefined;
	}
}

/* Exif time has no zone of its own; without an offset it is the phone's. */
function readTime(view, dir, little) {
	const sub = dir.has(EXIF_IFD) ? readDir(view, view.getUint32(dir.get(EXIF_IFD).at, little), little) : new Map();
	const text = ascii(view, sub.get(TIME_ORIGINAL)) || ascii(view, dir.get(TIME));
	const m = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
	if (!m)
		return undefined;
	const zone = ascii(view, sub.get(OFFSET_ORIGINAL));
	const stamp = Date.parse(`${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}${/^[+-]\d\d:\d\d$/.test(zone) ? zone : ''}`);
	return stamp > 0 && stamp <= Date.now() + 86400000 ? stamp : undefined;
}

function readPlace(view, dir, little) {
	if (!dir.has(GPS_IFD))
		return undefined;
	const gps = readDir(view, view.getUint32(dir.get(GPS_IFD).at, little), little);
	const lat = degrees(view, gps.get(2), little) * (ascii(view, gps.get(1)) === 'S' ? -1 : 1);
	const lng = degrees(view, gps.get(4), little) * (ascii(view, gps.get(3)) === 'W' ? -1 : 1);
	if (!(Math.abs(lat) <= 90 && Math.abs(lng) <= 180) || (lat === 0 && lng === 0))
		return undefined;
	return { lat: +lat.toFixed(6), lng: +lng.toFixed(6), datum: 'wgs84' };
}

export function readExif(buffer) {
	const found = {};
	attempt(() => {
		const view = findTiff(new DataView(buffer));
		const order = view.getUint16(0);
		if (order !== 0x4949 && order !== 0x4d4d)
			return;
		const little = order === 0x4949;
		const dir = readDir(view, view.getUint32(4, little), little);
		const taken_at = attempt(() => readTime(view, dir, little));
		const at = attempt(() => readPlace(view, dir, little));
		if (taken_at)
			found.taken_at = taken_at;
		if (at)
			found.at = at;
	});
	return found;
}
