// All explorers in one script. JupyterLab imports it as a module; on a page it is a classic script
// that brings the page's figures to life.

/** @import { Model } from "./types" */

import { host } from "./host.js";
import { circle } from "./kinds/circle.js";
import { curves } from "./kinds/curves.js";
import { globe } from "./kinds/globe.js";
import { pad } from "./kinds/pad.js";
import { plane } from "./kinds/plane.js";
import { playground } from "./kinds/playground.js";
import { readers } from "./kinds/readers.js";
import { roots } from "./kinds/roots.js";
import { spins } from "./kinds/spins.js";
import { surface } from "./kinds/surface.js";
import { Stage } from "./stage.js";

/** @type {Record<string, (stage: Stage) => import("./types").Figure>} */
const KINDS = { circle, curves, globe, pad, plane, playground, readers, roots, spins, surface };

/**
 * Show a figure; what is returned takes it away again.
 * @param {{ model: Model, el: HTMLElement }} place
 */
export function render({ model, el }) {
  const stage = new Stage(model, el);
  stage.start(KINDS[stage.definition.kind]);
  return () => stage.stop();
}

if (document.currentScript) host(render);
