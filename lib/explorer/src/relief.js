// A function on a grid as a map: colours, contour lines, colour bar, values between grid points.

/** @import { BarBox, Range, Theme } from "./types" */
/** @import { Plot } from "./axes" */

import { contours } from "d3-contour";

import { ticksOf } from "./axes.js";
import { element, penOf } from "./dom.js";
import { mark, strokes, widthOf, write } from "./marks.js";
import { colourAt, css, NIGHT, RAINBOW } from "./palette.js";
import { clamp } from "./words.js";

const FINE = 240; // the map is painted on so many points a side, then scaled by the browser
const TABLE = Uint32Array.from(RAINBOW, ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);

/** @typedef {ArrayLike<number>} Values */

/** @param {number} share */
const lineInk = (share) => (share < 0.6 ? "rgba(255,255,255,0.62)" : "rgba(20,16,50,0.5)");

/**
 * The least and the greatest of some values.
 * @param {Values} values
 * @returns {Range}
 */
export function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  return [low, high];
}

/**
 * Where a number lies in a range, 0 to 1.
 * @param {number} value
 * @param {Range} range
 */
export const share = (value, [low, high]) => (value - low) / (high - low || 1);

/** A grid of values over x and y, rows from below. */
export class Grid {
  /**
   * @param {Values} values
   * @param {number} rows
   * @param {number} columns
   * @param {Range} x
   * @param {Range} y
   */
  constructor(values, rows, columns, x, y) {
    this.values = values;
    this.rows = rows;
    this.columns = columns;
    this.x = x;
    this.y = y;
    this.range = extent(values);
  }
  /**
   * The value at a place, bilinear.
   * @param {number} u
   * @param {number} v
   */
  at(u, v) {
    return bilinear(this, share(u, this.x) * (this.columns - 1), share(v, this.y) * (this.rows - 1));
  }
  /**
   * @param {number} u
   * @param {number} v
   */
  holds(u, v) {
    return u >= this.x[0] && u <= this.x[1] && v >= this.y[0] && v <= this.y[1];
  }
}

/**
 * The value at grid coordinates.
 * @param {Grid} grid
 * @param {number} column
 * @param {number} row
 */
function bilinear({ values, columns, rows }, column, row) {
  const c = clamp(column, 0, columns - 1), r = clamp(row, 0, rows - 1);
  const i = Math.min(Math.floor(c), columns - 2), j = Math.min(Math.floor(r), rows - 2);
  const a = c - i, b = r - j, k = j * columns + i;
  return (1 - b) * ((1 - a) * values[k] + a * values[k + 1]) + b * ((1 - a) * values[k + columns] + a * values[k + columns + 1]);
}

/**
 * The colours of a grid on a small canvas.
 * @param {Grid} grid
 * @param {Range} range
 */
