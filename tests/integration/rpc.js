// A client of ezhili.v1 for the tests: calls, notifications, sign-ins.
//
//   const c = await connect(url);           hello is done
//   const r = await c.call('ping');         throws Refused {code, type, field}
//   await c.until('reward.changed', (p) => p.state === 'paid');
import crypto from 'node:crypto';
import WebSocket from 'ws';
import { boxSeal } from '../../client-sample/shared/seal.js';

const WAIT_MS = 20000;

export class Refused extends Error {
  constructor({ code, message, data }) {
    super(`${code} ${data?.type ?? ''} ${data?.field ?? ''} ${message}`);
    Object.assign(this, { code, type: data?.type, field: data?.field?.replace(/^\//, ''), data });
  }
}

class Client {
  constructor(ws) {
    Object.assign(this, { ws, next: 1, waiting: new Map(), told: [], watchers: new Set() });
    ws.on('message', (text) => this.#take(JSON.parse(text)));
  }

  #take(m) {
    if (m.id === undefined) {
      this.told.push({ method: m.method, ...m.params });
      for (const look of [...this.watchers]) look();
      return;
    }
    const w = this.waiting.get(m.id);
    this.waiting.delete(m.id);
    if (m.error) w?.reject(new Refused(m.error));
    else w?.resolve(m.result);
  }

  call(method, params = {}) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.ws.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  // With a fresh key, as every changing message has.
  keyed(method, params = {}) {
    return this.call(method, { key: crypto.randomUUID(), ...params });
  }

  // The first notification, past or future, that fits.
  until(method, fits = () => true, ms = WAIT_MS) {
    return new Promise((resolve, reject) => {
      const end = (settle, value) => {
        clearTimeout(timer);
        this.watchers.delete(look);
        settle(value);
      };
      const look = () => {
        const found = this.told.find((t) => t.method === method && fits(t));
        if (found) end(resolve, found);
      };
      const timer = setTimeout(() => end(reject, new Error(`no ${method} came; told: ${JSON.stringify(this.told)}`)), ms);
      this.watchers.add(look);
      look();
    });
  }

  async signIn(method, params) {
    const r = await this.call(method, params);
    this.principal = r.principal.id;
    this.token = r.token;
    return r;
  }

  async close() {
    this.ws.close();
  }
}

export async function connect(url, { lang = 'zh-CN', token, resume } = {}) {
  const ws = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, 'ezhili.v1', { origin: url });
  await new Promise((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('error', reject);
  });
  const c = new Client(ws);
  c.hello = await c.call('hello', { client: 'test', lang, ...(token && { token }), ...(resume && { resume }) });
  return c;
}

export async function anonymous(url) {
  const c = await connect(url);
  await c.signIn('auth.anonymous', { consent: c.hello.consent });
  return c;
}

export async function staff(it, login) {
  const c = await connect(it.url);
  const user = it.demo.users.find((u) => u.login === login);
  await c.signIn('auth.password', { login, password: user.password });
  return c;
}

// What a browser does before it sends an identity or a payee: returns {key, key_id, sealed}.
export async function seal(c, fields) {
  const key = crypto.randomUUID();
  const { key_id, public_key } = await c.call('seal.key');
  const text = JSON.stringify({ v: 1, principal: c.principal, key, ...fields });
  const plain = Buffer.alloc(512, 0x20);
  plain.write(text);
  return { key, key_id, sealed: Buffer.from(boxSeal(plain, Buffer.from(public_key, 'base64'))).toString('base64') };
}

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

// An approver's signature over a row of reward.list.
export function signApproval(it, login, { reward, amount_fen, rule }, note) {
  const { sign_seed: seed } = it.demo.users.find((u) => u.login === login);
  const key = crypto.createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.from(seed, 'base64')]), format: 'der', type: 'pkcs8' });
  return crypto.sign(null, Buffer.from(`ezhili reward approve\n${reward}\n${amount_fen}\n${rule}\n${note}\n`), key).toString('base64');
}
