// States ±1 as text for an address, six to a letter.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** @param {ArrayLike<number>} spins */
export const pack = (spins) =>
  Array.from(spins, (s) => (s > 0 ? "1" : "0")).join("").replace(/.{1,6}/g, (six) => LETTERS[parseInt(six.padEnd(6, "0"), 2)]);

/**
 * @param {string} text
 * @param {number} count
 */
export const unpack = (text, count) =>
  Int8Array.from({ length: count }, (_, k) => ((LETTERS.indexOf(text[Math.floor(k / 6)] || "A") >> (5 - (k % 6))) & 1 ? 1 : -1));
