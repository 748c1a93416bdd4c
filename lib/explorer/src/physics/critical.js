// All critical points of a form on the circle, where they are roots of a polynomial, and on the
// sphere, where Newton's method starts from everywhere until Euler's rule holds.

/** @typedef {import("./form").Form} Form */
/** @typedef {import("./form").Point} Point */
/** @typedef {{ at: Point, energy: number, index: number }} Critical */

import { tangents, unit } from "./form.js";
import { icosphere } from "./icosphere.js";
import { eigenvalues } from "./matrix.js";
import { roots } from "./roots.js";

const SAME = 1e-5; // radians: nearer than this are two results one point
const FLAT = 1e-11; // of the size of the form: the gradient at the end of Newton's method

/**
 * The polynomial whose roots v = e^{2iθ} on the unit circle are the critical points of two spins:
 * with w = e^{iθ}, u = Σ_j a_j w^{2j − p}, so u′ ∝ w^{−p} Σ_j (2j − p) a_j v^j.
 * @param {Form} form of two variables
 * @returns {{ re: number[], im: number[] }} its p + 1 coefficients, lowest first
 */
export function circlePolynomial({ p, coefficients }) {
  const count = 2 * p + 1, a = { re: new Array(p + 1).fill(0), im: new Array(p + 1).fill(0) };
  // The Fourier sum of u at 2p + 1 angles: exact for a polynomial of that degree.
  for (let m = 0; m < count; m++) {
    const angle = (2 * Math.PI * m) / count, [c, s] = [Math.cos(angle), Math.sin(angle)];
    const u = coefficients.reduce((sum, value, k) => sum + value * c ** (p - k) * s ** k, 0);
    for (let j = 0; j <= p; j++) {
      a.re[j] += (u * Math.cos((2 * j - p) * angle)) / count;
      a.im[j] -= (u * Math.sin((2 * j - p) * angle)) / count;
    }
  }
  const scaled = (/** @type {number[]} */ part) => part.map((v, j) => (2 * j - p) * v);
  return { re: scaled(a.re), im: scaled(a.im) };
}

/**
 * The complex solutions of two spins, and which of them are real (on the unit circle).
 * @param {Form} form
 * @param {{ re: number[], im: number[] }} [guess] the solutions of a form nearby
 */
export function solutions(form, guess) {
  const found = roots(circlePolynomial(form), guess), { re, im } = found;
  // A solution off the circle has a mirror image 1/v̄; one on it is its own.
  const real = re.map((_, k) => {
    const size = re[k] ** 2 + im[k] ** 2, mirror = [re[k] / size, im[k] / size];
    const gaps = re.map((v, j) => Math.hypot(v - mirror[0], im[j] - mirror[1]));
    return gaps.indexOf(Math.min(...gaps)) === k && Math.abs(Math.sqrt(size) - 1) < 1e-5;
  });
  return { re, im, real };
}

/**
 * All critical points of two spins, sorted by angle.
 * @param {Form} form
 * @returns {Critical[]}
 */
export function onCircle(form) {
  const { re, im, real } = solutions(form);
  const halves = re.map((_, k) => Math.atan2(im[k], re[k]) / 2).filter((_, k) => real[k]);
  const angles = halves.flatMap((angle) => [angle, angle + Math.PI]).map((angle) => (angle + 4 * Math.PI) % (2 * Math.PI));
  return angles.sort((a, b) => a - b).map((angle) => described(form, [Math.cos(angle), Math.sin(angle)]));
}

/**
 * @param {Form} form
 * @param {Point} at
 * @returns {Critical}
 */
function described(form, at) {
  const hessian = form.hessian(at, tangents(at));
  return { at, energy: form.value(at), index: eigenvalues(hessian).filter((v) => v < 0).length };
}

/**
 * All critical points of three spins, and whether valleys − passes + peaks is 2, as Euler's rule
 * asks. Starts are as many as it takes, up to some thousand.
 * @param {Form} form
 * @returns {{ points: Critical[], complete: boolean }}
 */
export function onSphere(form) {
  /** @type {Critical[]} */
  let points = [];
  for (const halvings of [3, 4, 5]) {
    const starts = icosphere(halvings).points.filter(([x, y, z]) => z > 0 || (z === 0 && (y > 0 || (y === 0 && x > 0))));
    points = distinct(form, starts);
    if (euler(points) === 2) return { points, complete: true };
  }
  return { points, complete: false };
}

/** @param {Critical[]} points */
export const euler = (points) => points.reduce((sum, { index }) => sum + (index === 1 ? -1 : 1), 0);

/**
 * @param {Form} form
 * @param {Point[]} starts on one half of the sphere
 */
function distinct(form, starts) {
  /** @type {Point[]} */
  const half = [];
  for (const start of starts) {
    const end = newton(form, start);
    const known = end && half.some((other) => Math.abs(Math.abs(other.reduce((s, v, i) => s + v * end[i], 0)) - 1) < SAME ** 2 / 2 + 1e-14);
    if (end && !known) half.push(end);
  }
  const both = half.flatMap((at) => [at, at.map((v) => -v)]).map((at) => described(form, at));
  return both.sort((a, b) => a.energy - b.energy);
}

/**
 * Newton's method along the sphere, to the critical point nearby whatever its index; null if it
 * comes to none.
 * @param {Form} form
 * @param {Point} start
 */
export function newton(form, start) {
  const size = Math.sqrt(form.coefficients.reduce((sum, c) => sum + c * c, 0)) || 1;
  let x = start;
  for (let step = 0; step < 40; step++) {
    const basis = tangents(x), [[a, b], [, c]] = form.hessian(x, basis), det = a * c - b * b, gradient = form.tangent(x);
    if (Math.hypot(...gradient) < FLAT * size * form.p) return x;
    if (Math.abs(det) < 1e-14 * size * size) return null;
    const [g, h] = basis.map((e) => e.reduce((s, v, i) => s + v * gradient[i], 0));
    const move = [-(c * g - b * h) / det, -(a * h - b * g) / det], length = Math.hypot(...move);
    const part = Math.min(1, 0.3 / length);
    x = unit(x.map((v, i) => v + part * (move[0] * basis[0][i] + move[1] * basis[1][i])));
  }
  return null;
}
