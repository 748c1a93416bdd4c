// The static host of the explorers: no kernel, no server, no network. Classic, so that it also runs
// on a page opened from a file. A kind's module is loaded when the page has such a figure.
(() => {
  const here = document.currentScript.src.replace(/[^/]*$/, "");
  window.courseExplorers = window.courseExplorers || {};

  // What an ES module of an anywidget expects of its model.
  class Model {
    constructor(state) { this.state = state; this.heard = {}; }
    get(name) { return this.state[name]; }
    set(name, value) {
      this.state[name] = value;
      (this.heard[`change:${name}`] || []).forEach(listener => listener());
    }
    on(event, listener) { (this.heard[event] = this.heard[event] || []).push(listener); }
    off(event, listener) { this.heard[event] = (this.heard[event] || []).filter(f => f !== listener); }
    save_changes() {}
    send() {}
  }

  const loading = {};
  function moduleOf(kind) {
    return loading[kind] = loading[kind] || new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `${here}explorers/${kind}.js`;
      script.onerror = () => failed(new Error(`the script of the ${kind} explorer is missing`));
      script.onload = () => {
        const blob = new Blob([window.courseExplorers[kind]], { type: "text/javascript" });
        import(URL.createObjectURL(blob)).then(module => done(module.default), failed);
      };
      document.head.append(script);
    });
  }

  customElements.define("course-explorer", class extends HTMLElement {
    connectedCallback() {
      if (this.started) return;
      this.started = true;
      // The state is a child, which may not be parsed yet.
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.start());
      else this.start();
    }
    async start() {
      this.model = new Model(JSON.parse(this.querySelector("script").textContent));
      const module = await moduleOf(this.getAttribute("kind"));
      const el = document.createElement("div");
      this.append(el);
      module.render({ model: this.model, el });
      if (location.hash.startsWith(`#${this.id}`)) follow(location.hash);
    }
    // Move sliders to values: {zoom: "8", normalisation: "filter"}; other names are traits.
    move(values) {
      const definition = this.model.get("definition"), position = { ...this.model.get("position") };
      for (const [name, text] of Object.entries(values)) {
        const slider = definition.sliders.find(s => s.name === name);
        if (slider) position[name] = nearest(slider, text);
        else if (name in definition.startView) this.model.set(name, Number(text));
      }
      this.model.set("position", position);
    }
  });

  function nearest(slider, text) {
    const word = slider.values.findIndex((v, k) => String(v) === text || slider.texts[k] === text);
    if (word >= 0 || slider.words) return Math.max(0, word);
    const gaps = slider.values.map(v => Math.abs(v - Number(text)));
    return gaps.indexOf(Math.min(...gaps));
  }

  // "#explorer-01-plane:zoom=8,normalisation=filter"
  function follow(hash) {
    const [name, settings = ""] = decodeURIComponent(hash.slice(1)).split(":");
    const figure = document.getElementById(name);
    if (!figure || !figure.model) return false;
    const pairs = settings.split(",").filter(Boolean).map(pair => pair.split("="));
    figure.move(Object.fromEntries(pairs));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    figure.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    return true;
  }

  document.addEventListener("click", event => {
    const link = event.target.closest && event.target.closest("a[href*='#explorer-']");
    if (!link || link.pathname !== location.pathname) return;
    if (follow(link.hash)) { event.preventDefault(); history.replaceState(null, "", link.hash); }
  });
})();
