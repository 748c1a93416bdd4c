// Panels of curves: lines told apart by dashes, points by shapes, all by colour; a hairline that
// reads the curves at the pointer or by keys. Dragging across a panel may move a slider.

/** @import { Stage } from "../stage" */
/** @import { Figure, Range } from "../types" */

import { Plot } from "../axes.js";
import { bracket, legend, takePen } from "../legend.js";
import { bubble, fillBelow, mark, SHAPES, strokes, trace, write } from "../marks.js";
import { PALETTE } from "../palette.js";
import { READ } from "../panel.js";
import { clamp, format, plainWord } from "../words.js";

/**
 * @typedef {{ name: string, style: string, look: number | null }} SeriesDefinition
 * @typedef {object} PanelDefinition
 * @property {string} title
 * @property {[string, string]} axisLabels
 * @property {Range | null} xRange
 * @property {Range | null} yRange
 * @property {boolean} xLog
 * @property {boolean} yLog
 * @property {string[] | null} yNames what stands at y = 0, 1, 2 …, in place of numbers
 * @property {string | null} drag
 * @property {string | null} lift
 * @property {SeriesDefinition[]} series
 * @typedef {import("../legend").Look & { key: string }} Series
 */

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function curves(stage) {
  /** @type {PanelDefinition[]} */
  const panels = stage.definition.panels;
  const areas = ["a", "b", "c"].slice(0, panels.length);
  stage.layRow(areas);
  if (panels.length === 3) stage.row.style.setProperty("--wide-grid", '"a b" minmax(0, 1fr) "c c" minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr)');
  const views = panels.map((definition, k) => new CurveView(stage, definition, k, areas[k]));
  return {
    paint: () => views.forEach((view) => view.paint()),
    say: () => (stage.counted().length ? "" : stage.where()), // the controls say where, numbers what
    reset: () => views.forEach((view) => (view.at = null)),
  };
}

class CurveView {
  /**
   * @param {Stage} stage
   * @param {PanelDefinition} definition
   * @param {number} k
   * @param {string} area
   */
  constructor(stage, definition, k, area) {
    this.stage = stage;
    this.definition = definition;
    const [drag, lift] = [definition.drag, definition.lift].map((name) => (name ? stage.controls.get(plainWord(name)) : undefined));
    const touch = lift ? "pinch-zoom" : undefined; // a finger moves the sliders, not the page
    this.panel = stage.panel({ area, touch, hint: READ, cursor: lift ? "move" : drag ? "ew-resize" : "crosshair" });
    /** @type {number | null} */
    this.at = null;
    this.snapped = false; // to a place where there is something to read
    this.series = looks(definition, k, stage.definition.names);
    const keys = Object.keys(stage.definition.arrays).filter((key) => key.startsWith(`${k}.`)), styles = definition.series.map(({ style }) => style);
    const [xs, ys] = [keys.filter((key) => key.endsWith(".x")), keys.filter((key) => !key.endsWith(".x"))];
    const filled = !definition.yLog && styles.some((style) => style === "area" || style === "bars");
    const loose = styles.includes("points") ? 0.03 : 0, bars = xs.filter((_, j) => styles[j] === "bars");
    this.x = { range: given(definition.xRange, definition.xLog) || padded(stage, xs, loose, false, barWidth(stage, bars) / 2), label: definition.axisLabels[0], log: definition.xLog };
    this.y = { range: given(definition.yRange, definition.yLog) || padded(stage, ys, 0.05, filled), label: definition.axisLabels[1], log: definition.yLog, names: definition.yNames ?? undefined };
    this.plot = this.frame(0);
    const move = (/** @type {import("../types").Control | undefined} */ control, /** @type {number} */ value) => {
      const place = control?.find(String(value));
      if (control && place !== undefined && place !== null) control.set(place);
    };
    this.panel.point({
      drag: (px, py) => {
        move(drag, this.real("x", this.plot.atX(px)));
        move(lift, this.real("y", this.plot.atY(py)));
        if (!drag && !lift) this.read(this.plot.atX(px));
      },
      hover: (px, py) => this.read(this.plot.under(px, py)),
    });
    this.panel.across((n) => {
      const [low, high] = this.x.range, at = this.at ?? (low + high) / 2, stops = this.stops();
      this.read(stops[clamp(stops.indexOf(at) + n, 0, stops.length - 1)] ?? at + (n * (high - low)) / 60);
    });
  }
  /** Where there is something to read, if no line leads from one place to the next. */
  stops() {
    if (this.series.some(({ style }) => style === "line" || style === "area")) return [];
    const places = this.series.flatMap((series) => {
      const x = this.numbers(series, "x") || [], y = this.numbers(series, "y");
      return series.style === "points" || series.style === "bars" ? [...x].filter((_, k) => Number.isFinite(y?.[k])) : [];
    });
    return [...new Set(places)].sort((a, b) => a - b);
  }
  /** @param {number | null} at */
  read(at) {
    const stops = at === null ? [] : this.stops(), misses = stops.map((stop) => Math.abs(stop - (at ?? 0)));
    this.snapped = stops.length > 0;
    this.at = at === null ? null : this.snapped ? stops[misses.indexOf(Math.min(...misses))] : clamp(at, ...this.x.range);
    this.stage.show();
  }
  /**
   * @param {"x" | "y"} axis
   * @param {number} v
   */
  real(axis, v) {
    return (axis === "x" ? this.definition.xLog : this.definition.yLog) ? 10 ** v : v;
  }
  /**
   * @param {Series} series
   * @param {string} what
   */
  numbers(series, what) {
    const key = `${series.key}.${what}`;
    return this.stage.definition.arrays[key] ? this.stage.array(key) : null;
  }
  /** @param {number} top */
  frame(top) {
    const { panel, x, y } = this, width = Math.max(panel.width - 58 - 14, 10), height = Math.max(panel.height - top - 46, 10);
    return new Plot(panel, this.stage.theme, { box: { left: 58, top, width, height }, x, y });
  }

