// The demonstration bank: WeChat Pay's 商家转账 (APIv3) over HTTPS with strict
// signatures, users who confirm by themselves after a moment, and faults on demand.
//
//   node tests/bank/setup.js DIR
//   node tests/bank/bank.js DIR [--port N] [--inspect-port N] [--confirm-ms N] [--expire-ms N] [--memory]
//
// It answers on 127.0.0.1 only. The inspection port is plain HTTP:
// GET /transfers, POST /confirm, GET|POST|DELETE /faults, GET /healthz.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { createPublicKey, createPrivateKey, createHash, X509Certificate } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Bills } from './bills.js';
import { Callbacks, rfc3339 } from './callbacks.js';
import { Faults } from './faults.js';
import { readOrder } from './order.js';
import { refuseRequest, signedHeaders } from './wechat_crypto.js';

const API = '/v3/fund-app/mch-transfer/transfer-bills';
const MAX_BODY = 64 * 1024;
const CODE_LIFE_MS = 5 * 60 * 1000;

export function loadBank(dir) {
  const at = (name) => path.join(dir, 'bank', name);
  const cert = new X509Certificate(fs.readFileSync(at('merchant_cert.pem')));
  return {
    ...JSON.parse(fs.readFileSync(at('bank.json'), 'utf8')),
    merchant: { serial: cert.serialNumber.toUpperCase(), publicKey: cert.publicKey },
    platformKey: createPrivateKey(fs.readFileSync(at('platform_key.pem'))),
    apiv3Key: fs.readFileSync(at('apiv3.key')),
    tls: { key: fs.readFileSync(at('tls_key.pem')), cert: fs.readFileSync(at('tls_cert.pem')) },
  };
}

const error = (status, code, message) => ({ status, json: { code, message } });
const FAULT_ANSWERS = {
  system_error_before: error(500, 'SYSTEM_ERROR', '系统错误'),
  system_error_after: error(500, 'SYSTEM_ERROR', '系统错误'),
  rate_limited: error(429, 'FREQUENCY_LIMIT_EXCEED', '频率超限'),
  not_enough: error(403, 'NOT_ENOUGH', '商户运营账户资金不足'),
  no_auth: error(403, 'NO_AUTH', '商户无权限'),
  not_found_lag: error(404, 'NOT_FOUND', '记录不存在'),
};

class Bank {
  constructor(cfg, opts) {
    this.cfg = { ...cfg, merchant: { ...cfg.merchant, mchid: cfg.mchid } };
    this.faults = new Faults();
    this.codes = new Map();
    this.bills = new Bills({ ...opts, onFinal: (b) => setImmediate(() => this.callbacks.tell(b)) });
    this.callbacks = new Callbacks(this.cfg, this.faults, this.bills, opts.onCallback);
    this.requests = 0;
  }

  submit(body, fault) {
    const { order, why } = readOrder(this.cfg, body);
    if (why) return error(400, 'PARAM_ERROR', why);
    const traits = { never_confirm: fault === 'never_confirm', will_fail: fault === 'fail' };
    const { bill, mismatch } = this.bills.submit(order, traits);
    if (mismatch) return error(400, 'ALREADY_EXISTS', '单号已存在但信息不一致');
    const { out_bill_no, transfer_bill_no, state, fail_reason, package_info } = bill;
    const json = { out_bill_no, transfer_bill_no, create_time: rfc3339(bill.created_ms), state };
    if (state === 'WAIT_USER_CONFIRM') json.package_info = package_info;
    if (fail_reason) json.fail_reason = fail_reason;
    return { status: 200, json };
  }

  query(no, fault) {
    const b = this.bills.get(no);
    if (!b) return error(404, 'NOT_FOUND', '记录不存在');
    const json = {
      mch_id: this.cfg.mchid, out_bill_no: b.out_bill_no, transfer_bill_no: b.transfer_bill_no, appid: b.appid, state: b.state,
      transfer_amount: b.transfer_amount + (fault === 'wrong_amount' ? 1 : 0), transfer_remark: b.transfer_remark,
      openid: fault === 'wrong_payee' ? 'o-somebody-else' : b.openid,
      create_time: rfc3339(b.created_ms), update_time: rfc3339(b.updated_ms),
    };
    if (b.fail_reason) json.fail_reason = b.fail_reason;
    return { status: 200, json };
  }

