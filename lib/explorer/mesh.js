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
}

// ---- WebGL
const VERTEX = `#version 300 es
in vec3 base, lift, normal0, normal1; in float height0, height1;
uniform mat3 rows; uniform vec2 scale, centre; uniform float part, relief;
out float height; out vec3 normal;
void main() {
  height = mix(height0, height1, part);
  vec3 seen = (base + lift * relief * (height - 0.5)) * rows;
  normal = mix(normal0, normal1, part) * rows;
  float w = 1.0 - seen.z / ${DISTANCE.toFixed(1)};
  gl_Position = vec4(centre * w + scale * seen.xy, -seen.z * 0.2 * w, w);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in float height; in vec3 normal;
uniform sampler2D colours; uniform float levels[16]; uniform int count; uniform vec3 light;
out vec4 colour;
void main() {
  vec3 n = normalize(normal);
  if (n.z < 0.0) n = -n;
  float lambert = max(dot(n, light), 0.0), gloss = pow(max(dot(n, normalize(light + vec3(0.0, 0.0, 1.0))), 0.0), 40.0);
  vec3 paint = texture(colours, vec2(clamp(height, 0.002, 0.998), 0.5)).rgb;
  vec3 lit = paint * (0.5 + 0.62 * lambert) + 0.10 * gloss;
  float wide = fwidth(height) + 1e-6, line = 0.0;
  for (int k = 0; k < 16; k++) if (k < count) line = max(line, 1.0 - smoothstep(0.5, 1.4, abs(height - levels[k]) / wide));
  lit = mix(lit, height < 0.6 ? vec3(1.0) : vec3(0.08, 0.06, 0.2), 0.5 * line * (1.0 - smoothstep(0.03, 0.12, wide)));
  colour = vec4(lit, 1.0);
}`;

// Kept at hand by the panel: a context, or null where the browser has none to give.
function webgl(panel) {
  if (panel.gl === undefined) {
    panel.gl = startGl(panel.body);
    panel.body.addEventListener("webglcontextlost", (event) => event.preventDefault());
    panel.body.addEventListener("webglcontextrestored", () => {
      panel.gl = undefined;
      panel.stage.show();
    });
  }
  return panel.gl;
}
function startGl(canvas) {
  const gl = canvas.getContext("webgl2", { antialias: true, preserveDrawingBuffer: true });
  if (!gl) return null;
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null;
  gl.useProgram(program);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  const colours = Uint8Array.from(RAINBOW.flatMap((rgb) => [...rgb, 255]));
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, colours);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.enable(gl.DEPTH_TEST);
  gl.place = Object.fromEntries(["rows", "scale", "centre", "part", "relief", "levels", "count", "light"].map((name) => [name, gl.getUniformLocation(program, name)]));
  gl.slot = Object.fromEntries(["base", "lift", "normal0", "normal1", "height0", "height1"].map((name) => [name, gl.getAttribLocation(program, name)]));
  gl.kept = new WeakMap();
  return gl;
}
function buffersOf(gl, mesh) {
  if (!gl.kept.has(mesh)) {
    const kept = { array: gl.createVertexArray(), version: -1, buffers: {} };
    gl.bindVertexArray(kept.array);
    for (const [name, slot] of Object.entries(gl.slot)) {
      kept.buffers[name] = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, kept.buffers[name]);
      gl.enableVertexAttribArray(slot);
      gl.vertexAttribPointer(slot, name.startsWith("height") ? 1 : 3, gl.FLOAT, false, 0, 0);
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.index, gl.STATIC_DRAW);
    fill(gl, kept.buffers, { base: mesh.base, lift: mesh.lift });
    gl.kept.set(mesh, kept);
  }
  const kept = gl.kept.get(mesh);
  if (kept.version !== mesh.version) {
    const { old, now } = mesh;
    fill(gl, kept.buffers, { height0: old.heights, height1: now.heights, normal0: old.normals, normal1: now.normals });
    kept.version = mesh.version;
  }
  return kept;
}
function fill(gl, buffers, arrays) {
  for (const [name, array] of Object.entries(arrays)) {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, array, gl.DYNAMIC_DRAW);
  }
}
function paintGl(gl, panel, mesh, view, levels) {
  const { canvas } = gl, { width, height } = panel, kept = buffersOf(gl, mesh);
  sizeOf(canvas, panel.canvas.width, panel.canvas.height);
  gl.viewport(0, 0, canvas.width, canvas.height);
  gl.clearColor(0, 0, 0, 0);
  gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  gl.bindVertexArray(kept.array);
  // The shader multiplies from the left, so rows go in as columns.
  gl.uniformMatrix3fv(gl.place.rows, false, view.rows.flat());
  gl.uniform2f(gl.place.scale, (2 * view.scale) / width, (2 * view.scale) / height);
  gl.uniform2f(gl.place.centre, (2 * view.centre[0]) / width - 1, 1 - (2 * view.centre[1]) / height);
  gl.uniform1f(gl.place.part, mesh.part);
  gl.uniform1f(gl.place.relief, mesh.relief);
  const few = levels.slice(0, 16);
  gl.uniform1fv(gl.place.levels, Float32Array.from({ length: 16 }, (_, k) => few[k] || 0));
  gl.uniform1i(gl.place.count, few.length);
  gl.uniform3fv(gl.place.light, LIGHT);
  gl.drawElements(gl.TRIANGLES, mesh.index.length, gl.UNSIGNED_SHORT, 0);
}
function sizeOf(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
}

