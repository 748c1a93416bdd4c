// A map beside its profile: the cut is a line across the map, moved by pointer, keys or slider.

function draw(stage) {
  const { axisLabels, valueLabel, marks, log, commonScale } = stage.definition;
  const [rows, columns] = stage.definition.arrays.values.shape;
  const value = (v) => format(log ? 10 ** v : v);
  const relief = new Relief();
  const hint = "Up and down arrow keys move the cut.";
  const tall = (width) => clamp(width - 48, 200, 430);
  const map = stage.panel({ height: tall, touch: "pan-y", focus: hint });
  const side = stage.panel({ height: (width, narrow) => (narrow ? 176 : tall(map.settled)), touch: "pan-y" });
  stage.row.style.setProperty("--columns", "minmax(0, 1.2fr) minmax(0, 1fr)");
  let x, y, values, plan, profile, spot = null;

  const cut = () => clamp(stage.model.get("cut"), ...y);
  // The cut stands on rows of the grid, so each profile is made of computed values.
  const step = () => (y[1] - y[0]) / (rows - 1);
  const setCut = (place) => {
    const row = clamp(Math.round((place - y[0]) / step()), 0, rows - 1);
    stage.put("cut", +(y[0] + row * step()).toPrecision(9));
    stage.show();
  };
  const read = () => {
    [x, y, values] = ["x", "y", "values"].map((key) => stage.array(key));
  };
  const at = (u, v) => between(values, columns, rows, ((u - x[0]) / (x[1] - x[0])) * (columns - 1), ((v - y[0]) / (y[1] - y[0])) * (rows - 1));
  read();
  // The cut's slider runs over the share of the map's height, since a zoom changes the heights.
  addSlider(stage, {
    name: "cut", label: "height of the cut", min: 0, max: rows - 1, step: 1,
    get: () => Math.round((cut() - y[0]) / step()),
    set: (place) => setCut(y[0] + place * step()),
    text: () => format(cut()),
    find: (word) => (Number.isNaN(numberIn(word)) ? null : (numberIn(word) - y[0]) / step()),
  });
  map.keys({
    ArrowUp: (n) => setCut(cut() + n * step()), ArrowDown: (n) => setCut(cut() - n * step()),
    PageUp: () => setCut(cut() + 5 * step()), PageDown: () => setCut(cut() - 5 * step()),
  });
  const hover = (plot, height) => (px, py) => {
    const over = px !== null && plot() && plot().holds(px, py);
    spot = over ? { u: plot().atX(px), v: height(py), panel: plot() === plan ? map : side } : null;
    stage.show();
  };
  map.point({ drag: (px, py) => plan && setCut(plan.atY(py)), hover: hover(() => plan, (py) => plan.atY(py)) });
  side.point({ hover: hover(() => profile, cut) });

  function range() {
    const own = [least(values), greatest(values)], all = stage.range("values");
    return commonScale ? [Math.min(own[0], all[0]), Math.max(own[1], all[1])] : own;
  }
  function along() {
    const fine = 4 * (columns - 1) + 1;
    const places = Array.from({ length: fine }, (_, k) => x[0] + (k / (fine - 1)) * (x[1] - x[0]));
    return [places, places.map((u) => at(u, cut()))];
  }
  const dot = (plot, u, v) => mark(plot.ink, "circle", plot.X(u), plot.Y(v), 4.5, "#ffffff", NIGHT, 2);

  function paintMap(scale) {
    const box = { left: 56, top: 26, width: map.width - 56 - 66, height: map.height - 26 - 46 };
    plan = new Plot(map, stage.theme, { box, x: { range: x, label: axisLabels[0] }, y: { range: y, label: axisLabels[1] } });
    relief.set(values, columns, rows, scale, log);
    relief.paint(plan);
    plan.axes({ grid: false });
    relief.bar(map.ink, stage.theme, { left: box.left + box.width + 14, top: box.top, height: box.height, room: map.width - 20 }, valueLabel);
    const height = plan.Y(cut()), right = box.left + box.width;
    plan.lines([[box.left, height, right, height]], "rgba(20,16,60,0.8)", 3.5);
    map.ink.setLineDash([6, 4]);
    plan.lines([[box.left, height, right, height]], "#ffffff", 1.8);
    map.ink.setLineDash([]);
    for (const end of [box.left, right]) mark(map.ink, "circle", end, height, 5.5, "#ffffff", NIGHT, 2);
    marks.filter((m) => within(m, x, y)).forEach((m, k) => paintMark(plan, stage.theme, m, SHAPES[(k + 3) % 8]));
    if (spot) dot(plan, spot.u, spot.v);
  }
  function paintSide(scale, places, heights) {
    const box = { left: 52, top: 26, width: side.width - 52 - 10, height: side.height - 26 - 46 };
    const pad = 0.04 * (scale[1] - scale[0] || 1);
    const up = { range: [scale[0] - pad, scale[1] + pad], log, label: "" };
    profile = new Plot(side, stage.theme, { box, x: { range: x, label: axisLabels[0] }, y: up });
    profile.axes();
    write(side.ink, stage.theme, `${valueLabel} along the cut`, box.left, 12, { align: "left", size: 13, room: box.width });
    profile.inside((ink) => {
      trace(ink, places.map(profile.X), heights.map(profile.Y));
      [ink.strokeStyle, ink.lineWidth, ink.lineJoin] = [PALETTE[0], 2.5, "round"];
      ink.stroke();
    });
    if (spot) dot(profile, spot.u, at(spot.u, cut()));
  }
  function paintBubble() {
    const plot = spot.panel === side ? profile : plan;
    const height = spot.panel === side ? at(spot.u, spot.v) : spot.v;
    const lines = [`${valueLabel} ${value(at(spot.u, spot.v))}`, `at (${format(spot.u)}, ${format(spot.v)})`];
    bubble(spot.panel, stage.theme, lines, plot.X(spot.u), plot.Y(height));
  }
  return {
    paint() {
      read();
      const scale = range(), [places, heights] = along();
      paintMap(scale);
      paintSide(scale, places, heights);
      if (spot) paintBubble();
      map.name(`Map of ${valueLabel} over ${axisLabels.join(" and ")}; ${stage.where()}. It runs from ${value(least(values))} to ${value(greatest(values))}.`);
      side.name(`Curve of ${valueLabel} along the cut at ${axisLabels[1]} ${format(cut())}, from ${value(heights[0])} through ${value(least(heights))} to ${value(heights[heights.length - 1])}.`);
    },
    say() {
      const [places, heights] = along(), low = least(heights);
      return `Along the cut at ${format(cut())} the lowest ${valueLabel} is ${value(low)}, at ${format(places[heights.indexOf(low)])}`;
    },
    reset() {
      spot = null;
    },
  };
}
