// One whole ezhili on a data directory of its own: the demonstration bank, ezhilid, registry, people.
// `./dev up` and the integration tests start the same thing.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { bin, freePort, isAlive, portIsFree, readJson, root, run, sleep, writeFile } from './files.js';
import { setupBank } from '../bank/setup.js';
import { loadRegistry, makeMoney, makePeople, makePayer } from './contents.js';

const READY_MS = 180000;
const STOP_MS = 60000;

function processIds(data) {
  const read = (name) => {
    const file = path.join(data, 'run', name);
    const pid = fs.existsSync(file) ? Number.parseInt(fs.readFileSync(file, 'utf8'), 10) : 0;
    return pid > 1 && isAlive(pid) ? pid : 0;
  };
  return { ezhilid: read('pid'), bank: read('bank.pid') };
}

export const runningIn = (data) => processIds(data).ezhilid !== 0;

// The bank keeps its ports over restarts, because bills in flight name its address.
async function startBank(data) {
  const dir = path.join(data, 'demo');
  const portsFile = path.join(dir, 'ports.json');
  setupBank(dir);
  // The payer's user reads the bank's certificate at every connection; the keys beside it stay root's.
  for (const d of [dir, path.join(dir, 'rail')]) fs.chmodSync(d, 0o711);
  let ports = readJson(portsFile);
  if (!ports || !(await portIsFree(ports.api)) || !(await portIsFree(ports.inspect)))
    ports = { api: await freePort(), inspect: await freePort() };
  writeFile(portsFile, JSON.stringify(ports));
  const log = fs.openSync(path.join(dir, 'bank.log'), 'a');
  const child = spawn(process.execPath, [path.join(root, 'tests/bank/bank.js'), dir, '--port', String(ports.api),
    '--inspect-port', String(ports.inspect)], { stdio: ['ignore', log, log], detached: true });
  fs.closeSync(log);
  child.unref();
  fs.mkdirSync(path.join(data, 'run'), { recursive: true });
  fs.writeFileSync(path.join(data, 'run/bank.pid'), `${child.pid}\n`);
  return ports;
}

function configText(data, port, ports) {
  const rail = path.join(data, 'demo/rail');
  const ids = readJson(path.join(rail, 'rail.json'));
  const keys = {
    port, demo: 'yes', share_dir: path.join(root, 'client-sample'),
    wechat_base_url: `https://127.0.0.1:${ports.api}`, wechat_ca_file: path.join(rail, 'ca.pem'),
    wechat_appid: ids.appid, wechat_app_secret_file: path.join(rail, 'app_secret'), wechat_mchid: ids.mchid,
    wechat_merchant_serial: ids.merchant_serial, wechat_merchant_key: path.join(rail, 'merchant_key.pem'),
    wechat_public_key_id: ids.platform_serial, wechat_public_key: path.join(rail, `ring/${ids.platform_serial}.pem`),
    wechat_apiv3_key_file: path.join(rail, 'apiv3.key'), wechat_notify_url: `http://127.0.0.1:${port}/notify/wechat`,
    // The demonstration may pay what the national measure can grant.
    wechat_max_fen: 100000000, wechat_user_day_fen: 1000000000, wechat_day_fen: 100000000000,
  };
  return `# Written by ./dev up at every start; use --set to override.\n${Object.entries(keys).map(([k, v]) => `${k} = ${v}`).join('\n')}\n`;
}

async function waitUntilReady(url, child, data, wanted = () => true) {
  const until = Date.now() + READY_MS;
  let last = '';
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`ezhilid stopped:\n${logTail(data)}`);
    try {
      const answer = await fetch(`${url}/readyz`);
      last = await answer.text();
      if (answer.ok && wanted(JSON.parse(last))) return;
    } catch (e) {
      last = String(e.cause ?? e);
    }
    await sleep(50);
  }
  throw new Error(`ezhilid does not get ready: ${last}\n${logTail(data)}`);
}

function logTail(data) {
  const file = path.join(data, 'log/ezhilid.log');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : '';
}

function startEzhilid(data, set) {
  fs.mkdirSync(path.join(data, 'log'), { recursive: true });
  const log = fs.openSync(path.join(data, 'log/ezhilid.log'), 'a');
  const child = spawn(bin('ezhilid'), ['--data', data, ...set.flatMap((s) => ['--set', s])], { stdio: ['ignore', log, log], detached: true });
  fs.closeSync(log);
  return child;
}

// Tells what runs there to end and does not wait for it.
export function terminateIn(data) {
  for (const pid of Object.values(processIds(data))) if (pid) process.kill(pid, 'SIGTERM');
}

export async function stopIn(data) {
  const pids = processIds(data);
  for (const pid of [pids.ezhilid, pids.bank]) {
    if (!pid) continue;
    process.kill(pid, 'SIGTERM');
    const until = Date.now() + STOP_MS;
    while (isAlive(pid) && Date.now() < until) await sleep(20);
  }
  return pids.ezhilid !== 0;
}

// data: a directory. set: NAME=VALUE overrides. shops: size of the demonstration registry.
export async function startInstance({ data, port, set = [], shops = 20000, say = () => {} }) {
  fs.mkdirSync(data, { recursive: true });
  fs.chmodSync(data, 0o711);
  data = fs.realpathSync(data);
  const ezhili = (args, options) => run(bin('ezhili'), ['--data', data, ...set.flatMap((s) => ['--set', s]), ...args], options);

  const ports = await startBank(data);
  writeFile(path.join(data, 'ezhili.conf'), configText(data, port, ports));
  await ezhili(['init']);
  const payer = await makePayer({ data, ezhili });
  const url = `http://127.0.0.1:${port}`;
  // The clients pin the operator's root key.
  if (payer.rootKey) set = [`root_key=${payer.rootKey}`, ...set];
  let child = startEzhilid(data, set);
  try {
    await waitUntilReady(url, child, data);
    await loadRegistry({ data, ezhili, shops, say });
    const users = await makePeople({ data, ezhili });
    await makeMoney({ data, ezhili, users });
    await waitUntilReady(url, child, data, (r) => r.registry);
    const demo = { url, bank: `http://127.0.0.1:${ports.inspect}`, root_key: payer.rootKey, users };
    writeFile(path.join(data, 'demo.json'), `${JSON.stringify(demo, null, 2)}\n`, 0o600);
    return {
      url, bank: demo.bank, demo, data, ezhili,
      get pid() { return child.pid; },
      exited: () => new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
        else child.once('exit', resolve);
      }),
      detach: () => child.unref(),
      stop: () => stopIn(data),
      // The hard way: the supervisor dies without a word, the bank stays.
      kill: async () => {
        child.kill('SIGKILL');
        await sleep(300);
      },
      restart: async (more = []) => {
        child = startEzhilid(data, [...set, ...more]);
        await waitUntilReady(url, child, data);
      },
    };
  } catch (e) {
    await stopIn(data);
    throw e;
  }
}
