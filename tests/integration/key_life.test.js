// A sealing key's life: a new one takes over what the old one holds, killed at any moment; only then the old one goes.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';

import { boxOpen, boxSeal } from '../../client-sample/shared/seal.js';
import { root, sleep } from '../demo/files.js';
import { query } from './database.js';
import { anonymous, connect, seal, signApproval, staff } from './rpc.js';
import { start } from './start.js';

const DEPOSITS = 1000;
const MORE = 300;
let it, old, code;

before(async () => {
  it = await start({ set: ['gateways=1', 'undo_ms=0', 'restart_ms=10', 'payout_poll_ms=50ms', `libexec_dir=${path.join(root, 'build/release/crash-bin')}`] });
});
after(() => it?.stop());

const keys = async () => (await it.ezhili(['keys', 'list'])).trim().split('\n').map((l) => ({ id: l.split(' ')[0], retired: l.includes('停用'), uses: Number(l.split(' ').at(-1)) }));
const payer = () => {
  try {
    return Number(execFileSync('pgrep', ['-P', fs.readFileSync(path.join(it.data, 'run/pid'), 'utf8').trim(), '-x', 'ezhili-payout'], { encoding: 'utf8' }).trim());
  } catch {
    return 0;
  }
};
const refusal = (args) => it.ezhili(args).then(() => assert.fail('it was done'), (e) => e.err);

async function until(what, check, ms = 30000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) if (await check()) return;
  assert.fail(`in time: ${what}`);
}

// It may have died a moment ago; and a signal to process 0 would reach this whole group.
async function signal(name) {
  await until('a payer to signal', () => {
    const pid = payer();
    try {
      return pid && process.kill(pid, name);
    } catch {
      return false; // it has just ended
    }
  });
}

async function enrol() {
  const c = await anonymous(it.url);
  const s = await seal(c, { use: 'enroll', name: '林一', id_no: '11010519491231002X', phone: '13912345678', rail: 'wechat', account: 'o-key-life-1' });
  const e = await c.call('whistle.enroll', { key: s.key, kind: 'rider', platform: '美团', employment: 'full', password: 'a long password', key_id: s.key_id, sealed: s.sealed });
  await c.until('whistle.changed', (t) => t.state === 'accepted');
  await c.close();
  return e.identity_code;
}

// Many deposits at once: what a browser would have sealed, straight into the table.
async function deposits(key_id, publicKey, from, n) {
  const rows = Array.from({ length: n }, (_, i) => [crypto.randomBytes(16), crypto.randomBytes(16), 'x25519-xsalsa20-poly1305', key_id,
    Buffer.from(boxSeal(Buffer.from(`deposit ${from + i}`.padEnd(512)), publicKey)), 'full', 20000]);
  for (let i = 0; i < n; i += 250) {
    const part = rows.slice(i, i + 250);
    await query(it.data, `INSERT INTO payee (id, person, alg, key_id, sealed, employment, created_day) VALUES ${part.map(() => '(?,?,?,?,?,?,?)').join(',')}`, part.flat());
  }
}

const starts = () => JSON.parse(fs.readFileSync(path.join(it.data, 'run/status'), 'utf8')).payout.starts;

// The next payer dies at the n-th pass of that place; the one after it meets fewer passes and lives.
async function killedAt(place, n) {
  const file = path.join(it.data, 'crash');
  const before = starts();
  fs.writeFileSync(file, `${place} ${n}\n`);
  await signal('SIGKILL');
  await until(`a death at ${place}`, () => starts() >= before + 2);
  fs.rmSync(file);
}

test('the only key in use is not retired', async () => {
  [old] = await keys();
  code = await enrol();
  assert.match(await refusal(['keys', 'retire', old.id]), /keys rotate first/);
  assert.match(await refusal(['keys', 'retire', 's20000101-000000']), /not_found|not found/i);
});

test('after a rotation every deposit moves to the new key, whatever kills the payer on the way', async () => {
  const file = path.join(it.data, 'keys/public', `${old.id}.key`);
  const oldKey = new Uint8Array(fs.readFileSync(file).subarray(0, 32));
  await signal('SIGSTOP');
  await deposits(old.id, oldKey, 0, DEPOSITS);
  await it.ezhili(['keys', 'rotate']);
  const said = await refusal(['keys', 'retire', old.id, '--destroy']);
  assert.match(said, new RegExp(`${DEPOSITS + 1} sealed blobs still use this key`));
  assert.ok(fs.existsSync(path.join(it.data, 'keys/payout/seal', `${old.id}.key`)));
  await killedAt('inside_reseal', 3);
  for (const [i, place] of ['before_reseal', 'after_reseal'].entries()) {
    await signal('SIGSTOP');
    await deposits(old.id, oldKey, DEPOSITS + i * MORE, MORE); // browsers that had fetched the old key
    await killedAt(place, 2);
  }
  const next = (await keys()).find((k) => k.id !== old.id);
  await until('all moved', async () => (await keys()).find((k) => k.id === old.id).uses === 0);
  assert.equal((await keys()).find((k) => k.id === next.id).uses, DEPOSITS + 2 * MORE + 1);

  // Nothing is lost: each opens with the new key to the text that was deposited, once.
  const secret = crypto.createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'),
    fs.readFileSync(path.join(it.data, 'keys/payout/seal', `${next.id}.key`))]), format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(fs.readFileSync(path.join(it.data, 'keys/public', `${next.id}.key`)).subarray(0, 32));
  const shared = (epk) => new Uint8Array(crypto.diffieHellman({ privateKey: secret,
    publicKey: crypto.createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), epk]), format: 'der', type: 'spki' }) }));
  const seen = new Set();
  for (const { sealed } of await query(it.data, 'SELECT sealed FROM payee WHERE created_day = 20000'))
    seen.add(Buffer.from(await boxOpen(new Uint8Array(sealed), publicKey, shared)).toString().trim());
  assert.equal(seen.size, DEPOSITS + 2 * MORE);
});

