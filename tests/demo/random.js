// A small seeded generator (xorshift128+ by a splitmix seed), so that a demonstration is the same everywhere.
export class Random {
  constructor(seed) {
    let z = BigInt(seed) & 0xffffffffffffffffn;
    const next = () => {
      z = (z + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
      let x = z;
      x = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
      x = ((x ^ (x >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
      return Number((x ^ (x >> 31n)) & 0xffffffffn) >>> 0;
    };
    this.s = new Uint32Array([next(), next(), next(), next() | 1]);
  }

  uint32() { // xoshiro128**
    const s = this.s;
    const rotl = (x, k) => (x << k) | (x >>> (32 - k));
    const result = Math.imul(rotl(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3];
    s[2] ^= t; s[3] = rotl(s[3], 11);
    return result;
  }

  unit() { return this.uint32() / 4294967296; }
  below(n) { return Math.floor(this.unit() * n); }
  chance(p) { return this.unit() < p; }
  pick(list) { return list[this.below(list.length)]; }
  normal() { return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit()); }

  // An index by weights.
  weighted(weights, total) {
    let x = this.unit() * total;
    for (let i = 0; i < weights.length; i++) if ((x -= weights[i]) < 0) return i;
    return weights.length - 1;
  }
}
