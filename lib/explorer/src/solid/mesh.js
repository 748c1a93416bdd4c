// Bodies of triangles whose points rise with a height from 0 to 1, and the eye that sees them.

/** @typedef {number[]} Vector three numbers */

export const LIGHT = [-0.38, 0.52, 0.76]; // towards the lamp, seen from the viewer
export const DISTANCE = 7; // of the viewer, in half widths of the body
const TINTS = 8; // as many as the palette has
const SMOOTHINGS = 3;

/** Where the viewer stands: rows of a rotation (right, up, towards the viewer), and a scale. */
export class View {
  /**
   * @param {Vector[]} rows
   * @param {{ scale: number, centre: [number, number] }} place
   */
  constructor(rows, { scale, centre }) {
    this.rows = rows;
    this.scale = scale;
    this.centre = centre;
  }
  /** @param {ArrayLike<number>} point */
  turn(point) {
    return this.rows.map((row) => row[0] * point[0] + row[1] * point[1] + row[2] * point[2]);
  }
  /**
   * Across, down and depth in the panel's pixels; depth grows towards the viewer.
   * @param {ArrayLike<number>} point
   */
  project(point) {
    const [x, y, depth] = this.turn(point), near = 1 / (1 - depth / DISTANCE);
    return [this.centre[0] + this.scale * x * near, this.centre[1] - this.scale * y * near, depth];
  }
}

/** Vertices at base + lift · relief · (height − ½) that move from one set of heights to the next. */
export class Mesh {
  /**
   * @param {{ base: Float32Array, lift: Float32Array, index: Uint16Array, relief: number }} shape
   */
  constructor({ base, lift, index, relief }) {
    this.base = base;
    this.lift = lift;
    this.index = index;
    this.relief = relief;
    this.size = base.length / 3;
    /** @type {{ heights: Float32Array, normals: Float32Array }} */
    const still = { heights: new Float32Array(this.size), normals: new Float32Array(base.length) };
    this.old = still;
    this.now = still;
    /** Colour of each vertex in the palette; −1 for that of its height. */
    this.tints = new Float32Array(this.size).fill(-1);
    this.part = 1;
    this.version = 0;
    this.shared = { version: -1, shares: new Float32Array() };
  }
  /**
   * Move to other heights: at once, or as `part` goes from 0 to 1.
   * @param {Float32Array} heights
   * @param {boolean} instantly
   */
  aim(heights, instantly) {
    const seen = Float32Array.from({ length: this.size }, (_, k) => this.height(k));
    const now = { heights, normals: this.normals(heights) };
    this.old = instantly ? now : { heights: seen, normals: this.now.normals };
    this.now = now;
    this.part = instantly ? 1 : 0;
    this.version += 1;
  }
  /** @param {number} k */
  height(k) {
    return (1 - this.part) * this.old.heights[k] + this.part * this.now.heights[k];
  }
  /**
   * @param {number} k
   * @param {number} [height]
   */
  point(k, height = this.height(k)) {
    const rise = this.relief * (height - 0.5);
    return [0, 1, 2].map((c) => this.base[3 * k + c] + this.lift[3 * k + c] * rise);
  }
  /**
   * How much of each tint is around each vertex, eight numbers a vertex, all 0 where there is none.
   * Once all vertices have theirs, a border between two tints runs smoothly through the triangles.
   */
  shares() {
    const { tints, index, version, shared } = this;
    if (shared.version === version) return shared.shares;
    let now = new Float32Array(TINTS * this.size);
    tints.forEach((tint, k) => tint >= 0 && (now[TINTS * k + tint] = 1));
    const rounds = tints.every((tint) => tint >= 0) ? SMOOTHINGS : 0;
    for (let round = 0; round < rounds; round++) {
      const next = now.map((v) => v / 2);
      for (let t = 0; t < index.length; t += 3)
        for (let i = 0; i < 3; i++) {
          const [a, b, c] = [0, 1, 2].map((j) => TINTS * index[t + ((i + j) % 3)]);
          for (let k = 0; k < TINTS; k++) next[a + k] += (now[b + k] + now[c + k]) / 24; // six neighbours, each twice
        }
      now = next;
    }
    this.shared = { version, shares: now };
    return now;
  }
  /** @param {Float32Array} heights */
  normals(heights) {
    const { base, lift, index, relief } = this, out = new Float32Array(base.length), at = new Float32Array(base.length);
    for (let k = 0; k < base.length; k++) at[k] = base[k] + lift[k] * relief * (heights[(k / 3) | 0] - 0.5);
    for (let t = 0; t < index.length; t += 3) {
      const a = 3 * index[t], b = 3 * index[t + 1], c = 3 * index[t + 2];
      const ux = at[b] - at[a], uy = at[b + 1] - at[a + 1], uz = at[b + 2] - at[a + 2];
      const vx = at[c] - at[a], vy = at[c + 1] - at[a + 1], vz = at[c + 2] - at[a + 2];
      const nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
      for (const k of [a, b, c]) {
        out[k] += nx;
        out[k + 1] += ny;
        out[k + 2] += nz;
      }
    }
    for (let k = 0; k < out.length; k += 3) {
      const length = Math.hypot(out[k], out[k + 1], out[k + 2]) || 1;
      for (let c = 0; c < 3; c++) out[k + c] /= length;
    }
    return out;
  }
  /**
   * The vertex under the pointer: of those close by, the nearest to the eye; or −1.
   * @param {View} view
   * @param {number} px
   * @param {number} py
   * @param {number} reach
   */
  pick(view, px, py, reach) {
    let best = -1, front = -Infinity;
    for (let k = 0; k < this.size; k++) {
      const [qx, qy, depth] = view.project(this.point(k));
      if (depth > front && Math.hypot(qx - px, qy - py) < reach) [best, front] = [k, depth];
    }
    return best;
  }
}

/**
 * A rectangle of points over [−1, 1]², heights along z.
 * @param {number} columns
 * @param {number} rows
 * @param {number} relief
 */
export function sheet(columns, rows, relief) {
  const base = new Float32Array(3 * columns * rows), lift = new Float32Array(base.length);
  /** @type {number[]} */
  const index = [];
  for (let j = 0, k = 0; j < rows; j++)
    for (let i = 0; i < columns; i++, k++) {
      base.set([(2 * i) / (columns - 1) - 1, (2 * j) / (rows - 1) - 1, 0], 3 * k);
      lift[3 * k + 2] = 1;
      if (i && j) index.push(k - columns - 1, k - columns, k, k - columns - 1, k, k - 1);
    }
  return new Mesh({ base, lift, index: Uint16Array.from(index), relief });
}

/**
 * A ball of triangles.
 * @param {{ points: Vector[], faces: number[][] }} body
 * @param {number} relief
 */
export function ball({ points, faces }, relief) {
  const base = Float32Array.from(points.flat());
  return new Mesh({ base, lift: base, index: Uint16Array.from(faces.flat()), relief });
}
