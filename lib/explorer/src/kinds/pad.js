// A Hopfield network to draw on: its state is recalled as one watches, spin after spin, beside what
// is stored and the overlaps with it.

/** @import { Stage } from "../stage" */
/** @import { Figure } from "../types" */

import { calm } from "../dom.js";
import { mark, write } from "../marks.js";
import { PALETTE } from "../palette.js";
import { BOARD, Pen } from "../pen.js";
import { pack, unpack } from "../physics/bits.js";
import { meanField, Network } from "../physics/hopfield.js";
import { randomFrom, shuffled } from "../physics/random.js";
import { Track } from "../track.js";
import { counted, format } from "../words.js";

const FIRST = 3; // seconds that the first sweep takes, in which most happens
const PACE = 2.2; // sweeps a second after it
const WAIT = 0.7; // seconds before a recall begins by itself, once it can be seen
const SEEN = 0.6; // of the board: so much is in view then
const CAPACITY = 0.138; // patterns per neuron of a large network at T = 0, as lib.hopfield.capacity has it
const SWEEPS = 24; // after so many a warm network rests
const PARTS = 8; // points of the course in a sweep
const SHOWN = 10; // stored pictures that are drawn, at most

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function pad(stage) {
  const [given, rows, columns] = stage.definition.arrays.patterns.shape, size = rows * columns;
  const pictures = stored(stage, given, size);
  const board = stage.panel(BOARD);
  const shelf = stage.panel({ area: "b", cursor: "pointer" });
  const track = new Track(stage, { area: "c", title: "overlap", label: "sweeps", last: () => SWEEPS, per: PARTS });
  stage.lay('"a b" 1fr "a c" 1.6fr / minmax(0, 1.1fr) minmax(0, 1fr)', '"a a" 1.35fr "b c" 1fr / minmax(0, 0.62fr) minmax(0, 1fr)');
  const asked = () => (stage.controls.has("pattern") ? +stage.value("pattern") : 0), many = () => +stage.value("stored"), heat = () => +stage.value("temperature");
  let network = new Network([pictures[asked()]]), spins = Int8Array.from(pictures[asked()]);
  let built = "", begun = "", drawn = ""; // what the network, the state, and a drawn state were made for
  let felt = heat(), restless = 0;
  /** @type {number[][]} */
  let course = [];
  /** @type {number[]} */
  let order = [];
  let random = randomFrom(1), turns = 0, changed = 0, stop = () => {}, running = false;
  const button = stage.button("Recall", () => (running ? rest() : calm() ? sweepOnce() : run(0)));

  /** The patterns in the network, the one asked for first. */
  function members() {
    const first = asked();
    return [first, ...pictures.keys()].filter((m, k) => !k || m !== first).slice(0, many());
  }
  function read() {
    const rule = stage.controls.has("rule") ? String(stage.value("rule")) : stage.definition.rule;
    const make = [asked(), many(), rule].join();
    if (make !== built) network = new Network(members().map((m) => pictures[m]), rule);
    built = make;
    const begin = [make, stage.value("damage")].join(), state = stage.model.get("state");
    const warmed = heat() !== felt;
    felt = heat();
    if (begin === begun && state === drawn) {
      if (warmed && !running && !calm()) run(0);
      return;
    }
    const fresh = state !== drawn && state;
    if (!fresh && state) stage.model.set("state", "");
    [begun, drawn] = [begin, stage.model.get("state")];
    spins = fresh ? unpack(state, size) : damaged();
    restart();
    if (!calm() && !stage.printing) run(WAIT);
  }
  function damaged() {
    const share = +stage.value("damage"), start = Int8Array.from(pictures[asked()]);
    for (const i of shuffled(size, randomFrom(7, asked())).slice(0, Math.round(share * size))) start[i] *= -1;
    return start;
  }
  function restart() {
    [order, turns, changed, random] = [[], 0, 0, randomFrom(11, asked())];
    course = [overlaps()];
  }
  /** With the memory that is asked for, and the largest with another. */
  function overlaps() {
    const [own, ...others] = network.overlaps(spins);
    return [own, others.reduce((most, m) => Math.max(most, Math.abs(m)), 0)];
  }

  // ---- recalling
  function rest() {
    halt();
    stage.put("recalled", Array.from(spins));
  }
  let seen = false, waiting = false;
  const view = new IntersectionObserver(([{ intersectionRatio }]) => {
    seen = intersectionRatio > SEEN - 0.01;
    if (seen && waiting) run(WAIT);
  }, { threshold: SEEN });
  view.observe(board.node);
  stage.undo.push(() => view.disconnect());
  function run(/** @type {number} */ wait, anyhow = !wait) {
    halt();
    waiting = !seen && !anyhow;
    if (waiting) return;
    if (course.length > SWEEPS * PARTS) restart();
    let [time, done] = [-wait, 0];
    const first = turns ? 0 : FIRST, sweeps = () => Math.min(time, first) / (first || 1) + PACE * Math.max(time - first, 0);
    running = true;
    stop = stage.animate((seconds) => {
      time += seconds;
      const due = Math.floor(sweeps() * size) - done;
      for (let k = 0; k < due && running; k++, done++) advance();
      return running;
    });
    stage.show();
  }
  /** Give one spin its turn. */
  function advance() {
    if (!order.length) {
      if (turns && !changed && !heat()) return rest();
      [order, changed] = [shuffled(size, random), 0];
    }
    changed += network.turns(spins, heat(), order.splice(-1), random);
    turns += 1;
    if (turns % Math.round(size / PARTS) === 0) course.push(overlaps());
    if (course.length > SWEEPS * PARTS) rest();
  }
  function sweepOnce() {
    if (course.length > SWEEPS * PARTS) restart();
    running = true;
    for (let k = 0; k < size && running; k++) advance();
    if (running) rest();
  }

  // ---- drawing with the pointer
  let ink = 0, before = spins; // those that a drag began with
  const cell = () => Math.min(board.width / columns, (board.height - 26) / rows);
  function brush(/** @type {number} */ px, /** @type {number} */ py, /** @type {boolean} */ first) {
    const left = (board.width - cell() * columns) / 2, i = Math.floor((px - left) / cell()), j = Math.floor((py - 22) / cell());
    if (i < 0 || j < 0 || i >= columns || j >= rows) return;
    const at = j * columns + i;
    if (first || !ink) ink = -spins[at];
    if (spins[at] === ink) return;
    spins[at] = ink;
    stage.show();
  }
  function halt() {
    stop();
    running = false;
  }
  function keep() {
    drawn = pack(spins);
    stage.put("state", drawn);
    restart();
    if (!calm()) run(WAIT, true);
  }
  const keyboard = new Pen(board, columns, rows, (x, y) => {
    halt();
    spins[y * columns + x] *= -1;
    keep();
  });
  board.point({
    drag(px, py, _, __, first) {
      if (first) {
        halt();
        keyboard.at = null;
        [ink, before] = [0, Int8Array.from(spins)];
      }
      brush(px, py, first);
    },
    drop: keep,
    undo() {
      spins = before;
      stage.show();
    },
  });
  shelf.point({
    tap(px, py) {
      const found = shown().find(({ x, y, side }) => px >= x && px < x + side && py >= y && py < y + side + 8);
      if (found) stage.controls.get("pattern")?.set(found.m);
    },
  });

  // ---- painting
  function paintPicture(/** @type {CanvasRenderingContext2D} */ pen, /** @type {ArrayLike<number>} */ points, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ side, gap = 0) {
    for (let k = 0; k < size; k++) {
      pen.fillStyle = points[k] > 0 ? PALETTE[0] : stage.theme.tint(0.1);
      pen.fillRect(x + (k % columns) * side, y + Math.floor(k / columns) * side, side - gap, side - gap);
    }
  }
  function paintBoard() {
    const { ink: pen, width } = board, side = cell(), left = (width - side * columns) / 2, gap = side > 6 ? 1 : 0, memory = pictures[asked()];
    write(pen, stage.theme, "state: draw on it", width / 2, 10, { size: 13, room: width });
    paintPicture(pen, spins, left, 22, side, gap);
    // A point unlike the memory bears a cross, one whose field asks it to flip a frame.
    const fields = network.fields(spins);
    restless = 0;
    spins.forEach((s, k) => {
      const x = left + (k % columns) * side, y = 22 + Math.floor(k / columns) * side, half = (side - gap) / 2;
      if (s !== memory[k]) mark(pen, "cross", x + half, y + half, side * 0.28, s > 0 ? "#ffffff" : PALETTE[1], "transparent", 0);
      if (s * fields[k] >= -1e-12) return;
      restless += 1;
      [pen.strokeStyle, pen.lineWidth] = [PALETTE[5], Math.max(1.2, side / 10)];
      pen.strokeRect(x + 1, y + 1, side - gap - 2, side - gap - 2);
    });
    keyboard.paint(left, 22, side);
  }
  /** The stored pictures that find room, and where. */
  function shown() {
    const all = members().filter((m) => m < given).sort((a, b) => a - b).slice(0, SHOWN);
    const across = shelf.width < 200 ? 3 : 5, down = Math.ceil(Math.min(given, SHOWN) / across);
    const room = Math.min(shelf.width / across, (shelf.height - 26) / down);
    return all.map((m, k) => ({ m, side: room - 12, x: (k % across) * room + 3, y: 24 + Math.floor(k / across) * room }));
  }
  function paintShelf() {
    const { ink: pen, width } = shelf, { theme } = stage, overlapOf = network.overlaps(spins), all = members();
    const randoms = many() - all.filter((m) => m < given).length;
    write(pen, theme, `stored: ${many() - randoms}${randoms ? ` + ${randoms} random` : ""}`, 3, 10, { align: "left", size: 13, room: width - 6 });
    for (const { m, x, y, side } of shown()) {
      paintPicture(pen, pictures[m], x, y, side / columns);
      const overlap = Math.abs(overlapOf[all.indexOf(m)]);
      [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [PALETTE[m === asked() ? 0 : 1], PALETTE[1], 2.5];
      pen.fillRect(x, y + side + 2, side * overlap, 4);
      if (m === asked()) pen.strokeRect(x - 1.5, y - 1.5, side + 3, side + 3);
    }
  }
  const wrong = () => spins.reduce((sum, s, k) => sum + +(s !== pictures[asked()][k]), 0);
  return {
    paint() {
      read();
      const word = running ? "Pause" : "Recall";
      if (button.textContent !== word) button.textContent = word;
      paintBoard();
      paintShelf();
      const names = ["with this memory", "largest with another"];
      const low = Math.min(0, ...course.map(([own]) => own));
      track.paint(names.map((name, k) => ({ name, values: course.map((point) => point[k]) })), [low, 1], course.length - 1,
        { at: meanField(heat()), words: `${many() > CAPACITY * size ? "few patterns would keep" : "m(T) of few patterns ="} ${format(meanField(heat()))}` });
      board.name(`State of the network, ${rows} by ${columns} points; ${counted(wrong(), "point")} differ from the memory.`);
      shelf.name(`The stored pictures, each with a bar for its overlap with the state; ${stage.where()}.`);
      track.panel.name(`Curves of the overlap against time: ${this.say()}.`);
    },
    say() {
      const [own, other] = overlaps();
      return `Overlap with this memory ${format(own)}, largest with another ${format(other)} · ${wrong()} of ${size} points differ (crossed), ${restless} want to flip (framed)`;
    },
    reset() {
      [begun, drawn] = ["", ""];
    },
  };
}

/**
 * The pictures that Python gave, ±1, and after them random ones.
 * @param {Stage} stage
 * @param {number} given
 * @param {number} size
 */
function stored(stage, given, size) {
  const bits = stage.array("patterns"), random = randomFrom(5, size);
  return Array.from({ length: Math.max(given, stage.definition.most) }, (_, m) =>
    Int8Array.from({ length: size }, (__, i) => (m < given ? bits[m * size + i] > 0 : random() < 0.5) ? 1 : -1));
}
