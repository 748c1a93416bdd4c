// A link sets a figure: <a href="#explorer-01-plane:zoom=8,normalisation=filter">. What the reader
// changed stands in the address in the same words, so that it can be sent to somebody.

/** @import { Stage } from "./stage" */

import { numberIn, plainWord } from "./words.js";

const PAUSE = 300; // ms after the last change

/**
 * Whether the address is the explorers' to write; in a deck of slides it names the slide.
 * @param {Stage} stage
 */
const writes = (stage) => stage.model.page && document.documentElement.dataset.deck === undefined;

/** @param {Stage} stage */
export function followLinks(stage) {
  const { state, of } = stage.box.parentElement?.dataset || {};
  told.set(stage, hashOf(stage));
  if (state) apply(stage, state);
  if (of) return; // a further picture stays as it is
  stage.listen(document, "click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
    if (!link || elsewhere || !concerns(stage, link.hash)) return;
    if (stage.model.page && link.href.split("#")[0] !== location.href.split("#")[0]) return;
    event.preventDefault();
    event.stopPropagation();
    if (writes(stage) && location.hash !== link.hash) history.pushState(null, "", link.hash);
    follow(stage, link.hash);
  }, true);
  if (!stage.model.page) return;
  // Of the event, for a deck may have changed the address again by now.
  const arrive = (/** @type {string} */ address) => {
    const hash = address.slice(address.indexOf("#"));
    if (concerns(stage, hash)) follow(stage, hash);
  };
  stage.listen(window, "hashchange", (event) => arrive(event.newURL));
  setTimeout(() => arrive(location.href));
}

/**
 * @param {Stage} stage
 * @param {string} hash
 */
const concerns = (stage, hash) => (hash || "").startsWith(`#${stage.definition.id}:`);

/**
 * Text of an address as words; a stray % stands for itself.
 * @param {string} text
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * @param {Stage} stage
 * @param {string} hash
 */
function follow(stage, hash) {
  apply(stage, hash.slice(stage.definition.id.length + 2));
  stage.paint();
  reveal(stage.box);
}

/**
 * @param {Stage} stage
 * @param {string} state pairs of a name and a word, name=word,name=word
 */
function apply(stage, state) {
  stage.quiet = true;
  for (const pair of state.split(",").map(decoded)) {
    const [name, ...rest] = pair.split("=");
    if (!rest.length || !set(stage, plainWord(name), rest.join("=")))
      console.warn(`${stage.definition.id}: ${pair} in a link leads nowhere`);
  }
  stage.quiet = false;
  told.set(stage, hashOf(stage));
}

/**
 * Set a slider, or a part of the view that has none.
 * @param {Stage} stage
 * @param {string} name
 * @param {string} word
 */
function set(stage, name, word) {
  const control = stage.controls.get(name);
  if (control) {
    const place = control.find(word);
    if (place !== null) control.set(place);
    return place !== null;
  }
  const { startView } = stage.definition;
  const trait = Object.keys(startView).find((key) => plainWord(key) === name);
  if (!trait) return false;
  const like = startView[trait];
  const value = Array.isArray(like) ? word.split(";").map(numberIn) : typeof like === "number" ? numberIn(word) : word;
  const sound = Array.isArray(value) ? value.every(Number.isFinite) && (!like.length || value.length === like.length) : !Number.isNaN(value);
  if (sound) stage.put(trait, value);
  if (sound && stage.figure?.moved) stage.figure.moved();
  return sound;
}

/**
 * Jump, where it is out of sight, and mark it for a moment.
 * @param {HTMLElement} box
 */
function reveal(box) {
  const { top, bottom } = box.getBoundingClientRect(), bar = parseFloat(getComputedStyle(box).scrollMarginTop) || 0; // the page's, on top
  if (top < bar || bottom > innerHeight) box.scrollIntoView({ block: "center", behavior: "instant" });
  box.classList.remove("ce-found");
  requestAnimationFrame(() => box.classList.add("ce-found"));
}

/** @type {WeakMap<Stage, number>} */
const timers = new WeakMap();
/** @type {WeakMap<Stage, string>} the state as last written or read, or as it began */
const told = new WeakMap();

/**
 * Put the state into the address when the reader has come to rest.
 * @param {Stage} stage
 */
export function shareSoon(stage) {
  if (!writes(stage) || stage.quiet || !stage.figure) return;
  clearTimeout(timers.get(stage));
  timers.set(stage, setTimeout(() => share(stage), PAUSE));
}

/** @param {Stage} stage */
function hashOf(stage) {
  const controls = [...stage.controls.values()].map((control) => {
    const place = control.get();
    return [control.name, (control.word || control.text)(place)];
  });
  const { startView, id } = stage.definition;
  const views = Object.keys(startView)
    .filter((name) => !stage.controls.has(plainWord(name)))
    .map((name) => [name, stage.model.get(name), startView[name]])
    .filter(([, now, start]) => JSON.stringify(now) !== JSON.stringify(start))
    .map(([name, now]) => [name, [now].flat().map((v) => (typeof v === "number" && !Number.isInteger(v) ? +v.toPrecision(6) : v)).join(";")]);
  const pairs = [...controls, ...views].map(([name, word]) => `${name}=${encoded(String(word))}`);
  return `#${id}:${pairs.join(",")}`;
}

/** @param {Stage} stage */
function share(stage) {
  const hash = hashOf(stage);
  if (hash === told.get(stage)) return;
  told.set(stage, hash);
  try {
    history.replaceState(null, "", hash);
  } catch {
    // Some browsers allow no change of address on a page opened from a file.
  }
}

/** @param {string} word */
const encoded = (word) => encodeURIComponent(word.replace(/−/g, "-").replace(/\s+/g, "-")).replace(/%3B/g, ";");
