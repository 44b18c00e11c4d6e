// A made-up town that sends reports: honest people, careless ones, grudges and several kinds of attack, so that the
// filter is judged on populations it was not tuned on. Deterministic by seed; every scenario changes a few habits.
//
//   simulate({ seed, days, perDay, scenario }) → { events, truth }
//
// events: lines of `ezhili score replay` in the order of their time; truth: by report id, what really was.
import { Random } from '../demo/random.js';

const HOUR = 1;
const DAY = 24 * HOUR;
const SHOPS = 6000;

const HABITS = {
  // Arrivals as shares of the ordinary day; attacks, waves and farms come on top.
  share: { regular: 0.36, newcomer: 0.27, careless: 0.11, rider: 0.06, grudge: 0.06, rival: 0.08, claimant: 0.06 },
  attacksAMonth: 1.6, ringSize: 45, ringDays: 2, ringAge: 12, ringSharesDevice: 0.35, ringCopiesText: 0.45, ringCopiesPhoto: 0.3,
  ringSkill: 0.5, ringSevere: 0.08, ringFarms: 0,
  wavesAMonth: 1, waveSize: 24, twinWaves: false,
  turncoats: 14, turnsAfter: 12,
  creditMissing: 0.35, creditGap: 45, creditInverted: false,
  honestCopies: 0.018,
  missed: 0.08, invented: 0.04, maliceSeen: 0.62, maliceInvented: 0.006, neverRead: 0.1, readHours: 55,
  biasedReviewer: 0, // share of reviews by one who takes newcomers for malicious
};

export const SCENARIOS = {
  base: {},
  'big rings': { attacksAMonth: 1.2, ringSize: 180, ringSkill: 0.7, ringSharesDevice: 0.2 },
  'aged rings': { ringAge: 320, ringSize: 90 },
  paraphrased: { ringCopiesText: 0.04, ringCopiesPhoto: 0.2, ringSize: 90 },
  'severe attack': { ringSevere: 0.6, ringSize: 90 },
  'credit farming': { ringFarms: 2, ringSize: 60, turncoats: 45 },
  'biased reviewer': { biasedReviewer: 0.25 },
  'two crises': { wavesAMonth: 2, twinWaves: true, waveSize: 36 },
  'credit missing 80 %': { creditMissing: 0.8 },
  'credit inverted': { creditInverted: true },
  'honest people copy': { honestCopies: 0.07 },
};

const logistic = (x) => 1 / (1 + Math.exp(-x));
const clip = (x, low, high) => Math.min(high, Math.max(low, x));

class Town {
  constructor({ seed, days, perDay, scenario }) {
    this.r = new Random(seed);
    this.days = days;
    this.habits = { ...HABITS, ...SCENARIOS[scenario] };
    this.people = 0;
    this.failing = Array.from({ length: SHOPS }, () => this.r.chance(0.14));
    this.failingShops = [...this.failing.keys()].filter((s) => this.failing[s]);
    this.plan = []; // { at, who, shop?, severe?, kind }
    const ordinary = Math.round(days * perDay);
    this.crowd = {
      regular: this.group('regular', Math.round(ordinary / 12), 500), careless: this.group('careless', Math.round(ordinary / 45), 300),
      rider: this.group('rider', Math.round(ordinary / 200) + 1, 200), claimant: this.group('claimant', Math.round(ordinary / 900) + 3, 300),
      rival: this.group('rival', 3, 60), turncoat: this.group('turncoat', this.habits.turncoats, 120),
    };
    this.planOrdinary(ordinary);
    this.planRings();
    this.planWaves();
  }

  exp(mean) { return -mean * Math.log(1 - this.r.unit()); }

  person(kind, born, malicious = false) {
    const { r, habits } = this;
    const id = ++this.people;
    let credit = null;
    if (!r.chance(habits.creditMissing)) {
      const gap = (malicious ? -1 : 0) * habits.creditGap * (habits.creditInverted ? -1 : 1);
      credit = Math.round(clip(690 + gap + 65 * r.normal(), 300, 960));
    }
    return { id, kind, born, credit, device: id, address: r.below(30000), skill: 0.55 * r.normal(), sent: 0 };
  }

  group(kind, n, age) {
    return Array.from({ length: n }, () => this.person(kind, -this.exp(age) * DAY, kind === 'claimant' || kind === 'rival'));
  }

