// Bodies of triangles, coloured by height, lit, with contour lines: drawn by WebGL where there is
// one, else point by point on a plain canvas. Either way the picture lands on the panel's canvas, so
// axes and marks go on top, and paper shows it.

const LIGHT = [-0.38, 0.52, 0.76]; // towards the lamp, seen from the viewer
const DISTANCE = 7; // of the viewer, in half widths of the body

// Where the viewer stands: rows of a rotation (right, up, towards the viewer), and the panel's scale.
class View {
  constructor(rows, { scale, centre }) {
    Object.assign(this, { rows, scale, centre });
  }
  turn([x, y, z]) {
    return this.rows.map((row) => row[0] * x + row[1] * y + row[2] * z);
  }
  // [across, down, depth] in the panel's pixels; depth grows towards the viewer.
  project(point) {
    const [x, y, depth] = this.turn(point), near = 1 / (1 - depth / DISTANCE);
    return [this.centre[0] + this.scale * x * near, this.centre[1] - this.scale * y * near, depth];
  }
}

// Vertices at base + lift·relief·(height − ½), heights from 0 to 1, that move from one set to the next.
class Mesh {
  constructor({ base, lift, index, relief }) {
    const size = base.length / 3;
    Object.assign(this, { base, lift, index, relief, size, part: 1, fresh: true });
    this.old = this.now = { heights: new Float32Array(size), normals: new Float32Array(3 * size) };
  }
  aim(heights, instantly) {
    const first = this.fresh;
    this.old = first ? null : { heights: Float32Array.from({ length: this.size }, (_, k) => this.height(k)), normals: this.now.normals };
    this.now = { heights, normals: this.normals(heights) };
    if (first || instantly) this.old = this.now;
    this.part = first || instantly ? 1 : 0;
    this.fresh = false;
    this.version = (this.version || 0) + 1;
  }
  height(k) {
    return (1 - this.part) * this.old.heights[k] + this.part * this.now.heights[k];
  }
  point(k, height = this.height(k)) {
    const rise = this.relief * (height - 0.5);
    return [0, 1, 2].map((c) => this.base[3 * k + c] + this.lift[3 * k + c] * rise);
  }
  normals(heights) {
    const { base, lift, index, relief } = this, out = new Float32Array(base.length), at = new Float32Array(base.length);
    for (let k = 0; k < base.length; k++) at[k] = base[k] + lift[k] * relief * (heights[(k / 3) | 0] - 0.5);
    for (let t = 0; t < index.length; t += 3) {
      const a = 3 * index[t], b = 3 * index[t + 1], c = 3 * index[t + 2];
      const ux = at[b] - at[a], uy = at[b + 1] - at[a + 1], uz = at[b + 2] - at[a + 2];
      const vx = at[c] - at[a], vy = at[c + 1] - at[a + 1], vz = at[c + 2] - at[a + 2];
      const nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
      for (const k of [a, b, c]) (out[k] += nx), (out[k + 1] += ny), (out[k + 2] += nz);
    }
    for (let k = 0; k < out.length; k += 3) {
      const length = Math.hypot(out[k], out[k + 1], out[k + 2]) || 1;
      (out[k] /= length), (out[k + 1] /= length), (out[k + 2] /= length);
    }
    return out;
  }
}

// A rectangle of points over [−1, 1]², heights along z.
function sheet(columns, rows, relief) {
  const base = new Float32Array(3 * columns * rows), lift = new Float32Array(base.length), index = [];
  for (let j = 0, k = 0; j < rows; j++)
    for (let i = 0; i < columns; i++, k++) {
      base.set([(2 * i) / (columns - 1) - 1, (2 * j) / (rows - 1) - 1, 0], 3 * k);
      lift[3 * k + 2] = 1;
      if (i && j) index.push(k - columns - 1, k - columns, k, k - columns - 1, k, k - 1);
    }
  return new Mesh({ base, lift, index: Uint16Array.from(index), relief });
}

// A ball of triangles of nearly one size: an icosahedron, each side halved a few times.
function ball(halvings, relief) {
  const g = (1 + Math.sqrt(5)) / 2;
  const unit = (v) => v.map((c) => c / Math.hypot(...v));
  const points = [[-1, g, 0], [1, g, 0], [-1, -g, 0], [1, -g, 0], [0, -1, g], [0, 1, g], [0, -1, -g], [0, 1, -g], [g, 0, -1], [g, 0, 1], [-g, 0, -1], [-g, 0, 1]].map(unit);
  let faces = [[0, 11, 5], [0, 5, 1], [0, 1, 7], [0, 7, 10], [0, 10, 11], [1, 5, 9], [5, 11, 4], [11, 10, 2], [10, 7, 6], [7, 1, 8], [3, 9, 4], [3, 4, 2], [3, 2, 6], [3, 6, 8], [3, 8, 9], [4, 9, 5], [2, 4, 11], [6, 2, 10], [8, 6, 7], [9, 8, 1]];
  for (let n = 0; n < halvings; n++) {
    const known = new Map();
    const middle = (a, b) => {
      const key = a < b ? a * 65536 + b : b * 65536 + a;
      if (!known.has(key)) known.set(key, points.push(unit(points[a].map((c, i) => c + points[b][i]))) - 1);
      return known.get(key);
    };
    faces = faces.flatMap(([a, b, c]) => {
      const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
      return [[a, ab, ca], [b, bc, ab], [c, ca, bc], [ab, bc, ca]];
    });
  }
  const base = Float32Array.from(points.flat());
  return new Mesh({ base, lift: base, index: Uint16Array.from(faces.flat()), relief });
}

// levels: heights of the contour lines, from 0 to 1.
function paintMesh(panel, mesh, view, levels) {
  const gl = webgl(panel);
  if (gl) paintGl(gl, panel, mesh, view, levels);
  else paintPlain(panel, mesh, view, levels);
  if (panel.stage.printing) panel.flatten();
}

// The vertex under the pointer: of those close by, the nearest to the eye; or −1.
function pickVertex(mesh, view, px, py, reach) {
  let best = -1, front = -Infinity;
  for (let k = 0; k < mesh.size; k++) {
    const [qx, qy, depth] = view.project(mesh.point(k));
    if (depth > front && Math.hypot(qx - px, qy - py) < reach) [best, front] = [k, depth];
  }
  return best;
}

// Run a change over a quarter of a second, at once where the reader wants no motion.
function glide(stage, change, done = () => {}) {
  const begun = performance.now(), length = 320;
  const step = (now) => {
    const part = clamp((now - begun) / length, 0, 1);
    change(part * part * (3 - 2 * part));
    stage.paint();
    if (part < 1 && stage.root.isConnected) handle.id = requestAnimationFrame(step);
    else done();
  };
  const handle = { id: 0 };
  if (calm() || stage.printing) {
    change(1);
    done();
    stage.show();
  } else handle.id = requestAnimationFrame(step);
  return () => cancelAnimationFrame(handle.id);
}
