// Where a plot stands in the room that its panel has.

/** @import { Box, Range } from "./types" */

/**
 * The largest box in the middle of the room whose two axes have one scale.
 * @param {Box} room
 * @param {Range} x
 * @param {Range} y
 * @returns {Box}
 */
export function toScale(room, x, y) {
  const [wide, high] = [x, y].map(([low, top]) => top - low), scale = Math.min(room.width / wide, room.height / high);
  const width = scale * wide, height = scale * high;
  return { left: room.left + (room.width - width) / 2, top: room.top + (room.height - height) / 2, width, height };
}
