// One hilly surface in its box of numbered axes.

/** @import { Field } from "../field" */
/** @import { Panel } from "../panel" */
/** @import { Stage } from "../stage" */
/** @import { Range } from "../types" */
/** @import { Relief } from "../relief" */

import { ticksOf } from "../axes.js";
import { widthOf, write } from "../marks.js";
import { dot, share } from "../relief.js";
import { clamp } from "../words.js";
import { paintBody } from "./body.js";
import { DISTANCE, sheet, View } from "./mesh.js";

const RELIEF = 1.2; // the height of the box over its half width
const FLOOR = -0.72; // where the floor of the box lies

/** @typedef {ReturnType<Hills["sides"]>} Sides */

export class Hills {
  /**
   * @param {Stage} stage
   * @param {Field} field
   * @param {number} k which of the field's functions
   * @param {Panel} panel
   */
  constructor(stage, field, k, panel) {
    this.stage = stage;
    this.field = field;
    this.k = k;
    this.panel = panel;
    const { rows, columns } = field.grids[k];
    this.mesh = sheet(columns, rows, RELIEF);
    /** @type {Range} */
    this.range = [0, 1];
    /** @type {ArrayLike<number> | null} */
    this.values = null;
    this.halt = () => {};
    this.view = new View([], { scale: 1, centre: [0, 0] });
  }
  get grid() {
    return this.field.grids[this.k];
  }
  /** Follow the numbers: a slider's step bends the surface from frame to frame. */
  read() {
    const range = this.field.range(this.grid), { values } = this.grid;
    const same = values === this.values && range[0] === this.range[0] && range[1] === this.range[1];
    if (same) return;
    const first = !this.values;
    [this.values, this.range] = [values, range];
    this.halt();
    const smooth = this.stage.numbers.interpolated(); // under the finger: no gliding behind
    this.mesh.aim(Float32Array.from(values, (v) => this.height(v)), first || smooth);
    if (!first && !smooth) this.halt = this.stage.glide((part) => (this.mesh.part = part));
  }
  /** @param {number} v */
  height(v) {
    return clamp(share(v, this.range), -0.02, 1.02);
  }
  /**
   * A point of the box: shares of the axes as −1 to 1, and a height from 0 to 1.
   * @param {number} u
   * @param {number} v
   * @param {number} h
   */
  inBox(u, v, h) {
    return [2 * share(u, this.grid.x) - 1, 2 * share(v, this.grid.y) - 1, RELIEF * (h - 0.5)];
  }
  /**
   * Where the surface is seen from: degrees around the upright axis, and above the floor.
   * @param {number[]} angles
   */
  look(angles) {
    const [across, up] = angles.map((degrees) => (degrees * Math.PI) / 180), { width, height } = this.panel;
    const [c, s, ct, st] = [Math.cos(across), Math.sin(across), Math.cos(up), Math.sin(up)];
    const rows = [[c, -s, 0], [st * s, st * c, ct], [-ct * s, -ct * c, st]];
    // The box, whichever way it is turned; its upper corners are nearer and look wider apart.
    const tall = Math.max(2.5, 2 * Math.SQRT2 * st + (RELIEF / 2 - FLOOR) * ct);
    const half = DISTANCE * Math.sqrt(2 / ((DISTANCE - (RELIEF / 2) * st) ** 2 - 2 * ct * ct));
    const room = 13 + this.widest(), edge = this.field.titles.length > 1 ? 3 : 20; // at its left for numbers, and at its right
    const scale = Math.min((width - room - edge) / (2 * half), (height - 56) / tall);
    const trial = new View(rows, { scale, centre: [0, 0] });
    const ends = [-1, 1].flatMap((u) => [-1, 1].flatMap((v) => [FLOOR, RELIEF / 2].map((w) => trial.project([u, v, w])[1])));
    const middle = (Math.min(...ends) + Math.max(...ends)) / 2;
    this.view = new View(rows, { scale, centre: [(width + room - edge) / 2, height / 2 - 2 - middle] });
  }
  /** How wide the numbers of the upright axis are, however many it has room for. */
  widest() {
    const all = [2, 3, 4].map((many) => ticksOf(this.field.log, ...this.range, many));
    return Math.max(...all.flatMap(({ places, text }) => places.map((v) => widthOf(this.panel.ink, this.stage.theme, text(v)))));
  }

