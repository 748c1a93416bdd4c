// Rotations as rows of three.

/** @typedef {number[][]} Rows */

/**
 * @param {Rows} a
 * @param {Rows} b
 */
export const product = (a, b) => a.map((row) => [0, 1, 2].map((c) => row[0] * b[0][c] + row[1] * b[1][c] + row[2] * b[2][c]));

/**
 * @param {number[]} axis
 * @param {number} angle
 */
export function rotation([x, y, z], angle) {
  const size = Math.hypot(x, y, z) || 1, [u, v, w] = [x / size, y / size, z / size];
  const c = Math.cos(angle), s = Math.sin(angle), d = 1 - c;
  return [
    [c + u * u * d, u * v * d - w * s, u * w * d + v * s],
    [v * u * d + w * s, c + v * v * d, v * w * d - u * s],
    [w * u * d - v * s, w * v * d + u * s, c + w * w * d],
  ];
}

/**
 * Rounding would shear a body in the long run: make the rows square and of length one again.
 * @param {Rows} rows
 */
export function squared([a, b]) {
  const unit = (/** @type {number[]} */ v) => v.map((c) => c / Math.hypot(...v)), first = unit(a);
  const along = first[0] * b[0] + first[1] * b[1] + first[2] * b[2];
  const second = unit(b.map((c, k) => c - along * first[k]));
  return [first, second, [first[1] * second[2] - first[2] * second[1], first[2] * second[0] - first[0] * second[2], first[0] * second[1] - first[1] * second[0]]];
}
