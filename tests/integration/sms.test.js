// One-time codes by text message: sealed on their way, limited, tried again, and gone afterwards.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { sleep } from '../demo/files.js';
import { startSms } from '../sms/server.js';
import { query } from './database.js';
import { connect } from './rpc.js';
import { start } from './start.js';

const PER_HOUR = 3;

let it;
let sms;
let dir;
before(async () => {
  const secret = crypto.randomBytes(24).toString('hex');
  sms = await startSms({ secret });
  dir = fs.mkdtempSync(path.join(process.env.EZHILI_TMP ?? os.tmpdir(), 'ezhili-sms-'));
  fs.writeFileSync(path.join(dir, 'secret'), `${secret}\n`, { mode: 0o600 });
  it = await start({ set: [`sms_url=${sms.url}`, `sms_secret_file=${dir}/secret`, 'sms_template=SMS_77', 'sms_timeout_ms=1s',
    `rate_otp_per_hour=${PER_HOUR}`, 'rate_otp_total_per_hour=60', 'rate_password_failures=100'] });
});
after(async () => {
  await it?.stop();
  await sms?.close();
  fs.rmSync(dir, { recursive: true, force: true });
});

const refused = (type) => (e) => {
  assert.equal(e.type, type, e.message);
  return true;
};

let nth = 0;
const phone = () => `1390000${String(1000 + nth++)}`;
const rows = async () => (await query(it.data, 'SELECT COUNT(*) AS n FROM sms_mail'))[0].n;
async function noRows() {
  for (const end = Date.now() + 10000; Date.now() < end; await sleep(50)) if (await rows() === 0) return;
  assert.fail('a row stays');
}

test('a code comes by message, in the language of the session, and signs in', async () => {
  const c = await connect(it.url, { lang: 'en' });
  const to = phone();
  const r = await c.call('auth.otp', { phone: to });
  assert.equal(r.demo_code, undefined);
  const m = await sms.until((x) => x.phone === to);
  assert.match(m.code, /^\d{6}$/);
  assert.deepEqual([m.lang, m.template, m.minutes, m.text], ['en', 'SMS_77', 5, `[ezhili] Your code is ${m.code}, valid for 5 minutes. Tell nobody.`]);
  const { principal } = await c.signIn('auth.verify', { phone: to, code: m.code, consent: c.hello.consent });
  assert.deepEqual(principal.roles, ['citizen']);

  const zh = await connect(it.url);
  const other = phone();
  await zh.call('auth.otp', { phone: other });
  const n = await sms.until((x) => x.phone === other);
  assert.equal(n.text, `【e治理】验证码 ${n.code}，5 分钟内有效。请勿告诉他人。`);
  await noRows();
});

test('a used code, a wrong one and one of somebody else do not sign in', async () => {
  const [a, b] = [phone(), phone()];
  const c = await connect(it.url);
  await c.call('auth.otp', { phone: a });
  await c.call('auth.otp', { phone: b });
  const [ma, mb] = [await sms.until((x) => x.phone === a), await sms.until((x) => x.phone === b)];
  const verify = (to, code) => c.call('auth.verify', { phone: to, code, consent: c.hello.consent });
  if (ma.code !== mb.code) await assert.rejects(verify(a, mb.code), refused('auth.failed'));
  await verify(a, ma.code);
  await assert.rejects(verify(a, ma.code), refused('auth.failed'));
});

test('no phone is readable in the database or in a log, not even on its way', { timeout: 60000 }, async () => {
  const to = phone();
  sms.answer = 503;
  const c = await connect(it.url);
  const before = sms.asked;
  await c.call('auth.otp', { phone: to });
  assert.equal(await rows(), 1);
  while (sms.asked === before) await sleep(20);
  const sql = (text) => execFileSync('mariadb', ['-S', path.join(it.data, 'run/db/s'), '-u', 'root', '-B', '-N', '--binary-as-hex', 'ezhili', '-e', text],
    { encoding: 'utf8', maxBuffer: 1 << 28 });
  const tables = sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'ezhili' AND table_type = 'BASE TABLE'").trim().split('\n');
  const places = tables.filter((t) => !/^(shop|office)/.test(t)).map((t) => [t, sql(`SELECT * FROM \`${t}\``)]);
  for (const f of fs.readdirSync(path.join(it.data, 'log'))) places.push([f, fs.readFileSync(path.join(it.data, 'log', f), 'utf8')]);
  const hex = Buffer.from(to).toString('hex');
  for (const [place, text] of places) for (const form of [to, hex, hex.toUpperCase()]) assert.ok(!text.includes(form), `${place} holds the phone`);

  // Tried again with the same id until the supplier is back; sent once; then nothing is left.
  sms.answer = null;
  const m = await sms.until((x) => x.phone === to, 20000);
  assert.equal(sms.taken.filter((x) => x.phone === to).length, 1);
  await noRows();
  await c.signIn('auth.verify', { phone: to, code: m.code, consent: c.hello.consent });
});