  cancel(no) {
    const b = this.bills.get(no);
    if (!b) return error(404, 'NOT_FOUND', '记录不存在');
    if (!this.bills.cancel(b)) return error(400, 'INVALID_REQUEST', '当前单据状态不能撤销');
    return { status: 200, json: { out_bill_no: no, transfer_bill_no: b.transfer_bill_no, state: b.state, update_time: rfc3339(b.updated_ms) } };
  }

  // A mini program's login code buys its user's openid, once.
  login(query) {
    const q = new URLSearchParams(query);
    const code = q.get('js_code') ?? '';
    const wrong = (errcode, errmsg) => ({ status: 200, plain: true, json: { errcode, errmsg } });
    if (q.get('appid') !== this.cfg.appid) return wrong(40013, 'invalid appid');
    if (q.get('secret') !== this.cfg.app_secret) return wrong(40125, 'invalid appsecret');
    if (q.get('grant_type') !== 'authorization_code') return wrong(40002, 'invalid grant_type');
    if (!code || code.length > 128 || code.startsWith('bad')) return wrong(40029, 'invalid code');
    const used = this.codes.get(code);
    if (used && Date.now() - used < CODE_LIFE_MS) return wrong(40163, 'code been used');
    this.codes.set(code, Date.now());
    const openid = `o${createHash('sha256').update(`${this.cfg.appid} ${code}`).digest('base64url').slice(0, 27)}`;
    return { status: 200, plain: true, json: { openid, session_key: createHash('md5').update(code).digest('base64') } };
  }

  // Which of the four operations a request is; null for none.
  route(method, url) {
    const [p, q = ''] = url.split('?');
    const m = /^\/out-bill-no\/([0-9A-Za-z]{1,32})(\/cancel)?$/.exec(p.startsWith(API) ? p.slice(API.length) : '');
    if (method === 'POST' && p === API) return { on: 'submit', run: (body, f) => this.submit(body, f) };
    if (method === 'GET' && m && !m[2]) return { on: 'query', no: m[1], run: (_, f) => this.query(m[1], f) };
    if (method === 'POST' && m?.[2]) return { on: 'cancel', no: m[1], run: () => this.cancel(m[1]) };
    if (method === 'GET' && p === '/sns/jscode2session') return { on: 'login', open: true, run: () => this.login(q) };
    return null;
  }

  refuse(req, body) {
    const why = refuseRequest(req.headers.authorization, req.method, req.url, body, this.cfg.merchant, Date.now());
    if (why) return error(401, 'SIGN_ERROR', why);
    if (req.headers['wechatpay-serial'] !== this.cfg.platformSerial) return error(400, 'PARAM_ERROR', 'Wechatpay-Serial names no key of ours');
    if (!req.headers['user-agent']) return error(400, 'PARAM_ERROR', 'User-Agent is missing');
    if (!/application\/json|\*\/\*/.test(req.headers.accept ?? '')) return error(406, 'PARAM_ERROR', 'Accept must be application/json');
    if (req.method === 'POST' && body.length && !/^application\/json/.test(req.headers['content-type'] ?? '')) return error(415, 'PARAM_ERROR', 'Content-Type must be application/json');
    return null;
  }

  handle(req, res, body) {
    this.requests++;
    const route = this.route(req.method, req.url);
    if (!route) return this.answer(res, error(404, 'RESOURCE_NOT_EXISTS', 'no such interface'), null);
    const refused = route.open ? null : this.refuse(req, body);
    if (refused) return this.answer(res, refused, null);
    const fault = this.faults.take(route.on, route.no ?? /"out_bill_no"\s*:\s*"(\w+)"/.exec(body.toString('latin1'))?.[1]);
    if (fault === 'request_lost') return res.socket.destroy();
    const does = !(fault in FAULT_ANSWERS) || fault === 'system_error_after';
    const done = does ? route.run(body, fault) : null;
    if (fault === 'answer_lost') return res.socket.destroy();
    return this.answer(res, FAULT_ANSWERS[fault] ?? done, fault);
  }

