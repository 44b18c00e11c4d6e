// ./dev bench match: the shop matcher on a made-up city (tests/eval/shops.py), with its probabilities' calibration,
// beside two usual ways to search on the same data in the same run: SQLite's FTS5 with trigrams (tests/eval/fts5.py) and
// MiniSearch over character pairs; then what accuracy costs in time, by the share of the budgets that is spent.
// Small by default; --whole: the curve from 10,000 to 1,000,000 shops. SHOPS=20000,500000 chooses the sizes instead.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const ezhili = path.join(root, 'build/release/bin/ezhili');
const SMALL = '20000';
const WHOLE = '10000,20000,50000,100000,200000,500000,1000000';
const EFFORTS = [10, 25, 50, 100, 150, 200];
const SWEEP_AT_MOST = 200000;
const REPORTS = 2000;
const PEER_REPORTS = 400;

const lines = (text) => text.split('\n').filter(Boolean).map((l) => JSON.parse(l));
const share = (a, b) => (b ? a / b : 0);

function makeCity(shops, dir) {
  execFileSync('python3', [path.join(root, 'tests/eval/shops.py'), '--shops', String(shops), '--reports', String(REPORTS), '--out', dir]);
  return lines(fs.readFileSync(path.join(dir, 'reports.jsonl'), 'utf8'));
}

