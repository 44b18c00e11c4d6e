/*
 * Coordinates and their datums. Phones and Exif give WGS-84, Amap and Tencent
 * maps want GCJ-02, Baidu BD-09. Degrees in, degrees out; points are the
 * protocol's {lat, lng, datum, accuracy_m?}.
 */
const A = 6378245.0;			/* Krasovsky 1940, as GCJ-02 uses it */
const EE = 0.00669342162296594323;
const X_PI = Math.PI * 3000 / 180;
const EARTH_M = 6371008.8;

const rad = (deg) => deg * Math.PI / 180;

/* GCJ-02 shifts only within China's bounding box. */
function outside(lat, lng) {
	return lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271;
}

function shift(lat, lng) {
	const x = lng - 105, y = lat - 35;
	const wave = (v, a, b) => a * Math.sin(v * Math.PI) + b * Math.sin(v / 3 * Math.PI);
	const common = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2 / 3;
	const dLat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + common +
		wave(y, 20, 40) * 2 / 3 + (160 * Math.sin(y / 12 * Math.PI) + 320 * Math.sin(y * Math.PI / 30)) * 2 / 3;
	const dLng = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + common +
		wave(x, 20, 40) * 2 / 3 + (150 * Math.sin(x / 12 * Math.PI) + 300 * Math.sin(x / 30 * Math.PI)) * 2 / 3;
	const s = 1 - EE * Math.sin(rad(lat)) ** 2;
	return {
		lat: dLat * 180 / ((A * (1 - EE)) / (s * Math.sqrt(s)) * Math.PI),
		lng: dLng * 180 / (A / Math.sqrt(s) * Math.cos(rad(lat)) * Math.PI),
	};
}

export function wgsToGcj({ lat, lng }) {
	if (outside(lat, lng))
		return { lat, lng };
	const d = shift(lat, lng);
	return { lat: lat + d.lat, lng: lng + d.lng };
}

/* The inverse by iteration; exact to about a millimetre. */
export function gcjToWgs({ lat, lng }) {
	let guess = { lat, lng };
	for (let i = 0; i < 4; i++) {
		const back = wgsToGcj(guess);
		guess = { lat: guess.lat - (back.lat - lat), lng: guess.lng - (back.lng - lng) };
	}
	return guess;
}

export function gcjToBd({ lat, lng }) {
	const z = Math.hypot(lng, lat) + 0.00002 * Math.sin(lat * X_PI);
	const t = Math.atan2(lat, lng) + 0.000003 * Math.cos(lng * X_PI);
	return { lat: z * Math.sin(t) + 0.006, lng: z * Math.cos(t) + 0.0065 };
}

export function bdToGcj({ lat, lng }) {
	const x = lng - 0.0065, y = lat - 0.006;
	const z = Math.hypot(x, y) - 0.00002 * Math.sin(y * X_PI);
	const t = Math.atan2(y, x) - 0.000003 * Math.cos(x * X_PI);
	return { lat: z * Math.sin(t), lng: z * Math.cos(t) };
}

/* Any point to the datum that is wanted. */
export function toDatum(point, want) {
	if (point.datum === want)
		return point;
	let p = point.datum === 'bd09' ? bdToGcj(point) : point.datum === 'wgs84' ? wgsToGcj(point) : point;
	if (want === 'wgs84')
		p = gcjToWgs(p);
	else if (want === 'bd09')
		p = gcjToBd(p);
	return { ...point, ...p, datum: want };
}

/* Metres along the great circle; both points in the same datum. */
export function distanceM(a, b) {
	const h = Math.sin(rad(b.lat - a.lat) / 2) ** 2 +
		Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lng - a.lng) / 2) ** 2;
	return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