// ---- the same without WebGL: triangles point by point, the nearest wins
const plain = { size: 0 };
function paintPlain(panel, mesh, view, levels) {
  const width = Math.round(panel.width), height = Math.round(panel.height), size = width * height;
  const ink = panel.body.getContext("2d");
  sizeOf(panel.body, width, height);
  if (plain.size !== size) for (const name of ["depth", "tall", "shade"]) plain[name] = new Float32Array(size);
  plain.size = size;
  plain.image = ink.createImageData(width, height);
  plain.depth.fill(-Infinity);
  const seen = seenVertices(mesh, view);
  for (let t = 0; t < mesh.index.length; t += 3) triangle(seen, mesh.index[t], mesh.index[t + 1], mesh.index[t + 2], width, height);
  colourPoints(width, height, levels);
  ink.putImageData(plain.image, 0, 0);
}
function seenVertices(mesh, view) {
  const out = { x: new Float32Array(mesh.size), y: new Float32Array(mesh.size), z: new Float32Array(mesh.size), tall: new Float32Array(mesh.size), shade: new Float32Array(mesh.size) };
  const { normals } = mesh.now, [, , [fx, fy, fz]] = view.rows;
  const lamp = [0, 1, 2].map((c) => LIGHT[0] * view.rows[0][c] + LIGHT[1] * view.rows[1][c] + LIGHT[2] * view.rows[2][c]);
  for (let k = 0; k < mesh.size; k++) {
    const tall = mesh.height(k), [x, y, z] = view.project(mesh.point(k, tall));
    const nx = normals[3 * k], ny = normals[3 * k + 1], nz = normals[3 * k + 2];
    const side = nx * fx + ny * fy + nz * fz < 0 ? -1 : 1;
    const lambert = Math.max(0, side * (nx * lamp[0] + ny * lamp[1] + nz * lamp[2]));
    [out.x[k], out.y[k], out.z[k], out.tall[k], out.shade[k]] = [x, y, z, tall, 0.5 + 0.62 * lambert];
  }
  return out;
}
function triangle({ x, y, z, tall, shade }, a, b, c, width, height) {
  const area = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a]);
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
      if (depth <= plain.depth[k]) continue;
      plain.depth[k] = depth;
      plain.tall[k] = p * tall[a] + q * tall[b] + r * tall[c];
      plain.shade[k] = p * shade[a] + q * shade[b] + r * shade[c];
    }
}
function colourPoints(width, height, levels) {
  const { data } = plain.image, band = (k) => levels.reduce((n, level) => n + (plain.tall[k] > level), 0);
  for (let k = 0; k < width * height; k++) {
    if (plain.depth[k] === -Infinity) continue;
    const rgb = colourAt(plain.tall[k]), here = band(k), more = k + width < width * height;
    const line = (plain.depth[k + 1] > -9 && band(k + 1) !== here) || (more && plain.depth[k + width] > -9 && band(k + width) !== here);
    const over = plain.tall[k] < 0.6 ? [255, 255, 255] : [20, 15, 50], part = line ? 0.45 : 0;
    for (let c = 0; c < 3; c++) data[4 * k + c] = (1 - part) * Math.min(255, rgb[c] * plain.shade[k]) + part * over[c];
    data[4 * k + 3] = 255;
  }
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
