// A function of two coordinates that follows sliders: what maps and hills have in common.

/** @import { Stage } from "./stage" */
/** @import { Box, Range } from "./types" */

import { Plot } from "./axes.js";
import { toScale } from "./box.js";
import { addSwitch } from "./controls.js";
import { SHAPES, write } from "./marks.js";
import { Grid, paintMarks } from "./relief.js";
import { format } from "./words.js";

export class Field {
  /** @param {Stage} stage */
  constructor(stage) {
    const { titles, log, logAxes, oneUnit, axisLabels, valueLabel, marks, switchScale } = stage.definition;
    this.stage = stage;
    /** @type {string[]} */
    this.titles = titles;
    /** @type {boolean} */
    this.log = log;
    /** @type {boolean} */
    this.logAxes = logAxes;
    /** @type {boolean} */
    this.oneUnit = oneUnit;
    /** @type {[string, string]} */
    this.axisLabels = axisLabels;
    /** @type {string} */
    this.valueLabel = valueLabel;
    /** @type {string[]} */
    this.markLabels = marks;
    this.keys = this.titles.map((_, k) => `values ${k}`);
    if (switchScale) addSwitch(stage, "scale", "scale", ["own", "common"]); // one for each frame, or for all
    /** @type {Grid[]} */
    this.grids = [];
    this.read();
  }
  /** Take the numbers as they now are; a grid is the same object until it changes. */
  read() {
    const { stage } = this, [x, y] = ["x", "y"].map((key) => stage.array(key));
    this.grids = this.keys.map((key, k) => {
      const values = stage.array(key), old = this.grids[k], [rows, columns] = stage.definition.arrays[key].shape;
      const same = old && old.values === values && old.x[0] === x[0] && old.x[1] === x[1] && old.y[0] === y[0] && old.y[1] === y[1];
      return same ? old : new Grid(values, rows, columns, [x[0], x[1]], [y[0], y[1]]);
    });
    return this.grids;
  }
  get grid() {
    return this.grids[0];
  }
  /**
   * The ends of the colours of a grid: its own, or those of all frames.
   * @param {Grid} grid
   * @returns {Range}
   */
  range(grid) {
    if (this.stage.model.get("scale") === "own") return grid.range;
    const all = this.stage.range(...this.keys);
    return [Math.min(grid.range[0], all[0]), Math.max(grid.range[1], all[1])];
  }
  /** @param {number} v */
  value(v) {
    return format(this.log ? 10 ** v : v);
  }
  /** @param {number} v */
  place(v) {
    return format(this.logAxes ? 10 ** v : v);
  }
  /** The marks that are there now; those of one name have one shape. */
  marks() {
    return this.markLabels.map((label, k) => {
      const [x, y] = this.stage.array(`mark ${k}`);
      return { label, x, y, shape: SHAPES[(this.markLabels.indexOf(label) + 3) % 8] };
    }).filter(({ x, y }) => this.grid.holds(x, y));
  }
  /**
   * The box of a map in the room there is: to one scale where both axes have one unit.
   * @param {Box} room
   * @returns {Box}
   */
  box(room) {
    return this.oneUnit ? toScale(room, this.grid.x, this.grid.y) : room;
  }
  /**
   * @param {Grid} grid
   * @param {import("./panel").Panel} panel
   * @param {Box} box
   */
  plot(grid, panel, box) {
    const [across, up] = this.axisLabels, log = this.logAxes;
    return new Plot(panel, this.stage.theme, { box, x: { range: grid.x, label: across, log }, y: { range: grid.y, label: up, log } });
  }
  /** @param {Plot} plot */
  paintMarks(plot) {
    paintMarks(plot, this.marks());
  }
  /** @param {Grid} grid */
  facts(grid) {
    const [low, high] = grid.range;
    return `${this.valueLabel} over ${this.axisLabels.join(" and ")}; ${this.stage.where()}. It runs from ${this.value(low)} to ${this.value(high)}.`;
  }
}

/**
 * Say nothing twice: a title over a panel.
 * @param {import("./panel").Panel} panel
 * @param {Stage} stage
 * @param {string} text
 */
export const heading = (panel, stage, text) => write(panel.ink, stage.theme, text, panel.width / 2, 11, { size: 13, bold: true, room: panel.width });
