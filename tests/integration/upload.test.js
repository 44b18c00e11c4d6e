// Photos: from a phone's bytes to a picture that a reviewer may look at, and all that must not become one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { bin, sleep } from '../demo/files.js';
import { query } from './database.js';
import { begin, camera, CHUNK, claimSize, frame, send, upload } from './photo.js';
import { anonymous, connect, Refused, seal, staff } from './rpc.js';
import { start } from './start.js';

let it;
before(async () => { it = await start({ set: ['uploads_per_principal=3', 'media_timeout_ms=10s'] }); });
after(async () => it?.stop());

const refused = (type, field) => (e) => {
  assert.ok(e instanceof Refused, String(e));
  assert.equal(e.type, type);
  if (field) assert.equal(e.field, field);
  return true;
};

// Some JPEG of any size that nobody has sent before: a comment makes its hash new.
function fresh(name = 'right.jpg') {
  const jpeg = camera(name);
  const note = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 18]), crypto.randomBytes(16)]);
  return Buffer.concat([jpeg.subarray(0, 2), note, jpeg.subarray(2)]);
}

const files = (dir) => fs.readdirSync(dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => f.name);
const evidence = () => path.join(it.data, 'evidence');
const row = async (photo) => (await query(it.data, 'SELECT * FROM photo ORDER BY created_ms DESC')).find((r) => textOf(r.id) === photo);

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
function textOf(id) {
  let n = BigInt(`0x${id.toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++, n >>= 5n) text = DIGITS[Number(n & 31n)] + text;
  return text;
}

const programOf = (pid) => {
  try {
    return path.basename(fs.readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return null; // it has ended
  }
};
const childOf = (program) => fs.readFileSync(`/proc/${it.pid}/task/${it.pid}/children`, 'utf8').trim().split(' ').map(Number)
  .filter((pid) => programOf(pid) === program);
const children = async (program, n) => {
  for (let i = 0; i < 50 && childOf(program).length < n; i++) await sleep(100);
  return childOf(program);
};

test('camera photos become photos, upright and with nothing of their metadata on the disk', async () => {
  const c = await anonymous(it.url);
  const want = { 'sony-alpha-6000.jpg': [2560, 1707], 'right.jpg': [480, 640], 'test1.jpg': [180, 135], 'evil1.jpg': [640, 480] };
  for (const [name, [width, height]] of Object.entries(want)) {
    const r = await upload(c, fresh(name));
    assert.deepEqual([r.width, r.height], [width, height], name);
    // The staged bytes go a moment after the answer.
    assert.deepEqual(files(evidence()).filter((f) => f.startsWith(`${r.photo}.`) && /\.[pt]$/.test(f)).sort(), [`${r.photo}.p`, `${r.photo}.t`], 'photo and thumbnail');
  }
  // How what was sent and what is kept begin; long enough not to stand in ciphertext by chance (three bytes do, in one file of ten).
  const readable = [Buffer.from('Exif\0\0'), Buffer.from('ffd8fffe0012', 'hex'), Buffer.from('ffd8ffe000104a464946', 'hex')];
  for (const f of fs.readdirSync(evidence(), { recursive: true, withFileTypes: true })) {
    if (!f.isFile()) continue;
    let bytes;
    try {
      bytes = fs.readFileSync(path.join(f.parentPath ?? f.path, f.name));
    } catch (e) {
      if (e.code === 'ENOENT') continue; // staged, and gone since the list was made
      throw e;
    }
    assert.ok(!readable.some((part) => bytes.includes(part)), 'nothing of a picture is readable');
  }
  await c.close();
});

test('the server keeps what it read of a citizen’s photo beside what the sender told', async () => {
  const c = await anonymous(it.url);
  const { photo } = await upload(c, fresh('test1.jpg'), { taken_at: 1360000000000, at: { lat: 26.07, lng: 119.29, datum: 'gcj02' } });
  const r = await row(photo);
  assert.equal(r.exif_taken_ms, 1360137603000);
  assert.ok(Math.abs(r.exif_lat - 37.885) < 1e-5 && Math.abs(r.exif_lng + 122.6225) < 1e-5);
  assert.deepEqual([r.taken_ms, r.lat, r.lng, r.datum], [1360000000000, 26.07, 119.29, 'gcj02']);
  assert.equal(r.state, 'free');
  assert.ok(r.phash !== null && r.sha256.length === 32);
  await c.close();
});

test('what is no picture, or no whole one, is refused with its own reason and the connection stays', async () => {
  const c = await anonymous(it.url);
  const jpeg = camera('right.jpg');
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), crypto.randomBytes(500)]);
  const rows = [
    ['rule.photo_type', png],
    ['rule.photo_type', Buffer.from(`<!DOCTYPE html><title>${Math.random()}</title>`)],
    ['rule.photo_type', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1')],
    ['rule.photo_type', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1')],
    ['rule.photo_broken', jpeg.subarray(0, jpeg.length / 2)],
    ['rule.photo_broken', Buffer.concat([jpeg.subarray(0, 2000), crypto.randomBytes(3000)])],
    ['rule.photo_size', claimSize(jpeg, 50000, 50000)],
  ];
  for (const [type, bytes] of rows) await assert.rejects(upload(c, bytes), refused(type));
  await assert.rejects(upload(c, png), (e) => /JPEG/.test(e.data.detail));
  assert.ok((await upload(c, fresh())).photo, 'the connection still works');
  await c.close();
});

test('a size, type or hash that cannot be is refused before the first byte', async () => {
  const c = await anonymous(it.url);
  const bytes = fresh();
  await assert.rejects(begin(c, bytes, { size: 8 * 1024 * 1024 + 1 }), refused('rule.photo_size', 'size'));
  await assert.rejects(begin(c, bytes, { size: 0 }), refused('params.bad', 'size'));
  await assert.rejects(begin(c, bytes, { mime: 'image/png' }), refused('rule.photo_type', 'mime'));
  await assert.rejects(begin(c, bytes, { hash: 'abcd' }), refused('params.bad', 'hash'));
  await assert.rejects(begin(c, bytes, { more: 1 }), refused('params.bad', 'more'));
  await c.close();
  const nobody = await connect(it.url);
  await assert.rejects(begin(nobody, bytes), refused('auth.needed'));
  await nobody.close();
});

test('a frame at the wrong offset is answered with the right one', async () => {
  const c = await anonymous(it.url);
  const bytes = fresh('evil1.jpg');
  const { handle } = await begin(c, bytes);
  c.ws.send(frame(handle, 5000, bytes.subarray(5000, 6000)));
  assert.equal((await c.until('upload.progress', (p) => p.handle === handle)).offset, 0);
  await send(c, handle, bytes, 0, CHUNK);
  c.told.length = 0;
  c.ws.send(frame(handle, 0, bytes.subarray(0, CHUNK)));
  assert.equal((await c.until('upload.progress')).offset, CHUNK, 'a repeated chunk is not written twice');
  await assert.rejects(c.call('upload.commit', { handle }), refused('upload.offset'));
  await send(c, handle, bytes, CHUNK);
  assert.ok((await c.call('upload.commit', { handle })).photo);
  await c.close();
});

test('chunks of any length, four at a time, and a commit right behind them', async () => {
  const c = await anonymous(it.url);
  const bytes = fresh('test1.jpg');
  const { handle } = await begin(c, bytes);
  const cuts = [0, 1, 66, 5000, bytes.length];
  for (let i = 0; i < 4; i++) c.ws.send(frame(handle, cuts[i], bytes.subarray(cuts[i], cuts[i + 1])));
  assert.ok((await c.call('upload.commit', { handle })).photo);
  await c.close();
});

test('a frame that is no upload is answered with id null, the twentieth in a minute closes', async () => {
  const c = await anonymous(it.url);
  const errors = [];
  c.ws.on('message', (m) => { const { id, error } = JSON.parse(m); if (id === null) errors.push(error.data.type); });
  const closed = new Promise((resolve) => { c.ws.once('close', resolve); });
  const bad = [Buffer.from('hello'), frame(1, 0, Buffer.alloc(0)), frame(1, 2n ** 63n, Buffer.from('x')),
    Buffer.concat([Buffer.from([0xe2, 2]), Buffer.alloc(30)]), frame(12345, 0, Buffer.from('x'))];
  for (const b of bad) c.ws.send(b);
  for (let tries = 0; errors.length < bad.length && tries < 500; tries++) await sleep(10);
  assert.deepEqual(errors.sort(), ['frame.bad', 'frame.bad', 'frame.bad', 'frame.bad', 'upload.not_found']);
  assert.ok((await c.call('ping')).now);
  for (let i = 0; i < 20; i++) c.ws.send(Buffer.from('x'));
  assert.equal(await closed, 4400);
  const big = await anonymous(it.url);
  const gone = new Promise((resolve) => { big.ws.once('close', resolve); });
  big.ws.send(frame(1, 0, Buffer.alloc(CHUNK + 1)));
  assert.equal(await gone, 1009);
});

test('more than was announced, and what is not what was announced, is no photo', async () => {
  const c = await anonymous(it.url);
  const bytes = fresh();
  const { handle } = await begin(c, bytes);
  let answer = new Promise((resolve) => { c.ws.once('message', (m) => resolve(JSON.parse(m))); });
  c.ws.send(frame(handle, 0, Buffer.concat([bytes, Buffer.from('more')])));
  assert.equal((await answer).error.data.type, 'frame.bad');
  const other = Buffer.from(bytes);
  other[other.length - 3] ^= 1;
  await send(c, handle, other);
  await assert.rejects(c.call('upload.commit', { handle }), refused('rule.photo_broken', 'hash'));
  await send(c, handle, bytes);
  assert.ok((await c.call('upload.commit', { handle })).photo, 'the same upload can still be made good');
  await c.close();
});

test('an upload goes on where it stopped after the gateways were killed', async () => {
  let c = await anonymous(it.url);
  const { token } = c;
  const bytes = fresh('short-ascii-II.jpg');
  const { handle } = await begin(c, bytes);
  await send(c, handle, bytes, 0, 5 * CHUNK);
  const dropped = new Promise((resolve) => { c.ws.once('close', resolve); });
  for (const pid of childOf('ezhili-gateway')) process.kill(pid, 'SIGKILL');
  await dropped;
  for (let tries = 0; ; tries++) {
    try {
      c = await connect(it.url);
      break;
    } catch (e) {
      if (tries > 100) throw e;
      await sleep(50);
    }
  }
  await c.call('hello', { client: 'test', lang: 'zh-CN', token });
  const again = await begin(c, bytes);
  assert.deepEqual(again, { handle, offset: 5 * CHUNK });
  await send(c, handle, bytes, again.offset);
  assert.ok((await c.call('upload.commit', { handle })).photo);
  await c.close();
});

test('a repeated begin or commit makes no second photo, a reused key is refused', async () => {
  const c = await anonymous(it.url);
  const bytes = fresh();
  const key = crypto.randomUUID();
  const first = await begin(c, bytes, { key });
  assert.equal((await begin(c, bytes, { key })).handle, first.handle);
  await assert.rejects(begin(c, fresh('test2.jpg'), { key }), refused('key.reused'));
  await send(c, first.handle, bytes);
  const one = await c.call('upload.commit', { handle: first.handle });
  assert.deepEqual(await c.call('upload.commit', { handle: first.handle }), one);
  assert.deepEqual(await begin(c, bytes), { handle: first.handle, offset: bytes.length });
  const both = await Promise.all([1, 2].map(() => c.call('upload.commit', { handle: first.handle })));
  assert.deepEqual(both, [one, one]);
  await c.close();
});

test('somebody else’s handle is nobody’s', async () => {
  const [a, b] = [await anonymous(it.url), await anonymous(it.url)];
  const bytes = fresh();
  const { handle } = await begin(a, bytes);
  await send(a, handle, bytes);
  await assert.rejects(b.call('upload.commit', { handle }), refused('upload.not_found', 'handle'));
  const answer = new Promise((resolve) => { b.ws.once('message', (m) => resolve(JSON.parse(m))); });
  b.ws.send(frame(handle, 0, bytes));
  assert.equal((await answer).error.data.type, 'upload.not_found');
  assert.equal((await begin(b, bytes)).offset, 0, 'the same picture of another person is another upload');
  await a.close();
  await b.close();
});

test('one upload too many pushes out the oldest unfinished one', async () => {
  const c = await anonymous(it.url);
  const handles = [];
  for (let i = 0; i < 4; i++) handles.push((await begin(c, fresh())).handle);
  await assert.rejects(c.call('upload.commit', { handle: handles[0] }), refused('upload.not_found'));
  await assert.rejects(c.call('upload.commit', { handle: handles[1] }), refused('upload.offset'));
  await c.close();
});

test('media killed in the middle costs at most the picture it was at twice', async () => {
  const c = await anonymous(it.url);
  const jobs = Promise.allSettled([1, 2, 3].map(() => upload(c, fresh('sony-alpha-6000.jpg'))));
  for (let i = 0; i < 3; i++) {
    await sleep(250);
    if (i < 2) for (const pid of childOf('ezhili-media')) process.kill(pid, 'SIGKILL');
  }
  const outcomes = await jobs;
  for (const o of outcomes) assert.ok(o.status === 'fulfilled' || ['busy', 'rule.photo_broken'].includes(o.reason.type), String(o.reason));
  assert.ok((await upload(c, fresh())).photo, 'the next one works');
  await c.close();
});

test('each gateway has a media process of its own; when one dies its pictures are judged by the next', async () => {
  const media = await children('ezhili-media', 2);
  assert.equal(media.length, 2);
  // Sixteen connections reach both gateways (all the same one: once in 32,768).
  const clients = await Promise.all(Array.from({ length: 16 }, () => anonymous(it.url)));
  const photos = Promise.all(clients.map((c) => upload(c, fresh())));
  await sleep(150);
  process.kill(media[0], 'SIGKILL');
  assert.equal(new Set((await photos).map((p) => p.photo)).size, 16, 'all of them, none twice');
  const ticks = (pid) => Number(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[11]);
  const now = await children('ezhili-media', 2);
  assert.ok(now.includes(media[1]) && now.length === 2, 'the other one never stopped, and there is a next one');
  await Promise.all(clients.map((c) => upload(c, fresh('sony-alpha-6000.jpg'))));
  for (const pid of now) assert.ok(ticks(pid) > 0, 'both have worked');
  for (const c of clients) await c.close();
});

test('a photo is shown to nobody without a signed link', async () => {
  const c = await anonymous(it.url);
  const { photo } = await upload(c, fresh());
  const soon = Date.now() + 60000;
  for (const url of [`/photo/${photo}`, `/photo/${photo}?v=full&e=${soon}&s=${'0'.repeat(32)}`, `/photo/${photo}?v=full&e=${soon}`])
    assert.equal((await fetch(it.url + url)).status, 403);
  assert.equal((await fetch(`${it.url}/photo/nothing?v=full`)).status, 404);
  await c.close();
});

test('a reviewer sees photo and thumbnail through links that nobody can alter', async () => {
  const c = await anonymous(it.url);
  const { photo } = await upload(c, fresh('evil1.jpg'));
  const [{ shop_id: shop }] = await query(it.data, "SELECT shop_id FROM shop WHERE status = 'active' LIMIT 1");
  const { report } = await c.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', shop, photos: [photo] });
  await assert.rejects(c.keyed('report.submit', { category: 'V14', text: '同一张照片', shop, photos: [photo] }), refused('photo.not_found', 'photos'));
  const reviewer = await staff(it, 'reviewer1');
  const { photos: [p] } = await reviewer.call('review.get', { report });
  assert.equal(p.photo, photo);
  for (const [link, edge] of [[p.url, 640], [p.thumb, 320]]) {
    const answer = await fetch(it.url + link);
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'image/jpeg');
    assert.match(answer.headers.get('cache-control'), /no-store/);
    assert.equal(bytes.readUInt16BE(0), 0xffd8);
    assert.ok(!bytes.includes('Exif') && !bytes.includes('Photoshop'));
    assert.ok(bytes.length > 1000 * (edge / 320), 'a whole picture');
  }
  assert.equal((await fetch(it.url + p.thumb.replace('v=thumb', 'v=full'))).status, 403);
  assert.equal((await fetch(it.url + p.url.replace(/e=(\d+)/, (_, ms) => `e=${Number(ms) + 1}`))).status, 403);
  await c.close();
  await reviewer.close();
});

test('of a whistleblower’s photo neither time nor place is kept, whoever told it', async () => {
  const first = await anonymous(it.url);
  const s = await seal(first, { use: 'enroll', name: '王小明', id_no: '11010519491231002X', phone: '13800138000', rail: 'wechat', account: 'o-rider-wallet-9' });
  const { identity_code } = await first.call('whistle.enroll', {
    key: s.key, kind: 'rider', platform: '美团', employment: 'part', password: 'a long password', key_id: s.key_id, sealed: s.sealed });
  await first.until('whistle.changed', (t) => t.state === 'accepted');
  await first.close();
  const c = await connect(it.url);
  await c.signIn('auth.code', { identity_code, password: 'a long password' });
  const { photo } = await upload(c, fresh('test1.jpg'), { taken_at: 1360000000000, at: { lat: 26.07, lng: 119.29, datum: 'wgs84' } });
  const r = await row(photo);
  for (const column of ['taken_ms', 'lat', 'lng', 'datum', 'exif_taken_ms', 'exif_lat', 'exif_lng']) assert.equal(r[column], null, column);
  assert.equal(r.created_ms % 3600000, 0, 'only the hour');
  assert.equal((await query(it.data, 'SELECT MAX(created_ms % 3600000) n FROM upload WHERE id = ?', [r.id]))[0].n, 0);
  await c.close();
});

test('an expired upload and a photo that no report took are swept away', async () => {
  const c = await anonymous(it.url);
  const { photo } = await upload(c, fresh());
  const half = await begin(c, fresh());
  await send(c, half.handle, camera('right.jpg'), 0, 1000);
  await query(it.data, 'UPDATE upload SET created_ms = 1000');
  await query(it.data, "UPDATE photo SET created_ms = 1000 WHERE state = 'free'");
  await c.close();
  const kept = 2 * (await query(it.data, "SELECT COUNT(*) n FROM photo WHERE state = 'kept'"))[0].n;
  // A gateway sweeps when it starts.
  for (const pid of childOf('ezhili-gateway')) process.kill(pid, 'SIGKILL');
  const rows = async () => (await query(it.data, "SELECT (SELECT COUNT(*) FROM upload) + (SELECT COUNT(*) FROM photo WHERE state <> 'kept') n"))[0].n;
  for (let tries = 0; (files(evidence()).length > kept || await rows().catch(() => 1)) && tries < 200; tries++) await sleep(50);
  assert.deepEqual(files(evidence()).filter((f) => f.startsWith(photo)), []);
  assert.equal((await query(it.data, 'SELECT COUNT(*) n FROM upload'))[0].n, 0);
  assert.equal((await query(it.data, "SELECT COUNT(*) n FROM photo WHERE state <> 'kept'"))[0].n, 0);
  assert.deepEqual(files(path.join(evidence(), 'staging')), []);
});

test('when a case ended long ago its photos are destroyed, and the audit says so; an open case is held', async () => {
  const c = await anonymous(it.url);
  const [{ shop_id: shop }] = await query(it.data, "SELECT shop_id FROM shop WHERE status = 'active' LIMIT 1");
  const made = [];
  for (const text of ['已经结案的后厨问题', '还在核查的后厨问题']) {
    const { photo } = await upload(c, fresh());
    await c.keyed('report.submit', { category: 'V13', text, shop, photos: [photo] });
    made.push(photo);
  }
  await c.close();
  const [ended, open] = await Promise.all(made.map(row));
  await query(it.data, 'UPDATE photo SET created_ms = 1000 WHERE report IS NOT NULL');
  await query(it.data, "UPDATE report SET updated_ms = 1000, state = 'closed' WHERE id = ?", [ended.report]);
  await query(it.data, 'UPDATE report SET updated_ms = 1000 WHERE id = ?', [open.report]);
  for (const pid of childOf('ezhili-gateway')) process.kill(pid, 'SIGKILL');
  for (let tries = 0; (await row(made[0])).state !== 'destroyed' && tries < 200; tries++) await sleep(50);
  const gone = await row(made[0]);
  assert.deepEqual([gone.state, gone.blob_key, gone.phash], ['destroyed', null, null]);
  assert.deepEqual(files(evidence()).filter((f) => f.startsWith(made[0])), []);
  const audit = await query(it.data, "SELECT actor FROM audit WHERE action = 'photo.destroy' AND object = ?", [ended.report]);
  assert.deepEqual(audit.map((a) => a.actor), ['system'], 'once');
  assert.equal((await row(made[1])).state, 'kept');
  assert.equal(files(evidence()).filter((f) => f.startsWith(made[1])).length, 2);
});

test('the sample client reports with a photo from a terminal', async () => {
  const before = (await query(it.data, "SELECT COUNT(*) n FROM photo WHERE state = 'kept'"))[0].n;
  const file = path.join(os.tmpdir(), `ezhili-say-${crypto.randomUUID()}.jpg`);
  fs.writeFileSync(file, fresh('sony-alpha-6000.jpg'));
  try {
    const { stdout } = await promisify(execFile)(bin('ezhili-say'), ['--url', it.url, '--photo', file, '鼓楼区东街口那家麻辣烫后厨有老鼠']);
    assert.match(stdout, /V14/);
    assert.match(stdout, /凭证码 receipt +\S{8,}/);
  } finally {
    fs.rmSync(file);
  }
  assert.equal((await query(it.data, "SELECT COUNT(*) n FROM photo WHERE state = 'kept'"))[0].n, before + 1);
});
