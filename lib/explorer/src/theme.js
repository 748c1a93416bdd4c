// The page's colours, whichever theme is on, and paper.

/** @import { Stage } from "./stage" */
/** @import { Theme } from "./types" */

import { element, penOf } from "./dom.js";

/**
 * Colours of the page as they now are, whatever wrote them: a canvas turns them into numbers.
 * @param {HTMLElement} root
 * @returns {Theme}
 */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const probe = penOf(element("canvas"), { willReadFrequently: true });
  probe.fillStyle = style.color;
  probe.fillRect(0, 0, 1, 1);
  const ink = Array.from(probe.getImageData(0, 0, 1, 1).data).slice(0, 3);
  const dark = 0.3 * ink[0] + 0.6 * ink[1] + 0.1 * ink[2] > 128;
  const tint = (/** @type {number} */ alpha) => `rgba(${ink.join(",")},${alpha})`;
  const own = ["--pst-color-background", "--jp-layout-color0"].map((name) => style.getPropertyValue(name).trim()).find(Boolean);
  const ground = root.classList.contains("ce-print") ? "#ffffff" : own || (dark ? "#14181e" : "#ffffff");
  root.style.setProperty("--ce-ground", ground);
  return { dark, tint, ink: tint(1), soft: tint(0.72), faint: tint(0.16), ground, family: style.fontFamily };
}

/** @param {Stage} stage */
export function followTheme(stage) {
  const renew = () => {
    stage.forgetTheme();
    stage.show();
  };
  const watcher = new MutationObserver(renew);
  const attributeFilter = ["class", "data-theme", "data-mode", "data-jp-theme-name"];
  for (const node of [document.documentElement, document.body])
    watcher.observe(node, { attributes: true, attributeFilter });
  stage.undo.push(() => watcher.disconnect());
  stage.listen(matchMedia("(prefers-color-scheme: dark)"), "change", renew);
  stage.listen(window, "load", renew);
  document.fonts.ready.then(renew);
}

/**
 * Paper is white: print with dark ink, sharply, whatever the theme.
 * @param {Stage} stage
 */
export function followPrint(stage) {
  const turn = (/** @type {boolean} */ printing) => {
    stage.printing = printing;
    stage.root.classList.toggle("ce-print", printing);
    stage.forgetTheme();
    stage.paint();
  };
  stage.listen(window, "beforeprint", () => turn(true));
  stage.listen(window, "afterprint", () => turn(false));
}
