// Drawing on a canvas: sharp on any screen, axes with round numbers, the palette of the figures.

function canvasIn(stage, ratio, words) {
  const made = element("canvas", { class: "ce-canvas", role: "img", "aria-label": words });
  made.style.aspectRatio = String(ratio);
  stage.append(made);
  return made;
}

// Fit the canvas's own pixels to the screen and return its context in CSS pixels.
function begin(canvas) {
  const scale = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = "12px system-ui, sans-serif";
  return { pen, width, height };
}

function colourAt(share) {
  const at = Math.min(1, Math.max(0, share)) * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(at), VIRIDIS.length - 2), part = at - low;
  return [0, 1, 2].map(c => Math.round(VIRIDIS[low][c] + part * (VIRIDIS[low + 1][c] - VIRIDIS[low][c])));
}

function roundTicks(low, high, most) {
  if (!(high > low)) return [low];
  const rough = (high - low) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(m => m * power >= rough);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) ticks.push(k * step);
  return ticks;
}

const tickText = (value, log) =>
  number(log ? Number((10 ** value).toPrecision(2)) : Math.abs(value) < 1e-12 ? 0 : value);

// Draw the frame of a panel with ticks; return functions from data to pixels.
function axes(pen, box, { x, y, xlabel, ylabel, log = false, ink }) {
  const px = v => box.left + (box.width * (v - x[0])) / (x[1] - x[0] || 1);
  const py = v => box.top + box.height - (box.height * (v - y[0])) / (y[1] - y[0] || 1);
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = 1;
  pen.strokeRect(box.left, box.top, box.width, box.height);
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const v of roundTicks(...x, Math.max(2, box.width / 70))) {
    pen.fillRect(px(v) - 0.5, box.top + box.height, 1, 4);
    pen.fillText(tickText(v), px(v), box.top + box.height + 6);
  }
  pen.fillText(xlabel, box.left + box.width / 2, box.top + box.height + 22);
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const v of roundTicks(...y, Math.max(2, box.height / 45))) {
    pen.fillRect(box.left - 4, py(v) - 0.5, 4, 1);
    pen.fillText(tickText(v, log), box.left - 6, py(v));
  }
  pen.save();
  pen.translate(box.left - 52, box.top + box.height / 2);
  pen.rotate(-Math.PI / 2);
  pen.textAlign = "center";
  pen.fillText(ylabel, 0, 0);
  pen.restore();
  return { px, py };
}

function colourBar(pen, box, range, { label, log, ink }) {
  for (let i = 0; i < box.height; i++) {
    pen.fillStyle = `rgb(${colourAt(1 - i / (box.height - 1)).join()})`;
    pen.fillRect(box.left, box.top + i, box.width, 1.5);
  }
  pen.fillStyle = ink;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  for (const v of roundTicks(...range, 5)) {
    const y = box.top + box.height * (1 - (v - range[0]) / (range[1] - range[0] || 1));
    pen.fillRect(box.left + box.width, y - 0.5, 4, 1);
    pen.fillText(tickText(v, log), box.left + box.width + 6, y);
  }
  pen.textAlign = "right";
  pen.textBaseline = "bottom";
  pen.fillText(label, box.left + box.width + 40, box.top - 5);
}
