// What every explorer has, whatever it draws: sliders, keys, a spoken read-out, reset, both themes,
// the printed picture, and links in the prose that move sliders. A kind of figure hands over
// `draw(stage)`, which lays out its panels and returns { paint, say }.

const STEPS = 65534; // as in store.py: 65535 stands for "no value"
const NARROW = 560; // px: below it the panels stand under one another
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
let serial = 0;

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// A page without a kernel carries bytes as text; a kernel sends them as they are.
function bytes(value) {
  if (typeof value !== "string") return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
}

// Words of a link are compared without case, spaces, dashes and the typographic minus.
const plainWord = (text) => String(text).toLowerCase().replace(/−/g, "-").replace(/[\s_]+/g, "-");

// A canvas that keeps to its column's width and is sharp on any screen.
class Panel {
  constructor(stage, { height, touch = "auto", focus = "", body = false }) {
    this.stage = stage;
    this.heightFor = height;
    this.canvas = element("canvas", { role: "img", "aria-label": stage.definition.title });
    if (focus) this.canvas.tabIndex = 0;
    this.hint = focus;
    this.canvas.style.touchAction = touch;
    this.node = element("div", { class: "ce-panel" }, this.canvas);
    this.ink = this.canvas.getContext("2d");
    this.layers = [this.canvas];
    if (body) this.addBody();
    this.settled = this.width = this.height = 0;
  }
  // A solid body lies between what is behind it and the numbers before it, each a canvas.
  addBody() {
    [this.back, this.body] = [0, 1].map(() => element("canvas", { "aria-hidden": "true" }));
    this.behind = this.back.getContext("2d");
    this.node.classList.add("ce-layers");
    this.node.prepend(this.back, this.body);
    this.layers.push(this.back);
  }
  // The height follows the width only when it really changes, so a scroll bar that comes and goes
  // cannot make the figure swing.
  fit(scale) {
    this.width = this.node.clientWidth;
    if (Math.abs(this.width - this.settled) > 24 || !this.height) this.settled = this.width;
    this.height = Math.round(this.heightFor(this.settled, this.stage.narrow));
    const size = [Math.round(this.width * scale), Math.round(this.height * scale)];
    for (const layer of this.layers) {
      if (layer.width !== size[0] || layer.height !== size[1]) [layer.width, layer.height] = size;
      const ink = layer.getContext("2d");
      ink.setTransform(scale, 0, 0, scale, 0, 0);
      ink.clearRect(0, 0, this.width, this.height);
    }
    for (const layer of this.node.children) layer.style.height = `${this.height}px`;
    this.scale = scale;
    return this.width > 40;
  }
  name(text) {
    const whole = this.hint ? `${text} ${this.hint}` : text;
    if (this.canvas.getAttribute("aria-label") !== whole) this.canvas.setAttribute("aria-label", whole);
  }
  // Where the pointer is, in the panel's own pixels, also inside a scaled slide.
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * this.width) / box.width,
      ((event.clientY - box.top) * this.height) / box.height,
    ];
  }
  // drag(x, y, {dx, dy, first}) while held, drop() at its end; hover(x, y), or hover(null) outside.
  point({ drag, hover, drop }) {
    let last = null;
    const canvas = this.canvas;
    canvas.addEventListener("pointerdown", (event) => {
      if (!drag || event.button) return;
      last = this.place(event);
      canvas.setPointerCapture(event.pointerId);
      drag(...last, { dx: 0, dy: 0, first: true });
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = this.place(event);
      if (last) drag(...now, { dx: now[0] - last[0], dy: now[1] - last[1], first: false });
      if (last) last = now;
      if (hover) hover(...now);
    });
    const end = () => {
      if (last && drop) drop();
      last = null;
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    canvas.addEventListener("pointerleave", () => hover && hover(null));
  }
  // {key: move(times)}; the shift key makes five moves of one.
  keys(moves) {
    this.canvas.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      move(event.shiftKey ? 5 : 1);
    });
  }
}