test('a supplier that says no, or nothing, costs nobody anything', { timeout: 60000 }, async () => {
  const c = await connect(it.url);
  sms.answer = 400;
  const asked = sms.asked;
  await c.call('auth.otp', { phone: phone() });
  await noRows();
  assert.equal(sms.asked, asked + 1);

  sms.answer = 'hang';
  const to = phone();
  const started = Date.now();
  await c.call('auth.otp', { phone: to });
  assert.ok(Date.now() - started < 2000, 'a gateway does not wait for the supplier');
  await sleep(1500);
  sms.answer = null;
  await sms.until((x) => x.phone === to, 20000);
  await noRows();
});

test('the sender is started again and sends what was left', { timeout: 60000 }, async () => {
  sms.answer = 503;
  const to = phone();
  const c = await connect(it.url);
  await c.call('auth.otp', { phone: to });
  const [pid] = fs.readFileSync(`/proc/${it.pid}/task/${it.pid}/children`, 'utf8').trim().split(' ').map(Number)
    .filter((p) => path.basename(fs.readlinkSync(`/proc/${p}/exe`)) === 'ezhili-sms');
  process.kill(pid, 'SIGKILL');
  sms.answer = null;
  await sms.until((x) => x.phone === to, 20000);
});

test('a phone gets so many codes an hour, also when they are asked for at once', async () => {
  const to = phone();
  const many = await Promise.all(Array.from({ length: 12 }, async () => {
    const c = await connect(it.url);
    return c.call('auth.otp', { phone: to }).then(() => 'sent', (e) => e.type);
  }));
  await sleep(800);
  const [{ sent }] = await query(it.data, 'SELECT sent FROM otp ORDER BY sent_ms DESC LIMIT 1');
  assert.ok(sent <= PER_HOUR, `${sent} counted`);
  assert.ok(sms.taken.filter((m) => m.phone === to).length <= PER_HOUR, many.join(' '));
  const c = await connect(it.url);
  for (let i = 0; i < PER_HOUR; i++) await c.call('auth.otp', { phone: to }).catch(() => {});
  await assert.rejects(c.call('auth.otp', { phone: to }), (e) => refused('rate.limited')(e) && e.data.retry_after_ms > 0);
});

test('guesses made at once are counted one by one', async () => {
  const to = phone();
  const c = await connect(it.url);
  await c.call('auth.otp', { phone: to });
  const { code } = await sms.until((x) => x.phone === to);
  const guess = (n) => String((Number(code) + n) % 1000000).padStart(6, '0');
  const guesses = await Promise.all(Array.from({ length: 20 }, async (_, i) => {
    const g = await connect(it.url);
    return g.call('auth.verify', { phone: to, code: guess(i + 1), consent: g.hello.consent }).catch((e) => e.type);
  }));
  assert.ok(guesses.every((g) => typeof g === 'string'), 'no guess is right');
  const tried = (await query(it.data, 'SELECT tries FROM otp ORDER BY sent_ms DESC LIMIT 1'))[0].tries;
  assert.ok(tried >= 5, `${tried} tries counted`);
  await assert.rejects(c.call('auth.verify', { phone: to, code, consent: c.hello.consent }), refused('auth.failed'));
});

test('everybody together gets so many an hour', async () => {
  const c = await connect(it.url);
  let limited = null;
  for (let i = 0; i < 70 && !limited; i++) limited = await c.call('auth.otp', { phone: phone() }).then(() => null, (e) => e);
  refused('rate.limited')(limited);
  assert.ok(limited.data.retry_after_ms <= 3600000);
});
