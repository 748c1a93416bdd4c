// A body by WebGL: coloured by height or by a tint, lit, with contour lines.

/** @import { Panel } from "../panel" */
/** @import { Mesh, View } from "./mesh" */

import { PALETTE, RAINBOW, rgbOf } from "../palette.js";
import { DISTANCE, LIGHT } from "./mesh.js";

const VERTEX = `#version 300 es
in vec3 base, lift, normal0, normal1; in float height0, height1; in vec4 tint0, tint1;
uniform mat3 rows; uniform vec2 scale, centre; uniform float part, relief;
out float height; out vec4 hue0, hue1; out vec3 normal;
void main() {
  height = mix(height0, height1, part);
  hue0 = tint0; hue1 = tint1;
  vec3 seen = (base + lift * relief * (height - 0.5)) * rows;
  normal = mix(normal0, normal1, part) * rows;
  float w = 1.0 - seen.z / ${DISTANCE.toFixed(1)};
  gl_Position = vec4(centre * w + scale * seen.xy, -seen.z * 0.2 * w, w);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in float height; in vec4 hue0, hue1; in vec3 normal;
uniform sampler2D colours; uniform vec3 palette[${PALETTE.length}];
uniform float levels[16]; uniform int count; uniform vec3 light;
out vec4 colour;
void main() {
  vec3 n = normalize(normal);
  if (n.z < 0.0) n = -n;
  float lambert = max(dot(n, light), 0.0), gloss = pow(max(dot(n, normalize(light + vec3(0.0, 0.0, 1.0))), 0.0), 40.0);
  vec3 paint = texture(colours, vec2(clamp(height, 0.002, 0.998), 0.5)).rgb;
  float most = 0.0, next = 0.0; int first = 0, second = 0;
  for (int k = 0; k < 8; k++) {
    float here = k < 4 ? hue0[k] : hue1[k - 4];
    if (here > most) { next = most; second = first; most = here; first = k; }
    else if (here > next) { next = here; second = k; }
  }
  bool tinted = most > 0.3;
  float lead = most - next, edge = clamp(0.5 + lead / (fwidth(lead) + 1e-6), 0.5, 1.0);
  if (tinted) paint = mix(palette[second], palette[first], edge) * (0.75 + 0.35 * height);
  vec3 lit = paint * (0.5 + 0.62 * lambert) + 0.10 * gloss;
  float wide = fwidth(height) + 1e-6, line = 0.0;
  for (int k = 0; k < 16; k++) if (k < count) line = max(line, 1.0 - smoothstep(0.4, 1.1, abs(height - levels[k]) / wide));
  lit = mix(lit, height < 0.6 || tinted ? vec3(1.0) : vec3(0.08, 0.06, 0.2), 0.5 * line * (1.0 - smoothstep(0.03, 0.12, wide)));
  colour = vec4(lit, 1.0);
}`;
const UNIFORMS = ["rows", "scale", "centre", "part", "relief", "levels", "count", "light", "palette"];
const SLOTS = ["base", "lift", "normal0", "normal1", "height0", "height1", "tint0", "tint1"];

/** @typedef {{ array: WebGLVertexArrayObject | null, version: number, buffers: Record<string, WebGLBuffer | null> }} Kept */

export class Painter {
  /**
   * @param {HTMLCanvasElement} canvas
   * @throws where the browser has no WebGL to give
   */
  constructor(canvas) {
    this.canvas = canvas;
    const gl = canvas.getContext("webgl2", { antialias: true });
    if (!gl) throw new Error("no WebGL");
    this.gl = gl;
    this.lost = false;
    canvas.addEventListener("webglcontextlost", () => (this.lost = true));
    const program = linked(gl);
    gl.useProgram(program);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    const colours = Uint8Array.from(RAINBOW.flatMap((rgb) => [...rgb, 255]));
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, colours);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.enable(gl.DEPTH_TEST);
    this.place = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]));
    this.slot = Object.fromEntries(SLOTS.map((name) => [name, gl.getAttribLocation(program, name)]));
    gl.uniform3fv(this.place.light, LIGHT);
    gl.uniform3fv(this.place.palette, PALETTE.flatMap((hex) => rgbOf(hex).map((v) => v / 255)));
    /** @type {WeakMap<Mesh, Kept>} */
    this.kept = new WeakMap();
  }
  /**
   * @param {Record<string, WebGLBuffer | null>} buffers
   * @param {Record<string, Float32Array>} arrays
   */
  fill(buffers, arrays) {
    const { gl } = this;
    for (const [name, array] of Object.entries(arrays)) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
      gl.bufferData(gl.ARRAY_BUFFER, array, gl.DYNAMIC_DRAW);
    }
  }
  /** @param {Mesh} mesh */
  uploaded(mesh) {
    const { gl } = this, known = this.kept.get(mesh) || this.begin(mesh);
    if (known.version !== mesh.version) {
      const { old, now } = mesh, shares = mesh.shares();
      const half = (/** @type {number} */ from) => shares.filter((_, k) => k % 8 >> 2 === from);
      this.fill(known.buffers, { height0: old.heights, height1: now.heights, normal0: old.normals, normal1: now.normals, tint0: half(0), tint1: half(1) });
      known.version = mesh.version;
    }
    gl.bindVertexArray(known.array);
  }
  /** @param {Mesh} mesh */
  begin(mesh) {
    const { gl } = this;
    /** @type {Kept} */
    const kept = { array: gl.createVertexArray(), version: -1, buffers: {} };
    gl.bindVertexArray(kept.array);
    for (const [name, slot] of Object.entries(this.slot)) {
      kept.buffers[name] = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, kept.buffers[name]);
      gl.enableVertexAttribArray(slot);
      gl.vertexAttribPointer(slot, { h: 1, t: 4 }[name[0]] || 3, gl.FLOAT, false, 0, 0);
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.index, gl.STATIC_DRAW);
    this.fill(kept.buffers, { base: mesh.base, lift: mesh.lift });
    this.kept.set(mesh, kept);
    return kept;
  }
  /**
   * @param {Panel} panel
   * @param {Mesh} mesh
   * @param {View} view
   * @param {number[]} levels
   */
  paint(panel, mesh, view, levels) {
    const { gl, canvas, place } = this, { width, height } = panel;
    const [wide, tall] = [panel.canvas.width, panel.canvas.height];
    if (canvas.width !== wide || canvas.height !== tall) [canvas.width, canvas.height] = [wide, tall];
    gl.viewport(0, 0, wide, tall);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    this.uploaded(mesh);
    // The shader multiplies from the left, so rows go in as columns.
    gl.uniformMatrix3fv(place.rows, false, view.rows.flat());
    gl.uniform2f(place.scale, (2 * view.scale) / width, (2 * view.scale) / height);
    gl.uniform2f(place.centre, (2 * view.centre[0]) / width - 1, 1 - (2 * view.centre[1]) / height);
    gl.uniform1f(place.part, mesh.part);
    gl.uniform1f(place.relief, mesh.relief);
    const few = levels.slice(0, 16);
    gl.uniform1fv(place.levels, Float32Array.from({ length: 16 }, (_, k) => few[k] || 0));
    gl.uniform1i(place.count, few.length);
    gl.drawElements(gl.TRIANGLES, mesh.index.length, gl.UNSIGNED_SHORT, 0);
  }
  /** Give the context back: browsers allow few. */
  release() {
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
    this.canvas.remove();
  }
}

/** @param {WebGL2RenderingContext} gl */
function linked(gl) {
  const program = gl.createProgram();
  for (const [kind, text] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]])) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error("no shader");
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) || "no program");
  return program;
}
