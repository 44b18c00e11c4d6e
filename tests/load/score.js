// ./dev bench score: what the filter costs without I/O.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

export async function run() {
  const program = path.resolve(import.meta.dirname, '../../build/release/tests/ezhili-score-bench');
  execFileSync(program, { stdio: 'inherit' });
}

if (process.argv[1] === import.meta.filename)
  await run();
