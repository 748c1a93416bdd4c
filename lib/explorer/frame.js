// What every explorer has, in both hosts: stored numbers, sliders, reset, read-out, theme, size.

function bytesOf(value) {
  if (typeof value !== "string") return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const text = atob(value), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// The stored frame of an array nearest to a position of the sliders (lib/explorer/store.py).
function storedFrame(definition, bytes, key, position) {
  const entry = definition.arrays[key];
  let k = 0;
  for (const name of entry.over) {
    const slider = definition.sliders.find(s => s.name === name);
    k = k * slider.values.length + Math.round(position[name]);
  }
  const size = entry.shape.reduce((a, b) => a * b, 1), data = new Float64Array(size);
  if (entry.bits) {
    const start = entry.offset + k * ((size + 7) >> 3);
    for (let i = 0; i < size; i++) data[i] = (bytes[start + (i >> 3)] >> (7 - (i & 7))) & 1;
  } else {
    const start = entry.offset + 2 * k * size, low = entry.low[k], span = entry.high[k] - low;
    for (let i = 0; i < size; i++) {
      const step = bytes[start + 2 * i] | (bytes[start + 2 * i + 1] << 8);
      data[i] = step > 65534 ? NaN : low + (span * step) / 65534;
    }
  }
  return { shape: entry.shape, data };
}

function samePosition(a, b) {
  return !!a && Object.keys(b).every(name => Math.abs((a[name] ?? -1) - b[name]) < 1e-9);
}

function number(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(2)
    : String(Number(value.toPrecision(4)));
  return text.replace("-", "−");
}

// The words for a slider at a position, which may stand between two stored values.
function valueText(slider, position) {
  const low = Math.min(Math.floor(position), slider.values.length - 1), part = position - low;
  if (part < 1e-9 || slider.words) return slider.texts[Math.round(position)];
  const a = slider.values[low], b = slider.values[low + 1];
  return number(slider.log ? a ** (1 - part) * b ** part : a + part * (b - a));
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function mount({ model, el }, draw) {
  const definition = model.get("definition"), bytes = bytesOf(model.get("payload"));
  const stage = element("div", { class: "ce-stage" }), controls = element("div", { class: "ce-controls" });
  const out = element("output", { class: "ce-read", "aria-live": "polite" });
  const reset = element("button", { type: "button", class: "ce-reset" }, "Reset");
  const root = element("div", {
    class: "ce", role: "group", "aria-label": definition.title, "data-lm-suppress-shortcuts": "true",
  }, element("p", { class: "ce-title" }, definition.title), stage, controls, out);
  // Lab would take the arrow keys for its own.
  root.addEventListener("keydown", event => event.stopPropagation());

  const api = {
    model, definition, stage, controls, element, number,
    position: () => model.get("position"),
    array(key) {
      const answer = model.get("answer") || {}, found = (answer.arrays || {})[key];
      if (!found || !samePosition(answer.position, api.position())) {
        return storedFrame(definition, bytes, key, api.position());
      }
      const raw = bytesOf(found.data).slice();
      return { shape: found.shape, data: new Float64Array(raw.buffer) };
    },
    range(key) {
      const entry = definition.arrays[key];
      return [Math.min(...entry.low), Math.max(...entry.high)];
    },
    set(name, value) { model.set(name, value); model.save_changes(); refresh(); },
    ink: () => getComputedStyle(root).color,
    slider: addSlider,
  };

  function addSlider({ label, max, step, at, text, move }) {
    const input = element("input", { type: "range", min: 0, max, step });
    const words = element("span", { class: "ce-value", "aria-hidden": "true" });
    const update = () => {
      input.value = at();
      words.textContent = text();
      input.setAttribute("aria-valuetext", text());
    };
    input.addEventListener("input", () => { move(Number(input.value)); });
    controls.append(element("label", { class: "ce-slider" }, element("span", {}, label), input, words));
    updates.push(update);
    return input;
  }

  const updates = [];
  for (const slider of definition.sliders) {
    const fine = model.get("live") && !slider.words;
    addSlider({
      label: slider.label, max: slider.values.length - 1, step: fine ? 0.05 : 1,
      at: () => api.position()[slider.name],
      text: () => valueText(slider, api.position()[slider.name]),
      move: value => api.set("position", { ...api.position(), [slider.name]: value }),
    });
  }
  const figure = draw(api);
  controls.append(reset);
  reset.addEventListener("click", () => {
    for (const [name, value] of Object.entries(definition.startView)) model.set(name, value);
    api.set("position", { ...definition.start });
  });

  function readout() {
    const where = definition.sliders.map(s => `${s.label}: ${valueText(s, api.position()[s.name])}`);
    const counted = definition.numbers.map(name =>
      `${name}: ${number(storedFrame(definition, bytes, `number ${name}`, api.position()).data[0])}`);
    return [...where, ...counted, ...figure.read()].join("; ");
  }

  let waiting = 0;
  function refresh() {
    if (waiting) return;
    waiting = requestAnimationFrame(() => {
      waiting = 0;
      updates.forEach(update => update());
      figure.paint();
      out.textContent = readout();
    });
  }

  const traits = ["position", "answer", ...Object.keys(definition.startView)];
  traits.forEach(name => model.on(`change:${name}`, refresh));
  el.append(root);
  const themes = new MutationObserver(refresh);
  for (const node of [document.documentElement, document.body]) {
    themes.observe(node, { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light", "class"] });
  }
  const sizes = new ResizeObserver(refresh);
  sizes.observe(stage);
  refresh();
  return () => { themes.disconnect(); sizes.disconnect(); };
}