class Stage {
  constructor(model, el) {
    this.model = model;
    this.definition = model.get("definition");
    this.payload = bytes(model.get("payload"));
    this.frames = new Map();
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
    sliders.forEach((slider) => this.addStored(slider));
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

  // ---- sliders
  addStored(slider) {
    const last = slider.values.length - 1;
    const live = this.model.get("live") && !slider.words;
    this.addSlider({
      name: slider.name, label: slider.label, play: slider.play,
      min: 0, max: last, step: live ? 0.1 : 1,
      get: () => this.position[slider.name],
      set: (place) => this.move({ [slider.name]: place }),
      text: (place) => this.text(slider, place),
      find: (word) => findPlace(slider, word, live),
    });
  }
  addSlider(control) {
    const id = `${this.definition.id}-${this.serial}-${control.name}`;
    const input = element("input", {
      type: "range", id, min: control.min, max: control.max, step: control.step,
      "data-slider": control.name,
    });
    const value = element("span", { class: "ce-value", "aria-hidden": "true" });
    const row = element("div", { class: "ce-slider" }, element("label", { for: id }, control.label), input, value);
    this.listen(input, "input", () => control.set(+input.value));
    if (control.play) row.append(this.playButton(control));
    control.refresh = () => {
      const now = control.get(), text = control.text(now);
      if (+input.value !== now) input.value = now;
      input.setAttribute("aria-valuetext", text);
      value.textContent = text;
      input.style.setProperty("--part", clamp((now - control.min) / (control.max - control.min || 1), 0, 1));
    };
    this.bars.append(row);
    this.controls.set(plainWord(control.name), control);
  }
  playButton(control) {
    const button = element("button", { type: "button", class: "ce-button ce-play" });
    let timer = null;
    const label = () => {
      button.textContent = timer ? "❚❚" : "▶";
      button.setAttribute("aria-label", `${timer ? "Pause" : "Play"}: ${control.label}`);
    };
    const stop = () => {
      clearInterval(timer);
      timer = null;
      label();
    };
    const step = () => {
      if (control.get() >= control.max) return stop();
      control.set(Math.min(control.max, Math.round(control.get()) + 1));
    };
    this.listen(button, "click", () => {
      if (timer) return stop();
      if (control.get() >= control.max) control.set(control.min);
      timer = setInterval(step, clamp(6000 / (control.max - control.min), 60, 400));
      label();
    });
    control.halt = stop;
    this.undo.push(stop);
    label();
    return button;
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
      .map((slider) => `${slider.label} ${this.text(slider, this.position[slider.name])}`)
      .join(", ");
  }
  reset() {
    this.controls.forEach((control) => control.halt && control.halt());
    for (const [name, value] of Object.entries(this.definition.startView)) this.model.set(name, value);
    if (this.figure.reset) this.figure.reset();
    this.move(this.definition.start);
  }

  // ---- numbers
  array(key) {
    const answer = this.model.get("answer");
    if (answer && answer.arrays && answer.arrays[key] && samePlace(answer.position, this.position)) {
      if (this.answerOf !== answer) [this.answerOf, this.answered] = [answer, new Map()];
      if (!this.answered.has(key)) this.answered.set(key, new Float64Array(bytes(answer.arrays[key].data).slice().buffer));
      return this.answered.get(key);
    }
    return this.stored(key, this.frameOf(key));
  }
  frameOf(key) {
    return this.definition.arrays[key].over.reduce((k, name) => {
      const slider = this.definition.sliders.find((other) => other.name === name);
      return k * slider.values.length + Math.round(this.position[name]);
    }, 0);
  }
  stored(key, k) {
    const tag = `${key}/${k}`;
    if (!this.frames.has(tag)) this.frames.set(tag, this.decode(this.definition.arrays[key], k));
    return this.frames.get(tag);
  }
  decode(entry, k) {
    const size = entry.shape.reduce((a, b) => a * b, 1);
    if (entry.bits) {
      const start = entry.offset + k * Math.ceil(size / 8);
      return Uint8Array.from({ length: size }, (_, i) => (this.payload[start + (i >> 3)] >> (7 - (i & 7))) & 1);
    }
    const start = this.payload.byteOffset + entry.offset + 2 * k * size;
    const steps = new DataView(this.payload.buffer, start, 2 * size);
    const low = entry.low[k], rise = (entry.high[k] - low) / STEPS, out = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const step = steps.getUint16(2 * i, true);
      out[i] = step > STEPS ? NaN : low + rise * step;
    }
    return out;
  }
  // The least and greatest number of arrays over all their frames.
  range(...keys) {
    const entries = keys.map((key) => this.definition.arrays[key]);
    return [Math.min(...entries.flatMap((e) => e.low)), Math.max(...entries.flatMap((e) => e.high))];
  }
  numbers() {
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
    const problem = (this.model.get("answer") || {}).error;
    const words = [this.figure.say(), ...this.numbers(), problem].filter(Boolean).join(" · ");
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  start(draw) {
    this.figure = draw(this);
    const sizes = new ResizeObserver(() => this.show());
    this.panels.forEach((panel) => sizes.observe(panel.node));
    this.undo.push(() => sizes.disconnect());
    const traits = ["position", "answer", ...Object.keys(this.definition.startView)];
    traits.forEach((name) => this.watch(`change:${name}`, () => this.show()));
    this.followTheme();
    this.followPrint();
    this.followLinks();
    this.paint();
  }
  stop() {
    cancelAnimationFrame(this.pending);
    this.undo.forEach((action) => action());
    this.root.remove();
  }
  followTheme() {
    const renew = () => {
      this.theme = null;
      this.show();
    };
    const watcher = new MutationObserver(renew);
    const attributeFilter = ["class", "data-theme", "data-mode", "data-jp-theme-name"];
    for (const node of [document.documentElement, document.body])
      watcher.observe(node, { attributes: true, attributeFilter });
    this.undo.push(() => watcher.disconnect());
    this.listen(matchMedia("(prefers-color-scheme: dark)"), "change", renew);
    this.listen(window, "load", renew);
  }
  // Paper is white: print with dark ink, sharply, whatever the theme.
  followPrint() {
    const turn = (printing) => {
      this.printing = printing;
      this.root.classList.toggle("ce-print", printing);
      this.theme = null;
      this.paint();
    };
    this.listen(window, "beforeprint", () => turn(true));
    this.listen(window, "afterprint", () => turn(false));
  }

  // ---- links: <a href="#explorer-01-plane:zoom=8,normalisation=filter">
  followLinks() {
    this.listen(document, "click", (event) => {
      const link = event.target.closest && event.target.closest("a[href]");
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
      if (!link || elsewhere || !this.concerns(link.hash)) return;
      if (this.model.page && link.href.split("#")[0] !== location.href.split("#")[0]) return;
      event.preventDefault();
      event.stopPropagation();
      if (this.model.page && location.hash !== link.hash) history.pushState(null, "", link.hash);
      this.follow(link.hash);
    }, true);
    if (!this.model.page) return;
    const arrive = () => this.concerns(location.hash) && this.follow(location.hash);
    this.listen(window, "hashchange", arrive);
    setTimeout(arrive);
  }
  concerns(hash) {
    return (hash || "").startsWith(`#${this.definition.id}:`);
  }
  follow(hash) {
    const pairs = decodeURIComponent(hash.slice(this.definition.id.length + 2)).split(",");
    for (const pair of pairs) {
      const [name, word] = pair.split("=");
      const control = this.controls.get(plainWord(name));
      const place = control && word !== undefined ? control.find(word) : null;
      if (place === null) console.warn(`${this.definition.id}: ${pair} in a link leads nowhere`);
      else control.set(place);
    }
    this.paint();
    this.root.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    this.root.classList.remove("ce-found");
    requestAnimationFrame(() => this.root.classList.add("ce-found"));
  }
}

function valueAt(slider, place) {
  const low = Math.min(Math.floor(place), slider.values.length - 1), part = place - low;
  if (part < 1e-9 || slider.words) return slider.values[Math.round(place)];
  const [a, b] = [slider.values[low], slider.values[low + 1]];
  return slider.log ? Math.exp((1 - part) * Math.log(a) + part * Math.log(b)) : (1 - part) * a + part * b;
}

// A number that begins a word of a link, or NaN.
const numberIn = (word) => parseFloat(String(word).replace("−", "-"));

// The place of a word or number of a link: a label, a stored value, else the nearest one.
function findPlace(slider, word, live) {
  for (const names of [slider.texts, slider.values]) {
    const found = names.findIndex((name) => plainWord(name) === plainWord(word));
    if (found >= 0) return found;
  }
  const number = numberIn(word);
  if (slider.words || Number.isNaN(number)) return null;
  const steps = live ? 10 : 1;
  const places = Array.from({ length: steps * (slider.values.length - 1) + 1 }, (_, k) => k / steps);
  const misses = places.map((place) => Math.abs(valueAt(slider, place) - number));
  return places[misses.indexOf(Math.min(...misses))];
}

function samePlace(a, b) {
  return Object.keys(b).every((name) => Math.abs(a[name] - b[name]) < 1e-9);
}

// Colours of the page as they now are, whatever wrote them: a canvas turns them into numbers.
function readTheme(root) {
  const style = getComputedStyle(root);
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.fillStyle = style.color;
  probe.fillRect(0, 0, 1, 1);
  const ink = Array.from(probe.getImageData(0, 0, 1, 1).data).slice(0, 3);
  const dark = 0.3 * ink[0] + 0.6 * ink[1] + 0.1 * ink[2] > 128;
  const tint = (alpha) => `rgba(${ink.join(",")},${alpha})`;
  const own = ["--pst-color-background", "--jp-layout-color0"].map((name) => style.getPropertyValue(name).trim()).find(Boolean);
  const ground = root.classList.contains("ce-print") ? "#ffffff" : own || (dark ? "#14181e" : "#ffffff");
  root.style.setProperty("--ce-ground", ground);
  return { dark, tint, ink: tint(1), soft: tint(0.72), faint: tint(0.16), ground, family: style.fontFamily };
}

function mount({ model, el }, draw) {
  const stage = new Stage(model, el);
  stage.start(draw);
  return () => stage.stop();
}
