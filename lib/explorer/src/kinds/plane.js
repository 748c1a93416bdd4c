// A map beside its profile: along a cut that one drags up and down, or along one through the origin
// that one turns.

/** @import { Stage } from "../stage" */
/** @import { Grid } from "../relief" */
/** @import { Figure, Range } from "../types" */

import { Plot } from "../axes.js";
import { addControl } from "../controls.js";
import { Field } from "../field.js";
import { bubble, strokes, trace, write } from "../marks.js";
import { PALETTE } from "../palette.js";
import { READ } from "../panel.js";
import { dot, extent, Relief } from "../relief.js";
import { capital, clamp, numberIn } from "../words.js";

/**
 * The line along which the function is shown: where it lies, and how the reader moves it.
 * @typedef {object} Line
 * @property {() => { reach: Range, at: (s: number) => [number, number] }} now a line's places, by a
 *   number s along it
 * @property {(x: number, y: number) => void} drag
 * @property {(times: number) => void} step
 * @property {() => string} label of the profile's axis
 * @property {() => string} words where it lies
 * @property {() => string} lead what is said of that besides the slider
 * @property {(place: string) => string} at a place along it
 * @property {(scale: Range) => Range} ends of the profile's axis, given those of the map's colours
 */

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function plane(stage) {
  const field = new Field(stage), relief = new Relief();
  const line = stage.definition.turning ? turning(stage, field) : cutting(stage, field);
  const map = stage.panel({ area: "a", hint: "Up and down arrow keys move the line." });
  const side = stage.panel({ area: "b", hint: READ });
  const share = field.oneUnit ? 1.5 : 1.15; // a map to one scale is as high as it is wide
  stage.lay(`"a b" / minmax(0, ${share}fr) minmax(0, 1fr)`, '"a" 1.4fr "b" 1fr / minmax(0, 1fr)');
  /** @type {Plot} */
  let plan;
  /** @type {Plot} */
  let profile;
  /** @type {{ u: number, v: number } | null} */
  let spot = null; // on the map, under the pointer
  /** @type {number | null} */
  let reading = null; // along the line

  map.point({
    drag: (px, py) => plan && line.drag(plan.atX(px), plan.atY(py)),
    hover(px, py) {
      spot = px !== null && plan?.holds(px, py) ? { u: plan.atX(px), v: plan.atY(py) } : null;
      stage.show();
    },
  });
  map.keys({ ArrowUp: (n) => line.step(n), ArrowDown: (n) => line.step(-n), PageUp: () => line.step(5), PageDown: () => line.step(-5) });
  const read = (/** @type {number | null} */ s) => {
    reading = s === null ? null : clamp(s, ...line.now().reach);
    stage.show();
  };
  side.point({
    drag: (px) => profile && read(profile.atX(px)),
    hover: (px, py) => read(profile?.under(px, py) ?? null),
  });
  side.across((n) => {
    const [low, high] = line.now().reach;
    read((reading ?? (low + high) / 2) + (n * (high - low)) / 60);
  });

  /** The profile: places along the line and values there. */
  function along() {
    const { reach, at } = line.now(), count = 4 * field.grid.columns;
    const places = Array.from({ length: count + 1 }, (_, k) => reach[0] + (k / count) * (reach[1] - reach[0]));
    return { places, heights: places.map((s) => field.grid.at(...at(s))), reach, at };
  }
  function paintMap(/** @type {Range} */ scale) {
    const { theme } = stage, box = field.box({ left: 56, top: 26, width: map.width - 56 - 66, height: map.height - 26 - 46 });
    plan = field.plot(field.grid, map, box);
    relief.set(field.grid, scale, field.log);
    relief.paint(plan);
    plan.axes({ grid: false });
    relief.bar(map.ink, theme, { left: box.left + box.width + 14, top: box.top, height: box.height, room: map.width - 20 }, field.valueLabel);
    const { reach, at } = line.now();
    const ends = [at(reach[0]), at(reach[1])].map(([u, v]) => [plan.X(u), plan.Y(v)]), whole = [ends.flat()];
    strokes(map.ink, whole, "rgba(20,16,60,0.8)", 3.5);
    strokes(map.ink, whole, "#ffffff", 1.8, [6, 4]);
    for (const [px, py] of ends) dot(map.ink, px, py, "#ffffff", 5.5);
    field.paintMarks(plan);
    if (reading !== null) {
      const [u, v] = at(reading);
      dot(map.ink, plan.X(u), plan.Y(v), PALETTE[1]);
    }
    if (spot) dot(map.ink, plan.X(spot.u), plan.Y(spot.v));
  }
  function paintSide(/** @type {Range} */ scale, /** @type {ReturnType<typeof along>} */ { places, heights, reach, at }) {
    const { theme } = stage, { top, height } = stage.narrow ? { top: 26, height: side.height - 26 - 46 } : plan.box;
    const box = { left: 52, top, width: side.width - 52 - 10, height };
    const [low, high] = line.ends(scale), pad = 0.04 * (high - low || 1);
    profile = new Plot(side, theme, {
      box, x: { range: reach, label: line.label(), log: field.logAxes }, y: { range: [low - pad, high + pad], log: field.log, label: "" },
    });
    profile.axes();
    write(side.ink, theme, `${field.valueLabel} along the line`, box.left, top - 14, { align: "left", size: 13, room: box.width });
    profile.inside((ink) => {
      trace(ink, places.map(profile.X), heights.map(profile.Y));
      [ink.strokeStyle, ink.lineWidth, ink.lineJoin] = [PALETTE[0], 2.5, "round"];
      ink.stroke();
    });
    if (reading === null) return;
    const here = field.grid.at(...at(reading)), px = profile.X(reading), py = profile.Y(here);
    profile.upright(px, 0.4);
    dot(side.ink, px, py, PALETTE[1]);
    bubble(side, theme, [`${field.valueLabel} ${field.value(here)}`, `at ${field.place(reading)}`], px, py);
  }
  return {
    paint() {
      field.read();
      const scale = field.range(field.grid), curve = along();
      paintMap(scale);
      paintSide(scale, curve);
      if (spot) {
        const words = [`${field.valueLabel} ${field.value(field.grid.at(spot.u, spot.v))}`, `at (${field.place(spot.u)}, ${field.place(spot.v)})`];
        bubble(map, stage.theme, words, plan.X(spot.u), plan.Y(spot.v));
      }
      const [low, high] = extent(curve.heights), ends = [curve.heights[0], curve.heights[curve.heights.length - 1]];
      map.name(`Map of ${field.facts(field.grid)}`);
      side.name(`Curve of ${field.valueLabel} along the line, ${line.words()}: from ${field.value(ends[0])} to ${field.value(ends[1])}, between ${field.value(low)} and ${field.value(high)}.`);
    },
    say() {
      const { places, heights, reach } = along(), [low, high] = extent(heights), k = heights.indexOf(low), twin = heights[heights.length - 1 - k];
      const both = reach[0] === -reach[1] && places[k] && twin - low < 1e-4 * (high - low); // as deep on the other side
      const where = both ? `±${field.place(Math.abs(places[k]))}` : field.place(places[k]);
      return capital(`${line.lead()}on the line the lowest ${field.valueLabel} is ${field.value(low)}, ${line.at(where)}`);
    },
    reset() {
      [spot, reading] = [null, null];
    },
  };
}

