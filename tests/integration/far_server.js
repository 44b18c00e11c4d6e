// A MariaDB that is not ezhili's own: reached by TCP, with a certificate, an administrator and nothing else.
//
//   const server = await startServer(dir);     server.port, server.ca, server.password_file, server.query(sql)
//   const node = await startNode(server);      node.port: another address of the same server, as a cluster's node is
//   node.sick = true                           it answers every statement with 1047, as a node that left its cluster does
//   await node.die(); await node.live()        nobody listens there; somebody does again
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort, sleep } from '../demo/files.js';

const mariadb = createRequire(import.meta.url)('mariadb');
const quiet = { stdio: ['ignore', 'ignore', 'pipe'] };
const PASSWORD = 'far away, and secret';

function certificate(dir) {
  const cert = path.join(dir, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', path.join(dir, 'key.pem'), '-out', cert,
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], quiet);
  return cert;
}

export async function startServer(dir) {
  fs.mkdirSync(path.join(dir, 'tmp'), { recursive: true });
  const user = os.userInfo().username;
  const cert = certificate(dir);
  const passwordFile = path.join(dir, 'password');
  fs.writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  execFileSync('mariadb-install-db', ['--no-defaults', `--user=${user}`, `--datadir=${dir}/data`, `--tmpdir=${dir}/tmp`, '--skip-test-db',
    '--auth-root-authentication-method=socket', `--auth-root-socket-user=${user}`], quiet);
  const port = await freePort();
  const socketPath = path.join(dir, 's');
  const log = fs.openSync(path.join(dir, 'log'), 'a');
  const child = spawn('mariadbd', ['--no-defaults', `--user=${user}`, `--datadir=${dir}/data`, `--tmpdir=${dir}/tmp`, `--socket=${socketPath}`,
    '--bind-address=127.0.0.1', `--port=${port}`, '--skip-name-resolve', `--ssl-cert=${cert}`, `--ssl-key=${path.join(dir, 'key.pem')}`,
    '--innodb-buffer-pool-size=64M', '--innodb-log-file-size=16M'], { stdio: ['ignore', log, log] });
  fs.closeSync(log);
  const query = async (sql) => {
    const db = await mariadb.createConnection({ socketPath, user });
    try {
      return await db.query(sql);
    } finally {
      await db.end();
    }
  };
  for (let left = 300; ; left--) {
    try {
      await query('SELECT 1');
      break;
    } catch (e) {
      if (!left || child.exitCode !== null) throw e;
      await sleep(100);
    }
  }
  // What README tells an administrator to grant, and no more.
  await query(`CREATE USER ez@'%' IDENTIFIED BY '${PASSWORD}'`);
  await query("GRANT ALL ON ezhili.* TO ez@'%' WITH GRANT OPTION");
  await query("GRANT CREATE USER ON *.* TO ez@'%'");
  return {
    port, query, ca: cert, password_file: passwordFile,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

// ERR packet 1047 as the answer to the packet whose sequence number was seq.
function notReady(seq) {
  const text = Buffer.from('#08S01WSREP has not yet prepared node for application use');
  const packet = Buffer.alloc(7 + text.length);
  packet.writeUIntLE(text.length + 3, 0, 3);
  packet[3] = seq + 1;
  packet[4] = 0xff;
  packet.writeUInt16LE(1047, 5);
  text.copy(packet, 7);
  return packet;
}

export async function startNode(server) {
  const pairs = new Set();
  const node = { port: await freePort(), sick: false, asked: 0 };
  const accept = (client) => {
    const up = net.connect(server.port, '127.0.0.1');
    const pair = [client, up];
    pairs.add(pair);
    for (const s of pair) {
      s.on('error', () => {});
      s.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    up.pipe(client);
    client.on('data', (data) => {
      node.asked++;
      if (!node.sick) up.write(data);
      else if (data[4] !== 0x01) client.write(notReady(data[3])); // 1: it says good-bye, nobody answers
    });
  };
  let listener = null;
  node.live = async () => {
    listener = net.createServer(accept).listen(node.port, '127.0.0.1');
    await once(listener, 'listening');
  };
  node.die = async () => {
    listener.close();
    for (const [client] of pairs) client.destroy();
    await sleep(20);
  };
  await node.live();
  return node;
}
