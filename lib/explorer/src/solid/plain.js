// The same body without WebGL: triangles point by point, the nearest wins.

/** @import { Panel } from "../panel" */
/** @import { Mesh, View } from "./mesh" */

import { element, penOf } from "../dom.js";
import { colourAt, PALETTE, rgbOf } from "../palette.js";
import { LIGHT } from "./mesh.js";

const TINTS = PALETTE.map(rgbOf);

/**
 * What each point of the picture shows.
 * @typedef {{ width: number, height: number, depth: Float32Array, tall: Float32Array, shade: Float32Array, tint: Float32Array }} Points
 * @typedef {{ x: Float32Array, y: Float32Array, z: Float32Array, tall: Float32Array, shade: Float32Array, shares: Float32Array, tinted: boolean }} Seen
 */

/**
 * @param {Panel} panel
 * @param {Mesh} mesh
 * @param {View} view
 * @param {number[]} levels
 */
export function paintPlain(panel, mesh, view, levels) {
  const width = Math.round(panel.width), height = Math.round(panel.height), size = width * height;
  /** @type {Points} */
  const points = { width, height, depth: new Float32Array(size).fill(-Infinity), tall: new Float32Array(size), shade: new Float32Array(size), tint: new Float32Array(size) };
  const seen = seenVertices(mesh, view);
  for (let t = 0; t < mesh.index.length; t += 3) triangle(seen, mesh.index[t], mesh.index[t + 1], mesh.index[t + 2], points);
  const canvas = element("canvas", { width, height });
  penOf(canvas).putImageData(coloured(points, levels), 0, 0);
  panel.behind.drawImage(canvas, 0, 0, panel.width, panel.height);
}

/**
 * @param {Mesh} mesh
 * @param {View} view
 * @returns {Seen}
 */
function seenVertices(mesh, view) {
  const [x, y, z, tall, shade] = Array.from({ length: 5 }, () => new Float32Array(mesh.size));
  const { normals } = mesh.now, [, , [fx, fy, fz]] = view.rows;
  const lamp = [0, 1, 2].map((c) => LIGHT[0] * view.rows[0][c] + LIGHT[1] * view.rows[1][c] + LIGHT[2] * view.rows[2][c]);
  for (let k = 0; k < mesh.size; k++) {
    tall[k] = mesh.height(k);
    [x[k], y[k], z[k]] = view.project(mesh.point(k, tall[k]));
    const nx = normals[3 * k], ny = normals[3 * k + 1], nz = normals[3 * k + 2];
    const side = nx * fx + ny * fy + nz * fz < 0 ? -1 : 1;
    shade[k] = 0.5 + 0.62 * Math.max(0, side * (nx * lamp[0] + ny * lamp[1] + nz * lamp[2]));
  }
  return { x, y, z, tall, shade, shares: mesh.shares(), tinted: mesh.tints.some((tint) => tint >= 0) };
}

/**
 * @param {Seen} seen
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {Points} points
 */
function triangle({ x, y, z, tall, shade, shares, tinted }, a, b, c, points) {
  const { width, height } = points, area = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a]);
  if (Math.abs(area) < 1e-6) return;
  const left = Math.max(0, Math.ceil(Math.min(x[a], x[b], x[c]) - 0.5)), right = Math.min(width - 1, Math.floor(Math.max(x[a], x[b], x[c]) - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(y[a], y[b], y[c]) - 0.5)), bottom = Math.min(height - 1, Math.floor(Math.max(y[a], y[b], y[c]) - 0.5));
  for (let j = top; j <= bottom; j++)
    for (let i = left; i <= right; i++) {
      const u = i + 0.5, v = j + 0.5;
      const p = ((x[b] - u) * (y[c] - v) - (x[c] - u) * (y[b] - v)) / area;
      const q = ((x[c] - u) * (y[a] - v) - (x[a] - u) * (y[c] - v)) / area, r = 1 - p - q;
      if (p < -1e-4 || q < -1e-4 || r < -1e-4) continue;
      const depth = p * z[a] + q * z[b] + r * z[c], k = j * width + i;
      if (depth <= points.depth[k]) continue;
      points.depth[k] = depth;
      points.tall[k] = p * tall[a] + q * tall[b] + r * tall[c];
      points.shade[k] = p * shade[a] + q * shade[b] + r * shade[c];
      points.tint[k] = tinted ? most((n) => p * shares[8 * a + n] + q * shares[8 * b + n] + r * shares[8 * c + n]) : -1;
    }
}

/**
 * The tint that there is most of, −1 where there is too little of all.
 * @param {(tint: number) => number} share
 */
function most(share) {
  let best = -1, size = 0.3;
  for (let n = 0; n < 8; n++) if (share(n) > size) [best, size] = [n, share(n)];
  return best;
}

/**
 * @param {Points} points
 * @param {number[]} levels
 */
function coloured({ width, height, depth, tall, shade, tint }, levels) {
  const image = new ImageData(width, height), { data } = image;
  const band = (/** @type {number} */ k) => levels.reduce((n, level) => n + +(tall[k] > level), 0);
  for (let k = 0; k < width * height; k++) {
    if (depth[k] === -Infinity) continue;
    const bare = tint[k] < 0, light = bare ? shade[k] : shade[k] * (0.75 + 0.35 * tall[k]), here = band(k);
    const rgb = bare ? colourAt(tall[k]) : TINTS[tint[k]], more = k + width < width * height;
    const line = (depth[k + 1] > -9 && band(k + 1) !== here) || (more && depth[k + width] > -9 && band(k + width) !== here);
    const over = tall[k] < 0.6 || !bare ? [255, 255, 255] : [20, 15, 50], part = line ? 0.45 : 0;
    for (let c = 0; c < 3; c++) data[4 * k + c] = (1 - part) * Math.min(255, rgb[c] * light) + part * over[c];
    data[4 * k + 3] = 255;
  }
  return image;
}