  paint() {
    const { stage, panel, definition } = this, { title, axisLabels } = definition;
    if (title) write(panel.ink, stage.theme, title, 58, 11, { align: "left", size: 13, bold: true, room: panel.width - 60 });
    this.plot = this.frame(legend(panel, stage.theme, this.series.filter(({ style }) => style !== "words"), title ? 22 : 4, 58));
    this.plot.axes();
    this.plot.inside(() => this.series.forEach((series) => this.paintSeries(series)));
    if (this.at !== null) this.hairline(this.at);
    const seen = this.series.filter(({ style }) => style !== "words").map((series) => `${series.name}${this.brief(series)}`).join("; ");
    panel.name(`${title || axisLabels[1]} against ${axisLabels[0]}; ${stage.where()}. ${seen}.`);
  }
  /**
   * What a curve does, in a few words for those who do not see it.
   * @param {Series} series
   */
  brief(series) {
    const x = this.numbers(series, "x"), y = this.numbers(series, "y");
    const places = [...(x || [])].filter(Number.isFinite).map((v) => format(this.real("x", v)));
    if (series.style === "span" || series.style === "band") return ` from ${places.join(" to ")}`;
    if (!y || !x) return ` at ${places.join(", ")}`;
    const [axis, told] = this.y.names ? /** @type {const} */ (["x", x]) : /** @type {const} */ (["y", y]);
    const real = [...told].filter(Number.isFinite).map((v) => this.real(axis, v));
    if (!real.length) return " is empty";
    if (real.length === 1) return ` is ${format(real[0])}`;
    return ` from ${format(real[0])} to ${format(real[real.length - 1])}, between ${format(Math.min(...real))} and ${format(Math.max(...real))}`;
  }

