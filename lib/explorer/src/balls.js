// Balls dropped on a landscape: they roll down without inertia and are counted where they end.

/** @import { Stage } from "./stage" */
/** @import { Instance } from "./instance" */
/** @import { Point } from "./physics/form" */

import { calm } from "./dom.js";
import { mark, trace } from "./marks.js";
import { NIGHT } from "./palette.js";
import { basin, reached, rolled } from "./physics/descent.js";
import { unit } from "./physics/form.js";
import { normal, randomFrom } from "./physics/random.js";
import { counted } from "./words.js";

const PACE = 2.5; // time of descent in a second, over the range of the energy
const FASTEST = 1.3; // radians a second
const LONGEST = 600; // points of a way that is kept

/** @typedef {{ at: Point, end: number }} Ball `end` is its valley, −1 while it rolls */

export class Balls {
  /**
   * @param {Stage} stage
   * @param {Instance} instance
   */
  constructor(stage, instance) {
    this.stage = stage;
    this.instance = instance;
    this.many = stage.definition.drop;
    /** @type {Ball[]} */
    this.all = [];
    /** @type {Point[]} the way of the ball that the reader dropped last */
    this.trail = [];
    /** @type {Ball | null} */
    this.leader = null;
    this.drops = 0;
    this.lying = 0; // how many the trait asked for when they were dropped
    this.stop = () => {};
    stage.button(`Drop ${this.many} balls`, () => {
      this.drops += 1;
      this.lying = -1;
      stage.put("balls", this.many);
    });
  }
  /**
   * Follow Python, a link, or a new landscape under the balls.
   * @param {boolean} changed whether the landscape is another
   */
  read(changed) {
    const asked = this.stage.model.get("balls");
    if (changed || asked !== this.lying) this.drop(asked);
  }
  /** @param {number} count */
  drop(count) {
    this.lying = count;
    [this.all, this.trail, this.leader] = [[], [], null];
    const random = randomFrom(1 + this.drops, this.instance.form.p, this.stage.model.get("seed"));
    for (let k = 0; k < count; k++) this.add(unit(Array.from({ length: this.instance.n }, () => normal(random))));
  }
  /**
   * @param {Point} at
   * @param {boolean} [followed] whether its way is kept
   */
  add(at, followed = false) {
    const { form, valleys } = this.instance, still = calm() || this.stage.printing, end = still ? basin(form, at, valleys) : -1;
    const ball = { at: end < 0 ? at : valleys[end].at, end };
    this.all.push(ball);
    if (followed) [this.leader, this.trail] = [ball, still ? this.way(at) : [at]];
    this.stop();
    if (this.all.some((one) => one.end < 0)) this.stop = this.stage.animate((seconds) => this.roll(seconds));
    this.stage.show();
  }
  /**
   * Where a ball is a moment later.
   * @param {Point} at
   * @param {number} seconds
   */
  later(at, seconds) {
    const { form, range: [low, high] } = this.instance;
    return rolled(form, at, (PACE * seconds) / (high - low || 1), FASTEST * seconds);
  }
  /**
   * The whole way down at once.
   * @param {Point} from
   */
  way(from) {
    const way = [from];
    while (way.length < LONGEST && reached(way[way.length - 1], this.instance.valleys) < 0) way.push(this.later(way[way.length - 1], 0.05));
    return way;
  }
  /**
   * The way of the ball that was dropped last, where it is on this side.
   * @param {CanvasRenderingContext2D} ink
   * @param {(at: Point) => number[]} seen its place on the panel, and how far before it
   */
  paintTrail(ink, seen) {
    const way = this.trail.map(seen), [xs, ys] = [0, 1].map((c) => way.map((p) => (p[2] > 0.03 ? p[c] : NaN)));
    ink.lineJoin = "round";
    for (const [colour, width] of /** @type {[string, number][]} */ ([[NIGHT, 5], ["#ffffff", 2.5]])) {
      [ink.strokeStyle, ink.lineWidth] = [colour, width];
      trace(ink, xs, ys);
      ink.stroke();
    }
    if (way.length && way[0][2] > 0.03) mark(ink, "circle", way[0][0], way[0][1], 4, "#ffffff", NIGHT, 2);
  }
  /** @param {number} seconds */
  roll(seconds) {
    const { valleys } = this.instance;
    let moving = false;
    for (const ball of this.all) {
      if (ball.end >= 0) continue;
      ball.at = this.later(ball.at, seconds);
      if (ball === this.leader) this.trail.push(ball.at);
      ball.end = reached(ball.at, valleys);
      moving = moving || ball.end < 0;
    }
    return moving;
  }
  /** How many ended in each valley. */
  counts() {
    return this.instance.valleys.map((_, k) => this.all.filter(({ end }) => end === k).length);
  }
  words() {
    if (!this.all.length) return "";
    const counts = this.counts(), done = counts.reduce((a, b) => a + b, 0);
    const where = counts.length > 6 ? `in ${counts.filter(Boolean).length} of ${counts.length} valleys` : counts.map((many, k) => `${letter(k)} ${many}`).join(", ");
    return `${counted(done, "ball")} ended: ${where}${done < this.all.length ? ` (${this.all.length - done} rolling)` : ""}`;
  }
}

/** @param {number} k the letter of a valley, the lowest is A */
export const letter = (k) => String.fromCharCode(65 + (k % 26));
