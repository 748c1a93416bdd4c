// Sliders, switches and rows of buttons: labels, words for their values, a button that plays them.

/** @import { Stage } from "./stage" */
/** @import { Control, SliderDefinition } from "./types" */

import { calm, element } from "./dom.js";
import { clamp, numberIn, plainWord } from "./words.js";

const LAP = 6; // seconds that the play button takes from one end to the other, at most

/**
 * A slider over stored values. If it is smooth it also stands between numbers.
 * @param {Stage} stage
 * @param {SliderDefinition} slider
 */
export function addStored(stage, slider) {
  const last = slider.values.length - 1, between = slider.smooth;
  const few = slider.words && last < 4 && slider.labels.join("").length <= 44;
  const step = between ? 1 / Math.max(10, Math.round(200 / last)) : 1;
  addControl(stage, {
    name: slider.name, label: slider.label, play: slider.play, min: 0, max: last, step,
    choices: few || (last === 1 && !between) ? slider.labels : undefined,
    get: () => stage.position[slider.name],
    set: (place) => stage.move({ [slider.name]: place }),
    text: (place) => stage.text(slider, place),
    word: (place) => wordOf(valueAt(slider, place)),
    find: (word) => findPlace(slider, word, between),
  });
}

/**
 * @param {Stage} stage
 * @param {Control} control
 */
export function addControl(stage, control) {
  const id = `${stage.definition.id}-${stage.serial}-${control.name.replace(/\W+/g, "-")}`;
  const row = control.choices ? choices(stage, control, id) : range(stage, control, id);
  if (control.play) row.append(playButton(stage, control));
  stage.bars.append(row);
  stage.controls.set(plainWord(control.name), control);
}

/**
 * A switch between words of the view, such as the scale.
 * @param {Stage} stage
 * @param {string} name
 * @param {string} label
 * @param {string[]} words
 */
export function addSwitch(stage, name, label, words) {
  addControl(stage, {
    name, label, min: 0, max: words.length - 1, step: 1, choices: words,
    get: () => words.indexOf(stage.model.get(name)),
    set: (place) => stage.put(name, words[place]),
    text: (place) => words[place],
    find: (word) => (words.includes(plainWord(word)) ? words.indexOf(plainWord(word)) : null),
  });
}

/**
 * @param {Stage} stage
 * @param {Control} control
 * @param {string} id
 */
function range(stage, control, id) {
  const { name, label, min, step } = control;
  const input = element("input", { type: "range", id, min, max: control.max, step, "data-slider": name });
  const value = element("span", { class: "ce-value", "aria-hidden": "true" });
  stage.listen(input, "input", () => {
    if (control.halt) control.halt();
    control.set(+input.value);
  });
  control.refresh = () => {
    const now = control.get(), text = control.text(now), { max } = control;
    if (+input.max !== max) input.max = String(max);
    if (Math.abs(+input.value - now) > 1e-9) input.value = String(now);
    input.setAttribute("aria-valuetext", text);
    value.textContent = text;
    input.style.setProperty("--part", String(clamp((now - min) / (max - min || 1), 0, 1)));
  };
  return element("div", { class: "ce-slider" }, element("label", { for: id }, label), input, value);
}

/**
 * A few values at once: radio buttons side by side, which the arrow keys move between.
 * @param {Stage} stage
 * @param {Control} control
 * @param {string} id
 */
function choices(stage, control, id) {
  const inputs = (control.choices || []).map((text, k) => {
    const input = element("input", { type: "radio", name: id, value: k, "aria-label": text });
    stage.listen(input, "change", () => control.set(k));
    return input;
  });
  const labels = inputs.map((input, k) => element("label", { class: "ce-choice" }, input, element("span", {}, control.choices?.[k] || "")));
  control.refresh = () => inputs.forEach((input, k) => (input.checked = k === Math.round(control.get())));
  const group = element("div", { class: "ce-group", role: "radiogroup", "aria-labelledby": `${id}-label`, "data-slider": control.name }, ...labels);
  return element("div", { class: "ce-slider" }, element("span", { class: "ce-label", id: `${id}-label` }, control.label), group);
}

/**
 * Runs through the values; where the reader wants no motion, one press is one value on.
 * @param {Stage} stage
 * @param {Control} control
 */
function playButton(stage, control) {
  const button = element("button", { type: "button", class: "ce-button ce-play" });
  /** @type {(() => void) | null} */
  let end = null;
  const label = () => {
    button.textContent = end ? "❚❚" : "▶";
    button.setAttribute("aria-label", `${end ? "Pause" : calm() ? "Step" : "Play"}: ${control.label}`);
  };
  const halt = () => {
    if (end) end();
    end = null;
    label();
  };
  const run = () => {
    let place = control.get() >= control.max ? control.min : control.get();
    control.set(place);
    const speed = Math.max((control.max - control.min) / LAP, control.step * 2.5);
    end = stage.animate((seconds) => {
      place = Math.min(control.max, place + speed * seconds);
      const stop = control.min + Math.floor((place - control.min) / control.step + 1e-9) * control.step;
      if (stop !== control.get()) control.set(stop);
      if (place >= control.max) halt();
      return place < control.max;
    });
    label();
  };
  stage.listen(button, "click", () => {
    if (end) return halt();
    if (!calm()) return run();
    const next = Math.round(control.get()) + 1;
    control.set(next > control.max ? control.min : next);
  });
  control.halt = halt;
  stage.undo.push(halt);
  label();
  return button;
}

/** @param {number | string} value */
const wordOf = (value) => (typeof value === "number" ? String(+value.toPrecision(6)) : value);

/**
 * @param {SliderDefinition} slider
 * @param {number} place
 */
export function valueAt(slider, place) {
  const low = Math.min(Math.floor(place + 1e-9), slider.values.length - 1), part = place - low;
  if (part < 1e-9 || slider.words) return slider.values[Math.round(place)];
  const [a, b] = [+slider.values[low], +slider.values[low + 1]];
  return slider.log ? Math.exp((1 - part) * Math.log(a) + part * Math.log(b)) : (1 - part) * a + part * b;
}

/**
 * The place of a word or number of a link: a label, a stored value, else the nearest one.
 * @param {SliderDefinition} slider
 * @param {string} word
 * @param {boolean} between
 */
export function findPlace(slider, word, between) {
  for (const names of [slider.labels, slider.values]) {
    const found = names.findIndex((name) => plainWord(name) === plainWord(word));
    if (found >= 0) return found;
  }
  const number = numberIn(word), values = slider.values.map(Number);
  const misses = values.map((value) => (Number.isNaN(value - number) ? Infinity : Math.abs(value - number))), least = Math.min(...misses);
  if (least === Infinity) return null;
  const near = misses.indexOf(least), high = values.findIndex((value) => value > number);
  if (!between || high < 1) return near;
  const [a, b, v] = [values[high - 1], values[high], number].map((value) => (slider.log ? Math.log(value) : value));
  return high - 1 + (v - a) / (b - a);
}
