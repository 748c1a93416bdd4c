// The energies of critical points by their kind, one above the other, with the balls that ended there.

/** @import { Balls } from "./balls" */
/** @import { Instance } from "./instance" */
/** @import { Critical } from "./physics/critical" */
/** @import { Stage } from "./stage" */

import { Plot, ticks } from "./axes.js";
import { letter } from "./balls.js";
import { KINDS } from "./instance.js";
import { bubble, mark, nearest, strokes, write } from "./marks.js";
import { colourAt, css, NIGHT, PALETTE } from "./palette.js";
import { share } from "./relief.js";
import { clamp, counted, format } from "./words.js";

export class Ladder {
  /**
   * @param {Stage} stage
   * @param {Instance} instance
   * @param {Balls} balls
   * @param {string} area
   * @param {(k: number) => void} choose
   */
  constructor(stage, instance, balls, area, choose) {
    this.stage = stage;
    this.instance = instance;
    this.balls = balls;
    this.panel = stage.panel({ area, cursor: "pointer" });
    /** @type {Plot | null} */
    this.plot = null;
    this.spot = -1;
    const near = (/** @type {number | null} */ px, /** @type {number} */ py) => nearest(instance.points.map((point) => this.place(point)), px, py);
    this.panel.point({
      tap: (px, py) => choose(near(px, py)),
      hover: (px, py) => {
        this.spot = near(px, py);
        stage.show();
      },
    });
  }
  /**
   * Points of one kind whose marks would touch, as mirror images do, stand left and right in turn.
   * @param {Critical} point
   */
  aside(point) {
    const near = this.plot ? this.plot.atY(0) - this.plot.atY(11) : 0, kind = this.instance.points.filter(({ index }) => index === point.index);
    let right = false;
    for (let k = 1; k <= kind.indexOf(point); k++) right = !right && kind[k].energy - kind[k - 1].energy < near;
    return right ? (point.index ? 14 : 26) : 0;
  }
  /** @param {Critical} point */
  place(point) {
    const { index, energy } = point;
    return this.plot ? [this.plot.X(index) + this.aside(point), this.plot.Y(energy)] : [NaN, NaN];
  }
  paint() {
    const { stage, panel, instance, balls } = this, { ink } = panel, { theme } = stage, { range, points, valleys } = instance;
    const box = { left: 74, top: 26, width: panel.width - 74 - 12, height: panel.height - 26 - 26 }, pad = 0.07 * (range[1] - range[0]);
    const plot = (this.plot = new Plot(panel, theme, { box, x: { range: [-0.6, 2.6], label: "" }, y: { range: [range[0] - pad, range[1] + pad], label: "" } }));
    for (let y = plot.Y(range[1]); y < plot.Y(range[0]); y++) {
      ink.fillStyle = css(colourAt(share(plot.atY(y), range)));
      ink.fillRect(box.left - 13, y, 13, 1.5);
    }
    const levels = ticks(...plot.y.range, clamp(box.height / 40, 2, 6));
    strokes(ink, levels.places.map((v) => [box.left, plot.Y(v), box.left + box.width, plot.Y(v)]), theme.faint);
    for (const v of levels.places) write(ink, theme, levels.text(v), box.left - 19, plot.Y(v), { align: "right" });
    write(ink, theme, "energy density u", 4, 11, { align: "left", size: 13, room: panel.width });
    KINDS.forEach((kind, k) => {
      const many = points.filter((point) => point.index === k).length;
      write(ink, theme, counted(many, kind.one, kind.many), plot.X(k), box.top + box.height + 14, { room: box.width / 3 });
    });
    const counts = balls.counts(), most = Math.max(1, ...counts), tall = 0.16 * box.height; // a column on each valley, of the balls in it
    const written = [Infinity, Infinity]; // how high the last letter stands, left and right
    points.forEach((point, k) => {
      const kind = KINDS[point.index], [x, y] = this.place(point), name = valleys.indexOf(point);
      strokes(ink, [[x - 13, y, x + 13, y]], theme.soft, 1);
      if (name >= 0 && counts[name]) strokes(ink, [[x, y, x, y - 8 - (tall * counts[name]) / most]], PALETTE[name % 8], 7);
      const size = k === stage.model.get("selected") ? 9 : 5.5;
      mark(ink, kind.shape, x, y, size, name < 0 ? kind.fill : PALETTE[name % 8], kind.edge === NIGHT || !theme.dark ? NIGHT : "#ffffff", 1.6);
      const right = this.aside(point) > 0;
      if (name < 0 || valleys.length > 8 || written[+right] - y < 11) return; // no room for its letter
      written[+right] = y;
      write(ink, theme, letter(name), x + (right ? 15 : -15), y, { align: right ? "left" : "right", bold: true });
    });
    const point = points[this.spot], name = valleys.indexOf(point);
    if (point) bubble(panel, theme, [`${KINDS[point.index].one}${name < 0 ? "" : ` ${letter(name)}`} ${format(point.energy)}`], this.place(point)[0], this.place(point)[1]);
    panel.name(`Ladder of the energy density of ${counted(points.length, "critical point")}, from ${format(range[0])} to ${format(range[1])}.`);
  }
}
