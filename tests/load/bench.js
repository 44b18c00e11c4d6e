// ./dev bench [NAME]… [--whole]: runs tests/load/NAME.js, each of which exports run(options); all of them without a
// name. --whole: those that can, measure everything, however long it takes.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const parts = new Set(['bench', 'peer', 'stored', 'warm_bank']);
const known = fs.readdirSync(here).filter((f) => f.endsWith('.js')).map((f) => f.slice(0, -3)).filter((n) => !parts.has(n));
const options = { whole: process.argv.includes('--whole') };
const wanted = process.argv.slice(2).filter((a) => a !== '--whole');
const unknown = wanted.filter((n) => !known.includes(n));
if (unknown.length > 0) {
  console.error(`没有 no such bench: ${unknown.join(' ')}；可用 there are: ${known.join(' ')}`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : known) {
  console.log(`\n== bench ${name}`);
  const { run } = await import(pathToFileURL(path.join(here, `${name}.js`)));
  if (run) await run(options);
}
