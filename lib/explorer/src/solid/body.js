// A body on a panel: by WebGL where there is one, else point by point. Off the screen its picture is
// kept on the canvas behind, and the context given back.

/** @import { Panel } from "../panel" */
/** @import { Stage } from "../stage" */
/** @import { Mesh, View } from "./mesh" */

import { paintPlain } from "./plain.js";
import { Painter } from "./webgl.js";

/** @type {WeakMap<Panel, Painter>} */
const painters = new WeakMap();
let possible = true;

/**
 * @param {Panel} panel
 * @returns {Painter | null}
 */
function painterOf(panel) {
  const known = painters.get(panel);
  if (known && !known.lost) return known;
  if (!possible) return null;
  const canvas = panel.layer();
  try {
    painters.set(panel, new Painter(canvas));
  } catch {
    canvas.remove();
    possible = false;
  }
  return painters.get(panel) || null;
}

/** @param {Panel} panel */
function release(panel) {
  painters.get(panel)?.release();
  painters.delete(panel);
}

/**
 * To be called once by a figure that shows bodies.
 * @param {Stage} stage
 * @param {Panel[]} panels
 */
export function keepBodies(stage, panels) {
  stage.leaving.push(() => stage.paint());
  stage.undo.push(() => panels.forEach(release));
}

/**
 * @param {Panel} panel
 * @param {Mesh} mesh
 * @param {View} view
 * @param {number[]} levels heights of the contour lines, from 0 to 1
 */
export function paintBody(panel, mesh, view, levels) {
  const painter = painterOf(panel), { stage } = panel;
  if (!painter) return paintPlain(panel, mesh, view, levels);
  painter.paint(panel, mesh, view, levels);
  if (stage.awake && !stage.printing) return;
  // Printers leave out what lies under a canvas; and nobody looks at what is off the screen.
  panel.behind.drawImage(painter.canvas, 0, 0, panel.width, panel.height);
  if (stage.printing) panel.ink.drawImage(panel.behind.canvas, 0, 0, panel.width, panel.height);
  release(panel);
}
