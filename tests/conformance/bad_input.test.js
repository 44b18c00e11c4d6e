// Whatever a stranger sends gets its error of the protocol; his connection stays, and everybody else's too.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { start } from '../integration/start.js';

let it, url;
before(async () => {
  it = await start({ set: ['hello_timeout_ms=2s', 'bad_frames_max=20'] });
  url = `${it.url.replace('http', 'ws')}/ws`;
});
after(() => it.stop());

class Line {
  static async open(options = {}) {
    const line = new Line();
    line.ws = new WebSocket(url, 'ezhili.v1', options);
    line.waiting = [];
    line.closed = new Promise((resolve) => line.ws.on('close', (code) => resolve(code)));
    line.ws.on('message', (data) => line.waiting.shift()?.(JSON.parse(data)));
    await new Promise((resolve, reject) => line.ws.once('open', resolve).once('error', reject));
    return line;
  }

  raw(data) {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.ws.send(data);
    });
  }

  call(method, params) {
    return this.raw(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  }

  hello(more = {}) {
    return this.call('hello', { client: 'bad-input/1', lang: 'en', ...more });
  }
}

const isError = (answer, code, type, field) => {
  assert.equal(answer.error?.code, code, JSON.stringify(answer));
  assert.equal(answer.error.data.type, type);
  if (field)
    assert.equal(answer.error.data.field, field);
  assert.ok(answer.error.data.detail.length > 3 && answer.error.data.trace);
};

const anonymous = async () => {
  const line = await Line.open();
  await line.hello();
  await line.call('auth.anonymous', { consent: '2026-11' });
  return line;
};

test('frames that are no requests are answered with id null and the connection stays', async () => {
  const line = await Line.open();
  for (const [frame, code, type] of [['{', -32700, 'json.bad'], ['', -32700, 'json.bad'], ['[]', -32600, 'request.bad'], ['{"id":1}', -32600, 'request.bad'],
    [Buffer.from([1, 2, 3]), -32600, 'frame.bad']])
    isError(await line.raw(frame), code, type);
  assert.equal((await line.raw('{')).id, null);
  assert.equal((await line.hello()).result.proto, 'ezhili.v1');
  line.ws.close();
});

test('the twentieth bad frame in a minute closes with 4400', async () => {
  const line = await Line.open();
  for (let i = 0; i < 20; i++)
    line.ws.send('not json');
  assert.equal(await line.closed, 4400);
});

test('wrong order, unknown methods, unknown and wrong fields are named', async () => {
  const line = await Line.open();
  isError(await line.call('report.list', {}), -32600, 'request.bad');
  await line.hello();
  isError(await line.call('report.list', {}), -32001, 'auth.needed');
  isError(await line.call('no.such', {}), -32601, 'method.unknown');
  isError(await line.call('ping', { x: 1 }), -32602, 'params.bad', '/x');
  isError(await line.call('auth.otp', { phone: 13805910000 }), -32602, 'params.bad', '/phone');
  isError(await line.call('auth.password', { login: 'reviewer1' }), -32602, 'params.bad', '/password');
  await line.call('auth.anonymous', { consent: '2026-11' });
  isError(await line.call('review.queue', {}), -32003, 'auth.not_allowed');
  isError(await line.call('report.get', { report: 'nothing-of-ours' }), -32004, 'report.not_found');
  isError(await line.call('report.submit', { key: 'x', category: 'V14', text: 'a' }), -32602, 'params.bad', '/key');
  isError(await line.call('report.submit', { key: randomUUID(), category: 'V99', text: 'a' }), -32602, 'params.bad', '/category');
  isError(await line.call('report.submit', { key: randomUUID(), category: 'V14', text: 'a'.repeat(4001) }), -32602, 'params.bad', '/text');
  isError(await line.call('report.submit', { key: randomUUID(), category: 'V14', text: 'a', shop: 'no-such-shop' }), -32004, 'shop.not_found', '/shop');
  isError(await line.call('report.submit', { key: randomUUID(), category: 'V14', text: 'a', photos: ['x'] }), -32004, 'photo.not_found', '/photos');
  assert.ok((await line.call('ping', {})).result.now > 0);
  line.ws.close();
});

test('a key repeated gets the stored answer, with other content it is refused', async () => {
  const line = await anonymous();
  const params = { key: randomUUID(), category: 'V13', text: '地面很脏' };
  const first = await line.call('report.submit', params);
  const again = await line.call('report.submit', { text: '地面很脏', category: 'V13', key: params.key });
  assert.deepEqual(again.result, first.result);
  isError(await line.call('report.submit', { ...params, text: '另外的话' }), -32009, 'key.reused', '/key');
  assert.equal((await line.call('report.list', {})).result.reports.length, 1);
  line.ws.close();
});

