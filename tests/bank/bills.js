// The bank's book of transfer bills: what was asked for, and the states of the
// interface (ACCEPTED … WAIT_USER_CONFIRM … SUCCESS | FAIL | CANCELLED).
import crypto from 'node:crypto';
import fs from 'node:fs';

export const FINAL = new Set(['SUCCESS', 'FAIL', 'CANCELLED']);
const CANCELLABLE = new Set(['ACCEPTED', 'PROCESSING', 'WAIT_USER_CONFIRM']);
const DAY_MS = 24 * 3600 * 1000;

// What makes two requests with one number the same request.
const SAME = ['appid', 'openid', 'transfer_amount', 'transfer_scene_id', 'transfer_remark', 'notify_url', 'name'];

export class Bills {
  // opts: confirmMs, expireMs, journal (a file: bills outlive the process), now, onFinal(bill)
  constructor(opts) {
    this.opts = { confirmMs: 1000, expireMs: DAY_MS, now: Date.now, onFinal: () => {}, ...opts };
    this.byNo = new Map();
    this.timers = new Set();
    this.journal = null;
    if (opts.journal) this.#open(opts.journal);
  }

  #open(file) {
    if (fs.existsSync(file)) {
      for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
        if (!line.endsWith('}')) continue; // the torn last line of a kill
        const b = JSON.parse(line);
        this.byNo.set(b.out_bill_no, b);
      }
    }
    this.journal = fs.openSync(file, 'a');
    for (const b of this.byNo.values()) {
      if (!FINAL.has(b.state)) this.#schedule(b);
      else if (!b.told) this.opts.onFinal(b);
    }
  }

  #later(ms, what) {
    const t = setTimeout(() => {
      this.timers.delete(t);
      what();
    }, Math.max(0, Math.min(ms, 2 ** 31 - 1)));
    this.timers.add(t);
  }

  #schedule(b) {
    if (b.never_confirm) {
      this.#later(b.created_ms + this.opts.expireMs - this.opts.now(), () => this.#finish(b, 'FAIL', 'OVERDUE_CLOSE'));
      return;
    }
    this.#later(this.opts.confirmMs, () => {
      if (b.state !== 'WAIT_USER_CONFIRM') return;
      this.#move(b, 'TRANSFERING');
      this.#later(0, () => (b.will_fail ? this.#finish(b, 'FAIL', 'PAYEE_ACCOUNT_ABNORMAL') : this.#finish(b, 'SUCCESS')));
    });
  }

  #move(b, state, failReason) {
    b.state = state;
    b.updated_ms = this.opts.now();
    if (failReason) b.fail_reason = failReason;
    this.save(b);
  }

  #finish(b, state, failReason) {
    if (FINAL.has(b.state)) return;
    this.#move(b, state, failReason);
    this.opts.onFinal(b);
  }

  save(b) {
    if (this.journal !== null) fs.writeSync(this.journal, `${JSON.stringify(b)}\n`);
  }

  get(no) {
    return this.byNo.get(no);
  }

  all() {
    return [...this.byNo.values()];
  }

  // Same number and same content: the same bill. Returns {bill} or {mismatch: true}.
  submit(order, traits) {
    const had = this.byNo.get(order.out_bill_no);
    if (had) return SAME.every((k) => had[k] === order[k]) ? { bill: had } : { mismatch: true };
    const now = this.opts.now();
    const b = {
      ...order,
      ...traits,
      transfer_bill_no: `133${now}${crypto.randomInt(1e9, 1e10)}`,
      package_info: crypto.randomBytes(48).toString('base64'),
      state: 'WAIT_USER_CONFIRM',
      created_ms: now,
      updated_ms: now,
      told: false,
    };
    this.byNo.set(b.out_bill_no, b);
    this.save(b);
    this.#schedule(b);
    return { bill: b };
  }

  // A user who was never going to confirms after all. Returns false when nothing waits.
  confirm(b) {
    if (b.state !== 'WAIT_USER_CONFIRM') return false;
    this.#finish(b, 'SUCCESS');
    return true;
  }

  // Returns false when it is too late to cancel.
  cancel(b) {
    if (b.state === 'CANCELING' || b.state === 'CANCELLED') return true;
    if (!CANCELLABLE.has(b.state)) return false;
    this.#move(b, 'CANCELING');
    this.#later(0, () => this.#finish(b, 'CANCELLED'));
    return true;
  }

  close() {
    for (const t of this.timers) clearTimeout(t);
    this.timers.clear();
    if (this.journal !== null) fs.closeSync(this.journal);
    this.journal = null;
  }
}
