import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { loadBank, startBank } from './bank.js';
import { setupBank } from './setup.js';

const API = '/v3/fund-app/mch-transfer/transfer-bills';
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ezhili-bank-'));
let cfg, rail, ring, bank, notify;
const told = [];

before(async () => {
  setupBank(dir);
  cfg = loadBank(dir);
  rail = JSON.parse(fs.readFileSync(path.join(dir, 'rail/rail.json')));
  ring = crypto.createPublicKey(fs.readFileSync(path.join(dir, 'rail/ring', `${rail.platform_serial}.pem`)));
  bank = await startBank(cfg, { confirmMs: 30, journal: path.join(dir, 'bank/bills.jsonl') });
  notify = http.createServer((req, res) => {
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => {
      told.push({ headers: req.headers, body: Buffer.concat(parts).toString() });
      res.writeHead(told.length === 1 ? 500 : 204).end(); // the first one is to be repeated
    });
  });
  await new Promise((ok) => notify.listen(0, '127.0.0.1', ok));
});
after(() => {
  bank.close();
  notify.close();
  notify.closeAllConnections();
  fs.rmSync(dir, { recursive: true });
});

function sign(method, url, body, at = Math.floor(Date.now() / 1000)) {
  const nonce = crypto.randomBytes(16).toString('hex');
  const key = fs.readFileSync(path.join(dir, 'rail/merchant_key.pem'));
  const sig = crypto.sign('RSA-SHA256', Buffer.from(`${method}\n${url}\n${at}\n${nonce}\n${body}\n`), key).toString('base64');
  return `WECHATPAY2-SHA256-RSA2048 mchid="${rail.mchid}",nonce_str="${nonce}",signature="${sig}",timestamp="${at}",serial_no="${rail.merchant_serial}"`;
}

function call(method, url, body = '', headers = {}, to = bank) {
  return new Promise((resolve, reject) => {
    const req = https.request({
      port: to.port, host: '127.0.0.1', method, path: url, ca: cfg.tls.cert,
      headers: {
        Authorization: sign(method, url, body), Accept: 'application/json', 'User-Agent': 'test', 'Wechatpay-Serial': rail.platform_serial,
        ...(body && { 'Content-Type': 'application/json' }), ...headers,
      },
    }, (res) => {
      const parts = [];
      res.on('data', (d) => parts.push(d));
      res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, text: Buffer.concat(parts).toString() }));
    });
    req.on('error', reject);
    req.end(body);
  });
}

const signedWell = ({ headers: h, text }) => Math.abs(Date.now() / 1000 - Number(h['wechatpay-timestamp'])) <= 300
  && crypto.verify('RSA-SHA256', Buffer.from(`${h['wechatpay-timestamp']}\n${h['wechatpay-nonce']}\n${text}\n`), ring, Buffer.from(h['wechatpay-signature'] ?? '', 'base64'));

const order = (no, more = {}) => JSON.stringify({
  appid: rail.appid, out_bill_no: no, transfer_scene_id: '1002', openid: 'o-test', transfer_amount: 5000, transfer_remark: '奖励',
  transfer_scene_report_infos: [{ info_type: '补贴类型', info_content: '举报奖励' }], ...more,
});

async function until(what) {
  for (let i = 0; i < 200; i++) {
    const got = await what();
    if (got) return got;
    await new Promise((ok) => setTimeout(ok, 20));
  }
  throw new Error('it never came');
}

const state = async (no) => JSON.parse((await call('GET', `${API}/out-bill-no/${no}`)).text).state;

