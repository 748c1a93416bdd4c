// A few spins ±1 with bonds: E = −Σ J_ij S_i S_j over the bonds.

/** @typedef {{ i: number, j: number, J: number }} Bond */

/**
 * @param {Bond[]} bonds
 * @param {ArrayLike<number>} spins
 */
export const energy = (bonds, spins) => bonds.reduce((sum, { i, j, J }) => sum - J * spins[i] * spins[j], 0) + 0;

/**
 * Whether a bond has what it wants.
 * @param {Bond} bond
 * @param {ArrayLike<number>} spins
 */
export const content = ({ i, j, J }, spins) => J * spins[i] * spins[j] > 0;

/**
 * All 2ⁿ states with their energies.
 * @param {Bond[]} bonds
 * @param {number} n
 */
export function states(bonds, n) {
  return Array.from({ length: 2 ** n }, (_, k) => {
    const spins = Array.from({ length: n }, (__, i) => ((k >> i) & 1 ? -1 : 1));
    return { spins, energy: energy(bonds, spins) };
  });
}
