// A multilayer perceptron with ReLU, what a softmax makes of its outputs, and images as it knows them.

/** @typedef {{ weights: ArrayLike<number>, biases: ArrayLike<number> }} Layer weights row by row, an output a row */

export class Perceptron {
  /** @param {Layer[]} layers from the inputs on; the last has no ReLU */
  constructor(layers) {
    this.layers = layers;
  }
  /** @param {ArrayLike<number>} inputs */
  outputs(inputs) {
    return this.layers.reduce((before, { weights, biases }, k) => {
      const last = k === this.layers.length - 1, many = before.length;
      return Float64Array.from(biases, (bias, row) => {
        let sum = bias;
        for (let i = 0; i < many; i++) sum += weights[row * many + i] * before[i];
        return last ? sum : Math.max(0, sum);
      });
    }, Float64Array.from(inputs));
  }
}

/**
 * Shares that add up to one: exp(v/T), over their sum.
 * @param {ArrayLike<number>} logits
 * @param {number} temperature
 */
export function softmax(logits, temperature) {
  const highest = Math.max(...Array.from(logits)), weights = Array.from(logits, (v) => Math.exp((v - highest) / temperature));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

/**
 * An image moved by whole pixels so that its centre of mass lies in the middle, as those of MNIST do.
 * @param {ArrayLike<number>} image
 * @param {number} side
 */
export function centred(image, side) {
  let [sum, across, down] = [0, 0, 0];
  for (let k = 0; k < side * side; k++) {
    sum += image[k];
    across += image[k] * (k % side);
    down += image[k] * Math.floor(k / side);
  }
  if (!sum) return Float64Array.from(image);
  const [dx, dy] = [across, down].map((moment) => Math.round((side - 1) / 2 - moment / sum));
  return Float64Array.from({ length: side * side }, (_, k) => {
    const x = (k % side) - dx, y = Math.floor(k / side) - dy;
    return x >= 0 && x < side && y >= 0 && y < side ? image[y * side + x] : 0;
  });
}
