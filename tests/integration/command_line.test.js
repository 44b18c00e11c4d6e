// The command line: what it says, what it refuses, and its exit status.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { bin } from '../demo/files.js';
import { query } from './database.js';
import { start } from './start.js';

let it;
before(async () => { it = await start({ shops: 50 }); });
after(async () => it?.stop());

const ezhili = (args, input = '') => spawnSync(bin('ezhili'), ['--data', it.data, ...args], { encoding: 'utf8', input });

test('help names every command in both languages', () => {
  const { status, stdout } = ezhili(['help']);
  assert.equal(status, 0);
  for (const name of ['init', 'migrate', 'user add', 'registry import', 'registry build', 'keys init', 'ledger verify', 'verify', 'stats'])
    assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
});

test('a command that does not exist, or lacks its arguments, exits with 2', () => {
  assert.equal(ezhili(['registri']).status, 2);
  const missing = ezhili(['registry', 'import']);
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /usage: ezhili registry import FILE\.csv/);
});

test('what print-config prints, it reads', () => {
  const first = ezhili(['print-config', '--set', 'undo_ms=7s']).stdout;
  assert.match(first, /^undo_ms = 7s$/m);
  assert.match(first, /^# 撤销时限$/m);
});

test('an account needs a password, compatible roles and a login of its own', () => {
  assert.equal(ezhili(['user', 'add', 'wang', '--roles', 'reviewer'], 'short\n').status, 1);
  assert.equal(ezhili(['user', 'add', 'wang', '--roles', 'reviewer,finance'], 'long-enough\n').status, 2);
  assert.equal(ezhili(['user', 'add', 'wang', '--roles', 'citizen'], 'long-enough\n').status, 2);
  assert.equal(ezhili(['user', 'add', 'wang', '--roles', 'reviewer', '--offices', '350102001'], 'long-enough\n').status, 0);
  assert.match(ezhili(['user', 'add', 'wang', '--roles', 'reviewer'], 'long-enough\n').stderr, /exists already/);
  assert.match(ezhili(['user', 'list']).stdout, /^wang\treviewer\twang$/m);
});

test('no password is stored as it was typed', async () => {
  const [row] = await query(it.data, "SELECT password FROM account WHERE login = 'wang'");
  assert.match(row.password, /^\$argon2id\$/);
});

test('a broken audit chain is found', async () => {
  assert.equal(ezhili(['verify']).status, 0);
  await query(it.data, 'INSERT INTO audit (epoch, n, at_ms, actor, action, object, hash) VALUES (UNHEX(REPEAT("7F", 16)), 1, 1, "x", "y", UNHEX(REPEAT("00", 16)), UNHEX(REPEAT("00", 32)))');
  const { status, stderr } = ezhili(['verify']);
  assert.equal(status, 1);
  assert.match(stderr, /broken audit chain \w{26}: 1/);
  await query(it.data, 'DELETE FROM audit WHERE epoch = UNHEX(REPEAT("7F", 16))');
  assert.equal(ezhili(['verify']).status, 0);
});

test('without its ezhilid the command line says what to do', () => {
  const { status, stderr } = spawnSync(bin('ezhili'), ['--data', '/tmp', 'stats'], { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /is ezhilid running\?/);
});
