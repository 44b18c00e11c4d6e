// What `./dev up` runs once everything is built: starts a demonstration and prints where it is.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readJson } from './files.js';
import { runningIn, startInstance, stopIn } from './instance.js';

const { values: v } = parseArgs({
  options: {
    data: { type: 'string' }, port: { type: 'string', default: '8080' }, background: { type: 'boolean', default: false },
    set: { type: 'string', multiple: true, default: [] }, shops: { type: 'string', default: '20000' },
  },
});
// Who tries it sends the same pictures and sentences again and again.
const DEMO_SET = ['score_copies=no'];

const data = path.resolve(v.data);

const ROLES = { reviewer: '审核', approver: '审批', finance: '财务', auditor: '审计', admin: '管理' };

function tell(demo) {
  const lines = [
    '',
    'e治理 · ezhili',
    `  市民随手拍 citizens        ${demo.url}/citizen/`,
    `  吹哨人 riders and BD        ${demo.url}/rider/`,
    `  审核台 reviewers' console   ${demo.url}/console/`,
    `  演示银行 demonstration bank ${demo.bank}/transfers`,
    '',
    '  登录 logins（账号 login / 口令 password）',
    ...demo.users.map((u) => `    ${u.login.padEnd(10)} ${u.password}   ${u.roles.map((r) => `${ROLES[r]} ${r}`).join(', ')}`),
    '',
    `  数据 data ${data}   说明 details ${path.join(data, 'demo.json')}`,
  ];
  console.log(lines.join('\n'));
}

if (runningIn(data)) {
  tell(readJson(path.join(data, 'demo.json')));
  console.log('\n  已在运行 running already；./dev down 停止 stops it');
  process.exit(0);
}

let instance = null;
let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  console.log('\n正在停止 stopping …');
  await stopIn(data);
  console.log('已停止，数据已保存 stopped, nothing is lost');
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

try {
  instance = await startInstance({ data, port: Number(v.port), set: [...DEMO_SET, ...v.set], shops: Number(v.shops), say: (line) => console.log(line) });
} catch (e) {
  if (stopping) await new Promise(() => {}); // stop() ends the process
  console.error(`启动失败 could not start: ${e.message}`);
  process.exit(1);
}
tell(instance.demo);
if (v.background) {
  instance.detach();
  console.log('\n  后台运行 in the background；./dev down 停止 stops it');
  process.exit(0);
}
console.log('\n  Ctrl-C 停止 stops it');
const code = await instance.exited();
if (!stopping) {
  console.error(`ezhilid 已退出 ended (${code})；日志 log ${path.join(data, 'log/ezhilid.log')}`);
  await stopIn(data);
  process.exit(1);
}
