// A whole private ezhili for a test file: its own data directory, free port, small registry, demonstration bank.
//
//   const it = await start({ set: ['undo_ms=200ms'] });
//   it.url, it.bank, it.demo (as DATA/demo.json), it.data
//   await it.ezhili(['user', 'list'])   runs the command line on it
//   await it.kill(); await it.restart();  the supervisor dies by SIGKILL and comes back
//   await it.stop();                      stops everything and removes the directory
//
// EZHILI_KEEP=1 keeps the directory for a look afterwards.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../demo/files.js';
import { startInstance, terminateIn } from '../demo/instance.js';

const SHOPS = 400;
// Small, and without the limits that a test from one address would run into.
const SET = ['gateways=2', 'db_buffer_bytes=50331648', 'connections_per_ip=10000', 'rate_default_per_minute=100000',
  'rate_connection_per_minute=100000', 'rate_anonymous_per_hour=100000', 'rate_search_per_minute=100000',
  'rate_report_per_hour=100000', 'rate_report_per_day=100000', 'rate_upload_per_hour=100000', 'rate_otp_per_hour=1000',
  'rate_otp_per_ip_hour=100000', 'otp_wait_ms=0', 'rate_enroll_per_hour=100000'];

export async function start({ set = [], shops = SHOPS, port } = {}) {
  const data = fs.mkdtempSync(path.join(process.env.EZHILI_TMP ?? os.tmpdir(), 'ezhili-test-'));
  const remove = () => process.env.EZHILI_KEEP || fs.rmSync(data, { recursive: true, force: true });
  let instance;
  try {
    instance = await startInstance({ data, port: port ?? await freePort(), set: [...SET, ...set], shops });
  } catch (e) {
    remove();
    throw e;
  }
  // A test file that dies on its way leaves nothing running behind.
  const abandon = () => terminateIn(data);
  process.once('exit', abandon);
  const { stop } = instance;
  instance.stop = async () => {
    await stop();
    process.removeListener('exit', abandon);
    remove();
  };
  return instance;
}
