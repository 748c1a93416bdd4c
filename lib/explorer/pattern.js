// A picture of two-valued points recalled step by step beside the memory, and its overlaps.

function draw(stage) {
  const { names, stepLabel, captions } = stage.definition;
  const [rows, columns] = stage.definition.arrays.state.shape;
  const pictures = stage.panel({ height: (width) => clamp((((width - 20) / 2) * rows) / columns, 90, 300) + 48 });
  const settings = { label: stepLabel, title: "overlap", log: false };
  const tall = (width, narrow) => (narrow ? 220 : pictures.height);
  const track = new Track(stage, { height: tall }, settings);
  stage.row.style.setProperty("--columns", "minmax(0, 1.25fr) minmax(0, 1fr)");
  const overlaps = () => names.map((name, k) => ({ name, values: stage.array(`overlap ${k}`) }));
  let wrong = 0;

  function paintPicture(left, width, points, memory, caption) {
    const { ink, height } = pictures, size = Math.min(width / columns, (height - 48) / rows), gap = size > 5 ? 1 : 0;
    const start = left + (width - size * columns) / 2;
    write(ink, stage.theme, caption, left + width / 2, 11, { size: 13, room: width });
    points.forEach((point, k) => {
      const x = start + (k % columns) * size, y = 24 + Math.floor(k / columns) * size;
      const amiss = memory && point !== memory[k];
      ink.fillStyle = amiss ? (point ? PALETTE[1] : stage.theme.tint(0.1)) : point ? PALETTE[0] : stage.theme.tint(0.1);
      ink.fillRect(x, y, size - gap, size - gap);
      if (amiss) cross(x, y, size - gap, point ? "#ffffff" : PALETTE[1]);
    });
  }
  // A wrong point bears a cross, so that it does not hang on its colour.
  function cross(x, y, size, colour) {
    const { ink } = pictures, a = 0.28 * size, b = 0.72 * size;
    [ink.strokeStyle, ink.lineWidth] = [colour, Math.max(1, size / 7)];
    ink.beginPath();
    ink.moveTo(x + a, y + a);
    ink.lineTo(x + b, y + b);
    ink.moveTo(x + b, y + a);
    ink.lineTo(x + a, y + b);
    ink.stroke();
  }
  return {
    paint() {
      const memory = stage.array("memory"), state = stage.array("state"), half = (pictures.width - 20) / 2;
      wrong = state.reduce((sum, point, k) => sum + (point !== memory[k]), 0);
      paintPicture(0, half, memory, null, captions[0]);
      paintPicture(half + 20, half, state, memory, captions[1]);
      const share = `${wrong} of ${state.length} points differ`;
      write(pictures.ink, stage.theme, share, half + 20 + half / 2, pictures.height - 10, { room: half });
      const [low, high] = stage.range(...names.map((_, k) => `overlap ${k}`));
      track.paint(overlaps(), [Math.min(0, low), Math.max(1, high)]);
      pictures.name(`${captions[0]}, ${rows} by ${columns} points, beside the ${captions[1]}; ${stage.where()}; ${share}.`);
      track.panel.name(`Curves of the overlap against ${stepLabel}: ${this.say()}.`);
    },
    say() {
      const step = stage.position.step;
      const now = overlaps().map(({ name, values }) => `${name} ${format(values[Math.min(step, values.length - 1)])}`);
      return `${stage.where()} · overlap: ${now.join(", ")} · ${wrong} points differ from the memory`;
    },
    reset() {
      track.at = null;
    },
  };
}
