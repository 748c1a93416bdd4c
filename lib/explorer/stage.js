// The frame around a figure: its elements, what it listens to, and when it is drawn. A kind of
// figure hands over `draw(stage)`, which lays out its panels and returns { paint, say, reset }.

let serial = 0;

class Stage {
  constructor(model, el) {
    this.model = model;
    this.definition = model.get("definition");
    this.numbers = new Numbers(model);
    this.panels = [];
    this.controls = new Map();
    this.undo = [];
    this.serial = ++serial;
    this.build(el);
  }

  // ---- the page's elements
  build(el) {
    const { id, kind, title, sliders } = this.definition;
    this.row = element("div", { class: "ce-panels" });
    this.bars = element("div", { class: "ce-controls" });
    this.words = element("p", { class: "ce-words", "aria-live": "polite" });
    const back = element("button", { type: "button", class: "ce-button" }, "Reset");
    this.listen(back, "click", () => this.reset());
    // JupyterLab takes arrow keys for itself unless the root says otherwise.
    this.root = element("div", {
      class: "course-explorer", role: "group", "aria-label": title, "data-kind": kind,
      "data-lm-suppress-shortcuts": "true",
    }, element("div", { class: "ce-title" }, title), this.row, this.bars,
    element("div", { class: "ce-foot" }, this.words, back));
    this.listen(this.root, "keydown", (event) => event.stopPropagation());
    if (!document.getElementById(id)) this.root.id = id;
    el.append(this.root);
    sliders.forEach((slider) => addStored(this, slider));
  }
  panel(options) {
    const panel = new Panel(this, options);
    this.panels.push(panel);
    (options.into || this.row).append(panel.node);
    return panel;
  }
  listen(target, name, action, options) {
    target.addEventListener(name, action, options);
    this.undo.push(() => target.removeEventListener(name, action, options));
  }
  watch(name, action) {
    this.model.on(name, action);
    this.undo.push(() => this.model.off(name, action));
  }
  put(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  get position() {
    return this.model.get("position");
  }
  move(places) {
    this.put("position", { ...this.position, ...places });
    this.show();
  }
  text(slider, place) {
    const near = Math.round(place);
    return Math.abs(place - near) < 1e-9 ? slider.texts[near] : format(valueAt(slider, place));
  }
  // All sliders and their values, for the names of pictures.
  where() {
    return this.definition.sliders
      .map((slider) => `${slider.label}: ${this.text(slider, this.position[slider.name])}`)
      .join(", ");
  }
  reset() {
    this.controls.forEach((control) => control.halt && control.halt());
    for (const [name, value] of Object.entries(this.definition.startView)) this.model.set(name, value);
    if (this.figure.reset) this.figure.reset();
    this.move(this.definition.start);
  }

  array(key) {
    return this.numbers.array(key);
  }
  range(...keys) {
    return this.numbers.range(...keys);
  }
  // What is read out besides: numbers of the definition, a failure, an answer that is awaited.
  asides() {
    const { error } = this.model.get("answer") || {};
    const waiting = this.numbers.awaited() && !error ? "computing …" : "";
    return [...this.counted(), error, waiting];
  }
  counted() {
    return this.definition.numbers
      .map((name) => [name, this.array(`number ${name}`)[0]])
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => `${name}: ${format(value)}`);
  }

  // ---- drawing: at most once a screen frame
  show() {
    if (!this.pending) this.pending = requestAnimationFrame(() => this.paint());
  }
  paint() {
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    if (!this.root.isConnected) return;
    this.narrow = this.root.clientWidth < NARROW;
    this.root.classList.toggle("ce-narrow", this.narrow);
    this.theme = this.theme || readTheme(this.root);
    this.controls.forEach((control) => control.refresh());
    const scale = this.printing ? 3 : Math.min(window.devicePixelRatio || 1, 3);
    if (!this.panels.map((panel) => panel.fit(scale)).every(Boolean)) return;
    this.figure.paint();
    const words = [this.figure.say(), ...this.asides()].filter(Boolean).join(" · ");
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  start(draw) {
    this.figure = draw(this);
    const sizes = new ResizeObserver(() => this.show());
    this.panels.forEach((panel) => sizes.observe(panel.node));
    this.undo.push(() => sizes.disconnect());
    const traits = ["position", "answer", ...Object.keys(this.definition.startView)];
    traits.forEach((name) => this.watch(`change:${name}`, () => this.show()));
    followTheme(this);
    followPrint(this);
    followLinks(this);
    this.paint();
  }
  stop() {
    cancelAnimationFrame(this.pending);
    this.undo.forEach((action) => action());
    this.root.remove();
  }
}

function mount({ model, el }, draw) {
  const stage = new Stage(model, el);
  stage.start(draw);
  return () => stage.stop();
}
