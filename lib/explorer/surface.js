// A function of two coordinates as a hilly surface that turns, beside its map: one marker on both.

const RELIEF = 1.2; // the height of the box over its half width
const FLOOR = -0.72; // where the floor of the box lies

function draw(stage) {
  const { axisLabels, valueLabel, marks, log, commonScale } = stage.definition;
  const [rows, columns] = stage.definition.arrays.values.shape;
  const value = (v) => format(log ? 10 ** v : v), relief = new Relief(), mesh = sheet(columns, rows, RELIEF);
  const tall = (width) => clamp(width * 0.86, 230, 440);
  const hills = stage.panel({ height: tall, touch: "pan-y", focus: "Arrow keys turn the surface.", body: true });
  const map = stage.panel({
    height: (width, narrow) => (narrow ? clamp(width - 48, 200, 430) : tall(hills.settled)),
    touch: "pan-y", focus: "Arrow keys move the marker.",
  });
  stage.row.style.setProperty("--columns", "minmax(0, 1.18fr) minmax(0, 1fr)");
  let x, y, values, plan, view, range, angles = null, halt = () => {}, spot = null;

  const seenFrom = () => angles || stage.model.get("angles");
  const marker = () => stage.model.get("marker").map((v, k) => clamp(v, ...(k ? y : x)));
  const setMarker = (u, v) => {
    stage.put("marker", [+clamp(u, ...x).toPrecision(6), +clamp(v, ...y).toPrecision(6)]);
    stage.show();
  };
  const fraction = (v, [low, high]) => (v - low) / (high - low || 1);
  const at = (u, v) => between(values, columns, rows, fraction(u, x) * (columns - 1), fraction(v, y) * (rows - 1));
  const height = (v) => clamp(fraction(v, range), -0.02, 1.02);
  const inBox = (u, v, h) => [2 * fraction(u, x) - 1, 2 * fraction(v, y) - 1, RELIEF * (h - 0.5)];

  function read() {
    const before = values;
    [x, y, values] = ["x", "y", "values"].map((key) => stage.array(key));
    const own = [least(values), greatest(values)], all = stage.range("values");
    range = commonScale ? [Math.min(own[0], all[0]), Math.max(own[1], all[1])] : own;
    if (values === before) return;
    halt();
    mesh.aim(Float32Array.from(values, height), !before);
    if (before) halt = glide(stage, (part) => (mesh.part = part));
  }
  function camera() {
    const [across, up] = seenFrom().map((degrees) => (degrees * Math.PI) / 180);
    const [c, s, ct, st] = [Math.cos(across), Math.sin(across), Math.cos(up), Math.sin(up)];
    const rows3 = [[c, -s, 0], [st * s, st * c, ct], [-ct * s, -ct * c, st]];
    const scale = Math.min((hills.width - 64) / 2.95, (hills.height - 56) / 2.6);
    const trial = new View(rows3, { scale, centre: [0, 0] });
    const heights = [-1, 1].flatMap((u) => [-1, 1].flatMap((v) => [FLOOR, RELIEF / 2].map((w) => trial.project([u, v, w])[1])));
    const middle = (Math.min(...heights) + Math.max(...heights)) / 2;
    return new View(rows3, { scale, centre: [hills.width / 2 + 10, hills.height / 2 - 6 - middle] });
  }

  // ---- the box around the surface: its far sides before, numbers after
  const polyline = (points, style, width = 1, ink = hills.ink) => {
    [ink.strokeStyle, ink.lineWidth, ink.lineJoin] = [style, width, "round"];
    ink.beginPath();
    points.map((point) => view.project(point)).forEach(([px, py]) => ink.lineTo(px, py));
    ink.stroke();
  };
  function sides() {
    const [, , [backX, backY]] = view.rows;
    const far = [backX < 0 ? 1 : -1, backY < 0 ? 1 : -1], floor = FLOOR, top = RELIEF / 2;
    const places = [ticks(...x, 4), ticks(...y, 4), marksOf(log, ...range, 4)];
    const X = (v) => 2 * fraction(v, x) - 1, Y = (v) => 2 * fraction(v, y) - 1, Z = (v) => RELIEF * (fraction(v, range) - 0.5);
    return { far, floor, top, places, X, Y, Z };
  }
  function paintBox({ far, floor, top, places, X, Y, Z }) {
    const { faint, tint } = stage.theme, line = (points, style) => polyline(points, style, 1, hills.behind);
    for (const v of places[0].places.map(X)) line([[v, -far[1], floor], [v, far[1], floor], [v, far[1], top]], faint);
    for (const v of places[1].places.map(Y)) line([[-far[0], v, floor], [far[0], v, floor], [far[0], v, top]], faint);
    for (const v of places[2].places.map(Z)) line([[far[0], -far[1], v], [far[0], far[1], v], [-far[0], far[1], v]], faint);
    const edge = tint(0.35);
    line([[-1, -1, floor], [1, -1, floor], [1, 1, floor], [-1, 1, floor], [-1, -1, floor]], edge);
    line([[far[0], far[1], floor], [far[0], far[1], top]], edge);
  }
  // Words beside an edge of the floor, square to it as it is seen.
  function beside(text, point, along, distance, size = 12) {
    const [px, py] = view.project(point), [qx, qy] = view.project(point.map((v, k) => v + 0.01 * along[k]));
    const middle = view.project([0, 0, FLOOR]), length = Math.hypot(qx - px, qy - py) || 1;
    let [nx, ny] = [(qy - py) / length, (px - qx) / length];
    if (nx * (px - middle[0]) + ny * (py - middle[1]) < 0) [nx, ny] = [-nx, -ny];
    hills.ink.font = `${size}px ${stage.theme.family}`;
    const half = hills.ink.measureText(text).width / 2, reach = distance + Math.abs(nx) * half + Math.abs(ny) * 7;
    const [tx, ty] = [clamp(px + nx * reach, half + 1, hills.width - half - 1), Math.min(py + ny * reach, hills.height - 8)];
    write(hills.ink, stage.theme, text, tx, ty, { size });
  }
  function paintNumbers({ far, floor, top, places, X, Y, Z }) {
    const near = far.map((v) => -v);
    for (const v of places[0].places) beside(places[0].text(v), [X(v), near[1], floor], [1, 0, 0], 6);
    // At the near corner two numbers would lie on one another: one is left out.
    const apart = places[1].places.filter((v) => Math.abs(Y(v) - near[1]) > 0.12);
    for (const v of apart) beside(places[1].text(v), [near[0], Y(v), floor], [0, 1, 0], 6);
    beside(axisLabels[0], [0, near[1], floor], [1, 0, 0], 27, 13);
    beside(axisLabels[1], [near[0], 0, floor], [0, 1, 0], 32, 13);
    // The upright axis stands on whichever side corner lies further left.
    const corners = [[near[0], far[1]], [far[0], near[1]]];
    const [left] = corners.sort((a, b) => view.project([...a, 0])[0] - view.project([...b, 0])[0]);
    polyline([[...left, floor], [...left, top]], stage.theme.soft);
    for (const v of places[2].places) {
      const [px, py] = view.project([...left, Z(v)]);
      polyline([[...left, Z(v)], [...left.map((c) => 1.03 * c), Z(v)]], stage.theme.soft);
      write(hills.ink, stage.theme, places[2].text(v), px - 8, py, { align: "right" });
    }
    const [px, py] = view.project([...left, top]);
    write(hills.ink, stage.theme, valueLabel, Math.max(4, px - 30), Math.max(10, py - 18), { align: "left", size: 13 });
  }

  function paintHills() {
    view = camera();
    const box = sides();
    paintBox(box);
    relief.set(values, columns, rows, range, log);
    paintMesh(hills, mesh, view, relief.levels.map((level) => fraction(level, range)));
    paintNumbers(box);
    pin(...marker(), "#ffffff");
    if (spot) pin(spot.u, spot.v, PALETTE[1]);
  }
  function pin(u, v, colour) {
    const foot = inBox(u, v, 0), head = inBox(u, v, height(at(u, v)));
    hills.ink.setLineDash([3, 3]);
    polyline([[foot[0], foot[1], FLOOR], head], stage.theme.tint(0.7), 1.2);
    hills.ink.setLineDash([]);
    const [px, py] = view.project(head);
    mark(hills.ink, "circle", px, py, 5, colour, NIGHT, 2);
  }
  function paintMap() {
    const box = { left: 54, top: 26, width: map.width - 54 - 66, height: map.height - 26 - 46 };
    if (!stage.narrow) box.height = Math.min(box.height, box.width * 1.15), (box.top += (map.height - 72 - box.height) / 2);
    plan = new Plot(map, stage.theme, { box, x: { range: x, label: axisLabels[0] }, y: { range: y, label: axisLabels[1] } });
    relief.paint(plan);
    plan.axes({ grid: false });
    relief.bar(map.ink, stage.theme, { left: box.left + box.width + 14, top: box.top, height: box.height, room: map.width - 20 }, valueLabel);
    marks.filter((m) => within(m, x, y)).forEach((m, k) => paintMark(plan, stage.theme, m, SHAPES[(k + 3) % 8]));
    const [u, v] = marker();
    map.ink.setLineDash([2, 3]);
    plan.lines([[box.left, plan.Y(v), box.left + box.width, plan.Y(v)], [plan.X(u), box.top, plan.X(u), box.top + box.height]], "rgba(255,255,255,0.8)");
    map.ink.setLineDash([]);
    mark(map.ink, "circle", plan.X(u), plan.Y(v), 5, "#ffffff", NIGHT, 2);
    if (spot) mark(map.ink, "circle", plan.X(spot.u), plan.Y(spot.v), 5, PALETTE[1], NIGHT, 2);
  }
  function paintBubble() {
    const [px, py] = spot.panel === map ? [plan.X(spot.u), plan.Y(spot.v)] : view.project(inBox(spot.u, spot.v, height(at(spot.u, spot.v))));
    bubble(spot.panel, stage.theme, [`${valueLabel} ${value(at(spot.u, spot.v))}`, `at (${format(spot.u)}, ${format(spot.v)})`], px, py);
  }

  // ---- pointer and keys
  function turn(dx, dy) {
    const [across, up] = seenFrom();
    angles = [(((across + dx + 180) % 360) + 360) % 360 - 180, clamp(up + dy, 8, 88)];
    stage.show();
  }
  function keepAngles() {
    if (angles) stage.put("angles", angles.map((v) => Math.round(10 * v) / 10));
    angles = null;
  }
  function pick(px, py) {
    const k = pickVertex(mesh, view, px, py, 9);
    if (k < 0) return null;
    const [i, j] = [k % columns, Math.floor(k / columns)];
    return [x[0] + (i / (columns - 1)) * (x[1] - x[0]), y[0] + (j / (rows - 1)) * (y[1] - y[0])];
  }
  let moved = 0;
  hills.point({
    drag(px, py, { dx, dy, first }) {
      moved = first ? 0 : moved + Math.hypot(dx, dy);
      spot = null;
      turn(dx * 0.5, dy * 0.4);
    },
    drop() {
      keepAngles();
    },
    hover(px, py) {
      const found = px !== null && !angles && view ? pick(px, py) : null;
      spot = found ? { u: found[0], v: found[1], panel: hills } : null;
      stage.show();
    },
  });
  hills.canvas.addEventListener("click", () => moved < 4 && spot && setMarker(spot.u, spot.v));
  const key = (dx, dy) => (n) => (turn(n * dx, n * dy), keepAngles());
  hills.keys({ ArrowLeft: key(-6, 0), ArrowRight: key(6, 0), ArrowUp: key(0, 4), ArrowDown: key(0, -4) });
  map.point({
    drag: (px, py) => plan && setMarker(plan.atX(px), plan.atY(py)),
    hover(px, py) {
      spot = px !== null && plan && plan.holds(px, py) ? { u: plan.atX(px), v: plan.atY(py), panel: map } : null;
      stage.show();
    },
  });
  const nudge = (dx, dy) => (n) => {
    const [u, v] = marker();
    setMarker(u + (n * dx * (x[1] - x[0])) / (columns - 1), v + (n * dy * (y[1] - y[0])) / (rows - 1));
  };
  map.keys({ ArrowLeft: nudge(-1, 0), ArrowRight: nudge(1, 0), ArrowUp: nudge(0, 1), ArrowDown: nudge(0, -1) });

  return {
    paint() {
      read();
      paintHills();
      paintMap();
      if (spot) paintBubble();
      const facts = `${valueLabel} over ${axisLabels.join(" and ")}; ${stage.where()}. It runs from ${value(least(values))} to ${value(greatest(values))}.`;
      hills.name(`Hilly surface of ${facts}`);
      map.name(`Map of ${facts}`);
    },
    say() {
      const [u, v] = marker();
      return `${stage.where()} · at the marker (${format(u)}, ${format(v)}) the ${valueLabel} is ${value(at(u, v))}`;
    },
    reset() {
      [spot, angles] = [null, null];
    },
  };
}
