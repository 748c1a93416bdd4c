// The frame around a figure: its elements, what it listens to, and when it is drawn. A kind of
// figure is a function that lays out its panels and returns { paint, say, … }.

/** @import { Control, Definition, Figure, Model, SliderDefinition, Theme } from "./types" */

import { followLinks, shareSoon } from "./address.js";
import { addStored, valueAt } from "./controls.js";
import { calm, element } from "./dom.js";
import { Numbers } from "./numbers.js";
import { Panel } from "./panel.js";
import { followPrint, followTheme, readTheme } from "./theme.js";
import { format } from "./words.js";

const NARROW = 560; // px: below it panels stand under one another, as the style sheet says too
let serial = 0;

export class Stage {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.model = model;
    /** @type {Definition} */
    this.definition = model.get("definition");
    this.numbers = new Numbers(model);
    /** @type {Panel[]} */
    this.panels = [];
    /** @type {Map<string, Control>} */
    this.controls = new Map();
    /** @type {(() => void)[]} */
    this.undo = [];
    /** @type {Set<(seconds: number) => boolean>} */
    this.running = new Set();
    /** @type {(() => void)[]} what is to be done when the figure leaves the screen */
    this.leaving = [];
    /** @type {Figure | null} */
    this.figure = null;
    /** @type {Theme | null} */
    this.colours = null;
    this.serial = ++serial;
    this.awake = this.narrow = this.printing = this.quiet = false;
    this.pending = this.beat = this.before = 0;
    const { id, kind, alt, caption, sliders, heights } = this.definition;
    this.row = element("div", { class: "ce-panels" });
    this.bars = element("div", { class: "ce-controls" });
    this.words = element("p", { class: "ce-words", "aria-live": "polite" });
    this.buttons = element("div", { class: "ce-buttons" });
    // JupyterLab takes arrow keys for itself unless the root says otherwise.
    this.root = element("div", {
      class: "course-explorer", role: "group", "aria-label": alt, "data-kind": kind,
      "data-lm-suppress-shortcuts": "true",
    }, this.row, this.bars, element("div", { class: "ce-foot" }, this.words, this.buttons));
    const size = `--wide: ${heights[0]}px; --narrow: ${heights[1]}px`;
    this.box = element("div", { class: "ce-box", style: size }, this.root);
    if (!this.model.page) this.box.append(element("p", { class: "ce-caption" }, caption));
    this.listen(this.root, "keydown", (event) => event.stopPropagation());
    if (!document.getElementById(id)) this.box.id = id;
    el.append(this.box);
    sliders.forEach((slider) => addStored(this, slider));
  }

  // ---- the page's elements
  /**
   * Where the panels stand: CSS grid templates, beside one another and under one another.
   * @param {string} wide
   * @param {string} narrow
   */
  lay(wide, narrow) {
    this.row.style.setProperty("--wide-grid", wide);
    this.row.style.setProperty("--narrow-grid", narrow);
  }
  /**
   * Panels beside one another, all of one width; on a phone under one another.
   * @param {string[]} areas
   */
  layRow(areas) {
    const each = areas.map(() => "minmax(0, 1fr)").join(" ");
    this.lay(`"${areas.join(" ")}" / ${each}`, areas.map((area) => `"${area}" minmax(0, 1fr)`).join(" "));
  }
  /** @param {ConstructorParameters<typeof Panel>[1]} options */
  panel(options) {
    const panel = new Panel(this, options);
    this.panels.push(panel);
    this.row.append(panel.node);
    return panel;
  }
  /**
   * @param {string} text
   * @param {() => void} action
   * @param {Record<string, string>} [attributes]
   */
  button(text, action, attributes = {}) {
    const button = element("button", { type: "button", class: "ce-button", ...attributes }, text);
    this.listen(button, "click", action);
    this.buttons.append(button);
    return button;
  }
  /**
   * @param {EventTarget} target
   * @param {string} name
   * @param {(event: any) => void} action
   * @param {boolean} [capture]
   */
  listen(target, name, action, capture = false) {
    target.addEventListener(name, action, capture);
    this.undo.push(() => target.removeEventListener(name, action, capture));
  }

  // ---- what the reader changes, and Python sees
  /**
   * @param {string} name
   * @param {unknown} value
   */
  put(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
    shareSoon(this);
    this.show();
  }
  /** @returns {Record<string, number>} */
  get position() {
    return this.model.get("position");
  }
  /** @param {Record<string, number>} places */
  move(places) {
    this.put("position", { ...this.position, ...places });
    if (this.figure?.moved) this.figure.moved();
  }
  /** What the reader has changed so far, for `restore`. */
  state() {
    const names = ["position", ...Object.keys(this.definition.startView)];
    return Object.fromEntries(names.map((name) => [name, this.model.get(name)]));
  }
  /** @param {Record<string, any>} state */
  restore(state) {
    for (const [name, value] of Object.entries(state)) if (this.model.get(name) !== value) this.put(name, value);
  }
  reset() {
    this.running.clear();
    this.controls.forEach((control) => control.halt && control.halt());
    for (const [name, value] of Object.entries(this.definition.startView)) this.model.set(name, value);
    if (this.figure?.reset) this.figure.reset();
    this.move(this.definition.start);
  }

  // ---- numbers and words
  /**
   * The value at which a slider stands.
   * @param {string} name
   */
  value(name) {
    const slider = this.numbers.sliders.get(name);
    if (!slider) throw new Error(`${this.definition.id} has no slider ${name}`);
    return valueAt(slider, this.position[name]);
  }
  /** @param {string} key */
  array(key) {
    return this.numbers.array(key);
  }
  /** @param {string[]} keys */
  range(...keys) {
    return this.numbers.range(...keys);
  }
  /**
   * @param {SliderDefinition} slider
   * @param {number} place
   */
  text(slider, place) {
    const near = Math.round(place);
    return Math.abs(place - near) < 1e-9 ? slider.labels[near] : format(+valueAt(slider, place));
  }
  /** All sliders and their values, for the names of pictures. */
  where() {
    return this.definition.sliders
      .map((slider) => `${slider.label}: ${this.text(slider, this.position[slider.name])}`)
      .join(", ");
  }
  /** What is read out besides: numbers of the definition, and whether it is between frames. */
  asides() {
    return [...this.counted(), this.numbers.interpolated() ? "a straight line between frames" : ""];
  }
  counted() {
    return this.definition.numbers
      .map((name) => ({ name, value: this.array(`number ${name}`)[0] }))
      .filter(({ value }) => Number.isFinite(value))
      .map(({ name, value }) => `${name}: ${format(value)}`);
  }
  get theme() {
    this.colours = this.colours || readTheme(this.root);
    return this.colours;
  }
  forgetTheme() {
    this.colours = null;
  }

  // ---- drawing: at most once a screen frame
  show() {
    if (!this.pending) this.pending = requestAnimationFrame(() => this.paint());
  }
  paint() {
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    if (!this.figure || !this.root.isConnected) return;
    this.narrow = this.box.clientWidth < NARROW;
    this.controls.forEach((control) => control.refresh && control.refresh());
    const zoom = this.root.currentCSSZoom || 1; // of a slide
    const scale = this.printing ? 3 : Math.min((window.devicePixelRatio || 1) * zoom, 3);
    if (!this.panels.map((panel) => panel.fit(scale)).every(Boolean)) return;
    this.figure.paint();
    const words = [this.figure.say(), ...this.asides()].filter(Boolean).join(" · ");
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  /**
   * Call `tick(seconds since the last call)` each screen frame until it returns false; out of view
   * it rests.
   * @param {(seconds: number) => boolean} tick
   * @returns {() => void} ends it
   */
  animate(tick) {
    this.running.add(tick);
    this.wake();
    return () => this.running.delete(tick);
  }
  wake() {
    if (this.beat || !this.awake || !this.running.size) return;
    this.before = performance.now();
    const step = (/** @type {number} */ now) => {
      const seconds = Math.min(Math.max(now - this.before, 0) / 1000, 0.05);
      this.before = now;
      for (const tick of [...this.running]) if (!tick(seconds)) this.running.delete(tick);
      this.paint();
      this.beat = this.awake && this.running.size && this.root.isConnected ? requestAnimationFrame(step) : 0;
    };
    this.beat = requestAnimationFrame(step);
  }
  /**
   * Run a change over a third of a second, at once where the reader wants no motion.
   * @param {(share: number) => void} change
   * @param {() => void} [done]
   */
  glide(change, done = () => {}) {
    let time = 0;
    const finish = () => {
      change(1);
      done();
      this.show();
      return false;
    };
    if (calm() || this.printing || !this.awake) {
      finish();
      return () => {};
    }
    return this.animate((seconds) => {
      time += seconds / 0.32;
      if (time >= 1) return finish();
      change(time * time * (3 - 2 * time));
      return true;
    });
  }

  /** @param {(stage: Stage) => Figure} draw */
  start(draw) {
    this.figure = draw(this);
    this.button("↺", () => this.reset(), { "aria-label": "Reset", title: "Reset" });
    const sizes = new ResizeObserver(() => this.show());
    this.panels.forEach((panel) => sizes.observe(panel.node));
    const view = new IntersectionObserver(([{ isIntersecting }]) => this.look(isIntersecting), { rootMargin: "80px" });
    view.observe(this.box);
    this.undo.push(() => sizes.disconnect(), () => view.disconnect());
    for (const name of ["position", ...Object.keys(this.definition.startView)]) {
      const renew = () => this.show();
      this.model.on(`change:${name}`, renew);
      this.undo.push(() => this.model.off(`change:${name}`, renew));
    }
    followTheme(this);
    followPrint(this);
    followLinks(this);
    this.paint();
  }
  /** @param {boolean} seen */
  look(seen) {
    if (seen === this.awake) return;
    this.awake = seen;
    if (!seen) this.leaving.forEach((action) => action());
    else this.show();
    this.wake();
  }
  stop() {
    this.running.clear();
    cancelAnimationFrame(this.pending);
    this.undo.forEach((action) => action());
    this.box.remove();
  }
}
