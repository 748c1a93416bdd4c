// The numbers behind a figure, as store.py keeps them; a live kernel may answer with others.

const STEPS = 65534; // 65535 stands for "no value"

// A page without a kernel carries bytes as text; a kernel sends them as they are.
function bytes(value) {
  if (typeof value !== "string") return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
}

class Numbers {
  constructor(model) {
    this.model = model;
    this.definition = model.get("definition");
    this.payload = bytes(model.get("payload"));
    this.frames = new Map();
  }
  get position() {
    return this.model.get("position");
  }
  array(key) {
    const answer = this.model.get("answer") || {};
    if (answer.arrays && answer.arrays[key] && this.serves(answer)) {
      if (this.answerOf !== answer) [this.answerOf, this.answered] = [answer, new Map()];
      if (!this.answered.has(key)) this.answered.set(key, new Float64Array(bytes(answer.arrays[key].data).slice().buffer));
      return this.answered.get(key);
    }
    return this.stored(key, this.frameOf(key));
  }
  // An answer holds for its own place, and for want of a better one close to it.
  serves({ position }) {
    const far = Object.entries(this.position).map(([name, place]) => Math.abs(position[name] - place));
    return Math.max(...far) < (this.between() ? 1 : 1e-9);
  }
  between() {
    return Object.values(this.position).some((place) => Math.abs(place - Math.round(place)) > 1e-9);
  }
  awaited() {
    const { position } = this.model.get("answer") || {};
    return this.model.get("live") && this.between() && !(position && samePlace(position, this.position));
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
    const ends = (side) => keys.flatMap((key) => this.definition.arrays[key][side]).filter((end) => end !== null);
    return [Math.min(...ends("low")), Math.max(...ends("high"))];
  }
}

function samePlace(a, b) {
  return Object.keys(b).every((name) => Math.abs(a[name] - b[name]) < 1e-9);
}
