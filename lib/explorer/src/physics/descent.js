// Balls that roll down without inertia: gradient descent along the sphere, σ̇ = −∇u.

/** @typedef {import("./form").Form} Form */
/** @typedef {import("./form").Point} Point */
/** @typedef {import("./critical").Critical} Critical */

import { unit } from "./form.js";

const NEAR = 0.05; // radians: so close to a valley's bottom the ball is in it

/**
 * One step of descent, of a length that falls with the slope but never exceeds `longest` radians.
 * @param {Form} form
 * @param {Point} x
 * @param {number} time
 * @param {number} longest
 */
export function rolled(form, x, time, longest) {
  const gradient = form.gradient(x), slope = Math.hypot(...gradient);
  const step = Math.min(time, longest / (slope || 1));
  return unit(x.map((v, i) => v - step * gradient[i]));
}

/**
 * Which valley a point has reached; −1 if none yet.
 * @param {Point} x
 * @param {Critical[]} valleys
 */
export function reached(x, valleys) {
  const limit = Math.cos(NEAR);
  return valleys.findIndex(({ at }) => at.reduce((sum, v, i) => sum + v * x[i], 0) > limit);
}

/**
 * The valley that descent from a point ends in; −1 if it has come to none after many steps, as on
 * a pass.
 * @param {Form} form
 * @param {Point} start
 * @param {Critical[]} valleys
 */
export function basin(form, start, valleys) {
  let x = start;
  for (let step = 0; step < 2000; step++) {
    const end = reached(x, valleys);
    if (end >= 0) return end;
    x = rolled(form, x, 0.3, 0.04);
  }
  return -1;
}