test('the number that is left is a figure of /metrics', async () => {
  await until('the figure', async () => /^ezhili_payout_reseal_left 0$/m.test(await (await fetch(`${it.url}/metrics`)).text()));
});

test('then the old key is destroyed, and who deposited under it is paid all the same', async () => {
  await it.ezhili(['keys', 'retire', old.id, '--destroy']);
  assert.ok(!fs.existsSync(path.join(it.data, 'keys/payout/seal', `${old.id}.key`)));
  assert.ok((await keys()).find((k) => k.id === old.id).retired);
  const c = await connect(it.url);
  await c.signIn('auth.code', { identity_code: code, password: 'a long password' });
  const [reviewer, approver] = [await staff(it, 'reviewer1'), await staff(it, 'approver1')];
  const { report } = await c.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', shop_text: '麻辣烫' });
  await reviewer.call('review.claim', { report });
  await reviewer.keyed('review.decide', { report, verdict: 'verified', reason: 'on_site', note: '属实' });
  await reviewer.keyed('case.close', { report, outcome: 'rectified' });
  const [reward] = (await approver.call('reward.list', { report })).rewards;
  await approver.keyed('reward.approve', { reward: reward.reward, note: '', sig: signApproval(it, 'approver1', reward, '') });
  await c.keyed('reward.claim', { report });
  await c.until('reward.changed', (t) => t.state === 'paid');
});

test('two officers together bring a lost key back, one alone or a damaged file does not', async () => {
  const file = (name) => path.join(it.data, name);
  const id = (await keys()).at(-1).id;
  for (const o of ['o1', 'o2', 'o3']) await it.ezhili(['keys', 'officer', file(o)]);
  const officers = ['o1', 'o2', 'o3'].flatMap((o) => ['--officer', file(`${o}.pub`)]);
  await it.ezhili(['keys', 'escrow', id, ...officers, '--out', file('escrow')]);
  const lost = file(`keys/payout/seal/${id}.key`);
  const was = fs.readFileSync(lost);
  const open = (from, a, b) => ['keys', 'escrow', 'open', file(from), '--officer', file(a), '--officer', file(b)];
  assert.match(await refusal(open('escrow', 'o1', 'o2')), /there already/);
  fs.rmSync(lost);
  assert.match(await refusal(open('escrow', 'o1', 'o1')), /two different officers/);
  await it.ezhili(['keys', 'officer', file('stranger')]);
  assert.match(await refusal(open('escrow', 'o1', 'stranger')), /no officer of this escrow/);
  const text = fs.readFileSync(file('escrow'), 'utf8');
  const share = text.split('\n').find((l) => l.startsWith('share 3 1 ')).split(' ')[3];
  const broken = `${share.startsWith('A') ? 'B' : 'A'}${share.slice(1)}`;
  fs.writeFileSync(file('damaged'), text.replace(share, broken));
  assert.match(await refusal(open('damaged', 'o1', 'o3')), /the share of officer 3 is damaged/);
  fs.writeFileSync(file('cut'), text.slice(0, 700));
  assert.match(await refusal(open('cut', 'o1', 'o3')), /cut:\d+: .*damaged/);
  // Another key under our key's name: the root key has not signed it.
  fs.writeFileSync(file('forged'), text.replace(`key ${id}`, `key ${old.id}`));
  assert.match(await refusal(open('forged', 'o1', 'o3')), /has not signed/);
  assert.ok(!fs.existsSync(lost));
  await it.ezhili(open('damaged', 'o3', 'o2'));
  assert.deepEqual(fs.readFileSync(lost), was);
});

test('a deposit that no key opens is told and keeps nobody else waiting', async () => {
  await query(it.data, "INSERT INTO payee VALUES (REPEAT(CHAR(0), 16), REPEAT(CHAR(1), 16), 'x', 'lost', 'no blob', 'full', 1)");
  const [, current] = await keys();
  await it.ezhili(['keys', 'rotate']);
  await until('the others moved', async () => (await keys()).find((k) => k.id === current.id).uses === 0);
  await until('the figure', async () => /^ezhili_payout_reseal_left 1$/m.test(await (await fetch(`${it.url}/metrics`)).text()));
});
