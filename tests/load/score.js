// ./dev bench score: what the filter costs without I/O, then what reading a record costs as reports pile up (stored.js).
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureStored } from './stored.js';

export async function run() {
  const program = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../build/release/tests/ezhili-score-bench');
  execFileSync(program, { stdio: 'inherit' });
  await measureStored();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await run();
