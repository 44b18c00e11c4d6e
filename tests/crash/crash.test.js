// Processes die, the bank fails: nothing is paid twice and nothing is lost.
// EZHILI_CRASH_RUNS: how many runs of four transfers (100); EZHILI_CRASH_SEED: the first one's number. A run is
// determined by its number. The thousand: EZHILI_CRASH_RUNS=1000 node --test tests/crash/crash.test.js
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { CLAIMS, FAULTS, Harness, planOf, POINTS } from './harness.js';

const RUNS = Number(process.env.EZHILI_CRASH_RUNS ?? 100);
const SEED = Number(process.env.EZHILI_CRASH_SEED ?? 1);
let harness;

before(async () => {
  harness = await Harness.start();
});
after(() => harness?.stop());

const say = (plan) => JSON.stringify({ ...plan, faults: plan.faults.map((f) => `${f.on}:${f.fault}`).join('+') });

test(`${RUNS} runs over ${POINTS.length} places to die and ${FAULTS.length} ways to fail pay each reward once`, async () => {
  const wrong = [];
  let done = 0;
  for (; done < RUNS && wrong.length < 5; done++) {
    const plan = planOf(SEED + done);
    const bad = await harness.run(plan.seed, plan).catch((e) => e.message);
    if (bad) wrong.push(`${say(plan)}: ${bad}`);
    if (process.env.EZHILI_CRASH_VERBOSE) console.log(`${bad ?? 'ok'} ${say(plan)}`);
  }
  console.log(`${done} runs, ${done * CLAIMS} transfers, ${harness.kills} kills, ${wrong.length} wrong`);
  assert.deepEqual(wrong, []);
  assert.ok(harness.kills >= RUNS / 2, `only ${harness.kills} kills: ${JSON.stringify(harness.killed)}`);
});

// Last: after it the books do not agree any more.
test('the planted mistake, a new number for an unknown outcome, is caught', async () => {
  const plan = { ...planOf(1), point: 'renumber', nth: 1000000, cancels: false, reconciles: false,
    faults: Array.from({ length: CLAIMS }, () => ({ on: 'submit', fault: 'answer_lost' })) };
  const bad = await harness.run(0, plan).catch((e) => e.message);
  assert.match(bad ?? 'nothing was noticed', /was paid 2 times|the bank paid \d+ fen, the rewards are/);
});
