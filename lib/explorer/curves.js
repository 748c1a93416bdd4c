// Panels of curves: lines told apart by dashes, points by shapes, all by colour; a legend, and a
// hairline that reads the curves at the pointer. Dragging across a panel may move a slider.

function draw(stage) {
  const { panels, names } = stage.definition;
  stage.row.style.setProperty("--columns", panels.length > 1 ? "repeat(2, minmax(0, 1fr))" : "minmax(0, 1fr)");
  if (panels.length === 3) stage.row.classList.add("ce-three");
  const views = panels.map((definition, k) => {
    const wide = panels.length === 1 || (panels.length === 3 && k === 2);
    return new CurveView(stage, definition, k, names, wide);
  });
  return {
    paint: () => views.forEach((view) => view.paint()),
    say: () => stage.where(),
    reset: () => views.forEach((view) => (view.at = null)),
  };
}

class CurveView {
  constructor(stage, definition, k, names, wide) {
    // The plot keeps its height however many rows the legend takes.
    const share = (narrow) => (narrow ? 0.44 : wide ? 0.34 : 0.62);
    const height = (width, narrow) => this.legendRows(width).bottom + clamp(width * share(narrow), 130, 290) + 46;
    Object.assign(this, { stage, definition, at: null });
    const panel = (this.panel = stage.panel({ height, touch: "pan-y" }));
    // A name keeps its colour in all panels; dashes and shapes tell series of one panel apart.
    const kin = (one) => (one.style === "points" ? "points" : "lines"), seen = { points: 0, lines: 0 };
    const turn = (one) => (one.style === "rule" || one.style === "bars" ? 0 : seen[kin(one)]++ % 8);
    this.series = definition.series.map((one, j) => ({ ...one, key: `${k}.${j}`, tint: names.indexOf(one.name) % 8, turn: turn(one) }));
    const drag = definition.drag && stage.controls.get(plainWord(definition.drag));
    if (drag) panel.canvas.style.cursor = "ew-resize";
    panel.point({
      drag: drag && ((px) => this.plot && drag.set(drag.find(String(this.real("x", this.plot.atX(px)))))),
      hover: (px, py) => {
        this.at = px !== null && this.plot && this.plot.holds(px, py) ? this.plot.atX(px) : null;
        stage.show();
      },
    });
  }
  real(axis, v) {
    return this.definition[`${axis}Log`] ? 10 ** v : v;
  }
  numbers(series, what) {
    const key = `${series.key}.${what}`;
    return this.stage.definition.arrays[key] ? this.stage.array(key) : null;
  }
  colour(series) {
    return PALETTE[series.tint];
  }

