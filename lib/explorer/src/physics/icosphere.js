// Points evenly over the sphere: an icosahedron whose sides are halved a few times.

import { unit } from "./form.js";

const G = (1 + Math.sqrt(5)) / 2;
const POINTS = [[-1, G, 0], [1, G, 0], [-1, -G, 0], [1, -G, 0], [0, -1, G], [0, 1, G], [0, -1, -G], [0, 1, -G], [G, 0, -1], [G, 0, 1], [-G, 0, -1], [-G, 0, 1]];
const FACES = [[0, 11, 5], [0, 5, 1], [0, 1, 7], [0, 7, 10], [0, 10, 11], [1, 5, 9], [5, 11, 4], [11, 10, 2], [10, 7, 6], [7, 1, 8], [3, 9, 4], [3, 4, 2], [3, 2, 6], [3, 6, 8], [3, 8, 9], [4, 9, 5], [2, 4, 11], [6, 2, 10], [8, 6, 7], [9, 8, 1]];

/** @typedef {{ points: number[][], faces: number[][] }} Icosphere */

/** @type {Map<number, Icosphere>} */
const made = new Map();

/**
 * @param {number} halvings 10 · 4^halvings + 2 points
 * @returns {Icosphere}
 */
export function icosphere(halvings) {
  const known = made.get(halvings);
  if (known) return known;
  const fresh = halvings ? halved(icosphere(halvings - 1)) : { points: POINTS.map(unit), faces: FACES };
  made.set(halvings, fresh);
  return fresh;
}

/** @param {Icosphere} ball */
function halved(ball) {
  const points = [...ball.points];
  /** @type {Map<number, number>} */
  const known = new Map();
  const middle = (/** @type {number} */ a, /** @type {number} */ b) => {
    const key = Math.min(a, b) * 65536 + Math.max(a, b), found = known.get(key);
    if (found !== undefined) return found;
    const fresh = points.push(unit(points[a].map((c, i) => c + points[b][i]))) - 1;
    known.set(key, fresh);
    return fresh;
  };
  const faces = ball.faces.flatMap(([a, b, c]) => {
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
    return [[a, ab, ca], [b, bc, ab], [c, ca, bc], [ab, bc, ca]];
  });
  return { points, faces };
}
