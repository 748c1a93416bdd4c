// The names of a panel's series with a sample of each, in as many rows as they need.

/** @import { Panel } from "./panel" */
/** @import { Theme } from "./types" */

import { DASHES, fillBelow, mark, SHAPES, strokes, trace, widthOf, write } from "./marks.js";
import { PALETTE } from "./palette.js";

/**
 * How a series is told from others: colour, and dashes or a shape.
 * @typedef {{ name: string, style: string, tint: number, turn: number }} Look
 */

/**
 * Take the pen for a line of some look.
 * @param {CanvasRenderingContext2D} ink
 * @param {Look} look
 */
export function takePen(ink, { style, tint, turn }) {
  const colour = PALETTE[tint % 8];
  [ink.strokeStyle, ink.fillStyle, ink.lineWidth, ink.lineJoin] = [colour, colour, 2.4, "round"];
  ink.setLineDash(style === "rule" ? [3, 3] : DASHES[turn % 8]);
}

/**
 * A bracket: the width of something.
 * @param {CanvasRenderingContext2D} ink
 * @param {number} from
 * @param {number} to
 * @param {number} y
 * @param {string} colour
 */
export function bracket(ink, from, to, y, colour) {
  strokes(ink, [[from, y, to, y], [from, y - 6, from, y + 6], [to, y - 6, to, y + 6]], colour, 2.6);
}

/**
 * @param {Panel} panel
 * @param {Theme} theme
 * @param {Look} look
 * @param {number} left
 * @param {number} y
 */
function sample({ ink }, theme, look, left, y) {
  const colour = PALETTE[look.tint % 8];
  ink.save();
  takePen(ink, look);
  if (look.style === "points") mark(ink, SHAPES[look.turn % 8], left + 12, y, 4.5, colour, theme.ground, 1);
  else if (look.style === "bars") ink.fillRect(left + 4, y - 5, 16, 10);
  else if (look.style === "band") {
    fillBelow(ink, [left + 4, left + 20], [y - 6, y - 6], y + 6);
    strokes(ink, [left + 4, left + 20].map((x) => [x, y - 6, x, y + 6]), colour, 1.5);
  }
  else if (look.style === "span") bracket(ink, left, left + 24, y, colour);
  else {
    const height = look.style === "area" ? y - 4 : y;
    if (look.style === "area") fillBelow(ink, [left, left + 24], [height, height], y + 5);
    trace(ink, [left, left + 24], [height, height]);
    ink.stroke();
    ink.setLineDash([]);
    if (look.style === "both") mark(ink, SHAPES[look.turn % 8], left + 12, y, 4.5, colour, theme.ground, 1);
  }
  ink.restore();
}

/**
 * Write a legend from some height down; return where it ends.
 * @param {Panel} panel
 * @param {Theme} theme
 * @param {Look[]} looks
 * @param {number} top
 * @param {number} [margin]
 */
export function legend(panel, theme, looks, top, margin = 56) {
  let left = margin, row = top + 8;
  for (const look of looks) {
    const room = widthOf(panel.ink, theme, look.name) + 46;
    if (left > margin && left + room - 14 > panel.width) [left, row] = [margin, row + 19];
    sample(panel, theme, look, left, row);
    write(panel.ink, theme, look.name, left + 30, row, { align: "left", room: panel.width - left - 30 });
    left += room;
  }
  return row + 16;
}