  // A few people send most reports.
  member(group) { return group[Math.floor(group.length * this.r.unit() ** 2)]; }

  planOrdinary(n) {
    const kinds = Object.keys(this.habits.share);
    const weights = Object.values(this.habits.share);
    for (let i = 0; i < n; i++) {
      const at = this.r.unit() * this.days * DAY;
      this.plan.push({ at, kind: kinds[this.r.weighted(weights, weights.reduce((a, b) => a + b))] });
    }
    for (const who of this.crowd.turncoat)
      for (let at = this.r.unit() * 20 * DAY; at < this.days * DAY; at += this.exp(this.days / 22) * DAY) this.plan.push({ at, kind: 'turncoat', who });
  }

  planRings() {
    const { habits, r } = this;
    let group = 0;
    for (let start = this.exp(30 / habits.attacksAMonth); start < this.days; start += this.exp(30 / habits.attacksAMonth)) {
      const shop = r.below(SHOPS);
      const size = 4 + Math.floor(this.exp(habits.ringSize));
      group++;
      for (let i = 0; i < size; i++) {
        const who = this.person('ring', (start - this.exp(habits.ringAge)) * DAY, true);
        if (r.chance(habits.ringSharesDevice)) {
          who.device = 10000000 + group * 100 + r.below(Math.max(1, Math.ceil(size / 7)));
          who.address = 1000000 + group * 10 + r.below(4);
        }
        for (let k = 0; k < habits.ringFarms; k++) {
          const before = start - 4 - this.exp(20);
          if (before > 0) this.plan.push({ at: before * DAY, kind: 'farm', who });
        }
        for (let at = start + this.exp(habits.ringDays); at < this.days; at += this.exp(3)) {
          this.plan.push({ at: at * DAY, kind: 'ring', who, shop });
          if (r.chance(0.7)) break;
        }
      }
    }
  }

  planWaves() {
    const { habits, r } = this;
    for (let start = this.exp(30 / habits.wavesAMonth); start < this.days; start += this.exp(30 / habits.wavesAMonth)) {
      const shops = [r.pick(this.failingShops), r.pick(this.failingShops)].slice(0, habits.twinWaves ? 2 : 1);
      // One address per wave: they ate in the same canteen, or share the office's network.
      const address = r.chance(0.3) ? 2000000 + r.below(1000) : null;
      for (const shop of shops) {
        const size = 6 + Math.floor(this.exp(habits.waveSize - 6));
        for (let i = 0; i < size; i++) {
          const who = this.person('newcomer', (start - (r.chance(0.5) ? this.exp(25) : 0)) * DAY);
          if (address !== null && r.chance(0.6)) who.address = address;
          this.plan.push({ at: (start + this.exp(0.9)) * DAY, kind: 'wave', who, shop });
        }
      }
    }
  }

  whoOf(p) {
    if (p.who) return p.who;
    if (p.kind === 'newcomer') return this.person('newcomer', p.at - (this.r.chance(0.6) ? this.exp(22) * DAY : 0));
    if (p.kind === 'rival' && this.r.chance(0.55)) {
      const who = this.person('rival', p.at - this.exp(20) * DAY, true);
      this.crowd.rival.push(who);
      return who;
    }
    if (p.kind === 'grudge') return this.r.chance(0.5) ? this.member(this.crowd.regular) : this.person('grudge', p.at - this.exp(70) * DAY);
    return this.member(this.crowd[p.kind]);
  }

  // { valid, malicious }
  truthOf(kind, who) {
    const { r } = this;
    const either = (valid, maliceElse) => { const v = r.chance(valid); return { valid: v, malicious: !v && r.chance(maliceElse) }; };
    switch (kind) {
      case 'ring': return either(0.05, 1);
      case 'rival': return either(0.07, 1);
      case 'farm': return either(0.85, 0);
      case 'wave': return either(0.9, 0);
      case 'claimant': return either(0.36, 0.6);
      case 'grudge': return either(0.32, 0.5);
      case 'turncoat': return who.sent > this.habits.turnsAfter && r.chance(0.75) ? { valid: false, malicious: true } : either(0.82, 0);
      case 'rider': return either(0.88, 0);
      case 'careless': return either(0.4, 0);
      case 'newcomer': return either(clip(0.66 + 0.1 * who.skill, 0.1, 0.95), 0);
      default: return either(clip(0.73 + 0.1 * who.skill, 0.1, 0.97), 0);
    }
  }

