// ./dev bench score: what the filter costs without I/O.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export async function run() {
  const program = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../build/release/tests/ezhili-score-bench');
  execFileSync(program, { stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await run();
