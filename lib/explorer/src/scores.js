// How well each stop of a slider did: points with their intervals, a stop beside the other, and
// levels to compare them with. A pointer dragged across moves the slider.

/** @import { Stage } from "./stage" */

import { Plot } from "./axes.js";
import { legend } from "./legend.js";
import { DASHES, mark, SHAPES, strokes, trace } from "./marks.js";
import { PALETTE } from "./palette.js";
import { clamp, format, plainWord } from "./words.js";

const WIDE = 2.5; // times the margin of points beside one another, in stops

export class Scores {
  /**
   * @param {Stage} stage its definition's `scores` say the label, the names and the levels
   * @param {string} area
   * @param {string[]} names a name keeps its colour in all panels
   */
  constructor(stage, area, names) {
    const { choice, scores } = stage.definition, slider = stage.definition.sliders.find(({ name }) => name === choice);
    this.stage = stage;
    this.choice = choice;
    this.stops = (slider?.values || []).map(String);
    this.label = slider?.label || "";
    /** @type {string[]} */
    this.names = scores.names;
    /** @type {[string, number][]} */
    this.levels = scores.levels;
    this.title = scores.label;
    this.log = scores.log;
    this.tint = (/** @type {string} */ name) => Math.max(names.indexOf(name), 0);
    this.panel = stage.panel({ area, cursor: "ew-resize", hint: "Left and right arrow keys move along." });
    /** @type {Plot | null} */
    this.plot = null;
    const go = (/** @type {number} */ place) => stage.controls.get(plainWord(choice))?.set(clamp(Math.round(place), 0, this.stops.length - 1));
    const now = () => stage.position[choice];
    this.panel.point({ drag: (px) => this.plot && go(this.plot.atX(px)) });
    this.panel.across((n) => go(now() + Math.sign(n)));
  }
  /** The ends of the axis up: all intervals and levels, and a margin. */
  ends() {
    const drawn = this.levels.map(([, v]) => (this.log ? Math.log10(v) : v));
    const [low, high] = this.stage.range(...this.names.flatMap((_, k) => [`score ${k}.low`, `score ${k}.high`]));
    const [from, to] = [Math.min(low, ...drawn), Math.max(high, ...drawn)], margin = 0.07 * (to - from);
    return /** @type {[number, number]} */ ([from - margin, to + margin]);
  }
  paint() {
    const { panel, stage, names, levels, stops } = this, { ink, width, height } = panel, { theme } = stage, now = Math.round(stage.position[this.choice]);
    const looks = [...names.map((name, k) => ({ name, style: "points", tint: this.tint(name), turn: k })), ...levels.map(([name], k) => ({ name, style: "line", tint: this.tint(name), turn: k + 1 }))];
    const top = legend(panel, theme, looks, 4, 50), box = { left: 50, top, width: Math.max(width - 60, 10), height: Math.max(height - top - 46, 10) };
    const plot = new Plot(panel, theme, { box, x: { range: [-0.5, stops.length - 0.5], label: this.label, names: stops }, y: { range: this.ends(), label: this.title, log: this.log } });
    this.plot = plot;
    plot.axes();
    plot.upright(plot.X(now), 0.45, 2, [3, 3]);
    levels.forEach(([, v], k) => {
      ink.save();
      [ink.strokeStyle, ink.lineWidth] = [PALETTE[looks[names.length + k].tint % 8], 2.4];
      ink.setLineDash(DASHES[(k + 1) % 8]);
      const y = plot.Y(this.log ? Math.log10(v) : v);
      trace(ink, [box.left, box.left + box.width], [y, y]);
      ink.stroke();
      ink.restore();
    });
    names.forEach((_, k) => this.points(plot, k, now));
    const told = names.map((name, k) => `${name} ${format(this.real(stage.array(`score ${k}.y`)[now]))}`);
    panel.name(`${this.title} against ${this.label}; at ${stops[now]}: ${told.join(", ")}.`);
  }
  /** @param {number} v */
  real(v) {
    return this.log ? 10 ** v : v;
  }
  /**
   * One series, its present point larger.
   * @param {Plot} plot
   * @param {number} k
   * @param {number} now
   */
  points(plot, k, now) {
    const { stage, names } = this, { ink } = this.panel, colour = PALETTE[this.tint(names[k]) % 8];
    const [y, low, high] = ["y", "low", "high"].map((what) => stage.array(`score ${k}.${what}`));
    const aside = (k - (names.length - 1) / 2) / (WIDE * names.length);
    y.forEach((v, stop) => {
      const x = plot.X(stop + aside);
      const floor = Number.isFinite(low[stop]) ? plot.Y(low[stop]) : plot.box.top + plot.box.height; // below zero, on a logarithmic axis
      strokes(ink, [[x, floor, x, plot.Y(high[stop])]], colour, 1.6);
      mark(ink, SHAPES[k % 8], x, plot.Y(v), stop === now ? 6.5 : 4.5, colour, stage.theme.ground, 1);
    });
  }
}
