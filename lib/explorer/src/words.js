// Numbers as words, and words of links as numbers.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * Words of a link are compared without case, spaces, dashes and the typographic minus.
 * @param {unknown} text
 */
export const plainWord = (text) => String(text).toLowerCase().replace(/−/g, "-").replace(/[\s_]+/g, "-");

/**
 * A number that begins a word of a link, or NaN.
 * @param {unknown} word
 */
export const numberIn = (word) => parseFloat(String(word).replace("−", "-"));

/**
 * Ten to a whole power, as "10⁻³".
 * @param {number} k
 */
export const power = (k) => `10${k < 0 ? "⁻" : ""}${[...String(Math.abs(k))].map((d) => RAISED[+d]).join("")}`;

/**
 * A number as "2·10⁻³".
 * @param {number} value
 * @param {number} digits
 */
export function scientific(value, digits) {
  const [front, exponent] = value.toExponential(digits - 1).split("e");
  return `${+front === 1 ? "" : `${+front}·`}${power(+exponent)}`.replace("-", "−");
}

/**
 * A number for reading.
 * @param {number} value
 * @param {number} [digits]
 */
export function format(value, digits = 3) {
  if (!Number.isFinite(value)) return "none";
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return scientific(value, digits);
  return String(+value.toPrecision(digits)).replace("-", "−");
}

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * "1 ball", "2 balls".
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
