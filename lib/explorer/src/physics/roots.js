// All complex roots of a polynomial at once, by the method of Aberth (1973) and Ehrlich (1967).

/** @typedef {{ re: number[], im: number[] }} Complex several complex numbers */

/**
 * @param {Complex} polynomial its coefficients, lowest first
 * @param {Complex} [guess] roots of a polynomial nearby, in whose order the answer is given
 * @returns {Complex}
 */
export function roots({ re, im }, guess) {
  const degree = re.length - 1, size = Math.max(...re.map((v, k) => Math.hypot(v, im[k]))) || 1;
  const z = guess ? { re: [...guess.re], im: [...guess.im] } : spread(degree);
  for (let step = 0; step < 200; step++) {
    let most = 0;
    for (let k = 0; k < degree; k++) most = Math.max(most, improve(re, im, z, k, size));
    if (most < 1e-15) break;
  }
  return z;
}

/**
 * Starts around the unit circle, where half of the roots of our polynomials lie.
 * @param {number} count
 */
function spread(count) {
  const angles = Array.from({ length: count }, (_, k) => (2 * Math.PI * (k + 0.27)) / count);
  return { re: angles.map((a) => 1.1 * Math.cos(a)), im: angles.map((a) => 1.1 * Math.sin(a)) };
}

/**
 * One step of one root, z ← z − 1/(P′/P − Σ 1/(z − z_j)); how far it went, over 1 + |z|.
 * @param {number[]} re
 * @param {number[]} im
 * @param {Complex} z
 * @param {number} k
 * @param {number} size of the coefficients
 */
function improve(re, im, z, k, size) {
  const [x, y] = [z.re[k], z.im[k]];
  let [a, b, c, d] = [0, 0, 0, 0]; // P = a + ib, P′ = c + id, by Horner's rule
  for (let j = re.length - 1; j >= 0; j--) {
    [c, d] = [c * x - d * y + a, c * y + d * x + b];
    [a, b] = [a * x - b * y + re[j], a * y + b * x + im[j]];
  }
  const scale = a * a + b * b;
  if (Math.sqrt(scale) < 1e-16 * size) return 0;
  let [u, v] = [(c * a + d * b) / scale, (d * a - c * b) / scale];
  for (let j = 0; j < z.re.length; j++) {
    const [p, q] = [x - z.re[j], y - z.im[j]], gap = p * p + q * q;
    if (j !== k && gap > 0) [u, v] = [u - p / gap, v + q / gap];
  }
  const square = u * u + v * v || 1e-300;
  z.re[k] = x - u / square;
  z.im[k] = y + v / square;
  return Math.hypot(u, v) / square / (1 + Math.hypot(x, y));
}
