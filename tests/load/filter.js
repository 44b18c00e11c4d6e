// ./dev bench filter: the filter on made-up towns (tests/eval/town.js), one scenario of attack or error a line, each the
// worst and the mean of SEEDS runs; the last 40 % of each run are judged. TUNE=1 takes the seeds that thresholds may be
// chosen on; the printed figures of a release come from the others.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge } from '../eval/filter_judge.js';
import { SCENARIOS, simulate } from '../eval/town.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const ezhili = process.env.EZHILI ?? path.join(root, 'build/release/bin/ezhili');
const runs = Number(process.env.SEEDS ?? 2);
const first = process.env.TUNE ? 100 : 200;
const size = { days: Number(process.env.DAYS ?? 150), perDay: Number(process.env.PER_DAY ?? 110) };

function replay(events) {
  const r = spawnSync(ezhili, ['score', 'replay'], { input: events.map((e) => JSON.stringify(e)).join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 30 });
  if (r.status !== 0) throw new Error(r.stderr);
  return r.stdout.trim().split('\n').map((l) => JSON.parse(l));
}

const columns = [
  ['AUC valid', 'aucValid', 'min'], ['AUC malice', 'aucMalice', 'min'], ['top 20 %', 'top20', 'min'], ['caught', 'caught', 'min'],
  ['traced', 'traced', 'mean'], ['newcomers', 'newcomersHit', 'max'], ['wave', 'wave', 'max'], ['good faith', 'goodHit', 'max'], ['severe', 'severe', 'max'], ['calibr.', 'calibration', 'max'],
];
const merge = { min: (l) => Math.min(...l), max: (l) => Math.max(...l), mean: (l) => l.reduce((a, b) => a + b, 0) / l.length };

export async function run() {
  console.log(`${size.days} days of ${size.perDay} ordinary reports, ${runs} runs each; the worst run's figure but for "traced" (mean)`);
  console.log(''.padEnd(22) + columns.map(([name]) => name.padStart(11)).join(''));
  for (const scenario of process.env.SCENARIO?.split(',') ?? Object.keys(SCENARIOS)) {
    const judged = Array.from({ length: runs }, (_, i) => {
      const { events, truth } = simulate({ seed: first + i, scenario, ...size });
      return judge(truth, replay(events));
    });
    console.log(scenario.padEnd(22) + columns.map(([, key, how]) => merge[how](judged.map((j) => j[key])).toFixed(4).padStart(11)).join(''));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await run();
