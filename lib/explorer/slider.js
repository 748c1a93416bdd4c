// Sliders: real range inputs with a label, words for their values, and a button that plays them.

// A slider over stored values; live it also stands at tenths between numbers.
function addStored(stage, slider) {
  const last = slider.values.length - 1;
  const live = stage.model.get("live") && !slider.words;
  addSlider(stage, {
    name: slider.name, label: slider.label, play: slider.play,
    min: 0, max: last, step: live ? 0.1 : 1,
    get: () => stage.position[slider.name],
    set: (place) => stage.move({ [slider.name]: place }),
    text: (place) => stage.text(slider, place),
    find: (word) => findPlace(slider, word, live),
  });
}

// control: { name, label, min, max, step, get(), set(place), text(place), find(word), play }.
function addSlider(stage, control) {
  const id = `${stage.definition.id}-${stage.serial}-${control.name}`;
  const input = element("input", {
    type: "range", id, min: control.min, max: control.max, step: control.step,
    "data-slider": control.name,
  });
  const value = element("span", { class: "ce-value", "aria-hidden": "true" });
  const row = element("div", { class: "ce-slider" }, element("label", { for: id }, control.label), input, value);
  stage.listen(input, "input", () => control.set(+input.value));
  if (control.play) row.append(playButton(stage, control));
  control.refresh = () => {
    const now = control.get(), text = control.text(now);
    if (+input.value !== now) input.value = now;
    input.setAttribute("aria-valuetext", text);
    value.textContent = text;
    input.style.setProperty("--part", clamp((now - control.min) / (control.max - control.min || 1), 0, 1));
  };
  stage.bars.append(row);
  stage.controls.set(plainWord(control.name), control);
}

function playButton(stage, control) {
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
  stage.listen(button, "click", () => {
    if (timer) return stop();
    if (control.get() >= control.max) control.set(control.min);
    timer = setInterval(step, clamp(6000 / (control.max - control.min), 60, 400));
    label();
  });
  control.halt = stop;
  stage.undo.push(stop);
  label();
  return button;
}

function valueAt(slider, place) {
  const low = Math.min(Math.floor(place), slider.values.length - 1), part = place - low;
  if (part < 1e-9 || slider.words) return slider.values[Math.round(place)];
  const [a, b] = [slider.values[low], slider.values[low + 1]];
  return slider.log ? Math.exp((1 - part) * Math.log(a) + part * Math.log(b)) : (1 - part) * a + part * b;
}

// The place of a word or number of a link: a label, a stored value, else the nearest one.
function findPlace(slider, word, live) {
  for (const names of [slider.texts, slider.values]) {
    const found = names.findIndex((name) => plainWord(name) === plainWord(word));
    if (found >= 0) return found;
  }
  const number = numberIn(word);
  if (slider.words || Number.isNaN(number)) return null;
  const misses = slider.values.map((value) => Math.abs(value - number));
  const near = misses.indexOf(Math.min(...misses)), high = slider.values.findIndex((value) => value > number);
  return live && high > 0 ? placeBetween(slider, high, number) : near;
}

// Live, a number between stored values has a place of its own.
function placeBetween(slider, high, number) {
  const [a, b, v] = [slider.values[high - 1], slider.values[high], number].map((value) => (slider.log ? Math.log(value) : value));
  return high - 1 + (v - a) / (b - a);
}
