// The complex solutions of two spins' equation for critical points, as a coupling changes: real ones
// lie on the unit circle, the others come in pairs mirrored at it. Beside them the energy.

/** @import { Stage } from "../stage" */
/** @import { Figure } from "../types" */

import { Plot } from "../axes.js";
import { addControl } from "../controls.js";
import { legend, takePen } from "../legend.js";
import { bubble, mark, nearest, strokes, trace, write } from "../marks.js";
import { NIGHT, PALETTE } from "../palette.js";
import { READ } from "../panel.js";
import { onCircle, solutions } from "../physics/critical.js";
import { Form } from "../physics/form.js";
import { clamp, counted, format, numberIn } from "../words.js";

const STEPS = 400; // of the coupling, over its reach
const AROUND = 360;
const FAR = { name: "infinity", style: "line", tint: 7, turn: 0 };
const REAL = PALETTE[2];
const WAYS = { name: "their ways", style: "line", tint: 7, turn: 2 };

/**
 * A solution's place in the picture: the angle is kept, the distance r becomes 2r/(1 + r), so that
 * all of the plane is seen, and mirror images v, 1/v̄ stand at 1 ± the same.
 * @param {number} re
 * @param {number} im
 */
function placed(re, im) {
  const size = Math.hypot(re, im), far = 2 / (1 + size);
  return [re * far, im * far];
}

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function roots(stage) {
  const { reach: [low, high], order: p, other } = stage.definition;
  /** @type {number[]} */
  const one = stage.definition.one;
  const form = (/** @type {number} */ coupling) => new Form(2, p, one.map((J, k) => J + coupling * other[k]));
  const couplings = Array.from({ length: STEPS + 1 }, (_, k) => low + (k * (high - low)) / STEPS);
  // Each solution is followed from one end to the other, so that it keeps its place in the list.
  /** @type {ReturnType<typeof solutions>[]} */
  const all = [];
  couplings.forEach((coupling, k) => all.push(solutions(form(coupling), all[k - 1])));
  const coupling = () => clamp(stage.model.get("coupling"), low, high);
  addControl(stage, {
    name: "coupling", label: stage.definition.label, min: low, max: high, step: (high - low) / STEPS, play: true,
    get: coupling, set: (value) => stage.put("coupling", +value.toPrecision(6)), text: (value) => format(value),
    word: (value) => String(+value.toPrecision(4)),
    find: (word) => (Number.isNaN(numberIn(word)) ? null : clamp(numberIn(word), low, high)),
  });
  const peaks = [low, high].flatMap((value) => onCircle(form(value)).map(({ energy }) => Math.abs(energy)));
  const size = 1.08 * Math.max(...peaks); // linear in the coupling, so nothing rises higher between
  const [plane, wave] = ["a", "b"].map((area) => stage.panel({ area, hint: READ, cursor: "ew-resize" }));
  /** @type {number[][]} */
  let spots = []; // where the solutions stand
  let spot = -1; // the one that is read
  let turned = NaN; // the angle that is read
  /** @type {Plot | null} */
  let plot = null;
  const read = (/** @type {number} */ solution, /** @type {number} */ angle) => {
    [spot, turned] = [solution, angle];
    stage.show();
  };
  const drag = (/** @type {number} */ _, /** @type {number} */ __, /** @type {number} */ dx) =>
    dx && stage.put("coupling", +clamp(coupling() + (dx * (high - low)) / plane.width, low, high).toPrecision(6));
  plane.point({ drag, hover: (px, py) => read(nearest(spots, px, py), NaN) });
  wave.point({ drag, hover: (px, py) => read(-1, plot?.under(px, py) ?? NaN) });
  plane.across((n) => read((spot + n + 2 * p) % p, NaN));
  wave.across((n) => read(-1, clamp((turned || 0) + 3 * n, 0, 360)));
  stage.lay('"a b" / minmax(0, 1fr) minmax(0, 1.2fr)', '"a" 1.25fr "b" 1fr / minmax(0, 1fr)');

  function paintPlane(/** @type {ReturnType<typeof solutions>} */ now) {
    const { ink, width, height } = plane, { theme } = stage, top = legend(plane, theme, [FAR, WAYS], 20, 4);
    const scale = (Math.min(width, height - top) / 2 - 6) / 2, [cx, cy] = [width / 2, (height + top) / 2];
    const at = (/** @type {number} */ re, /** @type {number} */ im) => {
      const [x, y] = placed(re, im);
      return [cx + scale * x, cy - scale * y];
    };
    write(ink, theme, "solutions; real ones lie on the thick circle", 4, 10, { align: "left", size: 13, room: width });
    ink.save();
    for (const radius of [2, 1]) {
      takePen(ink, FAR);
      ink.beginPath();
      ink.arc(cx, cy, radius * scale, 0, 2 * Math.PI);
      if (radius === 1) [ink.strokeStyle, ink.lineWidth] = [theme.ink, 3];
      else ink.lineWidth = 1.2;
      ink.stroke();
    }
    takePen(ink, WAYS);
    ink.lineWidth = 1.2;
    for (let k = 0; k < p; k++) {
      const way = all.map(({ re, im }) => at(re[k], im[k]));
      trace(ink, way.map((q) => q[0]), way.map((q) => q[1]));
      ink.stroke();
    }
    ink.restore();
    spots = [...now.re].map((re, k) => at(re, now.im[k]));
    spots.forEach(([x, y], k) => {
      if (now.real[k]) mark(ink, "square", x, y, 7, REAL, "#ffffff", 2);
      else mark(ink, "diamond", x, y, 6, PALETTE[1], "#ffffff", 2);
    });
    if (spot < 0) return;
    const [re, im] = [now.re[spot], now.im[spot]], half = ((Math.atan2(im, re) * 90) / Math.PI + 180) % 180;
    const where = now.real[spot] ? `real: at ${format(half)}° and ${format(half + 180)}°` : "not real";
    bubble(plane, theme, [where, `(${format(re)}, ${format(im)})`], spots[spot][0], spots[spot][1]);
  }
  function paintWave(/** @type {Form} */ now) {
    const { theme } = stage, box = { left: 58, top: 26, width: wave.width - 58 - 14, height: wave.height - 26 - 46 };
    const angles = Array.from({ length: AROUND + 1 }, (_, k) => k);
    const drawn = (plot = new Plot(wave, theme, { box, x: { range: [0, 360], label: "angle in degrees" }, y: { range: [-size, size], label: "energy density u" } }));
    const energy = (/** @type {number} */ degrees) => now.value([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);
    drawn.axes();
    strokes(wave.ink, [[box.left, drawn.Y(0), box.left + box.width, drawn.Y(0)]], theme.tint(0.35));
    drawn.inside(() => {
      trace(wave.ink, angles.map(drawn.X), angles.map((degrees) => drawn.Y(energy(degrees))));
      [wave.ink.strokeStyle, wave.ink.lineWidth] = [theme.ink, 2];
      wave.ink.stroke();
    });
    for (const { at: [x, y], energy: height, index } of onCircle(now)) {
      const degrees = (Math.atan2(y, x) * 180) / Math.PI;
      mark(wave.ink, index ? "triangle" : "circle", drawn.X((degrees + 360) % 360), drawn.Y(height), 6, index ? NIGHT : PALETTE[0], "#ffffff", 1.6);
    }
    if (turned >= 0) bubble(wave, theme, [`u = ${format(energy(turned))}`, `at ${format(turned)}°`], drawn.X(turned), drawn.Y(energy(turned)));
  }
  /** The solutions at the coupling, in the order of those followed. */
  const now = () => {
    const near = all[Math.round(((coupling() - low) / (high - low)) * STEPS)];
    return solutions(form(coupling()), near);
  };
  return {
    paint() {
      paintPlane(now());
      paintWave(form(coupling()));
      plane.name(`Plane of complex numbers with the unit circle: ${this.say()}.`);
      wave.name(`Energy density against the angle: ${this.say()}.`);
    },
    say() {
      const real = now().real.filter(Boolean).length;
      return `${stage.definition.label} ${format(coupling())}: ${real} of ${p} solutions ${real === 1 ? "is" : "are"} real, ${counted(2 * real, "critical point")}`;
    },
  };
}
