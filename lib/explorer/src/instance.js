// The spin glass that a figure shows: one of those that Python gave, or one drawn here from a seed.

/** @import { Stage } from "./stage" */
/** @import { Critical } from "./physics/critical" */

import { onCircle, onSphere } from "./physics/critical.js";
import { drawn, Form } from "./physics/form.js";
import { randomFrom } from "./physics/random.js";
import { NIGHT } from "./palette.js";

/** Critical points by their index, 0 to 2. */
export const KINDS = [
  { one: "valley", many: "valleys", shape: "circle", fill: "#ffffff", edge: NIGHT },
  { one: "pass", many: "passes", shape: "diamond", fill: "#f0a43a", edge: NIGHT },
  { one: "peak", many: "peaks", shape: "triangle", fill: NIGHT, edge: "#ffffff" },
];

export class Instance {
  /**
   * @param {Stage} stage
   * @param {number} n
   */
  constructor(stage, n) {
    this.stage = stage;
    this.n = n;
    this.key = "";
    this.form = new Form(n, 2, []);
    /** @type {Critical[]} */
    this.points = [];
    this.complete = true;
    this.read();
    if (!stage.definition.fresh) return;
    stage.button("New instance", () => stage.put("seed", 1 + Math.floor(1e6 * Math.random())));
  }
  /** Follow the sliders and the seed; true if it is another instance now. */
  read() {
    const { stage, n } = this, { sliders, orders, couplings } = stage.definition, seed = stage.model.get("seed");
    const k = sliders.reduce((sum, { name, values }) => sum * values.length + Math.round(stage.position[name]), 0), p = orders[k];
    const key = `${seed}/${seed ? p : JSON.stringify(stage.position)}`;
    if (key === this.key) return false;
    this.key = key;
    const found = seed ? drawn(n, p, randomFrom(seed, p, n)) : couplings[k];
    stage.model.set("shown", found);
    stage.model.save_changes();
    this.form = new Form(n, p, found);
    if (n === 2) this.points = onCircle(this.form);
    else ({ points: this.points, complete: this.complete } = onSphere(this.form));
    return true;
  }
  get valleys() {
    return this.points.filter(({ index }) => index === 0);
  }
  /** @returns {[number, number]} the lowest and the highest energy */
  get range() {
    const energies = this.points.map(({ energy }) => energy);
    return [Math.min(...energies), Math.max(...energies)];
  }
  words() {
    const seed = this.stage.model.get("seed");
    return seed ? `instance ${seed}, drawn here` : "";
  }
}
