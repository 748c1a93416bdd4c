// The energy of three spins as a globe with hills: its critical points by shape and colour, their
// energies on a ladder beside it, and balls that roll to the valleys.

/** @import { Stage } from "../stage" */
/** @import { Figure } from "../types" */

import { Balls, letter } from "../balls.js";
import { addControl, addSwitch } from "../controls.js";
import { calm } from "../dom.js";
import { Instance, KINDS } from "../instance.js";
import { Ladder } from "../ladder.js";
import { bubble, mark, strokes, write } from "../marks.js";
import { NIGHT, PALETTE } from "../palette.js";
import { euler } from "../physics/critical.js";
import { basin } from "../physics/descent.js";
import { icosphere } from "../physics/icosphere.js";
import { share } from "../relief.js";
import { keepBodies, paintBody } from "../solid/body.js";
import { ball, View } from "../solid/mesh.js";
import { product, rotation, squared } from "../solid/rotation.js";
import { clamp, counted, format } from "../words.js";

const HILLS = 0.2; // the height of the relief over the globe's radius
const SUBSCRIPT = "₀₁₂₃";
const FACING = [0, 0.24, 0.97]; // where a chosen point is turned to: a little above the middle
const TURN = 0.25; // radians a second, of a globe nobody has touched
const REST = 14; // seconds after which it rests
const COLOURS = ["energy", "valley"]; // of the place, or that descent from it ends in

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function globe(stage) {
  const instance = new Instance(stage, 3), mesh = ball(icosphere(5), HILLS);
  const balls = new Balls(stage, instance);
  const panel = stage.panel({ area: "a", hint: "Arrow keys turn the globe.", cursor: "grab", solid: true });
  const ladder = new Ladder(stage, instance, balls, "b", (k) => choose(k));
  stage.lay('"a b" / minmax(0, 1.35fr) minmax(0, 1fr)', '"a" 1.3fr "b" 1fr / minmax(0, 1fr)');
  keepBodies(stage, [panel]);
  addSwitch(stage, "colour", "colour by", COLOURS);
  let view = new View([], { scale: 1, centre: [0, 0] });
  /** @type {number[][] | null} */
  let held = null; // the rotation while it changes
  let halt = () => {}, idle = () => {}, begun = false;
  /** @type {{ k: number, px: number, py: number } | null} */
  let spot = null;

  const rows = () => held || squared([0, 1].map((k) => stage.model.get("rows").slice(3 * k, 3 * k + 3)));
  const height = (/** @type {number} */ energy) => share(energy, instance.range);

  function read() {
    const changed = instance.read();
    if (changed || !begun) {
      const heights = Float32Array.from(icosphere(5).points, (at) => height(instance.form.value(at)));
      halt();
      mesh.aim(heights, !begun);
      if (begun) halt = stage.glide((part) => (mesh.part = part));
      if (begun && stage.model.get("selected") >= instance.points.length) stage.model.set("selected", -1);
      begun = true;
    }
    balls.read(changed);
    paintBasins(changed);
  }

  // ---- the basins: which valley descent from each vertex ends in, a few milliseconds a frame
  let painted = Infinity;
  function paintBasins(/** @type {boolean} */ changed) {
    const wanted = stage.model.get("colour") === COLOURS[1];
    if (!wanted && mesh.tints[0] >= 0) {
      mesh.tints.fill(-1);
      mesh.version += 1;
      painted = Infinity;
    }
    if (wanted && (changed || mesh.tints[0] < 0)) {
      const resting = painted >= mesh.size;
      painted = 0;
      if (calm()) while (colourSome());
      else if (resting) stage.animate(colourSome);
    }
  }
  function colourSome() {
    const until = performance.now() + 7, { points } = icosphere(5), { form, valleys } = instance;
    while (painted < mesh.size && performance.now() < until) {
      mesh.tints[painted] = Math.max(0, basin(form, points[painted], valleys)) % PALETTE.length;
      painted += 1;
    }
    mesh.version += 1;
    return painted < mesh.size;
  }

  // ---- turning
  function turn(/** @type {number} */ dx, /** @type {number} */ dy) {
    held = squared(product(product(rotation([1, 0, 0], dy), rotation([0, 1, 0], dx)), rows()));
    stage.show();
  }
  function keep() {
    const found = held;
    held = null;
    if (found) stage.put("rows", found.flat().map((v) => +v.toFixed(4)));
  }
  function touched() {
    idle();
    halt();
    mesh.part = 1;
  }
  function choose(/** @type {number} */ k) {
    if (!instance.points[k]) return;
    touched();
    stage.put("selected", k);
    const from = rows(), { at } = instance.points[k], now = from.map((row) => row.reduce((sum, v, i) => sum + v * at[i], 0));
    const about = [now[1] * FACING[2] - now[2] * FACING[1], now[2] * FACING[0] - now[0] * FACING[2], now[0] * FACING[1] - now[1] * FACING[0]];
    const angle = Math.acos(clamp(now.reduce((sum, v, i) => sum + v * FACING[i], 0), -1, 1));
    halt = stage.glide((part) => (held = squared(product(rotation(about, angle * part), from))), keep);
  }
  panel.point({
    drag(_, __, dx, dy, first) {
      if (first) touched();
      spot = null;
      if (dx || dy) turn(dx / view.scale, dy / view.scale);
    },
    drop: keep,
    undo() {
      held = null;
      stage.show();
    },
    tap(px, py) {
      const near = seenPoints().filter(({ x, y, depth }) => depth > 0.1 && Math.hypot(x - px, y - py) < 14);
      if (near.length) return choose(near[near.length - 1].k);
      const k = mesh.pick(view, px, py, 12);
      if (k >= 0) balls.add(icosphere(5).points[k], true);
    },
    hover(px, py) {
      const k = px !== null && !held ? mesh.pick(view, px, py, 8) : -1;
      spot = k < 0 || px === null ? null : { k, px, py };
      stage.show();
    },
  });
  panel.arrows((dx, dy) => {
    touched();
    turn(0.12 * dx, -0.12 * dy);
    keep();
  });
  addPoints(stage, instance, choose);
  if (!calm() && stage.definition.turning) {
    let time = 0;
    const end = stage.animate((seconds) => {
      time += seconds;
      held = squared(product(rotation([0, 1, 0], TURN * seconds), rows()));
      return time < REST;
    });
    idle = () => {
      end();
      idle = () => {};
    };
  }

  // ---- painting
  function seenPoints() {
    return instance.points.map((point, k) => {
      const [x, y, depth] = seen(point.at, point.energy);
      return { ...point, k, x, y, depth };
    }).sort((a, b) => a.depth - b.depth);
  }
  function seen(/** @type {number[]} */ at, energy = instance.form.value(at)) {
    const far = 1 + HILLS * (height(energy) - 0.5) + 0.01;
    return view.project(at.map((c) => far * c));
  }
  function paintGlobe() {
    const { behind, ink, width, height: tall } = panel, { dark, tint } = stage.theme;
    view = new View(rows(), { scale: Math.min(width, tall) / 2 / 1.3, centre: [width / 2, tall / 2] });
    const glow = behind.createRadialGradient(...view.centre, 0.9 * view.scale, ...view.centre, 1.28 * view.scale);
    glow.addColorStop(0, dark ? "rgba(110,170,230,0.34)" : "rgba(40,60,110,0.30)");
    glow.addColorStop(1, "rgba(90,120,180,0)");
    behind.fillStyle = glow;
    behind.fillRect(0, 0, width, tall);
    const axes = [0, 1, 2].map((k) => axis(k, tint(0.75)));
    axes.forEach(({ front, paint }) => front || paint(behind));
    paintBody(panel, mesh, view, Array.from({ length: 10 }, (_, k) => (k + 1) / 11));
    axes.forEach(({ front, paint }) => front && paint(ink));
    balls.paintTrail(panel.ink, (at) => seen(at));
    paintBalls();
    paintPoints();
  }
  function paintBalls() {
    for (const { at, end } of balls.all) {
      const [x, y, depth] = seen(at);
      panel.ink.globalAlpha = clamp(depth * 6, 0, 1);
      if (depth > 0 && end < 0) mark(panel.ink, "circle", x, y, 4, "#ff6a5e", NIGHT, 1.2);
    }
    panel.ink.globalAlpha = 1;
  }
  function paintPoints() {
    const { ink } = panel, selected = stage.model.get("selected"), { valleys } = instance, counts = balls.counts();
    for (const { index, x, y, depth, k, at } of seenPoints()) {
      if (depth < 0.1) continue;
      const kind = KINDS[index], chosen = k === selected, name = valleys.findIndex((valley) => valley.at === at);
      ink.globalAlpha = clamp((depth - 0.1) * 5, 0, 1);
      if (chosen) ring(ink, x, y, 14);
      mark(ink, kind.shape, x, y, chosen ? 8 : 5.5, name < 0 ? kind.fill : PALETTE[name % 8], name < 0 ? kind.edge : "#ffffff", 1.8);
      if (name >= 0) write(ink, stage.theme, `${letter(name)}${counts[name] ? ` ${counts[name]}` : ""}`, x, y - 15, { halo: NIGHT, colour: "#ffffff", bold: true });
      ink.globalAlpha = 1;
    }
  }
  /** The directions of the spins stick out of the globe; the far ones stay behind it. */
  function axis(/** @type {number} */ k, /** @type {string} */ colour) {
    const tip = [0, 1, 2].map((c) => (c === k ? 1.18 : 0)), [x, y, depth] = view.project(tip);
    const [u, v] = view.project(tip.map((c) => c * 0.85)), label = view.project(tip.map((c) => c * 1.08));
    const paint = (/** @type {CanvasRenderingContext2D} */ ink) => {
      strokes(ink, [[u, v, x, y]], colour, 2);
      write(ink, stage.theme, `σ${SUBSCRIPT[k + 1]}`, label[0], label[1], { halo: stage.theme.ground });
    };
    return { front: depth > 0, paint };
  }
  return {
    paint() {
      read();
      paintGlobe();
      ladder.paint();
      if (spot) bubble(panel, stage.theme, [`energy density ${format(instance.form.value(icosphere(5).points[spot.k]))}`], spot.px, spot.py);
      const [low, high] = instance.range;
      panel.name(`Globe coloured by energy density, from ${format(low)} to ${format(high)}; ${stage.where()}; ${census(instance)}.`);
    },
    say() {
      const point = instance.points[stage.model.get("selected")];
      const chosen = point ? `chosen: a ${KINDS[point.index].one} at energy density ${format(point.energy)}` : "";
      return [instance.words(), census(instance), balls.words(), chosen].filter(Boolean).join(" · ");
    },
    reset() {
      touched();
      [held, spot] = [null, null];
      balls.drops = 0;
      balls.drop(stage.model.get("balls"));
    },
  };
}

