// The colours that figures drawn in Python use too; a test compares them.

/** Eight colours that are told apart on light and on dark, in the order of lib.figures. */
export const PALETTE = ["#1478b8", "#c8601a", "#0c8a66", "#b0559a", "#8a7a12", "#c2413f", "#5f6fd0", "#6f7680"];

/** Viridis at 33 even places. */
export const VIRIDIS = [
  [68, 1, 84], [71, 13, 96], [72, 24, 106], [72, 35, 116], [71, 45, 123], [69, 55, 129],
  [66, 64, 134], [62, 73, 137], [59, 82, 139], [55, 91, 141], [51, 99, 141], [47, 107, 142],
  [44, 114, 142], [41, 122, 142], [38, 130, 142], [35, 137, 142], [33, 145, 140], [31, 152, 139],
  [31, 160, 136], [34, 167, 133], [40, 174, 128], [50, 182, 122], [63, 188, 115], [78, 195, 107],
  [94, 201, 98], [112, 207, 87], [132, 212, 75], [152, 216, 62], [173, 220, 48], [194, 223, 35],
  [216, 226, 25], [236, 229, 27], [253, 231, 37],
];

export const NIGHT = "#14103c"; // the edge of white marks on a map

/** Viridis in 256 steps, [red, green, blue] each. */
export const RAINBOW = Array.from({ length: 256 }, (_, i) => {
  const place = (i / 255) * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return VIRIDIS[low].map((a, c) => Math.round(a + (place - low) * (VIRIDIS[low + 1][c] - a)));
});

/**
 * The colour of a share between 0 and 1.
 * @param {number} share
 */
export const colourAt = (share) => RAINBOW[Math.min(255, Math.max(0, Math.round(255 * share)))] || RAINBOW[0];

/**
 * @param {number[]} rgb
 * @param {number} [alpha]
 */
export const css = (rgb, alpha = 1) => `rgba(${rgb.join(",")},${alpha})`;

/**
 * The three numbers of a colour such as "#1478b8".
 * @param {string} hex
 */
export const rgbOf = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
