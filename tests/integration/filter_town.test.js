// The filter on made-up towns, through the same command that judges it at length (./dev bench filter): its promises hold
// under attacks that nothing was tuned on.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { bin } from '../demo/files.js';
import { auc, judge } from '../eval/filter_judge.js';
import { SCENARIOS, simulate } from '../eval/town.js';

function judged(scenario) {
  const { events, truth } = simulate({ seed: 300, days: 90, perDay: 80, scenario });
  const r = spawnSync(bin('ezhili'), ['score', 'replay'], { input: `${events.map((e) => JSON.stringify(e)).join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(r.status, 0, r.stderr);
  return judge(truth, r.stdout.trim().split('\n').map((l) => JSON.parse(l)));
}

for (const scenario of ['base', 'big rings', 'severe attack', 'two crises', 'credit inverted'])
  test(`in the town "${scenario}" leads rise, attacks wait, and nobody else does`, () => {
    const j = judged(scenario);
    assert.ok(j.aucValid > 0.88, `AUC valid ${j.aucValid}`);
    assert.ok(j.aucMalice > 0.86, `AUC malice ${j.aucMalice}`);
    assert.ok(j.caught > 0.3, `caught ${j.caught}`);
    assert.ok(j.newcomersHit < 0.01, `newcomers ${j.newcomersHit}`);
    assert.ok(j.wave < 0.02, `wave ${j.wave}`);
    assert.equal(j.severe, 0);
    assert.equal(j.unexplained, 0);
  });

test('a town is the same for the same seed, and another one for another', () => {
  const one = (seed) => JSON.stringify(simulate({ seed, days: 5, perDay: 20, scenario: 'base' }).events);
  assert.equal(one(1), one(1));
  assert.notEqual(one(1), one(2));
  assert.ok(Object.keys(SCENARIOS).length >= 10);
});

test('the judge knows a perfect order, a reversed one and none', () => {
  assert.equal(auc([[0.1, false], [0.2, false], [0.9, true]]), 1);
  assert.equal(auc([[0.9, false], [0.1, true]]), 0);
  assert.equal(auc([[0.5, false], [0.5, true]]), 0.5);
});