function ours(dir, reports, effort = 100) {
  const queries = reports.map(({ truth, tags, decidable, ...q }) => JSON.stringify(q)).join('\n') + '\n';
  const r = spawnSync(ezhili, ['match', '--registry', path.join(dir, 'registry.csv'), '--stats', '--effort', String(effort)],
    { input: queries, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (r.status !== 0) throw new Error(r.stderr);
  const stats = Object.fromEntries(r.stderr.split('\n').map((l) => l.split(' ')).filter((p) => p.length === 2));
  return { stats, answers: new Map(lines(r.stdout).map((a) => [a.report_id, a])) };
}

function judge(reports, answers) {
  const count = { decidable: 0, first: 0, linked: 0, linkedRight: 0, none: 0, saidNone: 0, noneRight: 0 };
  const bins = Array.from({ length: 10 }, () => ({ n: 0, p: 0, right: 0 }));
  for (const r of reports) {
    const a = answers.get(r.report_id);
    const best = a.candidates[0];
    const right = best !== undefined && best.shop_id === r.truth;
    if (r.decidable && r.truth !== 'none') { count.decidable++; count.first += right; }
    if (a.decision === 'link') { count.linked++; count.linkedRight += right; }
    count.none += r.truth === 'none';
    if (a.decision === 'none') { count.saidNone++; count.noneRight += r.truth === 'none'; }
    if (best) {
      const bin = bins[Math.min(9, Math.floor(best.p * 10))];
      bin.n++; bin.p += best.p; bin.right += right;
    }
  }
  return { count, bins };
}

const top1 = (reports, firstOf) => {
  const group = reports.slice(0, PEER_REPORTS).filter((r) => r.decidable && r.truth !== 'none');
  return share(group.filter((r) => firstOf(r) === r.truth).length, group.length);
};

const pairs = (text) => {
  const t = text.replace(/[\s()（）【】[\]·!！.。~-]/g, '').toLowerCase();
  return Array.from({ length: Math.max(1, t.length - 1) }, (_, i) => t.slice(i, i + 2));
};

async function miniSearch(dir, reports) {
  const { default: MiniSearch } = await import('minisearch');
  const [head, ...rows] = fs.readFileSync(path.join(dir, 'registry.csv'), 'utf8').trim().split(/\r?\n/).map((l) => l.split(','));
  const at = (row, name) => row[head.indexOf(name)];
  const index = new MiniSearch({ fields: ['text'], tokenize: pairs, processTerm: (t) => t });
  index.addAll(rows.map((r) => ({ id: Number(at(r, 'shop_id')), text: ['sign', 'mt', 'ele', 'old', 'company', 'address'].map((c) => at(r, c)).join('\n') })));
  const ms = [];
  const first = new Map(reports.slice(0, PEER_REPORTS).map((r) => {
    const from = performance.now();
    const hit = index.search(`${r.name} ${r.address}`)[0];
    ms.push(performance.now() - from);
    return [r.report_id, hit?.id];
  }));
  return { top1: top1(reports, (r) => first.get(r.report_id)), ms };
}

function fts5(dir, reports) {
  const out = execFileSync('python3', [path.join(root, 'tests/eval/fts5.py'), dir, String(PEER_REPORTS)], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const rows = lines(out);
  const first = new Map(rows.map((r) => [r.report_id, r.shop_id]));
  return { top1: top1(reports, (r) => first.get(r.report_id)), ms: rows.map((r) => r.ms) };
}

function quantiles(ms) {
  ms.sort((a, b) => a - b);
  return [ms[ms.length >> 1], ms[Math.floor(ms.length * 0.99)]];
}

function printPeer(name, shops, { top1: t, ms }) {
  const [p50, p99] = quantiles(ms);
  console.log(`${String(shops).padStart(8)}  ${name.padEnd(24)} ${t.toFixed(3)}  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms`);
}

function printOurs(shops, { count: c, bins }, s) {
  const line = [`${String(shops).padStart(8)}  ${'ezhili'.padEnd(24)} ${share(c.first, c.decidable).toFixed(3)}`,
    `p50 ${s.p50_ms} ms  p99 ${s.p99_ms} ms  ${s.queries_per_s}/s  build ${s.build_s} s  ${s.bytes_a_shop} B a shop`];
  console.log(line.join('  '));
  console.log(`          link ${share(c.linkedRight, c.linked).toFixed(3)} right, covers ${share(c.linked, REPORTS).toFixed(3)}; ` +
    `none ${share(c.noneRight, c.saidNone).toFixed(3)} right, finds ${share(c.noneRight, c.none).toFixed(3)}`);
  console.log('          said → was: ' + bins.filter((b) => b.n).map((b) => `${(b.p / b.n).toFixed(2)}→${(b.right / b.n).toFixed(2)} (${b.n})`).join('  '));
}

// What accuracy costs: 100 is the chosen point.
function sweep(shops, dir, reports) {
  console.log(`\n${String(shops).padStart(8)}  effort   right   link covers   none right/finds   p50 ms   p99 ms      /s`);
  for (const effort of EFFORTS) {
    const { stats: s, answers } = ours(dir, reports, effort);
    const { count: c } = judge(reports, answers);
    console.log(`          ${`${effort} %`.padStart(6)}   ${share(c.first, c.decidable).toFixed(3)}   ${share(c.linked, REPORTS).toFixed(3).padStart(11)}   ` +
      `${`${share(c.noneRight, c.saidNone).toFixed(2)}/${share(c.noneRight, c.none).toFixed(2)}`.padStart(16)}   ` +
      `${s.p50_ms.padStart(6)}   ${s.p99_ms.padStart(6)}   ${s.queries_per_s.padStart(5)}${effort === 100 ? '  ← chosen' : ''}`);
  }
}

// Processor time a query against the size: its slope in logarithms; 1 would be as fast as the registry grows.
function printGrowth(curve) {
  if (curve.length < 2) return;
  const [from, to] = [curve[0], curve.at(-1)];
  const slope = Math.log(to.ms / from.ms) / Math.log(to.shops / from.shops);
  console.log(`\ncost of a query: ${curve.map((c) => `${c.shops} → ${c.ms.toFixed(3)} ms`).join(', ')}; ` +
    `it grows as the registry to the power ${slope.toFixed(2)}`);
}

export async function run({ whole = false } = {}) {
  const sizes = (process.env.SHOPS ?? (whole ? WHOLE : SMALL)).split(',').map(Number).sort((a, b) => a - b);
  const sweepAt = sizes.filter((s) => s <= SWEEP_AT_MOST).at(-1) ?? sizes[0];
  const peersAt = sizes.find((s) => s >= 20000) ?? sizes.at(-1);
  const curve = [];
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ezhili-match-'));
  try {
    console.log('   shops  method                   right  (first candidate, decidable reports; times are processor time)');
    for (const shops of sizes) {
      const reports = makeCity(shops, dir);
      const { stats, answers } = ours(dir, reports);
      printOurs(shops, judge(reports, answers), stats);
      curve.push({ shops, ms: 1000 / Number(stats.queries_per_s) });
      if (shops === peersAt && shops <= SWEEP_AT_MOST) {
        printPeer('SQLite FTS5 trigram', shops, fts5(dir, reports));
        printPeer('MiniSearch, pairs', shops, await miniSearch(dir, reports));
      }
      if (shops === sweepAt) sweep(shops, dir, reports);
    }
    printGrowth(curve);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run({ whole: process.argv.includes('--whole') });