  async answer(res, { status, json, plain }, fault) {
    const body = JSON.stringify(json);
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) };
    res.writeHead(status, plain ? headers : { ...headers, ...await signedHeaders(this.cfg, body, Date.now(), fault) });
    return res.end(body);
  }

  // What a user does who waited: {"out_bill_no": …}.
  confirm(body, send) {
    let bill;
    try {
      bill = this.bills.get(JSON.parse(body.toString('utf8')).out_bill_no);
    } catch {
      return send(400, { error: 'not JSON' });
    }
    if (!bill || !this.bills.confirm(bill)) return send(404, { error: 'no such bill waits' });
    return send(200, { state: bill.state });
  }

  inspect(req, res, body) {
    const send = (status, json) => res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
    const key = `${req.method} ${req.url}`;
    if (key === 'GET /healthz') return send(200, { ok: true, requests: this.requests });
    if (key === 'GET /transfers') return send(200, this.bills.all().map((b) => ({ out_bill_no: b.out_bill_no, amount_fen: b.transfer_amount, state: b.state, account: b.openid })));
    if (key === 'GET /faults') return send(200, this.faults.waiting);
    if (key === 'DELETE /faults') return send(200, this.faults.clear() ?? []);
    if (key === 'POST /confirm') return this.confirm(body, send);
    if (key !== 'POST /faults') return send(404, { error: 'GET /transfers, POST /confirm, GET|POST|DELETE /faults, GET /healthz' });
    let list;
    try {
      list = JSON.parse(body.toString('utf8'));
    } catch {
      return send(400, { error: 'not JSON' });
    }
    const why = this.faults.add(list);
    return why ? send(400, { error: why }) : send(200, this.faults.waiting);
  }
}

const withBody = (handle) => (req, res) => {
  const parts = [];
  let size = 0;
  req.on('data', (d) => {
    size += d.length;
    if (size > MAX_BODY) req.destroy();
    else parts.push(d);
  });
  req.on('end', () => handle(req, res, Buffer.concat(parts)));
  req.on('error', () => {});
};

const listen = (server, port) => new Promise((resolve, reject) => {
  server.once('error', reject);
  server.listen(port, '127.0.0.1', () => resolve(server.address().port));
});

// opts: port, inspectPort (0: any free one), confirmMs, expireMs, journal, onCallback.
// Returns {port, inspectPort, faults, bills, close()}.
export async function startBank(cfg, opts = {}) {
  const bank = new Bank(cfg, opts);
  const api = https.createServer({ ...cfg.tls, keepAliveTimeout: 30000 }, withBody((q, s, b) => bank.handle(q, s, b)));
  const inspection = http.createServer(withBody((q, s, b) => bank.inspect(q, s, b)));
  const port = await listen(api, opts.port ?? 0);
  const inspectPort = await listen(inspection, opts.inspectPort ?? 0);
  const close = () => {
    bank.callbacks.close();
    bank.bills.close();
    for (const s of [api, inspection]) {
      s.close();
      s.closeAllConnections();
    }
  };
  return { port, inspectPort, faults: bank.faults, bills: bank.bills, close };
}

async function main() {
  const number = { type: 'string' };
  const { values: v, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: number, 'inspect-port': number, 'confirm-ms': number, 'expire-ms': number, memory: { type: 'boolean' } },
  });
  if (positionals.length !== 1) throw new Error('usage: bank.js DIR [--port N] [--inspect-port N] [--confirm-ms N] [--expire-ms N] [--memory]');
  const dir = positionals[0];
  const bank = await startBank(loadBank(dir), {
    port: Number(v.port ?? 0),
    inspectPort: Number(v['inspect-port'] ?? 0),
    ...(v['confirm-ms'] && { confirmMs: Number(v['confirm-ms']) }),
    ...(v['expire-ms'] && { expireMs: Number(v['expire-ms']) }),
    ...(!v.memory && { journal: path.join(dir, 'bank', 'bills.jsonl') }),
  });
  console.log(`bank ready: api https://127.0.0.1:${bank.port} inspection http://127.0.0.1:${bank.inspectPort}`);
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => bank.close());
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