test('a transfer is confirmed by its user and told to the merchant until it listens', async () => {
  const sealed = crypto.publicEncrypt({ key: ring, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.from('张三')).toString('base64');
  const body = order('EZPAID01', { user_name: sealed, notify_url: `http://127.0.0.1:${notify.address().port}/notify/wechat` });
  const a = await call('POST', API, body);
  assert.equal(a.status, 200);
  assert.ok(signedWell(a));
  assert.equal(JSON.parse(a.text).state, 'WAIT_USER_CONFIRM');
  assert.ok(JSON.parse(a.text).package_info);
  await until(async () => (await state('EZPAID01')) === 'SUCCESS');
  await until(() => told.length === 2);
  const { headers, body: raw } = told[1];
  assert.ok(signedWell({ headers, text: raw }));
  const { resource: r } = JSON.parse(raw);
  const sealedBytes = Buffer.from(r.ciphertext, 'base64');
  const d = crypto.createDecipheriv('aes-256-gcm', fs.readFileSync(path.join(dir, 'rail/apiv3.key')), r.nonce);
  d.setAAD(Buffer.from(r.associated_data));
  d.setAuthTag(sealedBytes.subarray(-16));
  const plain = JSON.parse(d.update(sealedBytes.subarray(0, -16), undefined, 'utf8') + d.final('utf8'));
  assert.equal(plain.state, 'SUCCESS');
  assert.equal(plain.transfer_amount, 5000);
  assert.equal(bank.bills.get('EZPAID01').name, '张三');
});

test('the same number and content is the same bill, other content is refused', async () => {
  const first = JSON.parse((await call('POST', API, order('EZSAME01'))).text);
  const again = JSON.parse((await call('POST', API, order('EZSAME01'))).text);
  assert.equal(first.transfer_bill_no, again.transfer_bill_no);
  const other = await call('POST', API, order('EZSAME01', { transfer_amount: 5001 }));
  assert.equal(other.status, 400);
  assert.equal(JSON.parse(other.text).code, 'ALREADY_EXISTS');
  assert.ok(signedWell(other));
});

test('a request that is not signed by the merchant does nothing', async () => {
  const body = order('EZFORGED01');
  for (const Authorization of ['', 'Bearer x', sign('POST', API, `${body} `), sign('POST', API, body, Math.floor(Date.now() / 1000) - 400), sign('GET', API, body)]) {
    const a = await call('POST', API, body, { Authorization });
    assert.equal(a.status, 401);
    assert.equal(JSON.parse(a.text).code, 'SIGN_ERROR');
  }
  assert.equal(bank.bills.get('EZFORGED01'), undefined);
});

test('wrong parameters are named', async () => {
  const rows = [{ appid: 'wx0' }, { transfer_scene_id: '1000' }, { openid: '' }, { transfer_amount: 1.5 }, { transfer_amount: 1 }, { transfer_remark: '长'.repeat(33) },
    { notify_url: 'https://example.org/?q=1' }, { notify_url: 'http://example.org/' }, { transfer_scene_report_infos: [] }, { user_name: 'AAAA' }, { transfer_amount: 200000 }, { extra: 1 }];
  for (const more of rows) {
    const a = await call('POST', API, order('EZBAD01', more));
    assert.equal(a.status, 400, JSON.stringify(more));
    assert.equal(JSON.parse(a.text).code, 'PARAM_ERROR');
  }
});

test('every fault shows, once', async () => {
  const lost = (e) => e.code === 'ECONNRESET';
  const url = `${API}/out-bill-no/EZFAULT01`;
  bank.faults.add([{ on: 'submit', fault: 'request_lost' }, { on: 'submit', fault: 'system_error_before' }, { on: 'submit', fault: 'rate_limited' },
    { on: 'submit', fault: 'not_enough' }, { on: 'submit', fault: 'answer_lost' }]);
  await assert.rejects(call('POST', API, order('EZFAULT01')), lost);
  for (const [status, code] of [[500, 'SYSTEM_ERROR'], [429, 'FREQUENCY_LIMIT_EXCEED'], [403, 'NOT_ENOUGH']]) {
    const a = await call('POST', API, order('EZFAULT01'));
    assert.deepEqual([a.status, JSON.parse(a.text).code], [status, code]);
  }
  assert.equal((await call('GET', url)).status, 404);
  await assert.rejects(call('POST', API, order('EZFAULT01')), lost);
  assert.equal((await call('GET', url)).status, 200);
  for (const fault of ['bad_signature', 'stale_signature', 'missing_signature', 'probe_signature']) {
    bank.faults.add({ on: 'query', fault });
    assert.equal(signedWell(await call('GET', url)), false, fault);
  }
  bank.faults.add({ on: 'query', fault: 'not_found_lag' });
  assert.equal((await call('GET', url)).status, 404);
  bank.faults.add({ on: 'query', fault: 'wrong_amount' });
  assert.equal(JSON.parse((await call('GET', url)).text).transfer_amount, 5001);
  assert.equal(bank.faults.waiting.length, 0);
});

test('an unconfirmed transfer can be cancelled, a paid one cannot', async () => {
  bank.faults.add({ on: 'submit', fault: 'never_confirm' });
  await call('POST', API, order('EZCANCEL01'));
  const a = await call('POST', `${API}/out-bill-no/EZCANCEL01/cancel`);
  assert.equal(JSON.parse(a.text).state, 'CANCELING');
  await until(async () => (await state('EZCANCEL01')) === 'CANCELLED');
  const late = await call('POST', `${API}/out-bill-no/EZPAID01/cancel`);
  assert.equal(late.status, 400);
});

test('a transfer that nobody confirms fails when its time is over', async () => {
  const hasty = await startBank(cfg, { confirmMs: 10, expireMs: 60 });
  hasty.faults.add({ on: 'submit', fault: 'never_confirm' });
  await call('POST', API, order('EZLATE01'), {}, hasty);
  await until(() => hasty.bills.get('EZLATE01').state === 'FAIL');
  hasty.close();
});

test('a login code buys an openid once', async () => {
  const url = (code) => `/sns/jscode2session?appid=${rail.appid}&secret=${cfg.app_secret}&js_code=${code}&grant_type=authorization_code`;
  const get = async (code) => JSON.parse((await call('GET', url(code))).text);
  assert.match((await get('code-1')).openid, /^o[\w-]{27}$/);
  assert.equal((await get('code-1')).errcode, 40163);
  assert.equal((await get('bad')).errcode, 40029);
});

test('bills outlive the process', async () => {
  const again = await startBank(cfg, { journal: path.join(dir, 'bank/bills.jsonl') });
  assert.equal(again.bills.get('EZPAID01').state, 'SUCCESS');
  again.close();
});

test('the inspection port lists transfers and takes faults', async () => {
  const at = `http://127.0.0.1:${bank.inspectPort}`;
  const rows = await (await fetch(`${at}/transfers`)).json();
  assert.deepEqual(rows.find((r) => r.out_bill_no === 'EZPAID01'), { out_bill_no: 'EZPAID01', amount_fen: 5000, state: 'SUCCESS', account: 'o-test' });
  assert.equal((await fetch(`${at}/faults`, { method: 'POST', body: '{"on":"submit","fault":"nonsense"}' })).status, 400);
  assert.equal((await fetch(`${at}/faults`, { method: 'POST', body: '{"on":"submit","fault":"fail"}' })).status, 200);
  await fetch(`${at}/faults`, { method: 'DELETE' });
  assert.equal((await fetch(`${at}/healthz`)).status, 200);
});
