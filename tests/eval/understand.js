// Judges what the chat understands of sentences: fills in the slots of tests/eval/sentences/*.tsv and compares.
//
//   node tests/eval/understand.js [--show] [FILE.tsv …]     --show lists what went wrong
//
// Once with a registry in which the shops are registered among 20,000 others, and once without a registry.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../demo/files.js';
import { writeRegistry } from '../demo/registry.js';

const here = path.dirname(fileURLToPath(import.meta.url));
export const TUNED = path.join(here, 'sentences/tuned.tsv');
export const KEPT_APART = path.join(here, 'sentences/kept_apart.tsv');
const DAY = 86400000;
const NOW = Date.UTC(2026, 2, 18, 13, 30); // Wednesday, 21:30 in Fuzhou
const MIDNIGHT = Date.UTC(2026, 2, 17, 16);
const SLOTS = ['shop', 'place', 'category', 'time'];

export function readSentences(file) {
  return fs.readFileSync(file, 'utf8').split('\n').filter((l) => l && !l.startsWith('#')).map((line) => {
    const [text, shop, place, category, time] = line.split('\t');
    // 写的=登记的: written so, registered otherwise.
    const [written, registered] = shop.split('=');
    return { text, shop: written, registered: registered ?? written, place, category, time };
  });
}

// --- what is right ------------------------------------------------------------------

