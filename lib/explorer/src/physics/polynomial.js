// A polynomial of two variables with its derivatives.

/** @typedef {[number, number, number][]} Terms power of x, power of y, coefficient */

export class Polynomial {
  /** @param {Terms} terms */
  constructor(terms) {
    this.terms = terms;
  }
  /**
   * The derivative of some orders at a point.
   * @param {number} x
   * @param {number} y
   * @param {number} i by x
   * @param {number} j by y
   */
  derivative(x, y, i, j) {
    return this.terms.reduce((sum, [a, b, c]) => sum + c * lowered(x, a, i) * lowered(y, b, j), 0);
  }
  /**
   * @param {number} x
   * @param {number} y
   */
  value(x, y) {
    return this.derivative(x, y, 0, 0);
  }
  /**
   * @param {number} x
   * @param {number} y
   */
  gradient(x, y) {
    return [this.derivative(x, y, 1, 0), this.derivative(x, y, 0, 1)];
  }
  /**
   * @param {number} x
   * @param {number} y
   */
  hessian(x, y) {
    const mixed = this.derivative(x, y, 1, 1);
    return [[this.derivative(x, y, 2, 0), mixed], [mixed, this.derivative(x, y, 0, 2)]];
  }
}

/**
 * The derivative of x^power, some times over.
 * @param {number} x
 * @param {number} power
 * @param {number} times
 */
function lowered(x, power, times) {
  let factor = 1;
  for (let k = 0; k < times; k++) factor *= power - k;
  return factor && factor * x ** (power - times);
}
