// The complex solutions of two spins' equation for critical points, as a coupling changes: real ones
// lie on the unit circle, the others come in pairs mirrored at it. Beside them the energy.

/** @import { Stage } from "../stage" */
/** @import { Figure } from "../types" */

import { Plot } from "../axes.js";
import { addControl } from "../controls.js";
import { legend, takePen } from "../legend.js";
import { mark, strokes, trace, write } from "../marks.js";
import { NIGHT, PALETTE } from "../palette.js";
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
  const plane = stage.panel({ area: "a", cursor: "ew-resize" }), wave = stage.panel({ area: "b", cursor: "ew-resize" });
  for (const panel of [plane, wave])
    panel.point({ drag: (_, __, dx) => dx && stage.put("coupling", +clamp(coupling() + (dx * (high - low)) / panel.width, low, high).toPrecision(6)) });
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
    now.re.forEach((re, k) => {
      const [x, y] = at(re, now.im[k]);
      if (now.real[k]) mark(ink, "square", x, y, 7, REAL, "#ffffff", 2);
      else mark(ink, "diamond", x, y, 6, PALETTE[1], "#ffffff", 2);
    });
  }
  function paintWave(/** @type {Form} */ now) {
    const { theme } = stage, box = { left: 58, top: 26, width: wave.width - 58 - 14, height: wave.height - 26 - 46 };
    const angles = Array.from({ length: AROUND + 1 }, (_, k) => k);
    const plot = new Plot(wave, theme, { box, x: { range: [0, 360], label: "angle in degrees" }, y: { range: [-size, size], label: "energy density u" } });
    const energy = (/** @type {number} */ degrees) => now.value([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);
    plot.axes();
    strokes(wave.ink, [[box.left, plot.Y(0), box.left + box.width, plot.Y(0)]], theme.tint(0.35));
    plot.inside(() => {
      trace(wave.ink, angles.map(plot.X), angles.map((degrees) => plot.Y(energy(degrees))));
      [wave.ink.strokeStyle, wave.ink.lineWidth] = [theme.ink, 2];
      wave.ink.stroke();
    });
    for (const { at: [x, y], energy: height, index } of onCircle(now)) {
      const degrees = (Math.atan2(y, x) * 180) / Math.PI;
      mark(wave.ink, index ? "triangle" : "circle", plot.X((degrees + 360) % 360), plot.Y(height), 6, index ? NIGHT : PALETTE[0], "#ffffff", 1.6);
    }
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
      return `${stage.definition.label} ${format(coupling())}: of ${p} solutions ${real} are real, ${counted(2 * real, "critical point")}`;
    },
  };
}