  /** @param {Series} series */
  paintSeries(series) {
    const { plot, panel } = this, { ink } = panel, colour = PALETTE[series.tint % 8];
    const x = this.numbers(series, "x"), y = this.numbers(series, "y");
    if (!x) return;
    if (series.style === "words") return this.words(series, plot.X(x[0]), plot.Y(y?.[0] ?? NaN));
    const xs = Array.from(x, plot.X), places = [...new Set(xs)], ys = y ? Array.from(y, plot.Y) : [], { top, height } = plot.box;
    ink.save();
    takePen(ink, series);
    if (series.style === "band") this.band(xs);
    else if (!y) strokes(ink, places.map((v) => [v, top, v, top + height]), colour, Math.min(2.4, 60 / places.length), [3, 3]);
    else if (series.style === "bars") this.bars(xs, ys);
    else if (series.style === "span") bracket(ink, xs[0], xs[1], ys[0], colour);
    else if (series.style !== "points") {
      if (series.style === "area") fillBelow(ink, xs, ys, this.floor());
      trace(ink, xs, ys);
      ink.stroke();
    }
    this.errors(series, xs);
    if (series.style === "points") xs.forEach((v, k) => Number.isFinite(ys[k]) && mark(ink, SHAPES[series.turn % 8], v, ys[k], xs.length > 99 ? 2.5 : 4.5, colour, this.stage.theme.ground, 1)); // a swarm's are small
    ink.restore();
  }
  /**
   * The name of a region, a line for each of its words.
   * @param {Series} series
   * @param {number} x
   * @param {number} y
   */
  words({ name }, x, y) {
    const { theme } = this.stage, lines = name.split(" ");
    lines.forEach((word, k) => write(this.panel.ink, theme, word, x, y + 14 * (k - (lines.length - 1) / 2), { halo: theme.ground, bold: true }));
  }
  /** @param {number[]} xs its ends */
  band([from, to]) {
    const { ink } = this.panel, { top, height } = this.plot.box, sides = [from, to].map((x) => [x, top, x, top + height]);
    fillBelow(ink, [from, to], [top, top], top + height);
    strokes(ink, sides, String(ink.strokeStyle), 1.5);
  }
  floor() {
    return this.plot.Y(Math.max(0, this.plot.y.range[0]));
  }
  /**
   * @param {number[]} xs
   * @param {number[]} ys
   */
  bars(xs, ys) {
    const { ink } = this.panel, half = xs.length > 1 ? Math.abs(xs[1] - xs[0]) / 2 - 0.5 : 8, floor = this.floor();
    ink.globalAlpha = this.stage.theme.dark ? 1 : 0.75;
    xs.forEach((x, k) => Number.isFinite(ys[k]) && ink.fillRect(x - half, ys[k], 2 * half, floor - ys[k]));
    ink.globalAlpha = 1;
  }
  /**
   * @param {Series} series
   * @param {number[]} xs
   */
  errors(series, xs) {
    const low = this.numbers(series, "low"), high = this.numbers(series, "high"), { plot } = this;
    if (!low || !high) return;
    const pairs = xs.map((x, k) => [x, plot.Y(low[k]), x, plot.Y(high[k])]).filter((pair) => pair.every(Number.isFinite));
    strokes(this.panel.ink, pairs, PALETTE[series.tint % 8], 1.4);
  }
  /** @param {number} at */
  hairline(at) {
    const { plot, stage, panel } = this, x = plot.X(at), { top, height } = plot.box;
    plot.upright(x, 0.5);
    const words = [`${plot.x.label} ${format(this.real("x", at))}`];
    for (const series of this.series) {
      const y = this.valueNear(series, at);
      if (!Number.isFinite(y) || plot.y.names) continue;
      words.push(`${series.name} ${format(this.real("y", y))}`);
      if (series.style !== "points") mark(panel.ink, "circle", x, plot.Y(y), 4, PALETTE[series.tint % 8], stage.theme.ground, 1.5);
    }
    bubble(panel, stage.theme, words, x, top + height * 0.45);
  }
  /**
   * The value at a place: on lines between points, of points and bars the nearest if close by.
   * @param {Series} series
   * @param {number} at
   */
  valueNear(series, at) {
    const x = this.numbers(series, "x"), y = this.numbers(series, "y");
    if (!x || !y || series.style === "span" || series.style === "words") return NaN;
    let best = NaN, gap = (this.snapped ? 1e-6 : 8) / (this.plot.box.width / (this.plot.x.range[1] - this.plot.x.range[0]));
    const lines = series.style === "line" || series.style === "area";
    for (let i = 0; i < x.length; i++) {
      if (lines && i + 1 < x.length && at >= Math.min(x[i], x[i + 1]) && at <= Math.max(x[i], x[i + 1])) {
        const part = x[i + 1] === x[i] ? 0 : (at - x[i]) / (x[i + 1] - x[i]);
        return (1 - part) * y[i] + part * y[i + 1];
      }
      if (!lines && Math.abs(x[i] - at) < gap) [best, gap] = [y[i], Math.abs(x[i] - at)];
    }
    return best;
  }
}

/**
 * Ends of an axis that Python gave, in drawn units.
 * @param {Range | null} range
 * @param {boolean} log
 * @returns {Range | null}
 */
const given = (range, log) => range && (log ? [Math.log10(range[0]), Math.log10(range[1])] : range);

/**
 * The ends of all frames with a margin; from zero if what is filled stands on it.
 * @param {Stage} stage
 * @param {string[]} keys
 * @param {number} pad
 * @param {boolean} filled
 * @param {number} [least] margin
 * @returns {Range}
 */
function padded(stage, keys, pad, filled, least = 0) {
  const [low, high] = stage.range(...keys);
  if (!(low <= high)) return [0, 1];
  const margin = Math.max(least, high > low ? pad * (high - low) : 0.5);
  return filled && low >= 0 ? [0, high + margin] : [low - margin, high + margin];
}

/**
 * How far apart bars stand.
 * @param {Stage} stage
 * @param {string[]} keys of their places
 */
function barWidth(stage, keys) {
  return Math.max(0, ...keys.map((key) => stage.array(key)).map((x) => (x.length > 1 ? Math.abs(x[1] - x[0]) : 0)));
}

/**
 * A name keeps its colour in all panels; dashes and shapes tell series of one panel apart.
 * @param {PanelDefinition} definition
 * @param {number} k
 * @param {string[]} names
 * @returns {Series[]}
 */
function looks(definition, k, names) {
  const seen = { points: 0, lines: 0 };
  return definition.series.map(({ name, style, look }, j) => {
    const plain = ["rule", "bars", "span", "band", "words"].includes(style);
    const turn = plain ? 0 : look !== null ? look : seen[style === "points" ? "points" : "lines"]++;
    return { name, style, key: `${k}.${j}`, tint: look !== null ? look : names.indexOf(name), turn };
  });
}
