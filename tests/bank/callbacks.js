// Tells the merchant of final states, again and again until it answers 200 or 204.
import crypto from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

import { sealResource, signedHeaders } from './wechat_crypto.js';

const ANSWER_MS = 5000;
const RETRY_MS = [250, 1000, 5000, 15000, 60000, 300000];

export const rfc3339 = (ms) => new Date(ms + 8 * 3600 * 1000).toISOString().replace(/\.\d+Z$/, '+08:00');

function post(url, headers, body, agents) {
  return new Promise((resolve) => {
    const lib = url.startsWith('https:') ? https : http;
    const agent = agents[new URL(url).protocol];
    const req = lib.request(url, { method: 'POST', headers, timeout: ANSWER_MS, agent }, (res) => {
      res.resume();
      res.on('end', () => resolve(res.statusCode));
    });
    req.on('timeout', () => req.destroy());
    req.on('error', () => resolve(0));
    req.end(body);
  });
}

export class Callbacks {
  // onCallback(bill): told when one is about to be sent.
  constructor(bank, faults, bills, onCallback) {
    Object.assign(this, { bank, faults, bills, onCallback, timers: new Set(), closed: false });
    // Connections are kept: a new one for each callback would be most of its cost.
    this.agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };
  }

  #body(bill, fault) {
    const plain = {
      mch_id: this.bank.mchid,
      out_bill_no: bill.out_bill_no,
      transfer_bill_no: bill.transfer_bill_no,
      transfer_amount: bill.transfer_amount + (fault === 'wrong_amount' ? 1 : 0),
      state: bill.state,
      openid: fault === 'wrong_payee' ? 'o-somebody-else' : bill.openid,
      create_time: rfc3339(bill.created_ms),
      update_time: rfc3339(bill.updated_ms),
    };
    if (bill.fail_reason) plain.fail_reason = bill.fail_reason;
    return JSON.stringify({
      id: bill.callback_id,
      create_time: rfc3339(Date.now()),
      resource_type: 'encrypt-resource',
      event_type: 'MCHTRANSFER.BILL.FINISHED',
      summary: '商家转账单据终态通知',
      resource: sealResource(this.bank.apiv3Key, JSON.stringify(plain)),
    });
  }

  async tell(bill, round = 0) {
    if (this.closed || !bill.notify_url || bill.told) return;
    bill.callback_id ??= crypto.randomUUID();
    const fault = this.faults.take('callback', bill.out_bill_no);
    let status = 0;
    for (let i = 0; i < (fault === 'callback_twice' ? 2 : 1) && fault !== 'callback_lost'; i++) {
      const body = this.#body(bill, fault);
      const headers = { 'Content-Type': 'application/json', ...await signedHeaders(this.bank, body, Date.now(), fault) };
      this.onCallback?.(bill);
      status = await post(bill.notify_url, headers, body, this.agents);
    }
    if (this.closed) return;
    if (status === 200 || status === 204) {
      bill.told = true;
      this.bills.save(bill);
    } else if (round < RETRY_MS.length) {
      const t = setTimeout(() => {
        this.timers.delete(t);
        this.tell(bill, round + 1);
      }, RETRY_MS[round]);
      this.timers.add(t);
    }
  }

  close() {
    this.closed = true;
    for (const agent of Object.values(this.agents)) agent.destroy();
    for (const t of this.timers) clearTimeout(t);
  }
}
