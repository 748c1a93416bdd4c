// Small tools of all parts.

const NARROW = 560; // px: below it the panels stand under one another
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// Words of a link are compared without case, spaces, dashes and the typographic minus.
const plainWord = (text) => String(text).toLowerCase().replace(/−/g, "-").replace(/[\s_]+/g, "-");

// A number that begins a word of a link, or NaN.
const numberIn = (word) => parseFloat(String(word).replace("−", "-"));

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
  // Printers leave out what lies under a canvas: for them all goes on one.
  flatten() {
    for (const layer of [this.back, this.body]) this.ink.drawImage(layer, 0, 0, this.width, this.height);
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
