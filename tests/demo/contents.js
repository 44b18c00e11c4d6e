// What a demonstration contains: registry, people, keys and money. Each step is done once a data directory.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readJson, writeFile } from './files.js';

const SEED = 1;

const PEOPLE = [
  { login: 'reviewer1', roles: ['reviewer'], name: '审核员一', offices: '*' },
  { login: 'reviewer2', roles: ['reviewer'], name: '审核员二', offices: '*' },
  { login: 'approver1', roles: ['approver'], name: '审批人一', signs: true },
  { login: 'approver2', roles: ['approver'], name: '审批人二', signs: true },
  { login: 'finance1', roles: ['finance'], name: '财务一' },
  { login: 'auditor1', roles: ['auditor'], name: '审计员一' },
  { login: 'admin1', roles: ['admin'], name: '管理员一' },
  { login: 'admin2', roles: ['admin'], name: '管理员二' },
];

// Marks what has been done; a step that failed half-way is simply done again.
function once(data, step, value, work) {
  const file = path.join(data, 'demo/done.json');
  const done = readJson(file, {});
  if (JSON.stringify(done[step]) === JSON.stringify(value)) return false;
  return work().then(() => {
    writeFile(file, JSON.stringify({ ...readJson(file, {}), [step]: value }));
    return true;
  });
}

export async function loadRegistry({ data, ezhili, shops, say }) {
  const loaded = await once(data, 'registry', { shops, seed: SEED }, async () => {
    const { writeRegistry } = await import('./registry.js');
    const dir = path.join(data, 'demo');
    say(`载入演示登记数据 loading the demonstration registry (${shops})`);
    writeRegistry(dir, { shops, seed: SEED });
    await ezhili(['registry', 'offices', path.join(dir, 'offices.csv')]);
    await ezhili(['registry', 'import', path.join(dir, 'registry.csv')]);
  });
  if (loaded || !fs.existsSync(path.join(data, 'registry.idx'))) await ezhili(['registry', 'build']);
}

// Words without letters that look alike.
const password = () => Array.from(crypto.randomBytes(12), (b) => 'abcdefghjkmnpqrstuvwxyz23456789'[b % 31]).join('');

export async function makePeople({ data, ezhili }) {
  const file = path.join(data, 'demo/people.json');
  const had = readJson(file, []);
  const people = PEOPLE.map((p) => had.find((h) => h.login === p.login) ?? ({
    ...p, password: password(), ...(p.signs && { sign_seed: crypto.randomBytes(32).toString('base64') }),
  }));
  writeFile(file, JSON.stringify(people), 0o600);
  await once(data, 'people', people.length, async () => {
    for (const p of people) {
      await ezhili(['user', 'add', p.login, '--roles', p.roles.join(','), '--name', p.name, ...(p.offices ? ['--offices', p.offices] : [])],
        { input: `${p.password}\n` }).catch((e) => {
        if (!/exists already/.test(e.err ?? '')) throw e;
      });
    }
  });
  return people.map(({ login, password: secret, roles, sign_seed: seed }) => ({ login, password: secret, roles, ...(seed && { sign_seed: seed }) }));
}

// Before ezhilid runs: the root key and the first sealing key, as files.
export async function makePayer({ data, ezhili }) {
  await ezhili(['keys', 'init']);
  return { rootKey: fs.readFileSync(path.join(data, 'keys/root.pub'), 'utf8').trim() };
}

const ED25519_SEED = Buffer.from('302e020100300506032b657004220420', 'hex'); // PKCS #8 around a seed

function publicKeyOf(seed) {
  const key = crypto.createPrivateKey({ key: Buffer.concat([ED25519_SEED, Buffer.from(seed, 'base64')]), format: 'der', type: 'pkcs8' });
  return Buffer.from(crypto.createPublicKey(key).export({ format: 'jwk' }).x, 'base64url').toString('base64');
}

const POOL_FEN = 1_000_000_000_00;

// Once it runs: the sealing key is published, approvers' keys are registered, the pool is funded.
export async function makeMoney({ data, ezhili, users }) {
  await once(data, 'money', 1, async () => {
    const answerable = ['--by', 'admin1', '--second', 'admin2'];
    await ezhili(['keys', 'publish']);
    for (const u of users.filter((p) => p.sign_seed)) await ezhili(['approver', 'add', u.login, '--key', publicKeyOf(u.sign_seed), ...answerable]);
    await ezhili(['funds', 'add', '--fen', String(POOL_FEN), '--line', 'DEMO-0001', ...answerable]).catch((e) => {
      if (!/in the ledger already/.test(e.err ?? '')) throw e;
    });
  });
}
