// The payer dies, the bank fails: nothing is paid twice and nothing is lost.
// EZHILI_CRASH_ROUNDS: how many rounds of four transfers (25); EZHILI_CRASH_SEED: the first one's number.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { CLAIMS, FAULTS, Harness, POINTS } from './harness.js';

const ROUNDS = Number(process.env.EZHILI_CRASH_ROUNDS ?? 25);
const SEED = Number(process.env.EZHILI_CRASH_SEED ?? 1);
let harness;

before(async () => {
  harness = await Harness.start();
});
after(() => harness?.stop());

test(`${ROUNDS} rounds of ${POINTS.length} places to die and ${FAULTS.length} ways to fail pay each reward once`, async () => {
  const wrong = [];
  for (let i = 0; i < ROUNDS; i++) {
    const bad = await harness.round(SEED + i).catch((e) => `${JSON.stringify(harness.plan)}: ${e.message}`);
    if (bad) wrong.push(bad);
    if (process.env.EZHILI_CRASH_VERBOSE) console.log(bad ?? `ok ${JSON.stringify(harness.plan)}`);
    if (wrong.length >= 5) break;
  }
  console.log(`${ROUNDS * CLAIMS} transfers, ${harness.kills} kills`);
  assert.deepEqual(wrong, []);
  assert.ok(harness.kills >= ROUNDS / 2, `only ${harness.kills} kills`);
});
