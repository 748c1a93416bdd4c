// The pen that the keyboard moves over a board of points and sets down.

/** @import { Panel } from "./panel" */

import { PALETTE } from "./palette.js";
import { clamp } from "./words.js";

/** How a board is laid that takes drawing. */
export const BOARD = { area: "a", touch: "pinch-zoom", cursor: "crosshair", hint: "Arrow keys move the pen, Enter draws." };

export class Pen {
  /**
   * @param {Panel} board
   * @param {number} columns
   * @param {number} rows
   * @param {(x: number, y: number) => void} press what it does at a point
   */
  constructor(board, columns, rows, press) {
    this.board = board;
    /** @type {[number, number] | null} the point where the keyboard holds it */
    this.at = null;
    const move = (/** @type {number} */ dx, /** @type {number} */ dy) => {
      const [x, y] = this.at || [columns >> 1, rows >> 1];
      this.at = [clamp(x + dx, 0, columns - 1), clamp(y - dy, 0, rows - 1)];
      board.stage.show();
    };
    board.arrows(move);
    board.keys({
      Enter: () => {
        move(0, 0);
        if (this.at) press(...this.at);
      },
    });
  }
  /**
   * @param {number} left
   * @param {number} top
   * @param {number} cell
   */
  paint(left, top, cell) {
    if (!this.at) return;
    const { ink } = this.board, [x, y] = this.at;
    [ink.strokeStyle, ink.lineWidth] = [PALETTE[1], 2.5];
    ink.strokeRect(left + x * cell, top + y * cell, cell - 1, cell - 1);
  }
}