/**
 * A line across the map that stands on rows of the grid, so that each profile is made of computed
 * values.
 * @param {Stage} stage
 * @param {Field} field
 * @returns {Line}
 */
function cutting(stage, field) {
  const step = () => (field.grid.y[1] - field.grid.y[0]) / (field.grid.rows - 1);
  const row = (/** @type {number} */ v) => clamp(Math.round((v - field.grid.y[0]) / step()), 0, field.grid.rows - 1);
  const height = (/** @type {number} */ k) => +(field.grid.y[0] + clamp(k, 0, field.grid.rows - 1) * step()).toPrecision(9);
  const cut = () => height(row(stage.model.get("cut")));
  const set = (/** @type {number} */ k) => stage.put("cut", height(k));
  const unscaled = (/** @type {string} */ word) => (field.logAxes ? Math.log10(numberIn(word)) : numberIn(word));
  // The slider runs over rows, since a zoom changes the heights.
  addControl(stage, {
    name: "cut", label: field.axisLabels[1], min: 0, max: field.grid.rows - 1, step: 1,
    get: () => row(cut()), set, text: () => field.place(cut()),
    word: () => String(+(field.logAxes ? 10 ** cut() : cut()).toPrecision(4)),
    find(word) {
      field.read(); // another word of the same link may have changed the grid
      return Number.isNaN(unscaled(word)) ? null : row(unscaled(word));
    },
  });
  return {
    now: () => ({ reach: field.grid.x, at: (s) => [s, cut()] }),
    drag: (_, v) => set(row(v)),
    step: (times) => set(row(cut()) + times),
    label: () => field.axisLabels[0],
    words: () => `at ${field.axisLabels[1]} = ${field.place(cut())}`,
    lead: () => "",
    at: (place) => `at ${field.axisLabels[0]} = ${place}`,
    ends: (scale) => scale,
  };
}

