// A function on a grid as a map: colours, contour lines, colour bar, values between grid points.

const FINE = 240; // the map is painted on so many points a side, then scaled by the browser
const lineInk = (part) => (part < 0.6 ? "rgba(255,255,255,0.62)" : "rgba(20,16,50,0.5)");
const least = (values) => values.reduce((a, b) => (b < a ? b : a), Infinity);
const greatest = (values) => values.reduce((a, b) => (b > a ? b : a), -Infinity);

// The value at grid coordinates (column, row), bilinear.
function between(values, columns, rows, column, row) {
  const c = clamp(column, 0, columns - 1), r = clamp(row, 0, rows - 1);
  const i = Math.min(Math.floor(c), columns - 2), j = Math.min(Math.floor(r), rows - 2);
  const a = c - i, b = r - j, k = j * columns + i;
  return (1 - b) * ((1 - a) * values[k] + a * values[k + 1]) + b * ((1 - a) * values[k + columns] + a * values[k + columns + 1]);
}

// The colours of a grid on a small canvas; the first row of the grid is the lowest.
function colourImage(values, columns, rows, [low, high]) {
  const canvas = element("canvas", { width: FINE, height: FINE });
  const ink = canvas.getContext("2d"), image = ink.createImageData(FINE, FINE);
  const points = new Uint32Array(image.data.buffer), scale = 255 / (high - low || 1);
  const table = Uint32Array.from(RAINBOW, ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
  for (let j = 0; j < FINE; j++) {
    const row = ((FINE - 1 - j) / (FINE - 1)) * (rows - 1), r = Math.min(Math.floor(row), rows - 2), b = row - r;
    for (let i = 0; i < FINE; i++) {
      const column = (i / (FINE - 1)) * (columns - 1), c = Math.min(Math.floor(column), columns - 2), a = column - c;
      const k = r * columns + c;
      const value = (1 - b) * ((1 - a) * values[k] + a * values[k + 1]) + b * ((1 - a) * values[k + columns] + a * values[k + columns + 1]);
      points[j * FINE + i] = table[clamp(Math.round((value - low) * scale), 0, 255)];
    }
  }
  ink.putImageData(image, 0, 0);
  return canvas;
}

// Marching squares: the segments of one contour line, in grid coordinates, four numbers each.
function contourLine(values, columns, rows, level) {
  const out = [], cut = (a, b) => (level - a) / (b - a);
  for (let j = 0; j < rows - 1; j++)
    for (let i = 0; i < columns - 1; i++) {
      const k = j * columns + i;
      const a = values[k], b = values[k + 1], c = values[k + columns + 1], d = values[k + columns];
      const [A, B, C, D] = [a < level, b < level, c < level, d < level];
      if (A === B && B === C && C === D) continue;
      const sides = [];
      if (A !== B) sides.push(i + cut(a, b), j);
      if (B !== C) sides.push(i + 1, j + cut(b, c));
      if (D !== C) sides.push(i + cut(d, c), j + 1);
      if (A !== D) sides.push(i, j + cut(a, d));
      // A saddle in the cell: the value in its middle says which corners hang together.
      const order = sides.length === 4 ? [0, 1] : (a + b + c + d) / 4 < level === A ? [0, 1, 2, 3] : [0, 3, 1, 2];
      for (const s of order) out.push(sides[2 * s], sides[2 * s + 1]);
    }
  return out;
}

// Round levels for contour lines between two values, about nine.
function levelsOf(log, low, high) {
  const round = marksOf(log, low, high, 9).places.filter((v) => v > low && v < high);
  return round.length >= 4 ? round : Array.from({ length: 8 }, (_, k) => low + ((k + 1) * (high - low)) / 9);
}

// A map inside a plot, remembered until the numbers change.
class Relief {
  set(values, columns, rows, range, log) {
    if (this.values === values && this.range[0] === range[0] && this.range[1] === range[1]) return;
    Object.assign(this, { values, columns, rows, range, log });
    this.image = colourImage(values, columns, rows, range);
    this.levels = levelsOf(log, ...range);
    this.lines = this.levels.map((level) => contourLine(values, columns, rows, level));
  }
  part(value) {
    return (value - this.range[0]) / (this.range[1] - this.range[0] || 1);
  }
  paint(plot) {
    const { left, top, width, height } = plot.box;
    const x = (i) => left + (i / (this.columns - 1)) * width, y = (j) => top + height - (j / (this.rows - 1)) * height;
    plot.inside((ink) => {
      ink.imageSmoothingQuality = "high";
      ink.drawImage(this.image, left, top, width, height);
      ink.lineWidth = 1;
      this.lines.forEach((line, k) => {
        ink.strokeStyle = lineInk(this.part(this.levels[k]));
        ink.beginPath();
        for (let s = 0; s < line.length; s += 4) {
          ink.moveTo(x(line[s]), y(line[s + 1]));
          ink.lineTo(x(line[s + 2]), y(line[s + 3]));
        }
        ink.stroke();
      });
    });
  }
  bar(ink, theme, box, label) {
    colourBar(ink, theme, box, label, this.range, this.log, this.levels);
  }
}

// A marked point of a map; its words stand where there is room.
function paintMark(plot, theme, { x, y, label }, shape) {
  const { ink, box } = plot, px = plot.X(x), py = plot.Y(y), right = box.left + box.width;
  mark(ink, shape, px, py, 6, "#ffffff", NIGHT, 2);
  ink.font = `12px ${theme.family}`;
  const wide = ink.measureText(label).width, style = { halo: NIGHT, colour: "#ffffff" };
  if (px + 14 + wide < right) write(ink, theme, label, px + 11, py - 10, { align: "left", ...style });
  else if (px - 14 - wide > box.left) write(ink, theme, label, px - 11, py - 10, { align: "right", ...style });
  else write(ink, theme, label, clamp(px, box.left + wide / 2 + 4, right - wide / 2 - 4), py - 17, style);
}
const within = ({ x, y }, [left, right], [low, high]) => x >= left && x <= right && y >= low && y <= high;

function colourBar(ink, theme, { left, top, height, room }, label, range, log, levels = []) {
  const width = 13, part = (v) => (v - range[0]) / (range[1] - range[0] || 1), y = (v) => top + height * (1 - part(v));
  for (let k = 0; k < height; k++) {
    ink.fillStyle = css(colourAt(1 - k / (height - 1)));
    ink.fillRect(left, top + k, width, Math.min(1.5, height - k));
  }
  ink.lineWidth = 1;
  for (const level of levels) {
    ink.strokeStyle = lineInk(part(level));
    ink.beginPath();
    ink.moveTo(left, y(level));
    ink.lineTo(left + width, y(level));
    ink.stroke();
  }
  const marks = marksOf(log, ...range, clamp(height / 44, 2, 7));
  for (const v of marks.places) write(ink, theme, marks.text(v), left + width + 5, y(v), { align: "left" });
  write(ink, theme, label, left + width + 38, top - 13, { align: "right", size: 13, room });
}
