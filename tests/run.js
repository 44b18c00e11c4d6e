// Runs suites of tests and ends with one line: "N passed, N failed".
//
//   node tests/run.js unit house integration …
//
// The executables must be built (./dev test does that first).
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './demo/files.js';

const build = path.join(root, 'build/release');
// A file that says nothing more for ever must not hold up the rest. (The crash test takes an hour when asked to.)
const FILE_MS = 10 * 60000;
const fuzzSeconds = Number(process.env.EZHILI_FUZZ_SECONDS ?? 20);

// Runs a program, shows what it says, and resolves with it. After ms it is killed with all that it started in its group.
function show(program, args, { ms, ...options } = {}) {
  return new Promise((resolve) => {
    let out = '';
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: Boolean(ms), ...options });
    const end = () => process.kill(-child.pid, 'SIGKILL');
    const late = ms && setTimeout(() => {
      console.log(`# not done after ${ms / 60000} min: killed`);
      end();
    }, ms);
    if (ms) process.once('exit', end);
    child.stdout.on('data', (d) => {
      out += d;
      process.stdout.write(d);
    });
    child.on('close', (code) => {
      clearTimeout(late || undefined);
      process.removeListener('exit', end);
      resolve({ code: code ?? 1, out });
    });
    child.on('error', (e) => resolve({ code: 1, out: String(e) }));
  });
}

const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((n, m) => n + Number(m[1]), 0);

// C tests through ctest; each executable holds several, and cmocka counts them.
async function ctest(pattern) {
  const junit = path.join(build, 'ctest.xml');
  fs.rmSync(junit, { force: true });
  const { code } = await show('ctest', ['--test-dir', build, '-R', pattern, '-j', String(os.cpus().length), '--timeout', '300',
    '--output-on-failure', '--output-junit', junit]);
  if (!fs.existsSync(junit)) return { passed: 0, failed: 1 };
  let passed = 0;
  let failed = 0;
  for (const [, status, text] of fs.readFileSync(junit, 'utf8').matchAll(/<testcase [^>]*status="(\w+)"[^>]*>([\s\S]*?)<\/testcase>/g)) {
    const inside = { passed: sum(text, /\[ {2}PASSED {2}\] (\d+) test/g), failed: sum(text, /\[ {2}FAILED {2}\] (\d+) test/g) };
    passed += inside.passed || (status === 'run' ? 1 : 0);
    failed += inside.failed || (status === 'fail' ? 1 : 0);
  }
  return { passed, failed: failed || (code ? 1 : 0) };
}

const patient = new Set(['browser', 'integration', 'conformance']);

async function oneFile(file, ms) {
  const { code, out } = await show(process.execPath, ['--test', '--test-reporter=tap', file], { ms });
  const bad = sum(out, /^# fail (\d+)$/gm) + sum(out, /^# cancelled (\d+)$/gm);
  return { passed: sum(out, /^# pass (\d+)$/gm), failed: bad || (code ? 1 : 0) };
}

// Files of node:test, one folder a suite.
async function nodeTests(folders) {
  const files = folders.flatMap((folder) => {
    const dir = path.join(root, 'tests', folder);
    return fs.existsSync(dir) ? fs.readdirSync(dir).filter((f) => f.endsWith('.test.js')).sort().map((f) => path.join(dir, f)) : [];
  });
  let passed = 0;
  let failed = 0;
  // One after another: each starts a whole system of its own.
  for (const file of files) {
    const ms = process.env.EZHILI_CRASH_RUNS ? 0 : FILE_MS * (patient.has(path.basename(path.dirname(file))) ? 1 : 3);
    let result = await oneFile(file, ms);
    // What waits for a browser or for whole processes may miss its time on a busy machine: say so, and look once
    // more. Never where money is at stake: one failure of the crash test is a failure.
    if (result.failed && patient.has(path.basename(path.dirname(file)))) {
      console.log(`# ${path.relative(root, file)} failed; once more:`);
      result = await oneFile(file, ms);
      if (!result.failed) console.log(`# ${path.relative(root, file)} passed at its second try`);
    }
    passed += result.passed;
    failed += result.failed;
  }
  return { passed, failed };
}

// The corpus again, then new inputs for a while where clang is at hand.
async function fuzz(thorough) {
  const total = await ctest('^fuzz/');
  if (!thorough) return total;
  for (const args of [['--preset', 'fuzz'], ['--build', '--preset', 'fuzz']]) {
    if (spawnSync('cmake', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).status) return { ...total, failed: total.failed + 1 };
  }
  const dir = path.join(root, 'build/fuzz/tests');
  for (const name of fs.readdirSync(dir).filter((f) => f.endsWith('_fuzz'))) {
    const module = name.replace(/_fuzz$/, '');
    const found = path.join(root, 'build/fuzz/found', name);
    fs.mkdirSync(found, { recursive: true });
    const { code } = await show(path.join(dir, name), [`-max_total_time=${fuzzSeconds}`, `-artifact_prefix=${found}/`, found,
      path.join(root, 'tests/fuzz/corpus', module)], { stdio: ['ignore', 'pipe', 'ignore'] });
    if (code) total.failed++;
    else total.passed++;
  }
  return total;
}

const named = process.argv.slice(2);
const suites = {
  unit: () => ctest('^unit/'),
  fuzz: () => fuzz(named.length === 1),
  house: () => nodeTests(['house']),
  conformance: () => nodeTests(['conformance']),
  integration: () => nodeTests(['eval', 'bank', 'integration']),
  browser: () => nodeTests(['browser']),
  crash: () => nodeTests(['crash']),
};

const unknown = named.filter((n) => !suites[n]);
if (named.length === 0 || unknown.length > 0) {
  console.error(`usage: node tests/run.js ${Object.keys(suites).join('|')} …`);
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const results = [];
for (const name of named) {
  console.log(`\n== ${name}`);
  const started = Date.now();
  results.push({ name, ...(await suites[name]()), seconds: Math.round((Date.now() - started) / 1000) });
}
console.log();
for (const r of results) console.log(`${r.name.padEnd(12)} ${String(r.passed).padStart(5)} passed ${String(r.failed).padStart(4)} failed  ${r.seconds} s`);
const passed = results.reduce((n, r) => n + r.passed, 0);
const failed = results.reduce((n, r) => n + r.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
