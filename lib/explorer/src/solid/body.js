// A body on a panel: by WebGL where there is one, else point by point. Its context is given back
// when no body is on the screen any more.

/** @import { Panel } from "../panel" */
/** @import { Stage } from "../stage" */
/** @import { Mesh, View } from "./mesh" */

import { paintPlain } from "./plain.js";
import { release, webgl } from "./webgl.js";

/** @type {Set<Stage>} figures with a body that are on the screen */
const seen = new Set();

/**
 * To be called once by a figure that shows bodies.
 * @param {Stage} stage
 */
export function keepBodies(stage) {
  stage.leaving.push(() => {
    seen.delete(stage);
    if (!seen.size) release();
  });
}

/**
 * @param {Panel} panel
 * @param {Mesh} mesh
 * @param {View} view
 * @param {number[]} levels heights of the contour lines, from 0 to 1
 */
export function paintBody(panel, mesh, view, levels) {
  const painter = webgl(), { stage } = panel;
  if (painter) painter.paint(panel, mesh, view, levels);
  else paintPlain(panel, mesh, view, levels);
  if (stage.awake) seen.add(stage);
  else if (!seen.size) setTimeout(() => seen.size || release());
}
