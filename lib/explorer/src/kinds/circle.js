// The energy of two spins: a wave around a circle, and the same wave unrolled, with balls on both.

/** @import { Plot } from "../axes" */
/** @import { Stage } from "../stage" */
/** @import { Figure } from "../types" */

import { Plot as Axes } from "../axes.js";
import { Balls, letter } from "../balls.js";
import { Instance } from "../instance.js";
import { bubble, mark, strokes, trace, write } from "../marks.js";
import { colourAt, css, NIGHT, PALETTE } from "../palette.js";
import { share } from "../relief.js";
import { clamp, counted, format } from "../words.js";

const AROUND = 720; // points of the wave
const WAVE = 0.3; // its height over the circle's radius

/** @param {number} angle */
const pointAt = (angle) => [Math.cos(angle), Math.sin(angle)];
/** @param {number[]} at */
const angleOf = ([x, y]) => (Math.atan2(y, x) + 2 * Math.PI) % (2 * Math.PI);
/** @param {number} angle */
const degrees = (angle) => (angle * 180) / Math.PI;

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function circle(stage) {
  const instance = new Instance(stage, 2), balls = new Balls(stage, instance);
  const ring = stage.panel({ area: "a", cursor: "pointer", hint: "Enter drops a ball." });
  const wave = stage.panel({ area: "b", cursor: "pointer", hint: "Left and right arrow keys read the curve, Enter drops a ball." });
  stage.lay('"a b" / minmax(0, 1fr) minmax(0, 1.25fr)', '"a" 1.15fr "b" 1fr / minmax(0, 1fr)');
  const angles = Array.from({ length: AROUND + 1 }, (_, k) => (2 * Math.PI * k) / AROUND);
  /** @type {number[]} */
  let energies = [];
  /** @type {number | null} */
  let at = null; // the angle that is read
  let centre = [0, 0], radius = 1;
  /** @type {Plot | null} */
  let plot = null;

  const read = (/** @type {number | null} */ angle) => {
    at = angle === null ? null : (angle + 2 * Math.PI) % (2 * Math.PI);
    stage.show();
  };
  const onRing = (/** @type {number} */ px, /** @type {number} */ py) => angleOf([px - centre[0], centre[1] - py]);
  const onWave = (/** @type {number} */ px) => (plot ? (clamp(plot.atX(px), 0, 359.9) * Math.PI) / 180 : 0);
  ring.point({
    tap: (px, py) => balls.add(pointAt(onRing(px, py))),
    drag: (px, py) => read(onRing(px, py)),
    hover: (px, py) => read(px === null ? null : onRing(px, py)),
  });
  wave.point({
    tap: (px) => balls.add(pointAt(onWave(px))),
    drag: (px) => read(onWave(px)),
    hover: (px, py) => read(px !== null && plot?.holds(px, py) ? onWave(px) : null),
  });
  const keys = {
    ArrowLeft: (/** @type {number} */ n) => read((at ?? 0) - 0.05 * n),
    ArrowRight: (/** @type {number} */ n) => read((at ?? 0) + 0.05 * n),
    Enter: () => balls.add(pointAt(at ?? 1)),
  };
  ring.keys(keys);
  wave.keys(keys);

  /** Where an energy at an angle lies on the ring. */
  function place(/** @type {number} */ angle, energy = instance.form.value(pointAt(angle))) {
    const far = radius * (1 + WAVE * (2 * share(energy, instance.range) - 1));
    return [centre[0] + far * Math.cos(angle), centre[1] - far * Math.sin(angle)];
  }
  /** The valley that a ball at each angle rolls to: between two peaks it is the one there. */
  function valleyAt(/** @type {number} */ angle) {
    const peaks = instance.points.filter(({ index }) => index === 1).map((point) => angleOf(point.at)).sort((a, b) => a - b);
    const next = peaks.findIndex((peak) => peak > angle), high = next < 0 ? peaks[0] + 2 * Math.PI : peaks[next];
    const low = next > 0 ? peaks[next - 1] : peaks[peaks.length - 1] - (next < 0 ? 0 : 2 * Math.PI);
    return instance.valleys.findIndex((valley) => [0, 2 * Math.PI, -2 * Math.PI].some((turn) => {
      const where = angleOf(valley.at) + turn;
      return where > low && where < high;
    }));
  }
  function paintRing() {
    const { ink, width, height } = ring, { theme } = stage;
    [centre, radius] = [[width / 2, height / 2], Math.min(width, height) / 2 / (1 + WAVE + 0.22)];
    ink.beginPath();
    ink.arc(centre[0], centre[1], radius, 0, 2 * Math.PI);
    [ink.strokeStyle, ink.lineWidth] = [theme.tint(0.3), 1];
    ink.stroke();
    const places = angles.map((angle, k) => place(angle, energies[k]));
    for (let k = 0; k < AROUND; k += 4) {
      ink.fillStyle = css(colourAt(share(energies[k], instance.range)));
      ink.beginPath();
      for (let j = k; j <= k + 4; j++) ink.lineTo(places[j][0], places[j][1]);
      ink.lineTo(centre[0], centre[1]);
      ink.closePath();
      ink.fill();
      ink.strokeStyle = ink.fillStyle; // hides the seams
      ink.stroke();
    }
    trace(ink, places.map((p) => p[0]), places.map((p) => p[1]));
    [ink.strokeStyle, ink.lineWidth] = [theme.ink, 2];
    ink.stroke();
    ["σ₁", "σ₂"].forEach((name, k) => write(ink, theme, name, centre[0] + (k ? 0 : radius * 1.42), centre[1] - (k ? radius * 1.42 : 0), { size: 13 }));
  }
  function paintWave() {
    const { theme } = stage, box = { left: 58, top: 26, width: wave.width - 58 - 14, height: wave.height - 26 - 56 };
    const [low, high] = instance.range, pad = 0.18 * (high - low), deep = pad + (20 * (high - low)) / Math.max(box.height, 40); // room for letters
    plot = new Axes(wave, theme, { box, x: { range: [0, 360], label: "angle in degrees" }, y: { range: [low - deep, high + pad], label: "energy density u" } });
    plot.axes();
    // The valley that descent ends in, as a strip below the curve.
    for (let k = 0; k < 180; k++) {
      wave.ink.fillStyle = PALETTE[valleyAt((Math.PI * (k + 0.5)) / 90) % 8] || "transparent";
      wave.ink.fillRect(plot.X(2 * k), box.top + box.height - 7, plot.X(2) - plot.X(0) + 0.6, 7);
    }
    trace(wave.ink, angles.map((angle) => (plot ? plot.X(degrees(angle)) : 0)), energies.map(plot.Y));
    [wave.ink.strokeStyle, wave.ink.lineWidth] = [theme.ink, 2];
    wave.ink.stroke();
  }
  /** Marks and balls on both panels. */
  function paintPoints() {
    const { theme } = stage, counts = balls.counts();
    const both = (/** @type {number[]} */ x, /** @type {(ink: CanvasRenderingContext2D, px: number, py: number) => void} */ paint) => {
      const angle = angleOf(x), energy = instance.form.value(x), [px, py] = place(angle, energy);
      paint(ring.ink, px, py);
      if (plot) paint(wave.ink, plot.X(degrees(angle)), plot.Y(energy));
    };
    for (const ball of balls.all) if (ball.end < 0) both(ball.at, (ink, x, y) => mark(ink, "circle", x, y, 4.5, "#ff6a5e", NIGHT, 1.2));
    for (const point of instance.points) {
      const name = instance.valleys.indexOf(point);
      both(point.at, (ink, x, y) => {
        if (name < 0) return mark(ink, "triangle", x, y, 5.5, NIGHT, "#ffffff", 1.5);
        mark(ink, "circle", x, y, 6, PALETTE[name % 8], "#ffffff", 1.8);
        const label = `${letter(name)}${counts[name] ? ` ${counts[name]}` : ""}`;
        const [dx, dy] = ink === wave.ink ? [0, 16] : [centre[0] - x, centre[1] - y].map((v) => (v / Math.hypot(centre[0] - x, centre[1] - y)) * 18);
        write(ink, theme, label, x + dx, y + dy, { halo: ink === wave.ink ? theme.ground : NIGHT, colour: ink === wave.ink ? theme.ink : "#ffffff", bold: true });
      });
    }
  }
  function paintReading(/** @type {number} */ angle) {
    const energy = instance.form.value(pointAt(angle)), [x, y] = place(angle, energy);
    strokes(ring.ink, [[centre[0], centre[1], x, y]], stage.theme.tint(0.6));
    mark(ring.ink, "circle", x, y, 4.5, PALETTE[1], NIGHT, 2);
    if (!plot) return;
    const px = plot.X(degrees(angle)), py = plot.Y(energy);
    mark(wave.ink, "circle", px, py, 4.5, PALETTE[1], NIGHT, 2);
    bubble(wave, stage.theme, [`u = ${format(energy)}`, `at ${format(degrees(angle))}°`], px, py);
  }
  const census = () => {
    const many = instance.valleys.length;
    return `${counted(many, "minimum", "minima")} and ${counted(instance.points.length - many, "maximum", "maxima")}`;
  };
  return {
    paint() {
      const changed = instance.read() || !energies.length;
      if (changed) energies = angles.map((angle) => instance.form.value(pointAt(angle)));
      balls.read(changed);
      paintRing();
      paintWave();
      paintPoints();
      if (at !== null) paintReading(at);
      ring.name(`A wave around a circle; ${stage.where()}; ${census()}.`);
      wave.name(`Energy density against the angle, from ${format(instance.range[0])} to ${format(instance.range[1])}; ${census()}.`);
    },
    say: () => [instance.words(), census(), balls.words()].filter(Boolean).join(" · "),
    reset() {
      at = null;
      balls.drops = 0;
      balls.drop(stage.model.get("balls"));
    },
  };
}
