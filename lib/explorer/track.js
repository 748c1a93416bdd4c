// Curves against the step of a process: thick up to the step shown, faint after it. Dragging across
// the panel, or its play button, moves the step.

class Track {
  constructor(stage, options, settings) {
    Object.assign(this, settings, { stage, panel: stage.panel({ ...options, touch: "pan-y" }), at: null });
    this.panel.canvas.style.cursor = "ew-resize";
    const step = stage.controls.get("step");
    const near = (px) => clamp(Math.round(this.plot.atX(px)), 0, step.max);
    this.panel.point({
      drag: (px) => this.plot && step.set(near(px)),
      hover: (px, py) => {
        this.at = px !== null && this.plot && this.plot.holds(px, py) ? near(px) : null;
        stage.show();
      },
    });
  }
  // series: [{ name, values }], told apart by colour, dashes and the shape at the step shown.
  paint(series, range) {
    const { panel, stage } = this, { ink } = panel, theme = stage.theme, step = stage.position.step;
    const top = this.legend(series), [low, high] = range, pad = 0.06 * (high - low || 1);
    this.plot = new Plot(panel, theme, {
      box: { left: 56, top, width: panel.width - 56 - 14, height: panel.height - top - 46 },
      x: { range: [0, stage.controls.get("step").max], label: this.label },
      y: { range: [low - pad, high + pad], label: "", log: this.log },
    });
    this.plot.axes();
    const { box } = this.plot, now = this.plot.X(step);
    this.plot.lines([[now, box.top, now, box.top + box.height]], theme.tint(0.45), 1.2);
    series.forEach(({ values }, k) => this.curve(values, k, step));
    if (this.at !== null) this.read(series);
  }
  curve(values, k, step) {
    const { plot, panel } = this, { ink } = panel, last = Math.min(step, values.length - 1);
    const xs = Array.from(values, (_, i) => plot.X(i)), ys = Array.from(values, plot.Y);
    plot.inside(() => {
      for (const [from, to, alpha, width] of [[last, xs.length, 0.3, 1.4], [0, last + 1, 1, 2.4]]) {
        [ink.globalAlpha, ink.strokeStyle, ink.lineWidth, ink.lineJoin] = [alpha, PALETTE[k % 8], width, "round"];
        ink.setLineDash(DASHES[k % 8]);
        trace(ink, xs.slice(from, to), ys.slice(from, to));
        ink.stroke();
      }
      ink.globalAlpha = 1;
      ink.setLineDash([]);
    });
    if (Number.isFinite(ys[last]) && plot.holds(xs[last], ys[last])) mark(ink, SHAPES[k % 8], xs[last], ys[last], 5.5, PALETTE[k % 8], "#ffffff", 1.5);
  }
  legend(series) {
    const { panel, stage } = this, { ink } = panel;
    write(ink, stage.theme, this.title, 56, 11, { align: "left", size: 13, room: panel.width - 60 });
    let left = 56, row = 31;
    for (const [k, { name }] of series.entries()) {
      ink.font = `12px ${stage.theme.family}`;
      const width = ink.measureText(name).width + 44;
      if (left > 56 && left + width - 12 > panel.width) [left, row] = [56, row + 19];
      [ink.strokeStyle, ink.lineWidth] = [PALETTE[k % 8], 2.4];
      ink.setLineDash(DASHES[k % 8]);
      trace(ink, [left, left + 24], [row, row]);
      ink.stroke();
      ink.setLineDash([]);
      mark(ink, SHAPES[k % 8], left + 12, row, 4.5, PALETTE[k % 8], stage.theme.ground, 1);
      write(ink, stage.theme, name, left + 30, row, { align: "left", room: panel.width - left - 30 });
      left += width;
    }
    return row + 16;
  }
  read(series) {
    const { plot, panel, stage, at } = this, x = plot.X(at);
    plot.lines([[x, plot.box.top, x, plot.box.top + plot.box.height]], stage.theme.tint(0.5));
    const value = (v) => format(this.log ? 10 ** v : v);
    const words = series.filter(({ values }) => Number.isFinite(values[at])).map(({ name, values }) => `${name} ${value(values[at])}`);
    bubble(panel, stage.theme, [`${this.label} ${at}`, ...words], x, plot.box.top + plot.box.height * 0.45);
  }
}
