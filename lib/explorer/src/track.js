// Curves against the step of a process: thick up to the step shown, faint after it.

/** @import { Stage } from "./stage" */
/** @import { Range } from "./types" */

import { Plot } from "./axes.js";
import { legend } from "./legend.js";
import { bubble, DASHES, mark, SHAPES, strokes, trace, write } from "./marks.js";
import { PALETTE } from "./palette.js";
import { READ } from "./panel.js";
import { clamp, format } from "./words.js";

/** @typedef {{ name: string, values: ArrayLike<number> }} Course */

export class Track {
  /**
   * @param {Stage} stage
   * @param {{ area: string, title: string, label: string, last: () => number, per?: number, move?: (step: number) => void }} options
   *   `label` is the word for a step, `last` the greatest, `per` the values in each; a drag across
   *   the panel calls `move`.
   */
  constructor(stage, { area, title, label, last, per = 1, move }) {
    this.stage = stage;
    this.title = title;
    this.label = label;
    this.last = last;
    this.per = per;
    this.panel = stage.panel({ area, hint: READ, cursor: move ? "ew-resize" : "crosshair" });
    /** @type {number | null} */
    this.at = null;
    /** @type {Plot | null} */
    this.plot = null;
    const near = (/** @type {number} */ px) => clamp(Math.round(this.plot ? per * this.plot.atX(px) : 0), 0, per * last());
    this.panel.across((n) => {
      this.at = clamp((this.at ?? 0) + n, 0, per * last());
      stage.show();
    });
    this.panel.point({
      drag: (px) => move && this.plot && move(near(px)),
      hover: (px, py) => {
        this.at = px !== null && this.plot?.holds(px, py) ? near(px) : null;
        stage.show();
      },
    });
  }
  /**
   * @param {Course[]} courses told apart by colour, dashes and the shape at the step shown
   * @param {Range} range
   * @param {number} step
   * @param {{ at: number, words: string }} [guide] a level to compare with
   */
  paint(courses, [low, high], step, guide) {
    const { panel, stage } = this, { theme } = stage, pad = 0.06 * (high - low || 1);
    write(panel.ink, theme, this.title, 56, 11, { align: "left", size: 13, room: panel.width - 60 });
    const top = legend(panel, theme, courses.map(({ name }, k) => ({ name, style: "both", tint: k, turn: k })), 22);
    const plot = (this.plot = new Plot(panel, theme, {
      box: { left: 56, top, width: panel.width - 56 - 14, height: panel.height - top - 46 },
      x: { range: [0, this.last()], label: this.label }, y: { range: [low - pad, high + pad], label: "" },
    }));
    plot.axes();
    const { box } = plot;
    plot.upright(plot.X(step / this.per), 0.45, 1.2);
    if (guide) {
      const y = plot.Y(guide.at), right = box.left + box.width;
      strokes(panel.ink, [[box.left, y, right, y]], PALETTE[5], 1.8, [5, 4]);
      write(panel.ink, theme, guide.words, right, guide.at > (low + high) / 2 ? y + 9 : y - 9, { align: "right", halo: theme.ground, room: box.width });
    }
    courses.forEach(({ values }, k) => this.course(plot, values, k, step));
    if (this.at !== null) this.read(plot, courses, this.at);
  }
  /**
   * @param {Plot} plot
   * @param {ArrayLike<number>} values
   * @param {number} k
   * @param {number} step
   */
  course(plot, values, k, step) {
    const { ink } = this.panel, last = Math.min(step, values.length - 1);
    const xs = Array.from(values, (_, i) => plot.X(i / this.per)), ys = Array.from(values, plot.Y);
    plot.inside(() => {
      for (const [from, to, alpha, width] of [[last, xs.length, 0.45, 1.4], [0, last + 1, 1, 2.4]]) {
        [ink.globalAlpha, ink.strokeStyle, ink.lineWidth, ink.lineJoin] = [alpha, PALETTE[k % 8], width, "round"];
        ink.setLineDash(DASHES[k % 8]);
        trace(ink, xs.slice(from, to), ys.slice(from, to));
        ink.stroke();
      }
      ink.globalAlpha = 1;
      ink.setLineDash([]);
    });
    if (Number.isFinite(ys[last]) && plot.holds(xs[last], ys[last])) mark(ink, SHAPES[k % 8], xs[last], ys[last], 5.5, PALETTE[k % 8], "#ffffff", 1.5);
  }
  /**
   * @param {Plot} plot
   * @param {Course[]} courses
   * @param {number} at
   */
  read(plot, courses, at) {
    const x = plot.X(at / this.per), { top, height } = plot.box;
    plot.upright(x, 0.5);
    const words = courses.filter(({ values }) => Number.isFinite(values[at])).map(({ name, values }) => `${name} ${format(values[at])}`);
    bubble(this.panel, this.stage.theme, [`${this.label} ${format(at / this.per)}`, ...words], x, top + height * 0.45);
  }
}
