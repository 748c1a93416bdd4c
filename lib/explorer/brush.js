// Brushes that all kinds of figure share: numbers as words, colours, axes, marks, halos.

const SHAPES = ["circle", "square", "triangle", "diamond", "down", "plus", "cross", "star"];
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4], [1, 4], [6, 2, 2, 2, 2, 2]];
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const NIGHT = "#14103c"; // the edge of white marks on a map

const RAINBOW = Array.from({ length: 256 }, (_, i) => {
  const place = (i / 255) * (VIRIDIS.length - 1), low = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return VIRIDIS[low].map((a, c) => Math.round(a + (place - low) * (VIRIDIS[low + 1][c] - a)));
});
const colourAt = (part) => RAINBOW[clamp(Math.round(255 * part), 0, 255)] || RAINBOW[0];
const css = (rgb, alpha = 1) => `rgba(${rgb.join(",")},${alpha})`;

const power = (k) => `10${k < 0 ? "⁻" : ""}${[...String(Math.abs(k))].map((d) => RAISED[d]).join("")}`;

function format(value, digits = 3) {
  if (!Number.isFinite(value)) return "none";
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) {
    const [front, exponent] = value.toExponential(digits - 1).split("e");
    return `${+front}·${power(+exponent)}`.replace("-", "−");
  }
  return String(+value.toPrecision(digits)).replace("-", "−");
}

// Round places on an axis, about `count` of them, and how to write them.
function ticks(low, high, count = 5) {
  const raw = (high - low) / Math.max(count, 1);
  if (!(raw > 0)) return { step: 1, places: [low], text: (v) => format(v) };
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = unit * [1, 2, 5, 10].find((k) => k * unit >= 0.999 * raw);
  const places = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) places.push(k * step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const far = Math.max(Math.abs(low), Math.abs(high)) >= 1e5 || decimals > 4;
  const round = (v) => (Math.abs(v) < step / 1e6 ? 0 : v);
  return { step, places, text: (v) => (far ? format(round(v), 2) : round(v).toFixed(decimals).replace("-", "−")) };
}

// On a logarithmic axis the numbers are exponents: whole ones, or 1, 2 and 5 times a power of ten
// where there are few of them, or round numbers within a decade.
function powers(low, high, count = 5) {
  const inside = (places) => places.filter((v) => v >= low - 1e-9 && v <= high + 1e-9);
  if (high - low < 0.9) {
    const round = ticks(10 ** low, 10 ** high, count), places = round.places.filter((v) => v > 0);
    return { places: places.map(Math.log10), text: (v) => round.text(10 ** v) };
  }
  const step = Math.max(1, Math.round(ticks(low, high, count).step));
  const whole = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, k) => Math.floor(low) + k);
  const fine = inside(whole.flatMap((k) => [1, 2, 5].map((v) => k + Math.log10(v))));
  if (step === 1 && fine.length <= count + 2) return { places: fine, text: (v) => format(10 ** v, 2) };
  return { places: inside(whole).filter((k) => k % step === 0), text: (v) => power(Math.round(v)) };
}
const marksOf = (log, ...range) => (log ? powers(...range) : ticks(...range));

function write(ink, theme, text, x, y, { align = "center", base = "middle", size = 12, halo = "", turn = 0, colour = theme.ink, room = Infinity } = {}) {
  if (!text) return;
  ink.save();
  ink.translate(x, y);
  ink.rotate(turn);
  ink.font = `${size}px ${theme.family}`;
  const wide = ink.measureText(text).width;
  if (wide > room) ink.font = `${Math.max(9.5, (size * room) / wide)}px ${theme.family}`;
  [ink.textAlign, ink.textBaseline, ink.fillStyle] = [align, base, colour];
  if (halo) {
    [ink.lineWidth, ink.lineJoin, ink.strokeStyle] = [3.5, "round", halo];
    ink.strokeText(text, 0, 0);
  }
  ink.fillText(text, 0, 0);
  ink.restore();
}

