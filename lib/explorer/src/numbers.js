// The numbers behind a figure, as store.py keeps them.

/** @import { ArrayEntry, Definition, Model, Range } from "./types" */

const STEPS = 65534; // 65535 stands for "no value"

/**
 * A page without a kernel carries bytes as text; a kernel sends them as they are.
 * @param {string | DataView} value
 */
function bytes(value) {
  if (typeof value !== "string") return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
}

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((a, b) => a * b, 1);

export class Numbers {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Definition} */
    this.definition = model.get("definition");
    this.payload = bytes(model.get("payload"));
    /** @type {Map<string, Float64Array>} */
    this.frames = new Map();
    /** @type {Map<string, { tag: string, array: Float64Array }>} */
    this.mixtures = new Map();
    this.sliders = new Map(this.definition.sliders.map((slider) => [slider.name, slider]));
  }
  /** @returns {Record<string, number>} */
  get position() {
    return this.model.get("position");
  }

  /**
   * An array as the sliders now ask for it: stored, or on the straight line between stored frames
   * along sliders that are smooth. The same object until it changes.
   * @param {string} key
   */
  array(key) {
    const corners = this.corners(this.definition.arrays[key]);
    return corners.length === 1 ? this.stored(key, corners[0][0]) : this.mixed(key, corners);
  }
  /**
   * The stored frames around the position, each with its weight.
   * @param {ArrayEntry} entry
   */
  corners(entry) {
    let corners = [[0, 1]];
    for (const name of entry.over) {
      const slider = this.sliders.get(name);
      const count = slider ? slider.values.length : 1, place = this.position[name];
      const low = Math.floor(place + 1e-9), part = place - low;
      const between = slider && slider.smooth && part > 1e-9;
      const ways = between ? [[low, 1 - part], [low + 1, part]] : [[Math.round(place), 1]];
      corners = corners.flatMap(([k, weight]) => ways.map(([at, share]) => [k * count + at, weight * share]));
    }
    return corners;
  }
  /**
   * @param {string} key
   * @param {number[][]} corners
   */
  mixed(key, corners) {
    const tag = corners.join(";"), known = this.mixtures.get(key);
    if (known && known.tag === tag) return known.array;
    const parts = corners.map(([k]) => this.stored(key, k)), array = new Float64Array(parts[0].length);
    corners.forEach(([, weight], c) => {
      for (let i = 0; i < array.length; i++) array[i] += weight * parts[c][i];
    });
    this.mixtures.set(key, { tag, array });
    return array;
  }

  /** Whether what is shown lies between stored frames that follow the sliders. */
  interpolated() {
    return Object.values(this.definition.arrays).some((entry) => this.corners(entry).length > 1);
  }

  /**
   * @param {string} key
   * @param {number} k
   */
  stored(key, k) {
    const tag = `${key}/${k}`, known = this.frames.get(tag);
    if (known) return known;
    const fresh = this.decode(this.definition.arrays[key], k);
    this.frames.set(tag, fresh);
    return fresh;
  }
  /**
   * @param {ArrayEntry} entry
   * @param {number} k
   */
  decode(entry, k) {
    const size = sizeOf(entry.shape), start = this.payload.byteOffset + entry.offset;
    const view = new DataView(this.payload.buffer, start + 2 * k * size, 2 * size);
    const low = entry.low?.[k] ?? NaN, rise = ((entry.high?.[k] ?? NaN) - low) / STEPS;
    return Float64Array.from({ length: size }, (_, i) => {
      const step = view.getUint16(2 * i, true);
      return step > STEPS ? NaN : low + rise * step;
    });
  }

  /**
   * The least and greatest number of arrays over all their frames.
   * @param {string[]} keys
   * @returns {Range}
   */
  range(...keys) {
    const ends = (/** @type {"low" | "high"} */ side) =>
      keys.flatMap((key) => this.definition.arrays[key][side] || []).filter((end) => end !== null);
    return [Math.min(...ends("low")), Math.max(...ends("high"))];
  }
}
