// Evidence in an S3 bucket: signed, encrypted, read back before it counts, and nothing acknowledged is lost by its faults.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { sleep } from '../demo/files.js';
import { query } from './database.js';
import { begin, camera, send, upload } from './photo.js';
import { anonymous, connect, staff } from './rpc.js';
import { startS3 } from './s3_server.js';
import { start } from './start.js';

const TIMEOUT_MS = 2000;
let dir, s3, it, c;

before(async () => {
  dir = fs.mkdtempSync(path.join(process.env.EZHILI_TMP ?? os.tmpdir(), 'ezhili-s3-'));
  s3 = await startS3(dir);
  it = await start({ set: ['gateways=1', 'media_timeout_ms=10s', `evidence_s3_timeout_ms=${TIMEOUT_MS}`] });
  c = await anonymous(it.url);
});
after(async () => {
  await it?.stop();
  await s3?.die();
  fs.rmSync(dir, { recursive: true, force: true });
});

const bucket = (...more) => [`evidence_s3_url=${s3.url}`, `evidence_s3_region=${s3.region}`, `evidence_s3_key_file=${s3.key_file}`,
  `evidence_s3_ca_file=${s3.ca}`, ...more];

async function again(more) {
  const exited = it.exited();
  const { token } = c;
  process.kill(it.pid, 'SIGTERM');
  assert.equal(await exited, 0);
  await it.restart(more);
  c = Object.assign(await connect(it.url, { token }), { token });
}

function fresh(name = 'right.jpg') {
  const jpeg = camera(name);
  const note = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 18]), crypto.randomBytes(16)]);
  return Buffer.concat([jpeg.subarray(0, 2), note, jpeg.subarray(2)]);
}

const names = (photo) => [...s3.objects.keys()].filter((name) => name.includes(photo)).sort();
const onDisk = (photo) => fs.readdirSync(path.join(it.data, 'evidence'), { recursive: true }).filter((f) => f.includes(photo) && /\.[pt]$/.test(f));

// What a reviewer gets to see of one photo, in the browser's way.
async function seen(photo) {
  const { report } = await c.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', photos: [photo] });
  const reviewer = await staff(it, 'reviewer1');
  const { photos: [p] } = await reviewer.call('review.get', { report });
  const answers = await Promise.all([p.url, p.thumb].map((link) => fetch(it.url + link)));
  await reviewer.close();
  return answers;
}

let old;
test('a photo from before the bucket', async () => {
  old = (await upload(c, fresh())).photo;
  assert.equal(onDisk(old).length, 2);
  await again(bucket());
});

test('a photo goes to the bucket, encrypted and signed, and comes back', async () => {
  const { photo } = await upload(c, fresh());
  const short = photo.slice(-2);
  assert.deepEqual(names(photo), [`${short}/${photo}.p`, `${short}/${photo}.t`]);
  assert.deepEqual(onDisk(photo), [], 'nothing of it lies in the directory');
  for (const name of names(photo)) assert.equal(s3.objects.get(name).subarray(0, 4).toString(), 'EZE1');
  for (const answer of await seen(photo)) {
    assert.equal(answer.status, 200);
    assert.equal(Buffer.from(await answer.arrayBuffer()).readUInt16BE(0), 0xffd8);
  }
  assert.deepEqual(s3.refused, [], 'every signature was right');
});

test('what was stored before there was a bucket is still found', async () => {
  for (const answer of await seen(old)) assert.equal(answer.status, 200);
});

test('a bucket that says "slow down" is asked again, without the client noticing', async () => {
  s3.faults.push('503', '503');
  const { photo } = await upload(c, fresh());
  assert.equal(names(photo).length, 2);
  assert.equal(s3.faults.length, 0);
});

// A commit that meets a fault is refused as busy, and the same commit later makes the photo.
async function commitOver(faults) {
  const bytes = fresh();
  const { handle } = await begin(c, bytes);
  await send(c, handle, bytes);
  s3.faults.push(...faults);
  const refused = await c.call('upload.commit', { handle }).then(() => null, (e) => e);
  s3.faults.length = 0;
  const { photo } = await c.call('upload.commit', { handle });
  assert.equal(names(photo).length, 2);
  for (const answer of await seen(photo)) assert.equal(answer.status, 200);
  return refused;
}