/**
 * A line through the origin, turned from the first axis (0) to the second (1).
 * @param {Stage} stage
 * @param {Field} field
 * @returns {Line}
 */
function turning(stage, field) {
  const turn = () => clamp(stage.model.get("turn"), 0, 1);
  const set = (/** @type {number} */ t) => stage.put("turn", +clamp(t, 0, 1).toFixed(3));
  const [first, second] = field.axisLabels, degrees = (t = turn()) => `${Math.round(90 * t)}°`;
  addControl(stage, {
    name: "turn", label: "turned by", min: 0, max: 1, step: 0.005, play: stage.definition.play,
    get: turn, set, text: degrees, word: (t) => String(t),
    find: (word) => (Number.isNaN(numberIn(word)) ? null : clamp(numberIn(word), 0, 1)),
  });
  /** @returns {ReturnType<Line["now"]>} */
  function now(t = turn()) {
    const [c, s] = [Math.cos((t * Math.PI) / 2), Math.sin((t * Math.PI) / 2)], { x, y } = field.grid;
    const reach = Math.min(-x[0], x[1], -y[0], y[1]);
    return { reach: [-reach, reach], at: (far) => [far * c, far * s] };
  }
  // The profile's axis holds what the line meets while it turns, not the map's far corners.
  /** @type {{ of: Grid | null, ends: Range }} */
  let met = { of: null, ends: [0, 1] };
  function ends() {
    const { grid } = field;
    if (met.of === grid) return met.ends;
    const turns = Array.from({ length: 31 }, (_, k) => now(k / 30));
    const values = turns.flatMap(({ reach, at }) => Array.from({ length: 41 }, (_, k) => grid.at(...at(reach[0] + (k / 40) * (reach[1] - reach[0])))));
    met = { of: grid, ends: extent(values) };
    return met.ends;
  }
  return {
    now: () => now(),
    drag: (u, v) => set((2 * Math.atan2(Math.abs(v), Math.abs(u))) / Math.PI),
    step: (times) => set(turn() + 0.02 * times),
    label: () => (turn() === 0 ? first : turn() === 1 ? second : `${degrees()} from ${first}`),
    words: () => `turned by ${degrees()} from ${first} to ${second}`,
    lead: () => `turned by ${degrees()}: `,
    at: (place) => `at ${place}`,
    ends: (scale) => (stage.model.get("scale") === "own" ? ends() : scale),
  };
}
