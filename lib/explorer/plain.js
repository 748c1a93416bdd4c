// The same body without WebGL: triangles point by point, the nearest wins.

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
