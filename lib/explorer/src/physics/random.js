// Random numbers that a seed in the address repeats, in this script and in Python (spheres.py).

/** @typedef {() => number} Random uniform in [0, 1) */

/**
 * The generator "mulberry32" of Tommy Ettinger, at some seeds.
 * @param {number[]} seeds whole numbers
 * @returns {Random}
 */
export function randomFrom(...seeds) {
  let state = 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  for (const seed of seeds) {
    state = (state ^ seed) >>> 0;
    state = Math.floor(next() * 4294967296);
  }
  return next;
}

/**
 * A normal number, by Box and Muller.
 * @param {Random} random
 */
export function normal(random) {
  const size = Math.sqrt(-2 * Math.log(1 - random()));
  return size * Math.cos(2 * Math.PI * random());
}

/**
 * A random order of 0 … count − 1.
 * @param {number} count
 * @param {Random} random
 */
export function shuffled(count, random) {
  const order = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}
