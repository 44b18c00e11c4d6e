// What the filter's answers were worth, against the truth it never saw.
const share = (list, test) => (list.length ? list.filter(test).length / list.length : 0);

// The chance that a random true one is ranked above a random other one; ties count half.
export function auc(pairs) {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
  const positive = sorted.filter(([, yes]) => yes).length;
  let ranks = 0;
  for (let i = 0, j; i < sorted.length; i = j) {
    for (j = i; j < sorted.length && sorted[j][0] === sorted[i][0];) j++;
    for (let k = i; k < j; k++) if (sorted[k][1]) ranks += (i + j + 1) / 2;
  }
  const negative = sorted.length - positive;
  return positive && negative ? (ranks - positive * (positive + 1) / 2) / (positive * negative) : NaN;
}

// answers: lines of `ezhili score replay`; only reports from the share `from` on are judged.
export function judge(truth, answers, from = 0.6) {
  const rows = answers.slice(Math.floor(answers.length * from)).map((a) => ({ ...a, truth: truth.get(a.id) }));
  const good = rows.filter((r) => !r.truth.malicious);
  const shielded = (r) => r.lane === 'shielded';
  const top = [...rows].sort((a, b) => b.p_valid - a.p_valid).slice(0, Math.floor(rows.length / 5));
  const bins = Array.from({ length: 10 }, () => 0);
  for (const r of rows) bins[Math.min(9, Math.floor(r.p_valid * 10))] += r.p_valid - Number(r.truth.valid);
  return {
    n: rows.length,
    aucValid: auc(rows.map((r) => [r.p_valid, r.truth.valid])),
    aucMalice: auc(rows.map((r) => [r.p_malice, r.truth.malicious])),
    top20: share(top, (r) => r.truth.valid),
    caught: share(rows.filter((r) => r.truth.malicious), shielded),
    goodHit: share(good, shielded),
    newcomersHit: share(good.filter((r) => r.truth.newcomer), shielded),
    wave: share(good.filter((r) => r.truth.kind === 'wave'), shielded),
    severe: rows.filter((r) => r.truth.severe && shielded(r)).length,
    unexplained: rows.filter((r) => shielded(r) && !r.reasons.length).length,
    // Any trace that honest people rarely leave, however little the report is doubted else: what no gate of such traces passes.
    traced: share(rows.filter((r) => r.truth.malicious && !r.truth.severe), (r) => r.reasons.some((c) => c.startsWith('hard.')))
      * share(rows.filter((r) => r.truth.malicious), (r) => !r.truth.severe),
    calibration: bins.reduce((sum, d) => sum + Math.abs(d), 0) / rows.length,
  };
}
