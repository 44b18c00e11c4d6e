// Faults on demand. A fault waits for the requests it is meant for and spoils
// the next `times` of them: {"on":"submit","fault":"answer_lost","times":2,"out_bill_no":"EZ…"?}.

// What a fault can be, and which requests it can meet.
const KINDS = {
  request_lost: 'submit query cancel login',
  answer_lost: 'submit query cancel login',
  system_error_before: 'submit query cancel',
  system_error_after: 'submit query cancel',
  rate_limited: 'submit query cancel',
  not_enough: 'submit',
  no_auth: 'submit query cancel',
  bad_signature: 'submit query cancel callback',
  stale_signature: 'submit query cancel callback',
  missing_signature: 'submit query cancel callback',
  probe_signature: 'submit query cancel callback',
  not_found_lag: 'query',
  never_confirm: 'submit',
  fail: 'submit',
  wrong_amount: 'query callback',
  wrong_payee: 'query callback',
  callback_lost: 'callback',
  callback_twice: 'callback',
};
const MAX_WAITING = 10000;

export class Faults {
  constructor() {
    this.waiting = [];
  }

  // list: one fault or an array. Returns null or what is wrong with it.
  add(list) {
    const all = Array.isArray(list) ? list : [list];
    for (const f of all) {
      if (!f || !(f.fault in KINDS)) return `fault must be one of ${Object.keys(KINDS).join(', ')}`;
      if (!KINDS[f.fault].split(' ').includes(f.on)) return `${f.fault} can be on ${KINDS[f.fault]}`;
      if (f.times !== undefined && !(Number.isInteger(f.times) && f.times > 0)) return 'times is a positive integer';
    }
    if (this.waiting.length + all.length > MAX_WAITING) return `at most ${MAX_WAITING} faults wait`;
    for (const f of all) this.waiting.push({ on: f.on, fault: f.fault, times: f.times ?? 1, out_bill_no: f.out_bill_no });
    return null;
  }

  clear() {
    this.waiting = [];
  }

  // The fault that meets this request, or null; it counts as used.
  take(on, billNo) {
    const i = this.waiting.findIndex((f) => f.on === on && (!f.out_bill_no || f.out_bill_no === billNo));
    if (i < 0) return null;
    const f = this.waiting[i];
    if (--f.times === 0) this.waiting.splice(i, 1);
    return f.fault;
  }
}