test('somebody else’s report is not found, and a receipt opens only its own', async () => {
  const [a, b] = [await anonymous(), await anonymous()];
  const { result: one } = await a.call('report.submit', { key: randomUUID(), category: 'V13', text: '第一份' });
  const { result: two } = await a.call('report.submit', { key: randomUUID(), category: 'V21', text: '第二份' });
  isError(await b.call('report.get', { report: one.report }), -32004, 'report.not_found');
  isError(await b.call('report.withdraw', { key: randomUUID(), report: one.report }), -32004, 'report.not_found');
  await b.call('auth.receipt', { code: one.receipt.code });
  assert.equal((await b.call('report.get', { report: one.report })).result.text, '第一份');
  isError(await b.call('report.get', { report: two.report }), -32004, 'report.not_found');
  isError(await b.call('report.list', {}), -32003, 'auth.not_allowed');
  a.ws.close();
  b.ws.close();
});

test('a forged token is ignored and said to have run out', async () => {
  const line = await Line.open();
  const { result } = await line.hello({ token: 'A'.repeat(200) });
  assert.equal(result.token_expired, true);
  assert.equal(result.principal, undefined);
  line.ws.close();
});

test('a message too big closes with 1009', async () => {
  const line = await Line.open();
  line.ws.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', params: { x: 'a'.repeat(200000) } }));
  assert.equal(await line.closed, 1009);
});

test('a foreign Origin, a missing subprotocol and a foreign path are refused', async () => {
  const refused = (address, protocols, options) => new Promise((resolve) => {
    const ws = new WebSocket(address, protocols, options);
    ws.on('open', () => resolve('open'));
    ws.on('error', () => resolve('refused'));
  });
  assert.equal(await refused(url, 'ezhili.v1', { origin: 'https://evil.example' }), 'refused');
  assert.equal(await refused(url, [], {}), 'refused');
  assert.equal(await refused(url.replace('/ws', '/other'), 'ezhili.v1', {}), 'refused');
  assert.equal(await refused(url, 'ezhili.v1', { origin: it.url }), 'open');
});

test('without hello the connection closes with 4408', async () => {
  assert.equal(await (await Line.open()).closed, 4408);
});

test('the same session resumed elsewhere takes it over: 4409', async () => {
  const first = await Line.open();
  const { result: h } = await first.hello();
  const { result: who } = await first.call('auth.anonymous', { consent: '2026-11' });
  const second = await Line.open();
  const { result: r } = await second.hello({ token: who.token, resume: { session: h.session, epoch: who.epoch, seq: who.seq } });
  assert.equal(r.recovered, true);
  assert.equal(r.session, h.session);
  assert.equal(await first.closed, 4409);
  second.ws.close();
});

test('a signed-out token does not come back', async () => {
  const line = await anonymous();
  const { result } = await line.call('auth.anonymous', { consent: '2026-11' });
  await line.call('auth.logout', {});
  isError(await line.call('report.list', {}), -32001, 'auth.needed');
  const again = await Line.open();
  assert.equal((await again.hello({ token: result.token })).result.token_expired, true);
  line.ws.close();
  again.ws.close();
});

test('wrong receipt codes lock out, and say for how long', async () => {
  const line = await Line.open({ headers: { 'X-Forwarded-For': '203.0.113.9' } });
  await line.hello();
  let answer;
  for (let i = 0; i < 30; i++) {
    answer = await line.call('auth.receipt', { code: `AAAA-BBBB-CCCC-${1000 + i}` });
    if (answer.error.data.type !== 'auth.failed')
      break;
  }
  isError(answer, -32029, 'auth.locked');
  assert.ok(answer.error.data.retry_after_ms > 0);
  line.ws.close();
});

test('plain HTTP: files under a strict policy, nothing else', async () => {
  const page = await fetch(`${it.url}/citizen/`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy'), /default-src 'self'; img-src 'self' blob: data:/);
  assert.equal((await fetch(`${it.url}/citizen/../../server/README.md`)).status, 404);
  assert.equal((await fetch(`${it.url}/nothing`)).status, 404);
  assert.equal((await fetch(`${it.url}/`, { redirect: 'manual' })).headers.get('location'), '/citizen/');
  assert.equal((await fetch(`${it.url}/citizen/`, { method: 'DELETE' })).status, 405);
  assert.equal((await fetch(`${it.url}/healthz`)).status, 200);
  assert.equal((await (await fetch(`${it.url}/readyz`)).json()).ready, true);
});
