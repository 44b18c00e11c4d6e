// What `./dev down` runs.
import path from 'node:path';
import { stopIn } from './instance.js';

const data = path.resolve(process.argv[2]);
console.log(await stopIn(data) ? `已停止 stopped: ${data}` : `没有在运行 not running: ${data}`);