/**
 * Valleys − passes + peaks = 2.
 * @param {Instance} instance
 */
function census({ points, complete }) {
  const counts = KINDS.map((kind, k) => counted(points.filter(({ index }) => index === k).length, kind.one, kind.many));
  return `${counts[0]} − ${counts[1]} + ${counts[2]} = ${format(euler(points))}${complete ? "" : ", so some are missing"}`;
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function ring(ink, x, y, radius) {
  for (const [colour, width] of /** @type {[string, number][]} */ ([[NIGHT, 5], ["#ffffff", 2.5]])) {
    [ink.strokeStyle, ink.lineWidth] = [colour, width];
    ink.beginPath();
    ink.arc(x, y, radius, 0, 2 * Math.PI);
    ink.stroke();
  }
}

/**
 * A slider through the critical points in the order of their energy.
 * @param {Stage} stage
 * @param {Instance} instance
 * @param {(k: number) => void} choose
 */
function addPoints(stage, instance, choose) {
  addControl(stage, {
    name: "selected", label: "critical point", min: -1, step: 1,
    get max() {
      return instance.points.length - 1;
    },
    get: () => stage.model.get("selected"),
    set: (k) => (k < 0 ? stage.put("selected", -1) : choose(k)),
    text: (k) => (instance.points[k] ? `${KINDS[instance.points[k].index].one} ${format(instance.points[k].energy)}` : "none"),
    word: (k) => String(k),
    find: (word) => (+word === -1 || instance.points[+word] ? +word : null),
  });
}
