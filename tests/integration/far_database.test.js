// A database that is somebody else's: by URL, over TCP and TLS, with several addresses of which some are dead.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, sleep } from '../demo/files.js';
import { startNode, startServer } from './far_server.js';
import { anonymous } from './rpc.js';
import { start } from './start.js';

let dir, server, one, two, it;
const url = (...ports) => `db_url=mariadb://ez@${ports.map((p) => `localhost:${p}`).join(',')}/ezhili`;

before(async () => {
  dir = fs.mkdtempSync(path.join(process.env.EZHILI_TMP ?? os.tmpdir(), 'ezhili-far-'));
  fs.chmodSync(dir, 0o711);
  server = await startServer(dir);
  one = await startNode(server);
  two = await startNode(server);
  // The first address is one where nobody has ever listened.
  it = await start({ set: [url(await freePort(), one.port, two.port), `db_password_file=${server.password_file}`] });
});
after(async () => {
  await it?.stop();
  for (const node of [one, two]) await node?.die();
  await server?.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

const status = () => JSON.parse(fs.readFileSync(path.join(it.data, 'run/status'), 'utf8'));
const reports = async () => Number((await server.query('SELECT COUNT(*) n FROM ezhili.report'))[0].n);

// As a client does it: the same key again until there is an answer.
async function report(c, ms = 20000) {
  const params = { key: crypto.randomUUID(), category: 'V14', text: '后厨有老鼠' };
  for (const end = Date.now() + ms; ;) {
    try {
      return await c.call('report.submit', params);
    } catch (e) {
      if (e.type !== 'busy' || Date.now() > end) throw e;
      await sleep(e.data.retry_after_ms ?? 100);
    }
  }
}

async function again(more) {
  const exited = it.exited();
  process.kill(it.pid, 'SIGTERM');
  assert.equal(await exited, 0);
  await it.restart(more);
}

test('the house runs on a server by URL, without a mariadbd of its own', async () => {
  assert.deepEqual(Object.keys(status()).sort(), ['gateway.0', 'gateway.1', 'media.0', 'media.1', 'payout']);
  assert.ok(!fs.existsSync(path.join(it.data, 'db')), 'nothing was installed');
  const c = await anonymous(it.url);
  assert.ok((await report(c)).report);
  assert.equal(await reports(), 1);
  const users = (await server.query("SELECT user FROM mysql.user WHERE user LIKE 'gateway\\_%' OR user LIKE 'payout\\_%'")).length;
  assert.equal(users, 2, 'each process has its own user there');
  assert.equal(two.asked, 0, 'nobody goes further than to the first that answers');
  await c.close();
});

test('when the address in use dies, the next one is taken and nothing acknowledged is lost', async () => {
  const c = await anonymous(it.url);
  const had = await reports();
  await one.die();
  const began = Date.now();
  for (let i = 0; i < 5; i++) assert.ok((await report(c)).report);
  assert.ok(Date.now() - began < 10000, `${Date.now() - began} ms`);
  assert.equal(await reports(), had + 5);
  assert.ok(two.asked > 0);
  await c.close();
});

test('a node that left its cluster (1047) is left, too', async () => {
  await one.live();
  const c = await anonymous(it.url);
  const had = await reports();
  two.sick = true;
  one.asked = 0;
  assert.ok((await report(c)).report);
  assert.equal(await reports(), had + 1);
  assert.ok(one.asked > 0, 'the other one was asked');
  two.sick = false;
  await c.close();
});

test('with all of them gone it is busy, and works again by itself when one comes back', async () => {
  const c = await anonymous(it.url);
  const had = await reports();
  await one.die();
  await two.die();
  const refused = await c.keyed('report.submit', { category: 'V14', text: '没有数据库' }).catch((e) => e);
  assert.equal(refused.type, 'busy');
  assert.ok(refused.data.retry_after_ms > 0);
  const waiting = report(c);
  await sleep(1500);
  await two.live();
  assert.ok((await waiting).report);
  assert.equal(await reports(), had + 1);
  await one.live();
  await c.close();
});

test('with a CA every process speaks TLS only, and only with the server of that name', async () => {
  await server.query('SET GLOBAL require_secure_transport = ON');
  try {
    // A readable copy, as an installation has it in /etc.
    await again([url(server.port), `db_ca_file=${server.ca}`]);
    const c = await anonymous(it.url);
    assert.ok((await report(c)).report);
    const plain = await server.query("SELECT COUNT(*) n FROM information_schema.processlist WHERE user LIKE 'gateway\\_%'");
    assert.ok(Number(plain[0].n) >= 2);
    await c.close();
  } finally {
    await server.query('SET GLOBAL require_secure_transport = OFF');
  }
  const list = (...set) => it.ezhili(['user', 'list', ...set.flatMap((s) => ['--set', s])]);
  assert.match(await list(url(server.port), `db_ca_file=${server.ca}`), /reviewer1/);
  const byNumber = `db_url=mariadb://ez@127.0.0.1:${server.port}/ezhili`;
  await assert.rejects(list(byNumber, `db_ca_file=${server.ca}`), /certificate|TLS|SSL/i, 'not the name in its certificate');
  const other = path.join(dir, 'other');
  fs.mkdirSync(other);
  fs.copyFileSync(path.join(it.data, 'demo/rail/ca.pem'), path.join(other, 'ca.pem'));
  await assert.rejects(list(url(server.port), `db_ca_file=${path.join(other, 'ca.pem')}`), /certificate|TLS|SSL/i, 'another authority');
  await assert.rejects(list(url(server.port), `db_ca_file=${path.join(other, 'none.pem')}`), /db_ca_file: .*none\.pem/);
});
