// What the chat understands of sentences, held to a floor. Figures: node tests/eval/understand.js
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT_APART, TUNED, judge, print, readSentences } from './understand.js';

// right: of the slots that were said; wrong: of all slots; found: the shop first among 20,000 others.
const FLOOR = {
  registered: { right: 0.9, wrong: 0.02, found: 0.95 },
  unregistered: { right: 0.78, wrong: 0.03, found: 0 },
};

test('three hundred sentences are at hand, a hundred of them kept apart', () => {
  const apart = readSentences(KEPT_APART).map((s) => s.text);
  const tuned = readSentences(TUNED).map((s) => s.text);
  assert.ok(apart.length >= 100 && apart.length + tuned.length >= 300, `${apart.length} + ${tuned.length}`);
});

for (const file of [TUNED, KEPT_APART]) {
  for (const [name, floor] of Object.entries(FLOOR)) {
    test(`${file.match(/(\w+)\.tsv$/)[1]}: slots of ${name} shops are understood, and hardly one is made up`, () => {
      const r = judge(file, { registered: name === 'registered' });
      print(file, name === 'registered', r);
      assert.ok(r.right >= floor.right, `right ${r.right}`);
      assert.ok(r.wrong <= floor.wrong, `wrong ${r.wrong}`);
      assert.ok(r.found >= floor.found, `found ${r.found}`);
    });
  }
}