function colourImage(grid, [low, high]) {
  const canvas = element("canvas", { width: FINE, height: FINE }), ink = penOf(canvas);
  const image = ink.createImageData(FINE, FINE), points = new Uint32Array(image.data.buffer);
  const scale = 255 / (high - low || 1), across = (grid.columns - 1) / (FINE - 1), up = (grid.rows - 1) / (FINE - 1);
  for (let j = 0; j < FINE; j++)
    for (let i = 0; i < FINE; i++) {
      const value = bilinear(grid, i * across, (FINE - 1 - j) * up);
      points[j * FINE + i] = TABLE[clamp(Math.round((value - low) * scale), 0, 255)];
    }
  ink.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Round levels for contour lines between two values, about nine.
 * @param {boolean} log
 * @param {Range} range
 */
function levelsOf(log, [low, high]) {
  const round = ticksOf(log, low, high, 9).places.filter((v) => v > low && v < high);
  return round.length >= 4 ? round : Array.from({ length: 8 }, (_, k) => low + ((k + 1) * (high - low)) / 9);
}

/** A map inside a plot, remembered until the numbers change. */
export class Relief {
  /** @type {Grid | null} */
  grid = null;
  /** @type {Range} */
  range = [0, 1];
  /** @type {number[]} */
  levels = [];
  log = false;

  /**
   * @param {Grid} grid
   * @param {Range} range
   * @param {boolean} log
   */
  set(grid, range, log) {
    const same = this.grid && this.grid.values === grid.values && this.range[0] === range[0] && this.range[1] === range[1];
    [this.grid, this.range, this.log] = [grid, range, log];
    if (same) return;
    this.levels = levelsOf(log, range);
    this.image = null;
  }
  /** @param {number} value */
  share(value) {
    return share(value, this.range);
  }
  /** @param {Plot} plot */
  paint(plot) {
    if (!this.grid) return;
    const grid = this.grid, { left, top, width, height } = plot.box;
    if (!this.image) {
      const values = Array.from(grid.values), lines = contours().size([grid.columns, grid.rows]);
      this.image = colourImage(grid, this.range);
      this.lines = this.levels.map((level) => lines.contour(values, level).coordinates.flat());
    }
    // d3 counts a grid's points from the middle of its cells; its rim lies outside of ours.
    const X = (/** @type {number} */ c) => left + ((c - 0.5) / (grid.columns - 1)) * width;
    const Y = (/** @type {number} */ r) => top + height - ((r - 0.5) / (grid.rows - 1)) * height;
    plot.inside((ink) => {
      ink.imageSmoothingQuality = "high";
      if (this.image) ink.drawImage(this.image, left, top, width, height);
      ink.lineWidth = 1;
      (this.lines || []).forEach((rings, k) => {
        ink.strokeStyle = lineInk(this.share(this.levels[k]));
        ink.beginPath();
        for (const ring of rings) ring.forEach(([c, r], n) => (n ? ink.lineTo(X(c), Y(r)) : ink.moveTo(X(c), Y(r))));
        ink.stroke();
      });
    });
  }
  /**
   * @param {CanvasRenderingContext2D} ink
   * @param {Theme} theme
   * @param {BarBox} box
   * @param {string} label
   */
  bar(ink, theme, { left, top, height, room }, label) {
    const width = 13, y = (/** @type {number} */ v) => top + height * (1 - this.share(v));
    for (let k = 0; k < height; k++) {
      ink.fillStyle = css(colourAt(1 - k / (height - 1)));
      ink.fillRect(left, top + k, width, Math.min(1.5, height - k));
    }
    for (const level of this.levels) strokes(ink, [[left, y(level), left + width, y(level)]], lineInk(this.share(level)));
    const marks = ticksOf(this.log, ...this.range, clamp(height / 44, 2, 7));
    for (const v of marks.places) write(ink, theme, marks.text(v), left + width + 5, y(v), { align: "left" });
    write(ink, theme, label, left + width + 38, top - 13, { align: "right", size: 13, room });
  }
}

// Where words may stand beside their mark: to the right or left of it or in its middle, and how far below.
const BESIDE = [[1, -10], [0, -17], [1, 14], [-1, -10], [-1, 14], [0, 20], [0, -31], [0, 34], [0, -45], [0, 48]];

/**
 * Marked points of a map. The words of each stand where they hide least of marks and other words.
 * @param {Plot} plot
 * @param {{ x: number, y: number, label: string, shape: string }[]} marks
 */
export function paintMarks({ ink, box, theme, X, Y }, marks) {
  const taken = marks.map(({ x, y }) => [X(x), Y(y), 8, 8, 1]); // middles, half sizes, and how much it matters
  for (const { x, y, shape } of marks) mark(ink, shape, X(x), Y(y), 6, "#ffffff", NIGHT, 2);
  for (const { x, y, label } of marks.filter((each) => each.label)) {
    const half = widthOf(ink, theme, label) / 2, rim = half + 3;
    const places = BESIDE.map(([side, down]) => [clamp(X(x) + side * (half + 11), box.left + rim, box.left + box.width - rim), Y(y) + down]);
    const costs = places.map(([u, v]) => taken.reduce(
      (sum, [p, q, wide, tall, weight]) => sum + weight * Math.max(0, half + wide - Math.abs(u - p)) * Math.max(0, 7 + tall - Math.abs(v - q)),
      1e3 * Math.max(0, box.top + 9 - v, v + 9 - box.top - box.height),
    ));
    const [u, v] = places[costs.indexOf(Math.min(...costs))];
    taken.push([u, v, half, 7, 9]);
    write(ink, theme, label, u, v, { halo: NIGHT, colour: "#ffffff" });
  }
}

/**
 * A white point with a dark edge.
 * @param {CanvasRenderingContext2D} ink
 * @param {number} px
 * @param {number} py
 * @param {string} [fill]
 * @param {number} [size]
 */
export const dot = (ink, px, py, fill = "#ffffff", size = 4.5) => mark(ink, "circle", px, py, size, fill, NIGHT, 2);
