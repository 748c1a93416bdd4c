// The ways of several optimisers over one map, step by step, and the value each has reached.

function draw(stage) {
  const { axisLabels, valueLabel, marks, log, commonScale, names, stepLabel } = stage.definition;
  const [rows, columns] = stage.definition.arrays.values.shape;
  const value = (v) => format(log ? 10 ** v : v), relief = new Relief();
  const tall = (width) => clamp(width - 48, 200, 430);
  const map = stage.panel({ height: tall, touch: "pan-y" });
  const settings = { label: stepLabel, title: `${valueLabel} at each step`, log };
  const track = new Track(stage, { height: (width, narrow) => (narrow ? 230 : tall(map.settled)) }, settings);
  stage.row.style.setProperty("--columns", "minmax(0, 1.2fr) minmax(0, 1fr)");
  const step = () => stage.position.step;
  const reached = () => names.map((name, k) => ({ name, values: stage.array(`value ${k}`) }));
  let x, y, values, plan;

  function range() {
    const own = [least(values), greatest(values)], all = stage.range("values");
    return commonScale ? all : own;
  }
  function paintMap() {
    const box = { left: 56, top: 26, width: map.width - 56 - 66, height: map.height - 26 - 46 };
    plan = new Plot(map, stage.theme, { box, x: { range: x, label: axisLabels[0] }, y: { range: y, label: axisLabels[1] } });
    relief.set(values, columns, rows, range(), log);
    relief.paint(plan);
    plan.axes({ grid: false });
    relief.bar(map.ink, stage.theme, { left: box.left + box.width + 14, top: box.top, height: box.height, room: map.width - 20 }, valueLabel);
    names.forEach((name, k) => paintWay(k));
    marks.filter((m) => within(m, x, y)).forEach((m) => paintMark(plan, stage.theme, m, "star"));
  }
  // The way so far over a white edge, small dots for its steps, its shape where it now stands.
  function paintWay(k) {
    const way = stage.array(`path ${k}`), count = way.length / 2, colour = PALETTE[k % 8];
    const xs = Array.from({ length: count }, (_, i) => plan.X(way[2 * i])), ys = Array.from({ length: count }, (_, i) => plan.Y(way[2 * i + 1]));
    const last = Math.min(step(), count - 1), ink = map.ink;
    plan.inside(() => {
      ink.lineJoin = ink.lineCap = "round";
      trace(ink, xs.slice(last), ys.slice(last));
      [ink.strokeStyle, ink.lineWidth] = ["rgba(255,255,255,0.35)", 1.2];
      ink.stroke();
      trace(ink, xs.slice(0, last + 1), ys.slice(0, last + 1));
      [ink.strokeStyle, ink.lineWidth] = ["rgba(255,255,255,0.9)", 5];
      ink.stroke();
      [ink.strokeStyle, ink.lineWidth] = [colour, 2.6];
      ink.setLineDash(DASHES[k % 8]);
      ink.stroke();
      ink.setLineDash([]);
      for (let i = 0; i < last; i++) if (Number.isFinite(xs[i])) mark(ink, "circle", xs[i], ys[i], 2, colour, "#ffffff", 0.8);
      if (Number.isFinite(xs[last])) mark(ink, SHAPES[k % 8], xs[last], ys[last], 7.5, colour, "#ffffff", 2);
    });
  }
  return {
    paint() {
      [x, y, values] = ["x", "y", "values"].map((key) => stage.array(key));
      paintMap();
      const ends = stage.range(...names.map((_, k) => `value ${k}`));
      track.paint(reached(), ends);
      map.name(`Map of ${valueLabel} over ${axisLabels.join(" and ")} with the ways of ${names.join(", ")}; ${stage.where()}.`);
      track.panel.name(`Curves of ${valueLabel} against ${stepLabel}: ${this.say()}.`);
    },
    say() {
      const now = reached().map(({ name, values: v }) => `${name} ${value(v[Math.min(step(), v.length - 1)])}`);
      return `${stage.where()} · ${valueLabel}: ${now.join(", ")}`;
    },
    reset() {
      track.at = null;
    },
  };
}
