// A few spins ±1 on a polygon, with bonds: tap one to flip it, and see what the bonds say and what
// the energy is, among those of all states.

/** @import { Bond } from "../physics/ising" */
/** @import { Stage } from "../stage" */
/** @import { Figure } from "../types" */

import { Plot } from "../axes.js";
import { element } from "../dom.js";
import { bubble, mark, nearest, strokes, write } from "../marks.js";
import { NIGHT, PALETTE } from "../palette.js";
import { READ } from "../panel.js";
import { content, energy, states } from "../physics/ising.js";
import { clamp, counted, format } from "../words.js";

const RADIUS = 26; // px, of a spin

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function spins(stage) {
  /** @type {number} */
  const count = stage.definition.count;
  /** @type {number[][]} */
  const pairs = stage.definition.pairs;
  const board = stage.panel({ area: "a", cursor: "pointer", touch: "manipulation" });
  const ladder = stage.panel({ area: "b", hint: READ });
  /** @type {{ x: number, y: number, words: string[] }[]} */
  let rungs = []; // the states on the ladder
  let spot = -1; // the one that is read
  stage.lay('"a b" / minmax(0, 1.2fr) minmax(0, 1fr)', '"a" 1.4fr "b" 1fr / minmax(0, 1fr)');
  /** @returns {number[]} */
  const signs = () => stage.model.get("spins");
  /** @returns {Bond[]} */
  const bonds = () => pairs.map(([i, j], k) => ({ i, j, J: stage.model.get("couplings")[k] }));
  const flip = (/** @type {number} */ k) => stage.put("spins", signs().map((s, i) => (i === k ? -s : s)));
  const turn = (/** @type {number} */ k) => stage.put("couplings", bonds().map(({ J }, b) => (b === k ? -J : J)));
  const buttons = [
    ...Array.from({ length: count }, (_, k) => ({ text: () => `spin ${k + 1} ${signs()[k] > 0 ? "↑" : "↓"}`, action: () => flip(k) })),
    ...pairs.map(([i, j], k) => ({ text: () => `bond ${i + 1}–${j + 1} ${bonds()[k].J > 0 ? "+" : "−"}`, action: () => turn(k) })),
  ].map(({ text, action }) => {
    const button = element("button", { type: "button", class: "ce-button" });
    stage.listen(button, "click", action);
    return { button, text };
  });
  stage.bars.append(element("div", { class: "ce-flips" }, ...buttons.map(({ button }) => button)));

  /** Places of the spins on their polygon, the first at the top; and of the middles of the bonds. */
  function places() {
    const { width, height } = board, far = Math.min(width, height) / 2 - RADIUS - 14;
    const drop = count === 3 ? 0.12 * far : 0;
    const corners = Array.from({ length: count }, (_, k) => {
      const angle = (2 * Math.PI * k) / count - Math.PI / 2;
      return [width / 2 + far * Math.cos(angle), height / 2 + drop + far * Math.sin(angle)];
    });
    const middles = pairs.map(([i, j]) => [0, 1].map((c) => (corners[i][c] + corners[j][c]) / 2));
    return { corners, middles };
  }
  board.point({
    tap(px, py) {
      const { corners, middles } = places(), near = (/** @type {number[][]} */ all) => all.findIndex(([x, y]) => Math.hypot(x - px, y - py) < RADIUS);
      const spin = near(corners), bond = near(middles);
      if (spin >= 0) flip(spin);
      else if (bond >= 0) turn(bond);
    },
  });

  const read = (/** @type {number} */ k) => {
    spot = k;
    stage.show();
  };
  ladder.point({ hover: (px, py) => read(nearest(rungs.map(({ x, y }) => [x, y]), px, py)) });
  ladder.across((n) => read(clamp(spot + n, 0, rungs.length - 1)));

  function paintBoard() {
    const { ink } = board, { theme } = stage, { corners, middles } = places();
    bonds().forEach((bond, k) => {
      const good = content(bond, signs()), [[a, b], [c, d]] = [corners[bond.i], corners[bond.j]];
      strokes(ink, [[a, b, c, d]], good ? PALETTE[0] : PALETTE[5], good ? 5 : 4, good ? [] : [9, 7]);
      const [x, y] = middles[k];
      mark(ink, "circle", x, y, 15, theme.ground, good ? PALETTE[0] : PALETTE[5], 2);
      write(ink, theme, bond.J > 0 ? "+" : "−", x, y, { size: 20, bold: true });
    });
    corners.forEach(([x, y], k) => {
      const up = signs()[k] > 0, tip = up ? -13 : 13;
      mark(ink, "circle", x, y, RADIUS, up ? "#f0a43a" : "#31508f", NIGHT, 2);
      strokes(ink, [[x, y - tip, x, y + tip], [x, y + tip, x - 7, y + 0.4 * tip], [x, y + tip, x + 7, y + 0.4 * tip]], up ? NIGHT : "#ffffff", 3.5);
      write(ink, theme, String(k + 1), x + (x < board.width / 2 - 1 ? -RADIUS - 10 : RADIUS + 10), y - RADIUS + 6, { size: 13 });
    });
  }
  function paintLadder() {
    const { theme } = stage, all = states(bonds(), count), levels = [...new Set(all.map((state) => +state.energy.toFixed(9)))].sort((a, b) => a - b);
    const box = { left: 58, top: 26, width: ladder.width - 58 - 14, height: ladder.height - 26 - 18 };
    const most = Math.max(...levels.map((level) => all.filter((state) => Math.abs(state.energy - level) < 1e-6).length));
    const pad = 0.15 * (levels[levels.length - 1] - levels[0] || 2);
    const plot = new Plot(ladder, theme, { box, x: { range: [-0.7, most - 0.3], label: "" }, y: { range: [levels[0] - pad, levels[levels.length - 1] + pad], label: "energy" } });
    write(ladder.ink, theme, `energies of all ${all.length} states`, box.left, 11, { align: "left", size: 13, room: box.width });
    rungs = [];
    for (const level of levels) {
      const y = plot.Y(level), members = all.filter((state) => Math.abs(state.energy - level) < 1e-6);
      strokes(ladder.ink, [[box.left, y, box.left + box.width, y]], theme.faint, 1.5);
      write(ladder.ink, theme, format(level), box.left - 8, y, { align: "right" });
      members.forEach((state, k) => {
        const here = state.spins.every((s, i) => s === signs()[i]), x = plot.X(k);
        rungs.push({ x, y, words: [state.spins.map((s) => (s > 0 ? "↑" : "↓")).join(" "), `energy ${format(level)}`] });
        mark(ladder.ink, "circle", x, y, here ? 9 : 5, here ? PALETTE[1] : theme.tint(0.35), here ? "#ffffff" : theme.ground, 2);
      });
    }
    const rung = rungs[spot], now = energy(bonds(), signs());
    if (rung) bubble(ladder, theme, rung.words, rung.x, rung.y);
    ladder.name(`Ladder of the energies of all ${all.length} states: ${levels.map((v) => format(v)).join(", ")}; this one has ${format(now)}.`);
  }
  return {
    paint() {
      for (const { button, text } of buttons) if (button.textContent !== text()) button.textContent = text();
      paintBoard();
      paintLadder();
      board.name(`${count} spins with ${pairs.length} bonds. ${this.say()}`);
    },
    say() {
      const all = bonds(), sour = all.filter((bond) => !content(bond, signs())).length;
      const lowest = Math.min(...states(all, count).map((state) => state.energy)), now = energy(all, signs());
      const best = Math.abs(now - lowest) < 1e-9 ? "no state is lower" : `the lowest has ${format(lowest)}`;
      return `Energy ${format(now)}: ${best} · ${sour ? `${counted(sour, "bond")} of ${all.length} not content` : "all bonds content"}`;
    },
  };
}
