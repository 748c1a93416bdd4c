// Optimisers side by side on one surface, from wherever one begins: their ways over the map, and the
// value that each has reached.

/** @import { Stage } from "../stage" */
/** @import { Plot } from "../axes" */
/** @import { Figure, Range } from "../types" */

import { Plot as Axes } from "../axes.js";
import { DASHES, mark, SHAPES, trace, write } from "../marks.js";
import { PALETTE } from "../palette.js";
import { walk } from "../physics/optimisers.js";
import { Polynomial } from "../physics/polynomial.js";
import { Grid, Relief } from "../relief.js";
import { Track } from "../track.js";
import { clamp, counted, format } from "../words.js";

const POINTS = 81; // of the map, a side
const SMALL = 1e-12; // heights below it are called zero

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function playground(stage) {
  const { reach, steps, methods, surfaces } = stage.definition;
  /** @type {string[]} */
  const names = methods.map((/** @type {[string, number]} */ [name]) => name);
  /** @type {Range} */
  const ends = [-reach, reach];
  const all = surfaces.map((/** @type {import("../physics/polynomial").Terms} */ terms) => new Polynomial(terms));
  const grids = all.map((/** @type {Polynomial} */ surface) => mapOf(surface, ends)), relief = new Relief();
  const map = stage.panel({ area: "a", cursor: "crosshair", touch: "pinch-zoom", hint: "Arrow keys move the start." });
  const track = new Track(stage, {
    area: "b", title: "height at each step", label: "step", last: () => steps, move: (step) => stage.move({ step }),
  });
  stage.lay('"a b" / minmax(0, 1.65fr) minmax(0, 1fr)', '"a" 1.25fr "b" 1fr / minmax(0, 1fr)');
  /** @type {Plot} */
  let plan;
  let key = "";
  /** @type {{ way: number[][], heights: number[] }[]} */
  let courses = [];
  const which = () => Math.round(stage.position.surface ?? 0), step = () => Math.round(stage.position.step);
  /** @returns {[number, number]} */
  const begin = () => stage.model.get("begin").map((/** @type {number} */ v) => clamp(v, ...ends));
  const set = (/** @type {number} */ x, /** @type {number} */ y) => stage.put("begin", [x, y].map((v) => +clamp(v, ...ends).toPrecision(4)));
  map.point({ drag: (px, py) => plan && set(plan.atX(px), plan.atY(py)) });
  map.arrows((dx, dy) => set(begin()[0] + 0.02 * reach * dx, begin()[1] + 0.02 * reach * dy));

  function read() {
    const rate = +stage.value("rate"), now = JSON.stringify([which(), rate, begin()]);
    if (now === key) return;
    key = now;
    const surface = all[which()];
    courses = names.map((name) => {
      const way = walk(surface, name, begin(), { damping: name === "descent" ? 1 / rate : methods[names.indexOf(name)][1], steps, reach });
      return { way, heights: way.map(([x, y]) => surface.value(x, y)) };
    });
  }
  function paintMap() {
    const { theme } = stage, side = Math.min(map.width - 56 - 66, map.height - 26 - 46);
    const box = { left: 56 + (map.width - 122 - side) / 2, top: 26, width: side, height: side }, grid = grids[which()];
    plan = new Axes(map, theme, { box, x: { range: ends, label: "x" }, y: { range: ends, label: "y" } });
    relief.set(grid, grid.range, false);
    relief.paint(plan);
    plan.axes({ grid: false });
    relief.bar(map.ink, theme, { left: box.left + side + 14, top: box.top, height: side, room: map.width - 20 }, "height");
    courses.forEach(({ way }, k) => paintWay(way, k));
    const [x, y] = begin().map((v, c) => (c ? plan.Y(v) : plan.X(v)));
    mark(map.ink, "circle", x, y, 9, "rgba(255,255,255,0.25)", "#ffffff", 2.5);
    if (`${stage.model.get("begin")}` === `${stage.definition.startView.begin}`) write(map.ink, theme, "start: drag me", x, y - 18, { halo: "#14103c", colour: "#ffffff" });
  }
  /** The way so far over a white edge, small dots for its steps, its shape where it now stands. */
  function paintWay(/** @type {number[][]} */ way, /** @type {number} */ k) {
    const { ink } = map, xs = way.map(([x]) => plan.X(x)), ys = way.map(([, y]) => plan.Y(y)), colour = PALETTE[k % 8];
    const last = Math.min(step(), way.length - 1);
    plan.inside(() => {
      ink.lineJoin = ink.lineCap = "round";
      trace(ink, xs.slice(0, last + 1), ys.slice(0, last + 1));
      [ink.strokeStyle, ink.lineWidth] = ["rgba(255,255,255,0.9)", 5];
      ink.stroke();
      [ink.strokeStyle, ink.lineWidth] = [colour, 2.6];
      ink.setLineDash(DASHES[k % 8]);
      ink.stroke();
      ink.setLineDash([]);
      for (let i = 0; i < last; i++) if (Number.isFinite(xs[i])) mark(ink, "circle", xs[i], ys[i], 2, colour, "#ffffff", 0.8);
      if (Number.isFinite(xs[last])) mark(ink, SHAPES[k % 8], xs[last], ys[last], 7.5, colour, "#ffffff", 2);
    });
  }
  return {
    paint() {
      read();
      paintMap();
      track.paint(names.map((name, k) => ({ name, values: courses[k].heights })), grids[which()].range, step());
      map.name(`Map of height with the ways of ${names.join(", ")} from (${begin().map((v) => format(v)).join(", ")}); ${stage.where()}.`);
      track.panel.name(`Curves of height against the step: ${this.say()}.`);
    },
    say() {
      const now = names.map((name, k) => {
        const height = courses[k].heights[Math.min(step(), steps)];
        return `${name} ${Number.isFinite(height) ? format(Math.abs(height) < SMALL ? 0 : height) : "gone"}`;
      });
      return `From (${begin().map((v) => format(v)).join(", ")}), after ${counted(step(), "step")}: ${now.join(", ")}`;
    },
    reset() {
      track.at = null;
    },
  };
}

/**
 * @param {Polynomial} surface
 * @param {Range} ends
 */
function mapOf(surface, ends) {
  const places = Array.from({ length: POINTS }, (_, k) => ends[0] + (k / (POINTS - 1)) * (ends[1] - ends[0]));
  return new Grid(Float64Array.from(places.flatMap((y) => places.map((x) => surface.value(x, y)))), POINTS, POINTS, ends, ends);
}
