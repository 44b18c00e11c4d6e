// Asks the tree whether the house still stands as it was drawn. Needs the built libraries for the symbol checks.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../demo/files.js';

const build = path.join(root, 'build/release');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');
// Outside a clone (an unpacked archive) the folders themselves are the list.
const walk = (dir) => fs.readdirSync(path.join(root, dir), { withFileTypes: true }).flatMap((e) => {
  const file = path.join(dir, e.name);
  if (e.isDirectory()) return e.name === 'node_modules' || e.name === 'vendor' ? [] : walk(file);
  return [file];
});
const files = fs.existsSync(path.join(root, '.git')) ? git('ls-files', '--cached', '--others', '--exclude-standard').filter((f) => fs.existsSync(path.join(root, f)))
  : ['server', 'include', 'sql', 'tests', 'client-sample'].flatMap(walk);
const c = files.filter((f) => /^(server|include)\/.*\.[ch]$/.test(f));
const none = (list) => assert.deepEqual(list, []);

const PROCESSES = ['gateway', 'payout', 'media', 'sms', 'supervisor', 'cli'];
const BELOW = {
  base: [], domain: ['base'], io: ['base', 'domain'],
  ...Object.fromEntries(PROCESSES.map((p) => [p, ['base', 'domain', 'io']])),
};

test('a file includes downward only', () => {
  const bad = [];
  for (const file of c) {
    const floor = file.split('/')[1];
    if (!BELOW[floor]) continue;
    for (const [, other, header] of read(file).matchAll(/#include "([a-z]+)\/([^"]+)"/g))
      if (other !== floor && BELOW[other] && !BELOW[floor].includes(other)) bad.push(`${file}: ${other}/${header}`);
  }
  none(bad);
});

test('one file knows each big library', () => {
  for (const header of ['mysql.h', 'libwebsockets.h', 'curl/curl.h']) {
    const users = c.filter((f) => read(f).includes(`#include <${header}>`));
    assert.ok(users.length <= 1, `${header}: ${users.join(' ')}`);
  }
});

test('no SQL stands in C', () => none(c.filter((f) => /"(SELECT|INSERT|UPDATE|DELETE|REPLACE) /.test(read(f)))));

test('no banned word is used', () => {
  const words = /\b(goto|strcpy|strcat|sprintf|vsprintf|gets|atoi|strtok)\b/;
  const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/"(\\.|[^"\\])*"/g, '""');
  none(c.filter((f) => words.test(withoutComments(read(f)))));
});

test('nothing is left for later', () => {
  const mark = new RegExp(`\\b(${['TO', 'FIX'].map((w, i) => w + ['DO', 'ME'][i]).join('|')}|${'X'.repeat(3)}|${'HA' + 'CK'})\\b`);
  none(files.filter((f) => /\.(c|h|js|mjs|sql|awk|css|html)$/.test(f) && mark.test(read(f))));
});

test('no file is a drawer', () => none(files.filter((f) => /(^|\/)(common|utils?|misc|internal|helpers?)\.(c|h|js|mjs)$/.test(f))));

test('no C file is longer than 400 lines and no client file either', () => {
  const long = files.filter((f) => (/^(server|include)\/.*\.[ch]$/.test(f) && !f.includes('/tables/')) || /^client-sample\/.*\.(js|mjs|css)$/.test(f))
    .map((f) => [f, read(f).split('\n').length - 1]).filter(([, n]) => n > 400);
  none(long.map(([f, n]) => `${f}: ${n}`));
});

test('every module of base, domain and io has its unit test', () => {
  // A module is what has a public header; files with a header beside them are its private parts.
  const modules = files.map((f) => f.match(/^include\/(base|domain|io)\/(\w+)\.h$/)).filter(Boolean)
    .filter(([, floor, name]) => files.includes(`server/${floor}/${name}.c`));
  none(modules.filter(([, floor, name]) => !files.includes(`tests/unit/${floor}/${name}_test.c`)).map(([file]) => file));
});

test('every header states its guard', () => {
  none(c.filter((f) => f.endsWith('.h') && !f.includes('/tables/')).filter((f) => {
    const guard = f.replace(/^(include|server)\//, '').replace(/[^a-z0-9]/gi, '_').toUpperCase();
    return !read(f).includes(`#define ${guard}`);
  }));
});

test('the lock files name no registry host', () => {
  none(files.filter((f) => f.endsWith('package-lock.json') && /"resolved":/.test(read(f))));
});

const nm = (file, ...args) => execFileSync('nm', [...args, file], { encoding: 'utf8', maxBuffer: 1 << 27 });
const needs = (file) => (t) => (fs.existsSync(file) ? false : t.skip(`${file} is not built`));

test('the domain is pure: no clock, no random, no I/O, no memory but the arena', (t) => {
  const lib = path.join(build, 'libezhili_domain.a');
  if (needs(lib)(t) !== false) return;
  const impure = / U ((time|clock_gettime|gettimeofday|getenv|fopen|open|read|write|malloc|calloc|realloc|free|printf|fprintf|rand|random|getrandom)$|(json|mysql|curl|lws|crypto|sodium|randombytes)_)/;
  none([...new Set(nm(lib, '-u').split('\n').filter((l) => impure.test(l)).map((l) => l.trim()))]);
});

test('the gateway cannot open a seal and links no rail cryptography', (t) => {
  const gateway = path.join(build, 'bin/ezhili-gateway');
  if (needs(gateway)(t) !== false) return;
  none(nm(gateway, '-D', '--undefined-only').split('\n').filter((l) => /seal_open|crypto_box_open|RSA_|EVP_PKEY_/.test(l)));
  none(nm(gateway).split('\n').filter((l) => / [tT] (unseal|seal_open)/.test(l)));
});

test('media links neither network nor database', (t) => {
  const media = path.join(build, 'bin/ezhili-media');
  if (needs(media)(t) !== false) return;
  none(nm(media, '-D', '--undefined-only').split('\n').filter((l) => / U (mysql_|curl_|lws_|connect\b|listen\b|accept)/.test(l)));
});
