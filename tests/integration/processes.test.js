// The supervisor and its children: restarts, stops, walls, rights.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { bin, isAlive, sleep } from '../demo/files.js';
import { connect, query } from './database.js';
import { start } from './start.js';

let it;
before(async () => { it = await start(); });
after(async () => it?.stop());

const children = () => fs.readFileSync(`/proc/${it.pid}/task/${it.pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
const program = (pid) => path.basename(fs.readlinkSync(`/proc/${pid}/exe`));
const pidOf = (name) => children().find((pid) => program(pid) === name);
const status = () => JSON.parse(fs.readFileSync(path.join(it.data, 'run/status'), 'utf8'));
const ours = ['ezhili-gateway', 'ezhili-media', 'ezhili-payout'];

async function until(what, check, ms = 15000) {
  const end = Date.now() + ms;
  for (;;) {
    try {
      if (await check()) return;
    } catch { /* not yet */ }
    assert.ok(Date.now() < end, `in time: ${what}`);
    await sleep(20);
  }
}

async function again(more) {
  const exited = it.exited();
  process.kill(it.pid, 'SIGTERM');
  await exited;
  await it.restart(more);
}

const healthy = async () => (await fetch(`${it.url}/healthz`)).ok;
const allUp = () => Object.values(status()).every((p) => p.state === 'up');

function runToEnd(name, args) {
  return new Promise((resolve) => {
    let err = '';
    const child = spawn(bin(name), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (d) => { err += d; });
    child.on('close', (code) => resolve({ code, err }));
  });
}

test('all processes are up and /readyz says so', async () => {
  const answer = await (await fetch(`${it.url}/readyz`)).json();
  assert.equal(answer.ready, true);
  assert.deepEqual(Object.keys(answer.processes).sort(), ['gateway.0', 'gateway.1', 'mariadb', 'media.0', 'media.1', 'payout']);
  for (const p of Object.values(answer.processes)) assert.equal(p.state, 'up');
});

for (const name of ours) {
  test(`a killed ${name} is back within a second`, async () => {
    const old = pidOf(name);
    const began = Date.now();
    process.kill(old, 'SIGKILL');
    await until('another process', () => !isAlive(old) && children().filter((p) => program(p) === name).length === (name === 'ezhili-payout' ? 1 : 2));
    assert.ok(Date.now() - began < 1000, `${Date.now() - began} ms`);
    await until('all up', allUp);
    await until('healthy', healthy);
  });
}

test('a connection that queues while its gateway is dead is answered by the next one', async () => {
  const gateways = children().filter((pid) => program(pid) === 'ezhili-gateway');
  for (const pid of gateways) process.kill(pid, 'SIGSTOP');
  // New connections: one that a gateway had taken already dies with it.
  const ask = () => new Promise((resolve, reject) => http.get(`${it.url}/healthz`, { agent: false }, resolve).on('error', reject));
  const asked = Promise.all(Array.from({ length: 8 }, ask));
  await sleep(100);
  for (const pid of gateways) process.kill(pid, 'SIGKILL');
  for (const answer of await asked) assert.equal(answer.statusCode, 200);
  await until('all up', allUp);
});

test('a killed database comes back and everything works again', async () => {
  process.kill(pidOf('mariadbd'), 'SIGKILL');
  await until('another one', () => pidOf('mariadbd'));
  await until('all up', allUp, 30000);
  await until('ready', async () => (await fetch(`${it.url}/readyz`)).ok, 30000);
  assert.equal((await query(it.data, 'SELECT COUNT(*) n FROM shop'))[0].n, 400);
});

test('no secret stands in arguments or environment', () => {
  const keys = ['keys/gateway/master.key', 'keys/payout/payout.key'].map((f) => fs.readFileSync(path.join(it.data, f)));
  for (const pid of children()) {
    const seen = Buffer.concat([fs.readFileSync(`/proc/${pid}/cmdline`), fs.readFileSync(`/proc/${pid}/environ`)]);
    for (const key of keys) {
      for (const form of [key, Buffer.from(key.toString('hex')), Buffer.from(key.toString('base64'))]) assert.ok(!seen.includes(form));
    }
    assert.doesNotMatch(seen.toString('latin1'), /password/i);
  }
});

test('each process has put up its walls', () => {
  const degraded = Object.fromEntries(Object.entries(status()).map(([name, p]) => [name, p.degraded]));
  for (const pid of children().filter((p) => ours.includes(program(p)))) {
    const text = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    const line = (name) => text.match(new RegExp(`^${name}:\\s+(.*)$`, 'm'))[1];
    assert.equal(line('NoNewPrivs'), '1');
    assert.equal(line('Seccomp'), '2');
    assert.equal(line('CapEff'), '0000000000000000');
    const kind = Object.keys(degraded).find((k) => program(pid).endsWith(k.split('.')[0]));
    if (process.getuid() === 0 && !degraded[kind].includes('user')) assert.ok(!line('Uid').startsWith('0\t'), `${program(pid)} is not root`);
  }
});

test('the supervisor, too, and whatever it starts, can get no more than a restart of a child takes', (t) => {
  if (process.getuid() !== 0) return t.skip('not root');
  // CAP_SETUID, CAP_SETGID, CAP_KILL, CAP_DAC_READ_SEARCH
  const kept = (1n << 7n) | (1n << 6n) | (1n << 5n) | (1n << 2n);
  for (const pid of [it.pid, ...children()]) {
    const text = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    const line = (name) => text.match(new RegExp(`^${name}:\\s+(.*)$`, 'm'))[1];
    assert.equal(line('NoNewPrivs'), '1', program(pid));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      assert.equal(BigInt(`0x${line(set)}`) & ~kept, 0n, `${program(pid)} ${set}`);
  }
});

test('the processes run as different users where they exist', (t) => {
  if (Object.values(status()).some((p) => p.degraded.includes('user'))) return t.skip('system users are not there');
  const uids = ours.map((name) => fs.readFileSync(`/proc/${pidOf(name)}/status`, 'utf8').match(/^Uid:\s+(\d+)/m)[1]);
  assert.equal(new Set(uids).size, ours.length);
});

test('one address holds no more connections than it may, and gets its places back', async () => {
  await again(['gateways=1', 'connections_per_ip=3']);
  const open = () => new Promise((resolve) => {
    const socket = new WebSocket(`${it.url.replace('http', 'ws')}/ws`, 'ezhili.v1', { origin: it.url });
    socket.on('open', () => resolve(socket)).on('error', () => resolve(null));
  });
  const held = [await open(), await open(), await open()];
  assert.ok(held.every(Boolean));
  for (let i = 0; i < 5; i++) assert.equal(await open(), null, 'one too many');
  held.pop().close();
  await until('a place again', async () => {
    const socket = await open();
    if (socket) held.push(socket);
    return socket;
  });
  assert.equal(await open(), null);
  for (const socket of held) socket.close();
  await again();
});

// The gateway's own password is random and known to nobody: a twin with the same rights tries instead.
async function twinOf(process_) {
  const db = await connect(it.data);
  const [row] = await db.query('SELECT user FROM mysql.user WHERE user LIKE ?', [`${process_}\\_%`]);
  const name = `twin_${process_}`;
  await db.query(`DROP USER IF EXISTS ${name}@localhost`);
  await db.query(`CREATE USER ${name}@localhost IDENTIFIED BY 'twin-of-a-test'`);
  for (const grant of await db.query(`SHOW GRANTS FOR '${row.User}'@localhost`)) {
    const text = Object.values(grant)[0];
    if (text.startsWith('GRANT') && !text.includes('IDENTIFIED BY')) await db.query(text.replace(/TO `.*?`@`.*?`/, `TO ${name}@localhost`));
  }
  await db.end();
  return connect(it.data, { user: name, password: 'twin-of-a-test' });
}

test('the gateway\'s database user cannot read a sealed column, nor change what is only added to', async () => {
  const db = await twinOf('gateway');
  const refused = async (sql) => assert.rejects(db.query(sql), /denied/i, sql);
  try {
    await db.query('SELECT COUNT(id) FROM report');
    await refused('SELECT sealed FROM payee');
    await refused('SELECT * FROM payee');
    await refused('UPDATE audit SET actor = \'x\'');
    await refused('DELETE FROM audit');
    await refused('SELECT * FROM ledger_entry');
    await refused('CREATE TABLE x (y INT)');
    await refused('SELECT * FROM mysql.global_priv');
  } finally {
    await db.end();
  }
});

test('a second supervisor on the same data refuses to start', async () => {
  const { code, err } = await runToEnd('ezhilid', ['--data', it.data, '--set', 'port=1024']);
  assert.equal(code, 1);
  assert.match(err, /another ezhilid runs on this data directory/);
});

test('a bad configuration is refused with line, key and what is right', async () => {
  const file = path.join(it.data, 'bad.conf');
  fs.writeFileSync(file, '# x\nport = 99999999\nprot = 1\n');
  const { code, err } = await runToEnd('ezhilid', ['--config', file]);
  assert.equal(code, 2);
  assert.match(err, /bad\.conf:2: port: "99999999" is not a whole number from 1 to 65535/);
  assert.match(err, /bad\.conf:3: prot: no such key, did you mean port\?/);
});

test('a stop closes connections with 1012, in order, and takes no time', async () => {
  const socket = new WebSocket(`${it.url.replace('http', 'ws')}/ws`, 'ezhili.v1', { origin: it.url });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const began = Date.now();
  const exited = it.exited();
  process.kill(it.pid, 'SIGTERM');
  assert.equal(await closed, 1012);
  assert.equal(await exited, 0);
  assert.ok(Date.now() - began < 8000);
  await it.restart();
});

test('a supervisor that dies without a word takes its children along and starts again', async () => {
  const orphans = children();
  await it.kill();
  await until('no orphans', () => orphans.every((pid) => !isAlive(pid)), 20000);
  await it.restart();
  assert.equal((await query(it.data, 'SELECT COUNT(*) n FROM shop'))[0].n, 400);
});
