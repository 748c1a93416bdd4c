// The page's side of the explorers: what JupyterLab does for a widget, done here without a kernel.
// A classic script without a bundle, so a page opened from a file works too. Each <course-explorer>
// carries its state; the module that draws it is loaded only where its kind is used.
(() => {
  const here = document.currentScript.src.replace(/[^/]*$/, "");
  window.courseExplorers = window.courseExplorers || {}; // kind → text of its module
  const modules = {};

  // The part of a widget's model that a module uses.
  class Model {
    constructor(state) {
      this.state = state;
      this.listeners = {};
      this.page = true;
    }
    get(name) {
      return this.state[name];
    }
    set(name, value) {
      if (JSON.stringify(this.state[name]) === JSON.stringify(value)) return;
      this.state[name] = value;
      for (const action of this.listeners[`change:${name}`] || []) action();
    }
    on(name, action) {
      (this.listeners[name] = this.listeners[name] || []).push(action);
    }
    off(name, action) {
      const kept = (this.listeners[name] || []).filter((other) => action && other !== action);
      this.listeners[name] = kept;
    }
    save_changes() {}
    send() {}
  }

  function script(kind) {
    if (window.courseExplorers[kind]) return Promise.resolve();
    return new Promise((done, fail) => {
      const node = document.createElement("script");
      node.src = `${here}explorers/${kind}.js`;
      node.onload = done;
      node.onerror = () => fail(new Error(`cannot load ${node.src}`));
      document.head.append(node);
    });
  }

  async function load(kind) {
    await script(kind);
    const text = new Blob([window.courseExplorers[kind]], { type: "text/javascript" });
    const address = URL.createObjectURL(text);
    const module = await import(address);
    URL.revokeObjectURL(address);
    return module.default;
  }

  class CourseExplorer extends HTMLElement {
    connectedCallback() {
      if (this.begun) return;
      this.begun = true;
      if (document.readyState !== "loading") this.begin();
      else document.addEventListener("DOMContentLoaded", () => this.begin());
    }
    async begin() {
      const kind = this.getAttribute("kind");
      try {
        const state = JSON.parse(this.querySelector("script[type='application/json']").textContent);
        modules[kind] = modules[kind] || load(kind);
        (await modules[kind]).render({ model: new Model(state), el: this });
      } catch (error) {
        console.error(`${this.id} stays a picture:`, error);
        const text = this.querySelector("noscript").textContent;
        this.append(...new DOMParser().parseFromString(text, "text/html").body.children);
      }
      this.dataset.ready = "";
    }
  }
  customElements.define("course-explorer", CourseExplorer);
})();
