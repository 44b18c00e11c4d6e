// Rows that are worth nothing any more go by themselves, and nobody waits for an event that is gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sleep } from '../demo/files.js';
import { query } from './database.js';
import { anonymous, connect } from './rpc.js';
import { start } from './start.js';

let it;
before(async () => { it = await start(); });
after(async () => it?.stop());

const count = async (table) => (await query(it.data, `SELECT COUNT(*) AS n FROM ${table}`))[0].n;

test('stored answers, events, conversations, used codes and failures end with their time', { timeout: 90000 }, async () => {
  const c = await anonymous(it.url);
  const hello = c.hello;
  const [{ shop_id: shop }] = await query(it.data, 'SELECT shop_id FROM shop LIMIT 1');
  const { report } = await c.keyed('report.submit', { category: 'V14', text: '后厨有老鼠', shop });
  const { conv } = await c.call('chat.open');
  await c.keyed('chat.say', { conv, text: '后厨有老鼠' });
  await c.keyed('report.add', { report, text: '补充一句' });
  await c.call('auth.otp', { phone: '13905551234' });
  await assert.rejects(c.call('auth.receipt', { code: 'wrong code' }));
  const old = ['idempotency', 'outbox', 'conv', 'auth_failure', 'otp'];
  for (const t of old) assert.ok(await count(t) > 0, t);
  await query(it.data, 'UPDATE idempotency SET created_day = created_day - 40');
  await query(it.data, 'UPDATE outbox SET created_day = created_day - 40');
  await query(it.data, 'UPDATE conv SET updated_day = updated_day - 40');
  await query(it.data, 'UPDATE auth_failure SET last_ms = last_ms - 300000000');
  await query(it.data, 'UPDATE otp SET sent_ms = sent_ms - 300000000');
  await it.kill();
  await it.restart();
  for (const end = Date.now() + 20000; Date.now() < end; await sleep(200))
    if ((await Promise.all(old.map(count))).every((n) => n === 0)) break;
  for (const t of old) assert.equal(await count(t), 0, t);

  // The report and its steps stay; whoever resumes from before begins afresh and still hears what comes.
  const again = await connect(it.url, { token: c.token, resume: { session: hello.session, epoch: hello.epoch, seq: 0 } });
  assert.equal(again.hello.recovered, false);
  assert.equal((await again.call('report.get', { report })).steps.length, 2);
  await again.keyed('report.add', { report, text: '再补充一句' });
  await again.until('report.changed', (p) => p.report === report, 5000);
});

test('a receipt opens its report for its days after the last change, and no longer', async () => {
  const [{ shop_id: shop }] = await query(it.data, 'SELECT shop_id FROM shop LIMIT 1');
  const text = '后厨又有老鼠';
  const { receipt } = await (await anonymous(it.url)).keyed('report.submit', { category: 'V14', text, shop });
  const open = async () => (await connect(it.url)).signIn('auth.receipt', { code: receipt.code });
  const age = (days) => query(it.data, 'UPDATE report SET updated_ms = ? WHERE text = ?', [Date.now() - days * 86400000, text]);
  await age(1094);
  await open();
  await age(1096);
  await assert.rejects(open(), (e) => e.type === 'auth.failed');
});
