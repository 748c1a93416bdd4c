// Numbered axes: round places, and a rectangle of a panel that takes numbers to pixels and back.

/** @import { Panel } from "./panel" */
/** @import { Box, Range, Theme } from "./types" */

import { tickStep, ticks as places } from "d3-array";

import { strokes, widthOf, write } from "./marks.js";
import { clamp, format, scientific } from "./words.js";

/** @typedef {{ places: number[], text: (value: number) => string }} Ticks */
/** @typedef {{ range: Range, label: string, log?: boolean, names?: string[] }} Axis on a logarithmic one numbers are exponents; names stand at 0, 1, 2 … */

/**
 * Round places on an axis, about `count` of them, and how to write them.
 * @param {number} low
 * @param {number} high
 * @param {number} [count]
 * @returns {Ticks}
 */
export function ticks(low, high, count = 5) {
  if (!(high > low)) return { places: [low], text: (v) => format(v) };
  const step = tickStep(low, high, count), decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const far = Math.max(Math.abs(low), Math.abs(high)) >= 1e5 || decimals > 4;
  return { places: places(low, high, count), text: (v) => (far ? format(v, 2) : v.toFixed(decimals).replace("-", "−")) };
}

/**
 * The same on a logarithmic axis: whole exponents, or 1, 2 and 5 times a power of ten where there
 * are few of them, or round numbers within a decade.
 * @param {number} low
 * @param {number} high
 * @param {number} [count]
 * @returns {Ticks}
 */
function powers(low, high, count = 5) {
  const inside = (/** @type {number[]} */ all) => all.filter((v) => v >= low - 1e-9 && v <= high + 1e-9);
  if (high - low < 0.9) {
    const round = ticks(10 ** low, 10 ** high, count);
    return { places: round.places.filter((v) => v > 0).map(Math.log10), text: (v) => round.text(10 ** v) };
  }
  const step = Math.max(1, Math.round(tickStep(low, high, count))), plain = low > -3.3 && high < 5;
  const text = (/** @type {number} */ v) => (plain ? format(10 ** v, 2) : scientific(10 ** v, 2)); // of the range alone: axes of one range agree
  const whole = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, k) => Math.floor(low) + k);
  const fine = inside(whole.flatMap((k) => [1, 2, 5].map((v) => k + Math.log10(v))));
  if (step === 1 && fine.length <= count + 2) return { places: fine, text };
  return { places: inside(whole).filter((k) => k % step === 0), text };
}

/**
 * @param {boolean | undefined} log
 * @param {number} low
 * @param {number} high
 * @param {number} [count]
 */
export const ticksOf = (log, low, high, count) => (log ? powers(low, high, count) : ticks(low, high, count));

/**
 * Where an axis is marked: at its names, else at round numbers.
 * @param {Axis} axis
 * @param {number} room how many marks it has room for
 */
function marksOf({ names, log, range }, room) {
  if (!names) return ticksOf(log, ...range, clamp(room, 2, 7));
  return { places: [...names.keys()], text: (/** @type {number} */ k) => names[k] };
}

export class Plot {
  /**
   * @param {Panel} panel
   * @param {Theme} theme
   * @param {{ x: Axis, y: Axis, box: Box }} frame
   */
  constructor(panel, theme, { x, y, box }) {
    this.ink = panel.ink;
    this.theme = theme;
    this.x = x;
    this.y = y;
    this.box = box;
    this.edge = panel.width;
    panel.rim = box.left;
    const [wide, tall] = [x.range[1] - x.range[0] || 1, y.range[1] - y.range[0] || 1];
    this.X = (/** @type {number} */ v) => box.left + ((v - x.range[0]) / wide) * box.width;
    this.Y = (/** @type {number} */ v) => box.top + box.height - ((v - y.range[0]) / tall) * box.height;
    this.atX = (/** @type {number} */ px) => x.range[0] + ((px - box.left) / box.width) * wide;
    this.atY = (/** @type {number} */ py) => y.range[0] + ((box.top + box.height - py) / box.height) * tall;
  }
  /**
   * @param {number} px
   * @param {number} py
   */
  holds(px, py) {
    const { left, top, width, height } = this.box;
    return px >= left && px <= left + width && py >= top && py <= top + height;
  }
  /**
   * The place across that a pointer reads, or null.
   * @param {number | null} px
   * @param {number} py
   */
  under(px, py) {
    return px !== null && this.holds(px, py) ? this.atX(px) : null;
  }
  /**
   * A line from the bottom to the top, at a pixel across.
   * @param {number} px
   * @param {number} alpha
   * @param {number} [width]
   * @param {number[]} [dash]
   */
  upright(px, alpha, width, dash) {
    const { top, height } = this.box;
    strokes(this.ink, [[px, top, px, top + height]], this.theme.tint(alpha), width, dash);
  }
  /** @param {(ink: CanvasRenderingContext2D) => void} paint */
  inside(paint) {
    const { left, top, width, height } = this.box;
    this.ink.save();
    this.ink.beginPath();
    this.ink.rect(left, top, width, height);
    this.ink.clip();
    paint(this.ink);
    this.ink.restore();
  }
  /** @param {{ grid?: boolean }} [options] */
  axes({ grid = true } = {}) {
    const { ink, theme, box, x, y } = this, bottom = box.top + box.height, right = box.left + box.width;
    const across = marksOf(x, box.width / 64), along = marksOf(y, box.height / 44);
    const xs = across.places.map(this.X), ys = along.places.map(this.Y);
    if (grid) strokes(ink, [...xs.map((v) => [v, box.top, v, bottom]), ...ys.map((v) => [box.left, v, right, v])], theme.faint);
    const frame = [[box.left, box.top, box.left, bottom], [box.left, bottom, right, bottom]];
    strokes(ink, [...frame, ...xs.map((v) => [v, bottom, v, bottom + 4]), ...ys.map((v) => [box.left - 4, v, box.left, v])], theme.soft);
    xs.forEach((v, k) => {
      const text = across.text(across.places[k]), half = widthOf(ink, theme, text) / 2;
      write(ink, theme, text, Math.min(v, this.edge - half - 1), bottom + 7, { base: "top" });
    });
    ys.forEach((v, k) => write(ink, theme, along.text(along.places[k]), box.left - 7, v, { align: "right" }));
    const room = this.edge - 4, half = Math.min(widthOf(ink, theme, x.label, 13), room) / 2; // long words end at the panel's rim
    write(ink, theme, x.label, Math.min(box.left + box.width / 2, this.edge - half - 2), bottom + 24, { base: "top", size: 13, room });
    write(ink, theme, y.label, 9, box.top + box.height / 2, { turn: -Math.PI / 2, size: 13, room: box.height + 40 });
  }
}
