// Steps of Newton's method, plain, shifted and saddle-free, and of descent, as chapter 10 has them.

/** @typedef {import("./polynomial").Polynomial} Polynomial */
/** @typedef {(gradient: number[], hessian: number[][], damping: number) => number[]} Step */

import { eigenvalues, eigenvectors } from "./matrix.js";

const ZERO = 1e-14; // relative to the largest |λ|: below this an eigenvalue is rounding

/**
 * −f(H)⁻¹ g for a function f of the eigenvalues, nothing where f is zero.
 * @param {number[]} gradient
 * @param {number[][]} hessian
 * @param {(values: number[]) => number[]} curvature
 */
function step(gradient, hessian, curvature) {
  const values = eigenvalues(hessian), bent = curvature(values), size = Math.max(...values.map(Math.abs));
  const vectors = eigenvectors(hessian);
  const parts = vectors.map((v, k) => {
    const along = v[0] * gradient[0] + v[1] * gradient[1];
    return Math.abs(bent[k]) <= ZERO * size ? 0 : along / bent[k];
  });
  return [0, 1].map((i) => -(parts[0] * vectors[0][i] + parts[1] * vectors[1][i]));
}

/** @type {Record<string, Step>} */
export const METHODS = {
  descent: (gradient, _, damping) => gradient.map((g) => -g / damping),
  Newton: (gradient, hessian, damping) => step(gradient, hessian, (values) => values.map((v) => v + damping)),
  "shifted Newton": (gradient, hessian, damping) => step(gradient, hessian, (values) => values.map((v) => v + Math.max(0, -values[0]) + damping)),
  "saddle-free Newton": (gradient, hessian, damping) => step(gradient, hessian, (values) => values.map((v) => Math.abs(v) + damping)),
};

/**
 * The places that a method visits; after it has left the square of half side `reach`, none.
 * @param {Polynomial} surface
 * @param {string} method
 * @param {number[]} begin
 * @param {{ damping: number, steps: number, reach: number }} options
 * @returns {number[][]} steps + 1 places
 */
export function walk(surface, method, begin, { damping, steps, reach }) {
  const way = [begin];
  for (let k = 0; k < steps; k++) {
    const [x, y] = way[k], move = METHODS[method](surface.gradient(x, y), surface.hessian(x, y), damping);
    const next = [x + move[0], y + move[1]], inside = next.every((v) => Math.abs(v) <= reach);
    way.push(inside ? next : [NaN, NaN]);
  }
  return way;
}
