// Functions of two coordinates as hills that turn under the finger: one beside its map, or two or
// three beside one another that turn together. One marker on all.

/** @import { Stage } from "../stage" */
/** @import { Panel } from "../panel" */
/** @import { Plot } from "../axes" */
/** @import { Figure } from "../types" */

import { Field, heading } from "../field.js";
import { bubble, strokes } from "../marks.js";
import { PALETTE } from "../palette.js";
import { dot, Relief } from "../relief.js";
import { keepBodies } from "../solid/body.js";
import { Hills } from "../solid/hills.js";
import { capital, clamp, format } from "../words.js";

const AREAS = ["a", "b", "c"];

/**
 * @param {Stage} stage
 * @returns {Figure}
 */
export function surface(stage) {
  const field = new Field(stage), alone = field.titles.length === 1;
  const hills = field.titles.map((_, k) => {
    const panel = stage.panel({ area: AREAS[k], hint: "Arrow keys turn the surface.", cursor: "grab", solid: true });
    return { body: new Hills(stage, field, k, panel), relief: new Relief(), panel };
  });
  const map = alone ? stage.panel({ area: "b", hint: "Arrow keys move the marker." }) : null;
  stage.layRow(AREAS.slice(0, alone ? 2 : hills.length));
  keepBodies(stage, hills.map(({ panel }) => panel));
  /** @type {number[] | null} */
  let angles = null; // while the surface is being turned
  /** @type {{ u: number, v: number, panel: Panel } | null} */
  let spot = null;
  /** @type {Plot} */
  let plan;

  // ---- the marker, and the point under the pointer
  const marker = () => stage.model.get("marker").map((/** @type {number} */ v, /** @type {number} */ k) => clamp(v, ...(k ? field.grid.y : field.grid.x)));
  const setMarker = (/** @type {number} */ u, /** @type {number} */ v) =>
    stage.put("marker", [+clamp(u, ...field.grid.x).toPrecision(6), +clamp(v, ...field.grid.y).toPrecision(6)]);
  const point = (/** @type {typeof spot} */ place) => {
    spot = place;
    stage.show();
  };

  // ---- turning
  const seenFrom = () => angles || stage.model.get("angles");
  function turn(/** @type {number} */ dx, /** @type {number} */ dy) {
    const [across, up] = seenFrom();
    angles = [((((across + dx + 180) % 360) + 360) % 360) - 180, clamp(up + dy, 8, 88)];
    stage.show();
  }
  function keep() {
    const found = angles;
    angles = null;
    if (found) stage.put("angles", found.map((v) => Math.round(10 * v) / 10));
  }
  for (const { body, panel } of hills) {
    panel.point({
      drag(_, __, dx, dy) {
        spot = null;
        turn(dx * 0.5, dy * 0.4);
      },
      drop: keep,
      undo() {
        angles = null;
        stage.show();
      },
      tap(px, py) {
        const found = body.pick(px, py);
        if (found) setMarker(found.u, found.v);
      },
      hover(px, py) {
        const found = px !== null && !angles ? body.pick(px, py) : null;
        point(found && { ...found, panel });
      },
    });
    panel.arrows((dx, dy) => {
      turn(6 * dx, 4 * dy);
      keep();
    });
  }
  if (map) {
    map.point({
      drag: (px, py) => plan && setMarker(plan.atX(px), plan.atY(py)),
      hover: (px, py) => point(px !== null && plan?.holds(px, py) ? { u: plan.atX(px), v: plan.atY(py), panel: map } : null),
    });
    map.arrows((dx, dy) => {
      const [u, v] = marker(), { x, y, rows, columns: many } = field.grid;
      setMarker(u + (dx * (x[1] - x[0])) / (many - 1), v + (dy * (y[1] - y[0])) / (rows - 1));
    });
  }

  function paintMap(/** @type {Panel} */ panel) {
    const { theme } = stage, box = field.box({ left: 54, top: 26, width: panel.width - 54 - 66, height: panel.height - 26 - 46 });
    plan = field.plot(field.grid, panel, box);
    const { relief } = hills[0];
    relief.paint(plan);
    plan.axes({ grid: false });
    relief.bar(panel.ink, theme, { left: box.left + box.width + 14, top: box.top, height: box.height, room: panel.width - 20 }, field.valueLabel);
    field.paintMarks(plan);
    const [u, v] = marker();
    strokes(panel.ink, [[box.left, plan.Y(v), box.left + box.width, plan.Y(v)], [plan.X(u), box.top, plan.X(u), box.top + box.height]], "rgba(255,255,255,0.8)", 1, [2, 3]);
    dot(panel.ink, plan.X(u), plan.Y(v), "#ffffff", 5);
    if (spot) dot(panel.ink, plan.X(spot.u), plan.Y(spot.v), PALETTE[1], 5);
  }
  return {
    paint() {
      field.read();
      const [u, v] = marker();
      for (const { body, relief, panel } of hills) {
        body.read();
        body.paint(relief, seenFrom());
        if (!alone) heading(panel, stage, field.titles[body.k]);
        body.pin(u, v, "#ffffff");
        const at = spot && body.pin(spot.u, spot.v, PALETTE[1]);
        if (spot && at && (spot.panel === panel || !alone)) bubble(panel, stage.theme, words(body, spot), at[0], at[1]);
        panel.name(`Hilly surface${alone ? "" : `, ${field.titles[body.k]},`} of ${field.facts(body.grid)}`);
      }
      if (!map) return;
      paintMap(map);
      if (spot && spot.panel === map) bubble(map, stage.theme, words(hills[0].body, spot), plan.X(spot.u), plan.Y(spot.v));
      map.name(`Map of ${field.facts(field.grid)}`);
    },
    say() {
      const [u, v] = marker();
      const here = hills.map(({ body }) => `${alone ? "" : `${field.titles[body.k]} `}${field.value(body.grid.at(u, v))}`).join(", ");
      return `${capital(field.valueLabel)} at the marker${alone ? ` (${format(u)}, ${format(v)})` : ""}: ${here}`;
    },
    reset() {
      [spot, angles] = [null, null];
    },
  };

  function words(/** @type {Hills} */ body, /** @type {{ u: number, v: number }} */ { u, v }) {
    return [`${field.valueLabel} ${field.value(body.grid.at(u, v))}`, `at (${field.place(u)}, ${field.place(v)})`];
  }
}
