// Where things lie, and the few things everybody here does with processes and files.
import { spawn } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Debian's Node 18 does not have it as a global yet; browsers and the clients' modules do.
globalThis.crypto ??= webcrypto;

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const bin = (name) => path.join(process.env.EZHILI_BIN ?? path.join(root, 'build/release/bin'), name);
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const readJson = (file, fallback = null) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : fallback);

// Replaced whole: a reader never sees half a file.
export function writeFile(file, text, mode = 0o644) {
  fs.writeFileSync(`${file}.part`, text, { mode });
  fs.chmodSync(`${file}.part`, mode);
  fs.renameSync(`${file}.part`, file);
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export const portIsFree = (port) => new Promise((resolve) => {
  const server = net.createServer().once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
});

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    // A zombie answers too, and is dead.
    return !/\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

// Runs a program to its end. Resolves with its standard output, rejects with what it complained about.
export function run(program, args, { input = '', env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: env ?? process.env });
    let out = '';
    let err = '';
    child.stdout.on('data', (d) => { out += d; });
    child.stderr.on('data', (d) => { err += d; });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(out);
      else reject(Object.assign(new Error(`${path.basename(program)} ${args.join(' ')}: exit ${code ?? signal}\n${err || out}`), { code, out, err }));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