  paint() {
    const { stage, panel, definition } = this, ink = panel.ink, theme = stage.theme;
    const top = this.legend();
    const [xLabel, yLabel] = definition.axisLabels;
    this.plot = new Plot(panel, theme, {
      box: { left: 58, top, width: panel.width - 58 - 14, height: panel.height - top - 46 },
      x: { range: definition.xRange, label: xLabel, log: definition.xLog },
      y: { range: definition.yRange, label: yLabel, log: definition.yLog },
    });
    if (definition.title) write(ink, theme, definition.title, 58, 12, { align: "left", size: 14, room: panel.width - 60 });
    this.plot.axes();
    this.plot.inside(() => this.series.forEach((series) => this.paintSeries(series)));
    if (this.at !== null) this.hairline();
    const seen = this.series.map((series) => `${series.name}${this.brief(series)}`).join("; ");
    panel.name(`${definition.title || yLabel} against ${xLabel}; ${stage.where()}. ${seen}.`);
  }
  // What a curve does, in a few words for those who do not see it.
  brief(series) {
    const x = this.numbers(series, "x"), y = this.numbers(series, "y");
    if (!y) return ` at ${[...x].filter(Number.isFinite).map((v) => format(this.real("x", v))).join(", ")}`;
    const real = [...y].filter(Number.isFinite).map((v) => this.real("y", v));
    if (!real.length) return " is empty";
    if (real.length === 1) return ` is ${format(real[0])}`;
    return ` from ${format(real[0])} to ${format(real[real.length - 1])}, between ${format(Math.min(...real))} and ${format(Math.max(...real))}`;
  }
  // Where each name of the legend stands in a panel of some width.
  legendRows(width) {
    const { ink } = this.panel, places = [];
    let left = 58, row = (this.definition.title ? 24 : 8) + 8;
    ink.font = `12px ${this.stage.theme.family}`;
    for (const { name } of this.series) {
      const room = ink.measureText(name).width + 46;
      if (left > 58 && left + room - 14 > width) [left, row] = [58, row + 19];
      places.push([left, row]);
      left += room;
    }
    return { places, bottom: row + 17 };
  }
  legend() {
    const { panel, stage } = this, { places, bottom } = this.legendRows(panel.width);
    this.series.forEach((series, k) => {
      const [left, row] = places[k];
      this.sample(series, left, row);
      write(panel.ink, stage.theme, series.name, left + 30, row, { align: "left", room: panel.width - left - 30 });
    });
    return bottom;
  }
  sample(series, left, y) {
    const ink = this.panel.ink;
    ink.save();
    if (series.style === "points") mark(ink, SHAPES[series.turn], left + 12, y, 4.5, this.colour(series), this.stage.theme.ground, 1);
    else if (series.style === "bars") [ink.fillStyle] = [this.colour(series)], ink.fillRect(left + 4, y - 5, 16, 10);
    else {
      this.pen(series);
      if (series.style === "area") this.fillBelow([left, left + 24], [y - 4, y - 4], y + 5);
      trace(ink, [left, left + 24], series.style === "area" ? [y - 4, y - 4] : [y, y]);
      ink.stroke();
    }
    ink.restore();
  }
  pen(series) {
    const ink = this.panel.ink;
    [ink.strokeStyle, ink.fillStyle, ink.lineWidth, ink.lineJoin] = [this.colour(series), this.colour(series), 2.4, "round"];
    ink.setLineDash(series.style === "rule" ? [3, 3] : DASHES[series.turn]);
  }
  fillBelow(xs, ys, floor) {
    const ink = this.panel.ink;
    ink.save();
    ink.globalAlpha = 0.25;
    ink.beginPath();
    let open = null;
    for (let i = 0; i <= xs.length; i++) {
      const seen = i < xs.length && Number.isFinite(ys[i]);
      if (seen && open === null) ink.moveTo((open = xs[i]), floor);
      if (seen) ink.lineTo(xs[i], ys[i]);
      else if (open !== null) ink.lineTo(xs[i - 1], floor), (open = null);
    }
    ink.fill();
    ink.restore();
  }
  paintSeries(series) {
    const { plot, panel, stage } = this, ink = panel.ink;
    const xs = Array.from(this.numbers(series, "x"), plot.X);
    ink.save();
    this.pen(series);
    if (series.style === "rule") {
      plot.lines(xs.map((x) => [x, plot.box.top, x, plot.box.top + plot.box.height]), this.colour(series), 2.4);
      return ink.restore();
    }
    const ys = Array.from(this.numbers(series, "y"), plot.Y), floor = plot.Y(Math.max(0, plot.y.range[0]));
    if (series.style === "area") this.fillBelow(xs, ys, floor);
    if (series.style === "line" || series.style === "area") trace(ink, xs, ys), ink.stroke();
    if (series.style === "bars") {
      const half = xs.length > 1 ? Math.abs(xs[1] - xs[0]) / 2 - 0.5 : 8;
      ink.globalAlpha = 0.75;
      xs.forEach((x, k) => Number.isFinite(ys[k]) && ink.fillRect(x - half, ys[k], 2 * half, floor - ys[k]));
      ink.globalAlpha = 1;
    }
    this.errors(series, xs);
    if (series.style === "points") xs.forEach((x, k) => Number.isFinite(ys[k]) && mark(ink, SHAPES[series.turn], x, ys[k], 4.5, this.colour(series), stage.theme.ground, 1));
    ink.restore();
  }
  errors(series, xs) {
    const low = this.numbers(series, "low"), high = this.numbers(series, "high");
    if (!low) return;
    this.panel.ink.setLineDash([]);
    const pairs = xs.map((x, k) => [x, this.plot.Y(low[k]), x, this.plot.Y(high[k])]).filter((pair) => pair.every(Number.isFinite));
    this.plot.lines(pairs, this.colour(series), 1.4);
  }
  hairline() {
    const { plot, stage, panel, at } = this, x = plot.X(at);
    plot.lines([[x, plot.box.top, x, plot.box.top + plot.box.height]], stage.theme.tint(0.5));
    const words = [`${plot.x.label} ${format(this.real("x", at))}`];
    for (const series of this.series) {
      const y = this.valueNear(series, at);
      if (!Number.isFinite(y)) continue;
      words.push(`${series.name} ${format(this.real("y", y))}`);
      if (series.style !== "points") mark(panel.ink, "circle", x, plot.Y(y), 4, this.colour(series), stage.theme.ground, 1.5);
    }
    bubble(panel, stage.theme, words, x, plot.box.top + plot.box.height * 0.45);
  }
  // The value at a place: on lines between points, of points and bars the nearest if close by.
  valueNear(series, at) {
    const x = this.numbers(series, "x"), y = this.numbers(series, "y");
    if (!y) return NaN;
    let best = NaN, gap = 8 / (this.plot.box.width / (this.plot.x.range[1] - this.plot.x.range[0]));
    const lines = series.style === "line" || series.style === "area";
    for (let i = 0; i < x.length; i++) {
      if (lines && i + 1 < x.length && at >= Math.min(x[i], x[i + 1]) && at <= Math.max(x[i], x[i + 1])) {
        const part = x[i + 1] === x[i] ? 0 : (at - x[i]) / (x[i + 1] - x[i]);
        return (1 - part) * y[i] + part * y[i + 1];
      }
      if (!lines && Math.abs(x[i] - at) < gap) [best, gap] = [y[i], Math.abs(x[i] - at)];
    }
    return best;
  }
}
