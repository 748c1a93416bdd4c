// What all figures write and mark with: words, points told apart by shape, lines with gaps.

/** @import { Panel } from "./panel" */
/** @import { Theme } from "./types" */

import { area, line } from "d3-shape";

import { clamp } from "./words.js";

export const SHAPES = ["circle", "square", "triangle", "diamond", "down", "plus", "cross", "star"];
export const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4], [1, 4], [6, 2, 2, 2, 2, 2]];

const NEAR = 22; // px

/**
 * @typedef {CanvasRenderingContext2D} Ink
 * @typedef {{ align?: CanvasTextAlign, base?: CanvasTextBaseline, size?: number, halo?: string,
 *   turn?: number, colour?: string, room?: number, bold?: boolean }} Lettering `room`: the width
 *   that the words may take, else they are set smaller; `halo`: a ground around the letters.
 */

/**
 * Words in pieces, each with its size; a letter after "_" stands lower and is smaller, as in T_g.
 * @param {string} text
 * @param {number} size
 */
const pieces = (text, size) => text.split(/_(\w)/).map((part, k) => ({ part, size: k % 2 ? 0.75 * size : size, drop: k % 2 ? 0.25 * size : 0 }));

/**
 * @param {Ink} ink
 * @param {Theme} theme
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Lettering} [lettering]
 */
export function write(ink, theme, text, x, y, lettering = {}) {
  const { align = "center", base = "middle", size = 12, halo = "", turn = 0, colour = theme.ink, room = Infinity, bold = false } = lettering;
  if (!text) return;
  const face = (/** @type {number} */ px) => `${bold ? "600 " : ""}${px}px ${theme.family}`;
  ink.save();
  ink.translate(x, y);
  ink.rotate(turn);
  const width = (/** @type {number} */ px) => pieces(text, px).reduce((sum, each) => {
    ink.font = face(each.size);
    return sum + ink.measureText(each.part).width;
  }, 0);
  const wide = width(size), fit = wide > room ? Math.max(9.5, (size * room) / wide) : size;
  let left = align === "center" ? -width(fit) / 2 : align === "right" ? -width(fit) : 0;
  [ink.textAlign, ink.textBaseline, ink.fillStyle] = ["left", base, colour];
  [ink.lineWidth, ink.lineJoin, ink.strokeStyle] = [3.5, "round", halo];
  for (const { part, size: px, drop } of pieces(text, fit)) {
    ink.font = face(px);
    if (halo) ink.strokeText(part, left, drop);
    ink.fillText(part, left, drop);
    left += ink.measureText(part).width;
  }
  ink.restore();
}

/**
 * @param {Ink} ink
 * @param {Theme} theme
 * @param {string} text
 * @param {number} [size]
 */
export function widthOf(ink, theme, text, size = 12) {
  return pieces(text, size).reduce((sum, { part, size: px }) => {
    ink.font = `${px}px ${theme.family}`;
    return sum + ink.measureText(part).width;
  }, 0);
}

/** @param {ArrayLike<number>} values */
const there = (values) => (/** @type {number} */ i) => Number.isFinite(values[i]);

/**
 * A line through points; gaps (NaN) part it.
 * @param {Ink} ink
 * @param {ArrayLike<number>} xs
 * @param {ArrayLike<number>} ys
 */
export function trace(ink, xs, ys) {
  const both = (/** @type {number} */ i) => there(xs)(i) && there(ys)(i);
  ink.beginPath();
  line((/** @type {number} */ i) => xs[i], (i) => ys[i]).defined(both).context(ink)(Array.from(xs, (_, i) => i));
}

/**
 * The area between points and a floor.
 * @param {Ink} ink
 * @param {ArrayLike<number>} xs
 * @param {ArrayLike<number>} ys
 * @param {number} floor
 */
export function fillBelow(ink, xs, ys, floor) {
  ink.save();
  ink.globalAlpha = 0.25;
  ink.beginPath();
  area((/** @type {number} */ i) => xs[i], floor, (i) => ys[i]).defined(there(ys)).context(ink)(Array.from(xs, (_, i) => i));
  ink.fill();
  ink.restore();
}

/**
 * Straight pieces [x0, y0, x1, y1].
 * @param {Ink} ink
 * @param {number[][]} pairs
 * @param {string} style
 * @param {number} [width]
 * @param {number[]} [dash]
 */
export function strokes(ink, pairs, style, width = 1, dash = []) {
  ink.save();
  [ink.strokeStyle, ink.lineWidth] = [style, width];
  ink.setLineDash(dash);
  ink.beginPath();
  for (const [x0, y0, x1, y1] of pairs) {
    ink.moveTo(x0, y0);
    ink.lineTo(x1, y1);
  }
  ink.stroke();
  ink.restore();
}

const STAR = Array.from({ length: 10 }, (_, k) => {
  const length = k % 2 ? 0.55 : 1.35;
  return [length * Math.sin((k * Math.PI) / 5), -length * Math.cos((k * Math.PI) / 5)];
});
const PLUS = [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]];
/** @type {Record<string, number[][]>} */
const CORNERS = {
  square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  triangle: [[0, -1.15], [1.1, 0.85], [-1.1, 0.85]],
  down: [[0, 1.15], [1.1, -0.85], [-1.1, -0.85]],
  diamond: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  plus: PLUS,
  cross: PLUS.map(([a, b]) => [0.75 * (a - b), 0.75 * (a + b)]),
  star: STAR,
};

/**
 * A mark that is told from the others by its shape.
 * @param {Ink} ink
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} fill
 * @param {string} edge
 * @param {number} [width] of the edge
 */
export function mark(ink, shape, x, y, size, fill, edge, width = 1.5) {
  ink.beginPath();
  if (shape === "circle") ink.arc(x, y, size, 0, 2 * Math.PI);
  else for (const [a, b] of CORNERS[shape]) ink.lineTo(x + size * a, y + size * b);
  ink.closePath();
  [ink.fillStyle, ink.strokeStyle, ink.lineWidth, ink.lineJoin] = [fill, edge, width, "round"];
  ink.fill();
  ink.setLineDash([]); // an edge has no gaps, whatever line was drawn before
  if (width) ink.stroke();
}

/**
 * Which of some places is nearest to the pointer; −1 if none is near.
 * @param {number[][]} places
 * @param {number | null} px
 * @param {number} py
 */
export function nearest(places, px, py) {
  const far = px === null ? [] : places.map(([x, y]) => Math.hypot(x - px, y - py)), least = Math.min(...far);
  return least < NEAR ? far.indexOf(least) : -1;
}

/**
 * Words in a small box near a point, kept inside the panel and clear of what is left of its plot.
 * @param {Panel} panel
 * @param {Theme} theme
 * @param {string[]} lines
 * @param {number} x
 * @param {number} y
 */
export function bubble(panel, theme, lines, x, y) {
  const ink = panel.ink, width = Math.max(...lines.map((text) => widthOf(ink, theme, text))) + 14, height = 16 * lines.length + 8;
  const left = clamp(x + 14 + width > panel.width ? x - 14 - width : x + 14, panel.rim, panel.width - width - 1);
  const top = clamp(y - height - 8, 0, panel.height - height);
  [ink.fillStyle, ink.strokeStyle, ink.lineWidth] = [theme.ground, theme.tint(0.4), 1];
  ink.beginPath();
  ink.roundRect(left + 0.5, top + 0.5, width, height, 5);
  ink.fill();
  ink.stroke();
  lines.forEach((text, k) => write(ink, theme, text, left + 7, top + 12 + 16 * k, { align: "left" }));
}
