// Networks that read what one draws: a pad in grey, and beside it how each of them shares its answer
// out among the digits. A slider may choose among networks; then a third panel says how each did.

/** @import { Stage } from "../stage" */
/** @import { Figure } from "../types" */

import { Plot } from "../axes.js";
import { legend } from "../legend.js";
import { bubble, mark, SHAPES, strokes, widthOf, write } from "../marks.js";
import { PALETTE } from "../palette.js";
import { READ } from "../panel.js";
import { BOARD, Pen } from "../pen.js";
import { centred, Perceptron, softmax } from "../physics/perceptron.js";
import { Scores } from "../scores.js";
import { clamp } from "../words.js";

const DIGITS = 10;
const NIB = 1.35; // pixels of the image that a stroke is wide to either side
const GREYS = 15; // an address keeps each pixel as one hexadecimal digit

/** @typedef {{ name: string, shares: number[], bar: boolean }} Answer */

/** @param {number} share */
const percent = (share) => (share > 0 && share < 0.005 ? "< 1 %" : `${Math.round(100 * share)} %`);

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function readers(stage) {
  const { side, layers, networks, said, labels, choice } = stage.definition, size = side * side;
  const board = stage.panel(networks.length ? BOARD : { area: "a" });
  const chart = stage.panel({ area: "b", hint: READ });
  const scores = choice ? new Scores(stage, "c", [...networks, ...said]) : null;
  if (scores) stage.lay('"a b" 1fr "a c" 1fr / minmax(0, 0.85fr) minmax(0, 1fr)', '"a b" 1.1fr "c c" 1fr / minmax(0, 0.9fr) minmax(0, 1fr)');
  else stage.lay('"a b" / minmax(0, 1fr) minmax(0, 1.3fr)', '"a" 1.25fr "b" 1fr / minmax(0, 1fr)');
  /** @type {Map<string, Perceptron>} */
  const minds = new Map(); // made when they are first asked
  /**
   * A network; where a slider chooses among several, the one it stands at.
   * @param {number} k
   */
  function mind(k) {
    const stop = layers[k].length > 1 ? Math.round(stage.position[choice]) : 0, key = `${k}.${stop}`;
    const made = minds.get(key) || new Perceptron(Array.from({ length: layers[k][stop] }, (_, j) => ({ weights: stage.array(`${key}.${j}.weights`), biases: stage.array(`${key}.${j}.biases`) })));
    minds.set(key, made);
    return made;
  }
  let image = new Float64Array(size), known = ""; // what is on the pad, and what it was made for
  let wiping = false, page = Math.round(stage.position.image ?? 0); // the image that was drawn on
  /** @type {Pen | null} */
  let pen = null;
  /** @type {[number, number] | null} */
  let before = null;
  /** @type {number | null} */
  let at = null; // the digit that is read

  // ---- what is on the pad
  const shown = () => Math.round(stage.position.image ?? 0);
  function read() {
    const drawn = stage.model.get("drawn"), now = `${shown()}/${drawn}`;
    if (now === known) return;
    known = now;
    image = drawn ? Float64Array.from({ length: size }, (_, k) => parseInt(drawn[k] || "0", 16) / GREYS || 0) : Float64Array.from(stage.array("images"));
  }
  function keep() {
    const drawn = Array.from(image, (v) => Math.round(GREYS * v).toString(16)).join("");
    known = ""; // what is shown is what an address keeps
    stage.put("drawn", drawn);
  }
  const room = () => Math.min(board.width, board.height - 26);
  const cell = () => room() / side, left = () => (board.width - room()) / 2;
  /** Draw or wipe at a place, in pixels of the image. */
  function touch(/** @type {number} */ x, /** @type {number} */ y) {
    for (let k = 0; k < size; k++) {
      const ink = clamp(NIB - Math.hypot((k % side) + 0.5 - x, Math.floor(k / side) + 0.5 - y), 0, 1);
      image[k] = wiping && ink ? 0 : Math.max(image[k], wiping ? 0 : ink);
    }
  }
  if (networks.length) board.point({
    drag(px, py, _, __, first) {
      const here = /** @type {[number, number]} */ ([(px - left()) / cell(), (py - 22) / cell()]), from = (!first && before) || here;
      const steps = Math.max(1, Math.ceil(3 * Math.hypot(here[0] - from[0], here[1] - from[1])));
      for (let k = 1; k <= steps; k++) touch(from[0] + (k / steps) * (here[0] - from[0]), from[1] + (k / steps) * (here[1] - from[1]));
      before = here;
      if (pen) pen.at = null;
      stage.show();
    },
    drop: keep,
    undo() {
      known = "";
      stage.show();
    },
  });
  if (networks.length) pen = new Pen(board, side, side, (x, y) => {
    touch(x + 0.5, y + 0.5);
    keep();
  });
  /** @type {HTMLElement | null} */
  let wipe = null;
  function tools() {
    stage.button("Blank", () => {
      image.fill(0);
      keep();
    });
    wipe = stage.button("Wipe", () => {
      wiping = !wiping;
      stage.show();
    }, { "aria-pressed": "false" });
  }

  // ---- what is said of it
  const point = (/** @type {number | null} */ digit) => {
    at = digit === null ? null : clamp(Math.round(digit), 0, DIGITS - 1);
    stage.show();
  };
  /** @type {Plot | null} */
  let plot = null;
  chart.point({
    drag: (px) => plot && point(plot.atX(px)),
    hover: (px, py) => point(plot?.under(px, py) ?? null),
  });
  chart.across((n) => point((at ?? 4) + n));
  /**
   * The shares of every network, and of those whose answers to the given images are known.
   * @returns {Answer[]}
   */
  function answers() {
    const drawn = Boolean(stage.model.get("drawn")), heat = stage.controls.has("temperature") ? +stage.value("temperature") : 1, seen = drawn ? centred(image, side) : image;
    const own = networks.map((/** @type {string} */ name, /** @type {number} */ k) => ({ name, shares: softmax(mind(k).outputs(seen), heat), bar: true }));
    if (drawn) return own;
    return [...own, ...said.map((/** @type {string} */ name, /** @type {number} */ k) => ({ name, shares: softmax(stage.array(`said ${k}`), heat), bar: !networks.length }))];
  }
  /** The right digit of the image, where it is known and nothing was drawn over it. */
  const right = () => (labels.length && !stage.model.get("drawn") ? labels[shown()] : null);

  // ---- painting
  function paintBoard() {
    const { ink, width } = board, { theme } = stage, step = cell(), gap = step > 8 ? 1 : 0;
    write(ink, theme, !networks.length ? "the image" : wiping ? "wipe" : "draw here", width / 2, 10, { size: 13, room: width });
    for (let k = 0; k < size; k++) {
      ink.fillStyle = theme.tint(0.07 + 0.93 * image[k]);
      ink.fillRect(left() + (k % side) * step, 22 + Math.floor(k / side) * step, step - gap, step - gap);
    }
    pen?.paint(left(), 22, step);
  }
  /** @param {Answer[]} all */
  function paintChart(all) {
    const { ink, width, height } = chart, { theme } = stage;
    const looks = all.map(({ name, bar }, k) => ({ name, style: bar ? "bars" : "points", tint: k, turn: k + 1 }));
    const top = legend(chart, theme, looks, 4, 50), box = { left: 50, top, width: Math.max(width - 56, 10), height: Math.max(height - top - 46, 10) };
    plot = new Plot(chart, theme, { box, x: { range: [-0.5, DIGITS - 0.5], label: "" }, y: { range: [0, 1], label: "share of the answer" } });
    const floor = plot.Y(0), wide = 0.8 / all.filter(({ bar }) => bar).length, X = plot.X, Y = plot.Y, label = right();
    for (const v of [0, 0.25, 0.5, 0.75, 1]) {
      strokes(ink, [[box.left, Y(v), box.left + box.width, Y(v)]], v ? theme.faint : theme.soft);
      write(ink, theme, percent(v), box.left - 6, Y(v), { align: "right" });
    }
    all.forEach(({ shares, bar }, k) => shares.forEach((share, digit) => {
      const x = X(digit - 0.4 + k * wide), colour = PALETTE[k % 8];
      ink.fillStyle = colour;
      if (bar) ink.fillRect(x, Y(share), Math.max(1, X(wide) - X(0) - 1), floor - Y(share));
      else mark(ink, SHAPES[(k + 1) % 8], X(digit), Y(share), 4.5, colour, theme.ground, 1);
    }));
    for (let digit = 0; digit < DIGITS; digit++) write(ink, theme, String(digit), X(digit), floor + 13, { size: 13, bold: digit === at || digit === label });
    if (label !== null) {
      [ink.strokeStyle, ink.lineWidth] = [theme.tint(0.8), 1.6];
      const half = Math.min(8, (X(1) - X(0)) / 2 + 0.5);
      ink.strokeRect(X(label) - half, floor + 3, 2 * half, 19);
    }
    const below = label === null ? "digit" : "digit; framed, the label", reach = widthOf(ink, theme, below, 13) / 2;
    write(ink, theme, below, Math.min(box.left + box.width / 2, width - reach - 2), floor + 32, { size: 13, room: width - 8 });
    if (at === null) return;
    bubble(chart, theme, [`digit ${at}`, ...all.map(({ name, shares }) => `${name} ${percent(shares[at ?? 0])}`)], X(at), top + box.height * 0.4);
  }
  if (networks.length) tools();
  return {
    paint() {
      read();
      wipe?.setAttribute("aria-pressed", String(wiping));
      paintBoard();
      paintChart(answers());
      scores?.paint();
      board.name(`${networks.length ? "A pad" : "An image"} of ${side} by ${side} points with ${stage.model.get("drawn") ? "what was drawn" : "a handwritten digit"}.`);
      chart.name(`Bars of the share that each digit gets. ${this.say()}.`);
    },
    say() {
      if (!image.some((v) => v > 0.2)) return "An empty page: draw a digit";
      const told = answers().map(({ name, shares }) => {
        const [first, second] = [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
        const also = shares[second] < 0.005 ? "" : `, then ${second} (${percent(shares[second])})`;
        return `${name}: ${first} (${percent(shares[first])})${also}`;
      });
      return [...(right() === null ? [] : [`label: ${right()}`]), ...told].join(" · ");
    },
    moved() {
      if (shown() === page) return;
      page = shown();
      stage.put("drawn", "");
    },
    reset() {
      [at, wiping, known] = [null, false, ""];
      if (pen) pen.at = null;
    },
  };
}
