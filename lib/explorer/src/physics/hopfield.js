// A Hopfield network: patterns, fields, energy, and one spin after the other, as lib.hopfield has it.
// Couplings J = ξᵀ G ξ with an empty diagonal: G = 1/N is Hebb's rule, G = (ξξᵀ)⁻¹ projection. They
// act through the overlaps, so no N × N table is needed.

/** @typedef {ArrayLike<number>} Signs of ±1 */

export class Network {
  /**
   * @param {Signs[]} patterns ξ, one or more of N signs
   * @param {string} [rule] "Hebb" or "projection"
   */
  constructor(patterns, rule = "Hebb") {
    this.patterns = patterns;
    this.n = patterns[0].length;
    this.weights = rule === "projection" ? inverse(products(patterns)) : null;
    this.self = Float64Array.from({ length: this.n }, (_, i) => this.coupled(this.column(i), i));
  }
  /** @param {number} i */
  column(i) {
    return this.patterns.map((pattern) => pattern[i]);
  }
  /**
   * Σ_μν ξ_i^μ G_μν s_ν for sums s over the patterns.
   * @param {ArrayLike<number>} sums
   * @param {number} i
   */
  coupled(sums, i) {
    const { patterns, weights, n } = this;
    let field = 0;
    for (let m = 0; m < patterns.length; m++) {
      let part = 0;
      if (weights) for (let v = 0; v < patterns.length; v++) part += weights[m][v] * sums[v];
      else part = sums[m] / n;
      field += patterns[m][i] * part;
    }
    return field;
  }
  /**
   * N times the overlap with each pattern.
   * @param {Signs} spins
   */
  sums(spins) {
    return Float64Array.from(this.patterns, (pattern) => {
      let sum = 0;
      for (let i = 0; i < this.n; i++) sum += pattern[i] * spins[i];
      return sum;
    });
  }
  /** @param {Signs} spins */
  overlaps(spins) {
    return this.sums(spins).map((sum) => sum / this.n);
  }
  /**
   * h_i = Σ_{j ≠ i} J_ij S_j.
   * @param {Signs} spins
   */
  fields(spins) {
    const { patterns, weights, n } = this, sums = this.sums(spins);
    const mixed = weights ? weights.map((row) => row.reduce((sum, weight, v) => sum + weight * sums[v], 0)) : sums.map((sum) => sum / n);
    const fields = this.self.map((own, i) => -own * spins[i]);
    patterns.forEach((pattern, m) => {
      for (let i = 0; i < n; i++) fields[i] += pattern[i] * mixed[m];
    });
    return fields;
  }
  /**
   * H = −½ Σ h_i S_i.
   * @param {Signs} spins
   */
  energy(spins) {
    return -0.5 * this.fields(spins).reduce((sum, field, i) => sum + field * spins[i], 0);
  }
  /**
   * Give some spins their turn, in place: +1 with probability 1/(1 + exp(−2h/T)); at T = 0 a spin
   * follows its field, or stays where there is none. Returns how many changed.
   * @param {Int8Array} spins
   * @param {number} temperature
   * @param {ArrayLike<number>} order whose turn it is
   * @param {() => number} random
   */
  turns(spins, temperature, order, random) {
    const sums = this.sums(spins);
    let changed = 0;
    for (let t = 0; t < order.length; t++) {
      const i = order[t], now = spins[i], field = this.coupled(sums, i) - this.self[i] * now;
      const cold = Math.abs(field) > 1e-12 ? Math.sign(field) : now;
      const next = temperature > 0 ? (random() < 1 / (1 + Math.exp((-2 * field) / temperature)) ? 1 : -1) : cold;
      if (next === now) continue;
      changed += 1;
      spins[i] = next;
      for (let m = 0; m < sums.length; m++) sums[m] += (next - now) * this.patterns[m][i];
    }
    return changed;
  }
}

/**
 * The overlap with one of few patterns in a large network: the root m ≥ 0 of m = tanh(m/T).
 * @param {number} temperature
 */
export function meanField(temperature) {
  if (temperature >= 1) return 0;
  let m = 1;
  for (let step = 0; step < 500 && temperature > 0; step++) m = Math.tanh(m / temperature);
  return m;
}

/** @param {Signs[]} patterns */
function products(patterns) {
  return patterns.map((a) => patterns.map((b) => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }));
}

/**
 * By Gauss and Jordan, with pivots.
 * @param {number[][]} matrix
 */
export function inverse(matrix) {
  const size = matrix.length, rows = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => +(i === j))]);
  for (let c = 0; c < size; c++) {
    const best = rows.slice(c).reduce((top, row, k) => (Math.abs(row[c]) > Math.abs(rows[top][c]) ? c + k : top), c);
    [rows[c], rows[best]] = [rows[best], rows[c]];
    const pivot = rows[c][c] || 1e-300;
    rows[c] = rows[c].map((v) => v / pivot);
    for (let r = 0; r < size; r++) {
      const factor = rows[r][c];
      if (r !== c && factor) rows[r] = rows[r].map((v, j) => v - factor * rows[c][j]);
    }
  }
  return rows.map((row) => row.slice(size));
}