// A rectangle of a panel with numbered axes; X and Y take numbers to pixels, atX and atY back.
class Plot {
  constructor(panel, theme, { x, y, box }) {
    Object.assign(this, { ink: panel.ink, theme, x, y, box, edge: panel.width });
    this.X = (v) => box.left + ((v - x.range[0]) / (x.range[1] - x.range[0] || 1)) * box.width;
    this.Y = (v) => box.top + box.height - ((v - y.range[0]) / (y.range[1] - y.range[0] || 1)) * box.height;
    this.atX = (px) => x.range[0] + ((px - box.left) / box.width) * (x.range[1] - x.range[0]);
    this.atY = (py) => y.range[0] + ((box.top + box.height - py) / box.height) * (y.range[1] - y.range[0]);
  }
  holds(px, py) {
    const { left, top, width, height } = this.box;
    return px >= left && px <= left + width && py >= top && py <= top + height;
  }
  inside(paint) {
    const { left, top, width, height } = this.box;
    this.ink.save();
    this.ink.beginPath();
    this.ink.rect(left, top, width, height);
    this.ink.clip();
    paint(this.ink);
    this.ink.restore();
  }
  lines(pairs, style, width = 1) {
    const { ink } = this;
    [ink.strokeStyle, ink.lineWidth] = [style, width];
    ink.beginPath();
    for (const [x0, y0, x1, y1] of pairs) ink.moveTo(x0, y0), ink.lineTo(x1, y1);
    ink.stroke();
  }
  axes({ grid = true } = {}) {
    const { ink, theme, box, x, y } = this, bottom = box.top + box.height, right = box.left + box.width;
    const across = marksOf(x.log, ...x.range, clamp(box.width / 64, 2, 7));
    const along = marksOf(y.log, ...y.range, clamp(box.height / 44, 2, 7));
    const xs = across.places.map(this.X), ys = along.places.map(this.Y);
    if (grid) this.lines([...xs.map((v) => [v, box.top, v, bottom]), ...ys.map((v) => [box.left, v, right, v])], theme.faint);
    const frame = [[box.left, box.top, box.left, bottom], [box.left, bottom, right, bottom]];
    this.lines([...frame, ...xs.map((v) => [v, bottom, v, bottom + 4]), ...ys.map((v) => [box.left - 4, v, box.left, v])], theme.soft);
    ink.font = `12px ${theme.family}`;
    xs.forEach((v, k) => {
      const text = across.text(across.places[k]), half = ink.measureText(text).width / 2;
      write(ink, theme, text, Math.min(v, this.edge - half - 1), bottom + 7, { base: "top" });
    });
    ys.forEach((v, k) => write(ink, theme, along.text(along.places[k]), box.left - 7, v, { align: "right" }));
    write(ink, theme, x.label, box.left + box.width / 2, bottom + 25, { base: "top", size: 13, room: box.width + box.left });
    write(ink, theme, y.label, 9, box.top + box.height / 2, { turn: -Math.PI / 2, size: 13, room: box.height + 40 });
  }
}

// A line through points; gaps (NaN) part it.
function trace(ink, xs, ys) {
  let pen = false;
  ink.beginPath();
  for (let i = 0; i < xs.length; i++) {
    const seen = Number.isFinite(xs[i]) && Number.isFinite(ys[i]);
    if (seen && pen) ink.lineTo(xs[i], ys[i]);
    else if (seen) ink.moveTo(xs[i], ys[i]);
    pen = seen;
  }
}

const CORNERS = {
  square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  triangle: [[0, -1.15], [1.1, 0.85], [-1.1, 0.85]],
  down: [[0, 1.15], [1.1, -0.85], [-1.1, -0.85]],
  diamond: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  plus: [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]],
  star: Array.from({ length: 10 }, (_, k) => [Math.sin((k * Math.PI) / 5), -Math.cos((k * Math.PI) / 5)].map((v) => v * (k % 2 ? 0.55 : 1.35))),
};
CORNERS.cross = CORNERS.plus.map(([a, b]) => [0.75 * (a - b), 0.75 * (a + b)]);

// A mark that is told from the others by its shape.
function mark(ink, shape, x, y, size, fill, edge, width = 1.5) {
  ink.beginPath();
  if (shape === "circle") ink.arc(x, y, size, 0, 2 * Math.PI);
  else for (const [a, b] of CORNERS[shape]) ink.lineTo(x + size * a, y + size * b);
  ink.closePath();
  [ink.fillStyle, ink.strokeStyle, ink.lineWidth, ink.lineJoin] = [fill, edge, width, "round"];
  ink.fill();
  if (width) ink.stroke();
}

// Words in a small box near a point, kept inside the panel.
function bubble(panel, theme, lines, x, y) {
  const ink = panel.ink;
  ink.font = `12px ${theme.family}`;
  const width = Math.max(...lines.map((line) => ink.measureText(line).width)) + 14, height = 16 * lines.length + 8;
  const left = clamp(x + 14 + width > panel.width ? x - 14 - width : x + 14, 0, panel.width - width - 1);
  const top = clamp(y - height - 8, 0, panel.height - height);
  [ink.fillStyle, ink.strokeStyle, ink.lineWidth] = [theme.ground, theme.tint(0.4), 1];
  ink.beginPath();
  ink.roundRect(left + 0.5, top + 0.5, width, height, 5);
  ink.fill();
  ink.stroke();
  lines.forEach((line, k) => write(ink, theme, line, left + 7, top + 12 + 16 * k, { align: "left" }));
}
