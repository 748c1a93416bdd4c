// A body of triangles by WebGL: coloured by height, lit, with contour lines.

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
  for (int k = 0; k < 16; k++) if (k < count) line = max(line, 1.0 - smoothstep(0.4, 1.1, abs(height - levels[k]) / wide));
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