for (const [what, faults] of Object.entries({
  'one that answers too late': ['slow'],
  'one that is overloaded for long': Array(30).fill('503'),
  'one that hangs up in the middle of what it was asked to keep': ['cut', 'cut', 'cut', 'cut', 'cut', 'cut'],
  'one that hangs up in the middle of the reading back': [undefined, 'cut', 'cut', 'cut', 'cut', 'cut', 'cut'],
})) {
  test(`${what}: busy, nothing acknowledged, and the same commit later works`, async () => {
    const refused = await commitOver(faults);
    assert.equal(refused?.type, 'busy', String(refused));
    assert.ok(refused.data.retry_after_ms > 0);
  });
}

for (const [what, fault] of Object.entries({ 'that keeps something else': 'flip', 'that says yes and keeps nothing': 'forget' })) {
  test(`a bucket ${what} is caught before anything is acknowledged`, async () => {
    const refused = await commitOver([fault]);
    assert.ok(refused, 'refused');
  });
}

test('a bucket that is away: everything but photos goes on, and they do when it is back', async () => {
  await s3.die();
  const refused = await upload(c, fresh()).then(() => null, (e) => e);
  assert.equal(refused?.type, 'busy', String(refused));
  const began = Date.now();
  assert.ok((await c.keyed('report.submit', { category: 'V14', text: '没有照片的举报' })).report);
  assert.ok(Date.now() - began < TIMEOUT_MS, `${Date.now() - began} ms`);
  await s3.live();
  assert.ok((await upload(c, fresh())).photo);
});

test('an answer that does not come keeps nobody else waiting', async () => {
  const { photo } = await upload(c, fresh());
  const { report } = await c.keyed('report.submit', { category: 'V14', text: '慢', photos: [photo] });
  const reviewer = await staff(it, 'reviewer1');
  const { photos: [p] } = await reviewer.call('review.get', { report });
  s3.faults.push('slow', 'slow');
  const slow = [p.url, p.thumb].map((link) => fetch(it.url + link));
  const began = Date.now();
  assert.ok((await reviewer.call('review.queue', {})).items.length > 0);
  assert.ok(Date.now() - began < TIMEOUT_MS / 2, `${Date.now() - began} ms`);
  for (const answer of await Promise.all(slow)) assert.equal(answer.status, 503, 'try again later');
  assert.equal((await fetch(it.url + p.url)).status, 200);
  await reviewer.close();
});

test('wrong keys and another region are refused by the bucket, and no photo is acknowledged', async () => {
  const wrong = path.join(dir, 'wrong.key');
  fs.writeFileSync(wrong, `${s3.keys.access}:wrong\n`, { mode: 0o600 });
  for (const [set, code] of [[`evidence_s3_key_file=${wrong}`, 'SignatureDoesNotMatch'], ['evidence_s3_region=elsewhere', 'AuthorizationHeaderMalformed']]) {
    s3.refused.length = 0;
    await again(bucket(set));
    await assert.rejects(upload(c, fresh()));
    assert.ok(s3.refused.includes(code), String(s3.refused));
  }
});

test('the secret stands in no argument, environment, log or database', async () => {
  await again(bucket());
  assert.ok((await upload(c, fresh())).photo);
  const secret = Buffer.from(s3.keys.secret);
  const pids = fs.readFileSync(`/proc/${it.pid}/task/${it.pid}/children`, 'utf8').trim().split(' ');
  for (const pid of [it.pid, ...pids])
    for (const f of ['cmdline', 'environ']) assert.ok(!fs.readFileSync(`/proc/${pid}/${f}`).includes(secret));
  const logs = path.join(it.data, 'log');
  for (const f of fs.readdirSync(logs)) assert.ok(!fs.readFileSync(path.join(logs, f)).includes(secret), f);
});

test('what no report took is swept out of the bucket, too', async () => {
  const { photo } = await upload(c, fresh());
  assert.equal(names(photo).length, 2);
  await query(it.data, "UPDATE photo SET created_ms = 1000 WHERE state = 'free'");
  await again(bucket()); // a gateway sweeps when it starts
  for (let left = 200; names(photo).length; left--) {
    assert.ok(left, 'in time');
    await sleep(50);
  }
});
