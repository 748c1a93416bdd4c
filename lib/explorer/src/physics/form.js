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
    this.coefficients = Float64Array.from(all, (exponent, k) => (orders(exponent) * couplings[k]) / Math.sqrt(n));
    // Two spins are three of which the last has no part: one code for both.
    this.exponents = Uint8Array.from(all.flatMap((exponent) => [...exponent, 0].slice(0, 3)));
    /** 1, x, x², … of each variable. */
    this.powers = new Float64Array(3 * (p + 1)).fill(1);
    this.slopes = new Float64Array(3);
    this.bends = new Float64Array(6);
  }
  /** @param {ArrayLike<number>} x */
  tabulate(x) {
    const { powers, p } = this;
    for (let i = 0; i < this.n; i++)
      for (let k = 1, at = i * (p + 1); k <= p; k++) powers[at + k] = powers[at + k - 1] * x[i];
  }
  /** @param {ArrayLike<number>} x */
  value(x) {
    this.tabulate(x);
    const { coefficients, exponents: e, powers, p } = this;
    let sum = 0;
    for (let t = 0; t < coefficients.length; t++)
      sum += coefficients[t] * powers[e[3 * t]] * powers[p + 1 + e[3 * t + 1]] * powers[2 * p + 2 + e[3 * t + 2]];
    return sum;
  }
  /**
   * First derivatives in all directions, into `slopes`, and second ones if wanted, into `bends`: xx,
   * yy, zz, xy, xz, yz.
   * @param {ArrayLike<number>} x
   * @param {boolean} second
   */
  derive(x, second) {
    this.tabulate(x);
    const { coefficients, exponents: e, powers, p, slopes, bends } = this, q = p + 1, r = 2 * q;
    slopes.fill(0);
    bends.fill(0);
    for (let t = 0; t < coefficients.length; t++) {
      const c = coefficients[t], i = e[3 * t], j = e[3 * t + 1], k = e[3 * t + 2];
      const a = powers[i], b = powers[q + j], d = powers[r + k];
      const a1 = i ? i * powers[i - 1] : 0, b1 = j ? j * powers[q + j - 1] : 0, d1 = k ? k * powers[r + k - 1] : 0;
      slopes[0] += c * a1 * b * d;
      slopes[1] += c * a * b1 * d;
      slopes[2] += c * a * b * d1;
      if (!second) continue;
      if (i > 1) bends[0] += c * i * (i - 1) * powers[i - 2] * b * d;
      if (j > 1) bends[1] += c * a * j * (j - 1) * powers[q + j - 2] * d;
      if (k > 1) bends[2] += c * a * b * k * (k - 1) * powers[r + k - 2];
      bends[3] += c * a1 * b1 * d;
      bends[4] += c * a1 * b * d1;
      bends[5] += c * a * b1 * d1;
    }
  }
  /**
   * The gradient along the sphere.
   * @param {ArrayLike<number>} x
   * @returns {number[]}
   */
  gradient(x) {
    this.derive(x, false);
    return this.tangent(x);
  }
  /** @param {ArrayLike<number>} x */
  tangent(x) {
    const [a, b, c] = this.slopes, radial = this.radial(x);
    const flat = [a - radial * x[0], b - radial * x[1]];
    if (this.n === 3) flat.push(c - radial * x[2]);
    return flat;
  }
  /** @param {ArrayLike<number>} x */
  radial(x) {
    const [a, b, c] = this.slopes;
    return a * x[0] + b * x[1] + (this.n === 3 ? c * x[2] : 0);
  }
  /**
   * The Hessian along the sphere in an orthonormal basis of the tangent space; `gradient` comes with
   * it.
   * @param {ArrayLike<number>} x
   * @param {Point[]} basis
   */
  hessian(x, basis) {
    this.derive(x, true);
    const [xx, yy, zz, xy, xz, yz] = this.bends, radial = this.radial(x);
    return basis.map(([a, b, c = 0], i) => basis.map(([d, e, f = 0], j) =>
      a * (xx * d + xy * e + xz * f) + b * (xy * d + yy * e + yz * f) + c * (xz * d + yz * e + zz * f) - (i === j ? radial : 0)));
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