  skillOf(kind, truth) {
    if (truth.valid) return 0.95;
    if (!truth.malicious) return -0.4;
    const imitation = kind === 'ring' ? this.habits.ringSkill : kind === 'claimant' ? 0.75 : 0.45;
    return -0.95 + 1.3 * imitation;
  }

  copies(kind, truth) {
    const { habits } = this;
    if (kind === 'ring') return [habits.ringCopiesText, habits.ringCopiesPhoto];
    if (kind === 'claimant') return [0.42, truth.valid ? habits.honestCopies : 0.12];
    if (truth.malicious) return [0.1, 0.11];
    return [habits.honestCopies, habits.honestCopies * 0.7];
  }

  evidence(kind, who, truth) {
    const { r } = this;
    const z = this.skillOf(kind, truth) + 0.4 * who.skill + 0.9 * r.normal() + (kind === 'rider' ? 0.5 : 0);
    const photos = Math.max(0, Math.round(1.5 + 0.8 * z + 0.9 * r.normal()));
    const [text, photo] = this.copies(kind, truth);
    const near = r.chance(logistic(1.1 * z + 0.6));
    return {
      photos,
      dist: photos && r.chance(0.6) ? Math.round(near ? Math.abs(70 * r.normal()) : Math.exp(6.9 + r.normal())) : null,
      tcon: photos ? Number(clip((truth.valid ? 0.8 : truth.malicious ? 0.58 : 0.63) + 0.2 * r.normal(), 0, 1).toFixed(3)) : null,
      vis: Number(clip(0.5 + 0.13 * z + 0.17 * r.normal(), 0, 1).toFixed(3)),
      match: Number(logistic(1.5 + 0.5 * z + r.normal()).toFixed(3)),
      len: Math.round(clip(Math.exp(3.6 + 0.25 * z + 0.6 * r.normal()), 4, 900)),
      order: Number(r.chance(truth.valid ? 0.53 : kind === 'claimant' ? 0.6 : truth.malicious ? 0.12 : 0.3)),
      tdup: Number(r.chance(text)),
      dup: Number(photos > 0 && r.chance(photo)),
    };
  }

  severe(kind) {
    if (kind === 'ring') return this.r.chance(this.habits.ringSevere);
    return this.r.chance(kind === 'wave' ? 0.55 : 0.06);
  }

  shopOf(p, truth) {
    if (p.shop !== undefined) return p.shop;
    return truth.valid && this.r.chance(0.75) ? this.r.pick(this.failingShops) : this.r.below(SHOPS);
  }

  verdictOf(who, truth) {
    const { habits, r } = this;
    if (r.chance(habits.neverRead)) return null;
    if (r.chance(habits.biasedReviewer) && !truth.valid && who.sent === 1 && r.chance(0.5)) return 'malicious';
    if (truth.valid) return r.chance(habits.missed) ? 'invalid' : 'valid';
    if (r.chance(habits.invented)) return 'valid';
    return r.chance(truth.malicious ? habits.maliceSeen : habits.maliceInvented) ? 'malicious' : 'invalid';
  }

  run() {
    const lines = [];
    const truths = new Map();
    this.plan.sort((a, b) => a.at - b.at);
    this.plan.filter((p) => p.at < this.days * DAY).forEach((p, i) => {
      const id = i + 1;
      const who = this.whoOf(p);
      who.sent++;
      const truth = this.truthOf(p.kind, who);
      const severe = this.severe(p.kind);
      truths.set(id, { ...truth, kind: p.kind, severe, newcomer: who.kind === 'newcomer' });
      lines.push({ type: 'report', id, t: p.at, user: who.id, shop: this.shopOf(p, truth), severe: Number(severe), jasmine: who.credit,
        age_d: Math.max(0, (p.at - who.born) / DAY), rider: Number(p.kind === 'rider'), dev: who.device, ip: who.address, ...this.evidence(p.kind, who, truth) });
      const verdict = this.verdictOf(who, truth);
      if (verdict) lines.push({ type: 'verdict', id, t: p.at + 4 + this.exp(this.habits.readHours), verdict });
    });
    lines.sort((a, b) => a.t - b.t || a.id - b.id);
    return { events: lines, truth: truths };
  }
}

export const simulate = (options) => new Town(options).run();
