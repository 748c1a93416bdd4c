// A canvas that fills its place in the figure, is sharp on any screen, and hears one pointer.

/** @import { Stage } from "./stage" */

import { element, penOf } from "./dom.js";

/**
 * drag(x, y, dx, dy, first) while one pointer is held, a finger's from its tap or from where it has
 * moved far enough to mean the figure and not the page; drop() at its end; tap(x, y) where it was
 * released without having moved; hover(x, y), or hover(null) outside; undo() takes back what the
 * kind keeps besides the state, where a drag has become the page's scroll or pinch.
 * @typedef {object} Hearing
 * @property {(x: number, y: number, dx: number, dy: number, first: boolean) => void} [drag]
 * @property {() => void} [drop]
 * @property {(x: number, y: number) => void} [tap]
 * @property {(x: number | null, y: number) => void} [hover]
 * @property {() => void} [undo]
 */

/** What is said of a panel whose values the arrow keys read. */
export const READ = "Left and right arrow keys read the values.";
const STILL = 5; // px: a pointer that moved less has tapped
const MEANT = 6; // px: a finger that moved so far, sideways where the page scrolls, means the figure
const LINGER = 2500; // ms that what a finger has read stays

export class Panel {
  /**
   * @param {Stage} stage
   * @param {{ area: string, hint?: string, touch?: string, cursor?: string, solid?: boolean }} options
   *   what keys do is said in `hint`; `touch` is what the page may do with a finger on the panel;
   *   a `solid` body lies between what is behind it and the marks before it, each a canvas.
   */
  constructor(stage, { area, hint = "", touch = "pan-y pinch-zoom", cursor = "", solid = false }) {
    this.stage = stage;
    this.hint = hint;
    this.canvas = element("canvas", { role: "img", "aria-label": stage.definition.alt });
    if (hint) this.canvas.tabIndex = 0;
    this.canvas.style.touchAction = touch;
    if (cursor) this.canvas.style.cursor = cursor;
    this.node = element("div", { class: "ce-panel", style: `grid-area: ${area}` }, this.canvas);
    this.ink = penOf(this.canvas);
    /** The pen behind a body; the panel's own where there is none. */
    this.behind = solid ? penOf(this.layer()) : this.ink;
    this.width = this.height = this.scale = 0;
    this.rim = 0; // where the box of its plot begins
  }

  /**
   * Take the size of the place and clear it; false if there is none.
   * @param {number} scale pixels of the screen in one of ours
   */
  fit(scale) {
    [this.width, this.height, this.scale] = [this.node.clientWidth, this.node.clientHeight, scale];
    const size = [Math.round(this.width * scale), Math.round(this.height * scale)];
    for (const { canvas } of [this.behind, this.ink])
      if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    for (const ink of [this.behind, this.ink]) {
      ink.setTransform(scale, 0, 0, scale, 0, 0);
      ink.clearRect(0, 0, this.width, this.height);
    }
    return this.width > 40 && this.height > 40;
  }
  /** A further canvas just below the panel's own. */
  layer() {
    const canvas = element("canvas", { "aria-hidden": "true" });
    this.canvas.before(canvas);
    return canvas;
  }
  /**
   * What the picture shows, for those who do not see it.
   * @param {string} text
   */
  name(text) {
    const whole = this.hint ? `${text} ${this.hint}` : text;
    if (this.canvas.getAttribute("aria-label") !== whole) this.canvas.setAttribute("aria-label", whole);
  }

  /**
   * Where the pointer is, in the panel's own pixels, also inside a scaled slide.
   * @param {PointerEvent} event
   * @returns {[number, number]}
   */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * this.width) / box.width, ((event.clientY - box.top) * this.height) / box.height];
  }
  /**
   * Whether a finger that has moved so far means the figure; else it may be on its way past it.
   * @param {number} dx
   * @param {number} dy
   */
  meant(dx, dy) {
    const scrolls = this.canvas.style.touchAction.includes("pan-y");
    return Math.abs(dx) > MEANT ? !scrolls || Math.abs(dx) > Math.abs(dy) : !scrolls && Math.abs(dy) > MEANT;
  }
  /** @param {Hearing} hearing */
  point({ drag, drop, tap, hover, undo }) {
    /** @type {{ id: number, last: [number, number], way: number, begun: boolean, state: Record<string, any> } | null} */
    let held = null;
    let late = 0;
    const hear = (/** @type {string} */ name, /** @type {(event: PointerEvent, finger: boolean) => void} */ action) =>
      this.canvas.addEventListener(name, (event) => action(/** @type {PointerEvent} */ (event), /** @type {PointerEvent} */ (event).pointerType === "touch"));
    const leave = () => hover && hover(null, 0);
    const begin = (/** @type {NonNullable<typeof held>} */ grip) => {
      grip.begun = true;
      if (drag) drag(...grip.last, 0, 0, true);
    };
    const giveUp = () => {
      if (held?.begun) {
        this.stage.restore(held.state);
        if (undo) undo();
      }
      held = null;
    };
    hear("pointerdown", (event, finger) => {
      if (held && event.pointerId !== held.id) return giveUp(); // two fingers: the page's pinch, not ours
      if (!(drag || tap || hover) || event.button || !event.isPrimary) return;
      clearTimeout(late);
      held = { id: event.pointerId, last: this.place(event), way: 0, begun: false, state: this.stage.state() };
      this.canvas.setPointerCapture(event.pointerId);
      if (!finger) begin(held);
    });
    hear("pointermove", (event, finger) => {
      const now = this.place(event);
      if (held && event.pointerId === held.id) {
        const [dx, dy] = [now[0] - held.last[0], now[1] - held.last[1]];
        if (!held.begun && this.meant(dx, dy)) begin(held);
        if (!held.begun) {
          if (Math.hypot(dx, dy) > 2 * MEANT) held = null; // on its way past
          return;
        }
        held.way += Math.hypot(dx, dy);
        held.last = now;
        if (drag) drag(...now, dx, dy, false);
      }
      if (hover && event.isPrimary && (held || !finger)) hover(...now);
    });
    hear("pointerup", (event, finger) => {
      if (!held || event.pointerId !== held.id) return;
      const grip = held;
      if (!grip.begun) begin(grip);
      held = null;
      if (tap && grip.way < STILL) tap(...grip.last);
      if (drop) drop();
      if (hover && finger && grip.way < STILL) hover(...grip.last);
    });
    hear("pointercancel", giveUp);
    hear("pointerleave", (_, finger) => {
      if (finger) late = setTimeout(leave, LINGER);
      else leave();
    });
  }
  /** @param {(dx: number, dy: number) => void} move to the right and up */
  arrows(move) {
    this.keys({ ArrowLeft: (n) => move(-n, 0), ArrowRight: (n) => move(n, 0), ArrowUp: (n) => move(0, n), ArrowDown: (n) => move(0, -n) });
  }
  /** @param {(steps: number) => void} step to the right, or to the left where it is negative */
  across(step) {
    this.keys({ ArrowLeft: (n) => step(-n), ArrowRight: step });
  }
  /**
   * What keys do on the panel; the shift key makes five moves of one.
   * @param {Record<string, (times: number) => void>} moves
   */
  keys(moves) {
    this.canvas.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      move(event.shiftKey ? 5 : 1);
    });
  }
}