  // ---- the box around the surface: its far sides before, numbers after
  /**
   * @param {number[][]} points
   * @param {string} style
   * @param {number} [width]
   * @param {number[]} [dash]
   * @param {CanvasRenderingContext2D} [ink]
   */
  line(points, style, width = 1, dash = [], ink = this.panel.ink) {
    [ink.strokeStyle, ink.lineWidth, ink.lineJoin] = [style, width, "round"];
    ink.setLineDash(dash);
    ink.beginPath();
    points.map((point) => this.view.project(point)).forEach(([px, py]) => ink.lineTo(px, py));
    ink.stroke();
    ink.setLineDash([]);
  }
  sides() {
    const [, , [backX, backY]] = this.view.rows, { x, y } = this.grid, { log, logAxes } = this.field;
    const far = [backX < 0 ? 1 : -1, backY < 0 ? 1 : -1];
    const many = clamp((this.view.scale * RELIEF) / 22, 2, 4); // as find room on the upright axis
    const places = [ticksOf(logAxes, ...x, 4), ticksOf(logAxes, ...y, 4), ticksOf(log, ...this.range, many)];
    const X = (/** @type {number} */ v) => 2 * share(v, x) - 1, Y = (/** @type {number} */ v) => 2 * share(v, y) - 1;
    const Z = (/** @type {number} */ v) => RELIEF * (share(v, this.range) - 0.5);
    return { far, floor: FLOOR, top: RELIEF / 2, places, X, Y, Z };
  }
  /** @param {Sides} sides */
  paintBox({ far, floor, top, places, X, Y, Z }) {
    const { faint, tint } = this.stage.theme, edge = tint(0.35);
    const line = (/** @type {number[][]} */ points, /** @type {string} */ style) => this.line(points, style, 1, [], this.panel.behind);
    for (const v of places[0].places.map(X)) line([[v, -far[1], floor], [v, far[1], floor], [v, far[1], top]], faint);
    for (const v of places[1].places.map(Y)) line([[-far[0], v, floor], [far[0], v, floor], [far[0], v, top]], faint);
    for (const v of places[2].places.map(Z)) line([[far[0], -far[1], v], [far[0], far[1], v], [-far[0], far[1], v]], faint);
    line([[-1, -1, floor], [1, -1, floor], [1, 1, floor], [-1, 1, floor], [-1, -1, floor]], edge);
    line([[far[0], far[1], floor], [far[0], far[1], top]], edge);
  }
  /**
   * Words beside an edge of the floor, square to it as it is seen.
   * @param {string} text
   * @param {number[]} point
   * @param {number[]} along
   * @param {number} distance
   * @param {number} [size]
   */
  beside(text, point, along, distance, size = 12) {
    const { view, panel } = this, { theme } = this.stage;
    const [px, py] = view.project(point), [qx, qy] = view.project(point.map((v, k) => v + 0.01 * along[k]));
    const middle = view.project([0, 0, FLOOR]), length = Math.hypot(qx - px, qy - py) || 1;
    let [nx, ny] = [(qy - py) / length, (px - qx) / length];
    if (nx * (px - middle[0]) + ny * (py - middle[1]) < 0) [nx, ny] = [-nx, -ny];
    const half = widthOf(panel.ink, theme, text, size) / 2, reach = distance + Math.abs(nx) * half + Math.abs(ny) * 7;
    const far = px + nx * reach, tx = clamp(far, half + 1, Math.max(half + 1, panel.width - half - 1));
    // Pushed in from the panel's rim, words move along the edge, clear of its numbers.
    const aside = Math.min(40, (Math.abs(far - tx) * Math.abs(qy - py)) / (Math.abs(qx - px) || 1e-9));
    write(panel.ink, theme, text, tx, Math.min(py + ny * reach + aside, panel.height - 8), { size, room: panel.width });
  }
  /**
   * Numbers beside an edge that is seen end on would lie on one another: those are left out.
   * @param {number[]} values
   * @param {(value: number) => number[]} place
   */
  apart(values, place) {
    let last = [-Infinity, 0];
    return values.filter((value) => {
      const here = this.view.project(place(value));
      const free = Math.hypot(here[0] - last[0], here[1] - last[1]) > 15;
      if (free) last = here;
      return free;
    });
  }
  /** @param {Sides} sides */
  paintNumbers({ far, floor, top, places, X, Y, Z }) {
    const near = far.map((v) => -v), { view, panel, field } = this, { theme } = this.stage, [first, second] = field.axisLabels;
    const across = this.apart(places[0].places, (v) => [X(v), near[1], floor]);
    for (const v of across) this.beside(places[0].text(v), [X(v), near[1], floor], [1, 0, 0], 6);
    // At the near corner two numbers would lie on one another: one is left out.
    const along = this.apart(places[1].places.filter((v) => Math.abs(Y(v) - near[1]) > 0.12), (v) => [near[0], Y(v), floor]);
    for (const v of along) this.beside(places[1].text(v), [near[0], Y(v), floor], [0, 1, 0], 6);
    this.beside(first, [0, near[1], floor], [1, 0, 0], 25, 13);
    this.beside(second, [near[0], 0, floor], [0, 1, 0], 36, 13);
    // The upright axis stands on whichever side corner lies further left.
    const corners = [[near[0], far[1]], [far[0], near[1]]];
    const [left] = corners.sort((a, b) => view.project([...a, 0])[0] - view.project([...b, 0])[0]);
    this.line([[...left, floor], [...left, top]], theme.soft);
    const silent = this.stage.box.parentElement?.dataset.unnumbered !== undefined; // a question's picture
    for (const v of silent ? [] : places[2].places) {
      const [px, py] = view.project([...left, Z(v)]);
      this.line([[...left, Z(v)], [...left.map((c) => 1.03 * c), Z(v)]], theme.soft);
      write(panel.ink, theme, places[2].text(v), px - 8, py, { align: "right" });
    }
    const [px, py] = view.project([...left, top]);
    write(panel.ink, theme, field.valueLabel, Math.max(4, px - 30), Math.max(field.titles.length > 1 ? 30 : 10, py - 18), { align: "left", size: 13 });
  }
  /**
   * @param {Relief} relief
   * @param {number[]} angles
   */
  paint(relief, angles) {
    this.look(angles);
    const box = this.sides();
    this.paintBox(box);
    relief.set(this.grid, this.range, this.field.log);
    paintBody(this.panel, this.mesh, this.view, relief.levels.map((level) => share(level, this.range)));
    this.paintNumbers(box);
  }
  /**
   * A pin that stands on the floor.
   * @param {number} u
   * @param {number} v
   * @param {string} colour
   */
  pin(u, v, colour) {
    const foot = this.inBox(u, v, 0), head = this.inBox(u, v, this.height(this.grid.at(u, v)));
    this.line([[foot[0], foot[1], FLOOR], head], this.stage.theme.tint(0.7), 1.2, [3, 3]);
    const [px, py] = this.view.project(head);
    dot(this.panel.ink, px, py, colour, 5);
    return [px, py];
  }
  /**
   * The place of the surface under the pointer, or null.
   * @param {number} px
   * @param {number} py
   */
  pick(px, py) {
    const k = this.mesh.pick(this.view, px, py, 9), { x, y, rows, columns } = this.grid;
    if (k < 0) return null;
    const [i, j] = [k % columns, Math.floor(k / columns)];
    return { u: x[0] + (i / (columns - 1)) * (x[1] - x[0]), v: y[0] + (j / (rows - 1)) * (y[1] - y[0]) };
  }
}
