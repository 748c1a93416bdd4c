// The page's side of the explorers: what JupyterLab does for a widget, done here without a kernel.
// Each <course-explorer> carries its state, and a still picture for where no script runs.

/** @import { Model } from "./types" */

import { element } from "./dom.js";

/**
 * The part of a widget's model that a figure uses.
 * @implements {Model}
 */
class PageModel {
  page = true;
  /** @type {Map<string, Set<() => void>>} */
  listeners = new Map();

  /** @param {Record<string, any>} state */
  constructor(state) {
    this.state = state;
  }
  /** @param {string} name */
  get(name) {
    return this.state[name];
  }
  /**
   * @param {string} name
   * @param {unknown} value
   */
  set(name, value) {
    if (JSON.stringify(this.state[name]) === JSON.stringify(value)) return;
    this.state[name] = value;
    this.listeners.get(`change:${name}`)?.forEach((action) => action());
  }
  /**
   * @param {string} name
   * @param {() => void} action
   */
  on(name, action) {
    this.listeners.set(name, (this.listeners.get(name) || new Set()).add(action));
  }
  /**
   * @param {string} name
   * @param {() => void} action
   */
  off(name, action) {
    this.listeners.get(name)?.delete(action);
  }
  save_changes() {}
}

/**
 * Bring the figures of this page to life.
 * @param {(arguments_: { model: Model, el: HTMLElement }) => void} render
 */
export function host(render) {
  class CourseExplorer extends HTMLElement {
    connectedCallback() {
      if (this.begun) return;
      this.begun = true;
      if (document.readyState !== "loading") this.begin();
      else document.addEventListener("DOMContentLoaded", () => this.begin());
    }
    begin() {
      const still = this.querySelector(".ce-box");
      // A further picture of a figure of this page has no numbers of its own.
      const source = document.getElementById(this.dataset.of || "") || this;
      const data = source.querySelector("script[type='application/json']");
      try {
        render({ model: new PageModel(JSON.parse(data?.textContent || "")), el: this });
        still?.remove();
      } catch (error) {
        console.error(`${this.id} stays a picture:`, error);
        this.querySelectorAll(".ce-box").forEach((box) => box === still || box.remove());
        const reason = error instanceof Error ? error.message : String(error);
        still?.firstElementChild?.append(element("p", { class: "ce-reason" }, `Its script failed: ${reason}`));
      }
      this.dataset.ready = "";
    }
    begun = false;
  }
  customElements.define("course-explorer", CourseExplorer);
}
