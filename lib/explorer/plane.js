// A map of a function of two coordinates beside its profile along a cut.

function draw(api) {
  const { definition, stage, model } = api, [xlabel, ylabel] = definition.axisLabels;
  const label = definition.valueLabel, log = definition.log;
  const plan = canvasIn(stage, 1.12, definition.alt), profile = canvasIn(stage, 1.12, `Profile: ${label}`);
  const ends = key => Array.from(api.array(key).data);
  let box;

  // The cut is a slider of its own: rows of the grid, so that each step shows a computed profile.
  const rows = definition.arrays.values.shape[0];
  const row = () => {
    const [low, high] = ends("y");
    return Math.min(rows - 1, Math.max(0, Math.round(((model.get("cut") - low) / (high - low)) * (rows - 1))));
  };
  const place = k => { const [low, high] = ends("y"); return low + (k * (high - low)) / (rows - 1); };
  const cutTo = k => api.set("cut", place(Math.min(rows - 1, Math.max(0, k))));
  api.slider({
    label: "cut", max: rows - 1, step: 1, at: row, move: cutTo,
    text: () => `${ylabel} ${api.number(place(row()))}`,
  });
  const follow = event => {
    const top = plan.getBoundingClientRect().top;
    cutTo(Math.round((1 - (event.clientY - top - box.top) / box.height) * (rows - 1)));
  };
  plan.addEventListener("pointerdown", event => { plan.setPointerCapture(event.pointerId); follow(event); });
  plan.addEventListener("pointermove", event => { if (event.buttons) follow(event); });

  function bounds(grid) {
    if (definition.commonScale) return api.range("values");
    return [Math.min(...grid.data), Math.max(...grid.data)];
  }

  function paintPlan(grid, range) {
    const { pen, width, height } = begin(plan), ink = api.ink(), x = ends("x"), y = ends("y");
    box = { left: 62, top: 26, width: width - 62 - 74, height: height - 26 - 44 };
    paintMap(pen, box, grid, range);
    paintContours(pen, box, grid, range, 11);
    const { px, py } = axes(pen, box, { x, y, xlabel, ylabel, ink });
    colourBar(pen, { left: width - 60, top: box.top, width: 12, height: box.height }, range, { label, log, ink });
    pen.strokeStyle = "#fff";
    pen.lineWidth = 1.5;
    pen.setLineDash([6, 4]);
    pen.beginPath();
    pen.moveTo(box.left, py(place(row())));
    pen.lineTo(box.left + box.width, py(place(row())));
    pen.stroke();
    pen.setLineDash([]);
    for (const mark of definition.marks) {
      if (mark.x < x[0] || mark.x > x[1] || mark.y < y[0] || mark.y > y[1]) continue;
      pen.beginPath();
      pen.arc(px(mark.x), py(mark.y), 4, 0, 7);
      pen.fillStyle = "#fff";
      pen.strokeStyle = "#000";
      pen.fill();
      pen.stroke();
      pen.textAlign = "left";
      pen.textBaseline = "bottom";
      pen.fillText(mark.label, px(mark.x) + 6, py(mark.y) - 4);
    }
  }

  function paintProfile(grid, range) {
    const { pen, width, height } = begin(profile), ink = api.ink(), columns = grid.shape[1];
    const [low, high] = ends("x"), slack = 0.05 * (range[1] - range[0] || 1);
    const panel = { left: 62, top: 26, width: width - 62 - 12, height: height - 26 - 44 };
    const y = [range[0] - slack, range[1] + slack];
    const { px, py } = axes(pen, panel, { x: [low, high], y, xlabel, ylabel: label, log, ink });
    pen.strokeStyle = PALETTE[0];
    pen.lineWidth = 2;
    pen.beginPath();
    for (let j = 0; j < columns; j++) {
      pen.lineTo(px(low + (j * (high - low)) / (columns - 1)), py(grid.data[row() * columns + j]));
    }
    pen.stroke();
  }

  return {
    paint() {
      const grid = api.array("values"), range = bounds(grid);
      paintPlan(grid, range);
      paintProfile(grid, range);
    },
    read() {
      const { data } = api.array("values"), real = v => api.number(log ? 10 ** v : v);
      return [`${label} from ${real(Math.min(...data))} to ${real(Math.max(...data))}`];
    },
  };
}