// Names and places may be cut a word wider or narrower: "五四路" or "五四路店".
const plain = (s) => s.toLowerCase().replace(/[\s"'“”‘’（）()《》【】,，.。·@&-]/g, '').replace(/^(the|那家|这家|在)|(restaurant|branch|店|家|的|里)$/g, '');
function sameText(got, want) {
  const [a, b] = [plain(got), plain(want)];
  if (a === b) return true;
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  return short.length >= 2 && long.includes(short) && long.length - short.length <= Math.max(2, Math.floor(short.length / 2));
}
// 台江 in 台江万达 is a place, too; what is right must not be contradicted.
const samePlace = (got, want) => sameText(got, want) || (plain(got).length >= 2 && (plain(want).includes(plain(got)) || plain(got).includes(plain(want))));

const sameCategory = (got, want) => got === Number(want.slice(1));

function sameTime({ from, to }, want) {
  const [days, hour] = want.split('@');
  const [first, last = first] = days.split('..').map(Number);
  if (hour !== undefined) {
    const at = MIDNIGHT + first * DAY + Number(hour) * 3600000;
    return from < at + 3600000 && to > at && to - from <= 14 * 3600000;
  }
  // The middle of what was understood lies in the days that were said.
  const middle = (from + to) / 2;
  return middle >= MIDNIGHT + first * DAY && middle < MIDNIGHT + (last + 1) * DAY + 5 * 3600000;
}

const SAME = { shop: sameText, place: samePlace, category: sameCategory, time: sameTime };

// 'right', 'missed' (said, not understood), 'wrong' (understood, but not so), 'silent' (neither).
function judgeSlot(slot, got, want) {
  const wants = want.split('|');
  if (got === undefined) return wants.some((w) => w === '-' || w === '*' || w === '') ? 'silent' : 'missed';
  if (wants.includes('*')) return 'silent';
  return wants.some((w) => w && w !== '-' && SAME[slot](got, w)) ? 'right' : 'wrong';
}

// What the chat takes as said; of a guess it asks (UNDERSTAND_SURE in domain/understand.h).
const SURE = 70;
const sure = (value, confidence) => (confidence >= SURE ? value : undefined);

function slotsOf(answer) {
  return {
    shop: sure(answer.shop, answer.shop_sure), place: answer.place, category: sure(answer.category, answer.category_sure),
    time: answer.from_ms === undefined ? undefined : { from: answer.from_ms, to: answer.to_ms },
  };
}

// --- the run ---------------------------------------------------------------------------

const quote = (s) => `"${s.replaceAll('"', '""')}"`;

// Every shop that a sentence names, with its place in the address.
function addShops(dir, sentences) {
  const file = path.join(dir, 'registry.csv');
  const columns = fs.readFileSync(file, 'utf8').split('\n', 1)[0].split(',');
  const ids = new Map();
  let rows = '';
  for (const s of sentences) {
    const sign = s.registered.split('|')[0];
    const place = s.place.split('|')[0];
    const key = `${sign} ${place}`;
    if (sign === '-' || sign === '*' || ids.has(key)) continue;
    ids.set(key, `S${ids.size}`);
    const row = { shop_id: ids.get(key), sign, address: `福州市${place.length > 1 ? place : ''}`, area: '350102', street_code: '350102001', street: '东街街道', status: '存续' };
    rows += `${columns.map((c) => quote(row[c] ?? '')).join(',')}\n`;
  }
  fs.appendFileSync(file, rows);
  return (s) => ids.get(`${s.registered.split('|')[0]} ${s.place.split('|')[0]}`);
}

function answers(sentences, registry) {
  const args = ['understand', '--now', String(NOW), ...(registry ? ['--registry', registry] : [])];
  const { status, stdout, stderr } = spawnSync(bin('ezhili'), args, { input: `${sentences.map((s) => s.text).join('\n')}\n`, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n').map((l) => JSON.parse(l));
}

// Figures of one file: said slots that were understood, filled ones that are wrong, and the shop found.
export function judge(file, { registered = true, show = false } = {}) {
  const sentences = readSentences(file);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ezhili-understand-'));
  try {
    let idOf;
    if (registered) {
      writeRegistry(dir, { shops: 20000 });
      idOf = addShops(dir, sentences);
    }
    const got = answers(sentences, registered && path.join(dir, 'registry.csv'));
    const count = Object.fromEntries(SLOTS.map((s) => [s, { right: 0, missed: 0, wrong: 0, silent: 0 }]));
    let first = 0;
    let shops = 0;
    sentences.forEach((s, i) => {
      const slots = slotsOf(got[i]);
      const bad = [];
      for (const slot of SLOTS) {
        const verdict = judgeSlot(slot, slots[slot], s[slot]);
        count[slot][verdict]++;
        if (verdict === 'missed' || verdict === 'wrong')
          bad.push(`${slot} ${verdict}: ${JSON.stringify(slots[slot])} for ${s[slot]}`);
      }
      const id = registered && idOf(s);
      if (id) {
        shops++;
        if (got[i].shops[0]?.[0] === id) first++;
        else bad.push(`shop not first: ${JSON.stringify(got[i].shops.slice(0, 2))}`);
      }
      if (show && bad.length) console.log(`${s.text}\n      ${bad.join('\n      ')}`);
    });
    const sum = (k) => SLOTS.reduce((n, s) => n + count[s][k], 0);
    const said = sum('right') + sum('missed') + sum('wrong');
    return { sentences: sentences.length, count, right: sum('right') / said, wrong: sum('wrong') / (SLOTS.length * sentences.length), found: shops && first / shops };
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

export function print(file, registered, r) {
  const slots = SLOTS.map((s) => `${s} ${r.count[s].right}/${r.count[s].right + r.count[s].missed + r.count[s].wrong} wrong ${r.count[s].wrong}`).join('  ');
  console.log(`${path.basename(file, '.tsv').padEnd(11)} ${registered ? 'registered  ' : 'unregistered'} right ${r.right.toFixed(3)}  wrong ${r.wrong.toFixed(3)}  ${slots}` +
    `${registered ? `  shop first ${r.found.toFixed(3)}` : ''}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = process.argv.slice(2).filter((f) => f !== '--show');
  for (const file of files.length ? files : [TUNED, KEPT_APART])
    for (const registered of [true, false])
      print(file, registered, judge(file, { registered, show: process.argv.includes('--show') }));
}
