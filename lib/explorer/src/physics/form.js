// The energy of a spherical spin glass of two or three spins as a polynomial: on |σ|² = n, σ = √n x,
// the density is u(x) = Σ J x…x/√n, a form of degree p on the unit sphere. Along the sphere its
// gradient is ∇u − p u x and its Hessian P ∇²u P − p u (Euler: x·∇u = p u).

import { normal } from "./random.js";

/** @typedef {number[]} Point on the unit sphere */

/**
 * The exponents of the monomials of degree p in n variables, as couplings J_{i ≤ j ≤ …} follow one
 * another.
 * @param {number} n
 * @param {number} p
 * @returns {number[][]}
 */
export function exponents(n, p) {
  if (n === 1) return [[p]];
  return Array.from({ length: p + 1 }, (_, k) => p - k).flatMap((first) => exponents(n - 1, p - first).map((rest) => [first, ...rest]));
}

/**
 * @param {number} k
 * @returns {number}
 */
const factorial = (k) => (k < 2 ? 1 : k * factorial(k - 1));

/**
 * In how many orders the factors of a monomial can be written.
 * @param {number[]} exponent
 */
const orders = (exponent) => factorial(exponent.reduce((a, b) => a + b, 0)) / exponent.reduce((a, k) => a * factorial(k), 1);

/**
 * The symmetric couplings of a new instance: of n^p normal ones, the mean over the orders of their
 * indices.
 * @param {number} n
 * @param {number} p
 * @param {import("./random").Random} random
 */
export const drawn = (n, p, random) => exponents(n, p).map((exponent) => normal(random) / Math.sqrt(orders(exponent)));

export class Form {
  /**
   * @param {number} n
   * @param {number} p
   * @param {ArrayLike<number>} couplings symmetric, each once, in the order of `exponents`
   */
  constructor(n, p, couplings) {
    const all = exponents(n, p);
    this.n = n;
    this.p = p;
    this.terms = all.length;
    this.coefficients = Float64Array.from(all, (exponent, k) => (orders(exponent) * couplings[k]) / Math.sqrt(n));
    this.exponents = Int32Array.from(all.flat());
    this.powers = new Float64Array(n * (p + 1));
  }
  /** @param {ArrayLike<number>} x */
  tabulate(x) {
    const { n, p, powers } = this;
    for (let i = 0; i < n; i++) {
      powers[i * (p + 1)] = 1;
      for (let k = 1; k <= p; k++) powers[i * (p + 1) + k] = powers[i * (p + 1) + k - 1] * x[i];
    }
  }
  /**
   * A term, of which the exponents of some variables are lowered by differentiation.
   * @param {number} t
   * @param {number} i differentiated by, or −1
   * @param {number} j
   */
  term(t, i, j) {
    const { n, p, powers, exponents: e } = this;
    let product = this.coefficients[t];
    for (let v = 0; v < n; v++) {
      let k = e[t * n + v];
      if (v === i) product *= k--;
      if (v === j) product *= k--;
      product *= k < 0 ? 0 : powers[v * (p + 1) + k];
    }
    return product;
  }
  /**
   * @param {number} i
   * @param {number} j
   */
  sum(i, j) {
    let sum = 0;
    for (let t = 0; t < this.terms; t++) sum += this.term(t, i, j);
    return sum;
  }
  /** @param {ArrayLike<number>} x */
  value(x) {
    this.tabulate(x);
    return this.sum(-1, -1);
  }
  /**
   * The gradient along the sphere.
   * @param {ArrayLike<number>} x
   * @returns {number[]}
   */
  gradient(x) {
    this.tabulate(x);
    const flat = Array.from({ length: this.n }, (_, i) => this.sum(i, -1));
    const radial = flat.reduce((a, v, i) => a + v * x[i], 0);
    return flat.map((v, i) => v - radial * x[i]);
  }
  /**
   * The Hessian along the sphere in an orthonormal basis of the tangent space.
   * @param {ArrayLike<number>} x
   * @param {Point[]} basis
   */
  hessian(x, basis) {
    this.tabulate(x);
    const { n, p } = this, radial = p * this.sum(-1, -1);
    const whole = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => this.sum(i, j)));
    const bent = (/** @type {Point} */ a, /** @type {Point} */ b) => a.reduce((s, v, i) => s + v * b.reduce((r, w, j) => r + w * whole[i][j], 0), 0);
    return basis.map((a, i) => basis.map((b, j) => bent(a, b) - (i === j ? radial : 0)));
  }
}

/**
 * Back onto the unit sphere.
 * @param {number[]} x
 */
export function unit(x) {
  const size = Math.hypot(...x);
  return x.map((v) => v / size);
}

/**
 * An orthonormal basis of the tangent space.
 * @param {Point} x
 * @returns {Point[]}
 */
export function tangents(x) {
  if (x.length === 2) return [[-x[1], x[0]]];
  const away = Math.abs(x[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0], along = away[0] * x[0] + away[1] * x[1];
  const first = unit(away.map((v, i) => v - along * x[i]));
  return [first, [x[1] * first[2] - x[2] * first[1], x[2] * first[0] - x[0] * first[2], x[0] * first[1] - x[1] * first[0]]];
}
