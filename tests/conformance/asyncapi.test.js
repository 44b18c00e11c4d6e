// The protocol that the gateway prints is a valid AsyncAPI 3 document and names what the server answers to.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { Parser } from '@asyncapi/parser';
import { root } from '../demo/files.js';

const text = execFileSync(path.join(root, 'build/release/bin/ezhili-gateway'), ['--print-protocol'], { encoding: 'utf8' });

test('the printed protocol is valid AsyncAPI 3', async () => {
  const { document, diagnostics } = await new Parser().parse(text);
  const wrong = diagnostics.filter((d) => d.severity === 0).map((d) => `${d.path.join('/')}: ${d.message}`);
  assert.deepEqual(wrong, []);
  assert.equal(document.version(), '3.0.0');
});

test('every method has its parameters, its roles and a line in both languages', () => {
  const { messages } = JSON.parse(text).channels.ws;
  const names = Object.keys(messages);
  for (const name of ['hello', 'ping', 'auth.otp', 'auth.verify', 'auth.password', 'auth.anonymous', 'auth.code', 'auth.receipt', 'auth.logout', 'seal.key',
    'whistle.enroll', 'chat.open', 'chat.say', 'shop.search', 'shop.get', 'report.submit', 'report.list', 'report.get', 'report.add', 'report.withdraw',
    'report.appeal', 'upload.begin', 'upload.commit', 'review.queue', 'review.get', 'review.claim', 'review.release', 'review.ask', 'review.decide',
    'review.undo', 'review.merge', 'review.unmerge', 'review.hand_over', 'case.close', 'review.audit', 'review.stats', 'reward.list', 'reward.approve',
    'reward.refuse', 'reward.claim', 'reward.confirm', 'reward.statement', 'reward.concentration', 'review.relink', 'credit.get', 'credit.withdraw',
    'unseal.request', 'unseal.approve', 'unseal.refuse', 'unseal.list', 'unseal.open', 'ack']) {
    assert.ok(names.includes(name), `${name} is missing`);
    const m = messages[name];
    assert.ok(m['x-roles'].length > 0, name);
    assert.match(m.title, /\p{Script=Han}/u, name);
    assert.match(m.summary, /[a-z]/, name);
    assert.equal(m.payload.properties.params.additionalProperties, false, name);
  }
  assert.ok(!names.some((n) => n.startsWith('timer.')), 'what only gateways send is not offered');
});
