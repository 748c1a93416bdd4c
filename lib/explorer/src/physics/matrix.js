// Symmetric matrices of one or two rows.

/**
 * The eigenvalues, ascending.
 * @param {number[][]} matrix
 */
export function eigenvalues(matrix) {
  if (matrix.length === 1) return matrix[0];
  const [[a, b], [, c]] = matrix, middle = (a + c) / 2, half = Math.hypot((a - c) / 2, b);
  return [middle - half, middle + half];
}

/**
 * The eigenvectors of two rows, in the order of the eigenvalues.
 * @param {number[][]} matrix
 */
export function eigenvectors([[a, b], [, c]]) {
  const angle = 0.5 * Math.atan2(2 * b, a - c), [x, y] = [Math.cos(angle), Math.sin(angle)];
  return [[-y, x], [x, y]];
}
