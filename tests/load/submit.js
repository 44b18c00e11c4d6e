// ./dev bench submit: acknowledged full reports a second, against a Node peer that only inserts, in the same run.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../demo/files.js';
import { start } from '../integration/start.js';

const ROUNDS = Number(process.env.EZHILI_ROUNDS ?? 3);
const SECONDS = 5;
const here = path.dirname(fileURLToPath(import.meta.url)); // import.meta.dirname needs a newer Node than Debian's
const root = path.resolve(here, '../..');
const load = path.join(root, 'build/release/tests/ezhili-load');

const median = (xs) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)];

function shoot(port, connections, kind, shops) {
  return JSON.parse(execFileSync(load, [port, connections, SECONDS, kind, shops].map(String), { stdio: ['ignore', 'pipe', 'inherit'] }));
}

// Signboards and ids out of the instance's own registry.
async function shopList(it, dir) {
  const csv = fs.readFileSync(path.join(it.data, 'demo/registry.csv'), 'utf8').trim().split('\n');
  const head = csv[0].split(',');
  const id = head.indexOf('shop_id');
  const sign = head.indexOf('sign');
  const file = path.join(dir, 'shops.tsv');
  fs.writeFileSync(file, csv.slice(1, 2000).map((l) => l.split(',')).filter((c) => c[sign])
    .map((c) => `${c[id]}\t${c[sign].replaceAll('"', '')}`).join('\n'));
  return file;
}

async function withPeer(mode, run) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ezhili-peer-'));
  const shell = path.join(root, 'tests/unit/io/mariadb.sh');
  execFileSync(shell, ['start', dir]);
  const port = await freePort();
  const peer = spawn(process.execPath, [path.join(here, 'peer.js'), String(port), path.join(dir, 's'), mode],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((ok) => peer.stdout.once('data', ok));
  try {
    return run(port);
  } finally {
    peer.kill();
    execFileSync(shell, ['stop', dir]);
  }
}

export async function run() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ezhili-bench-'));
  const it = await start({ shops: 20000, set: ['connections_max=20000', 'queue_max=10000', 'db_buffer_bytes=268435456'] });
  await it.ezhili(['registry', 'build']);
  const shops = await shopList(it, dir);
  const port = Number(new URL(it.url).port);
  const figures = [];
  const measure = (who, at, connections, kind) => {
    const rounds = Array.from({ length: ROUNDS }, () => shoot(at, connections, kind, shops));
    const f = { who, connections };
    for (const k of ['per_s', 'p50_ms', 'p99_ms', 'errors']) f[k] = median(rounds.map((r) => r[k]));
    figures.push(f);
    return f;
  };
  try {
    for (const n of [50, 500]) {
      measure('ezhili, shop by id', port, n, 'id');
      measure('ezhili, free shop_text', port, n, 'text');
    }
  } finally {
    await it.stop();
  }
  for (const [mode, who] of [['each', 'Node, a transaction a report'], ['batch', 'Node, batched']]) {
    await withPeer(mode, (at) => { for (const n of [50, 500]) measure(who, at, n, 'id'); });
  }
  fs.rmSync(dir, { recursive: true });
  const of = (who, n) => figures.find((f) => f.who === who && f.connections === n).per_s;
  console.log(`reports acknowledged, medians of ${ROUNDS} × ${SECONDS} s`);
  console.table(figures);
  for (const n of [50, 500]) {
    const mine = of('ezhili, shop by id', n);
    console.log(`${n} connections: ${(mine / of('Node, a transaction a report', n)).toFixed(2)} × the Node peer with a transaction a report, `
      + `${(mine / of('Node, batched', n)).toFixed(2)} × the batching one`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run();
