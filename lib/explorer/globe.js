// A function on the sphere as a globe with hills: its critical points by shape and colour, their
// energies on a ladder beside it, a list that turns the globe to the point one chooses.

const HILLS = 0.2; // the height of the relief over the globe's radius
const KINDS = [
  { one: "valley", many: "valleys", shape: "circle", fill: "#ffffff", edge: NIGHT },
  { one: "pass", many: "passes", shape: "diamond", fill: "#f0a43a", edge: NIGHT },
  { one: "peak", many: "peaks", shape: "triangle", fill: NIGHT, edge: "#ffffff" },
];
const SUBSCRIPT = "₀₁₂₃";

// ---- rotations as rows of three
const product = (a, b) => a.map((row) => [0, 1, 2].map((c) => row[0] * b[0][c] + row[1] * b[1][c] + row[2] * b[2][c]));
function rotation([x, y, z], angle) {
  const size = Math.hypot(x, y, z) || 1, [u, v, w] = [x / size, y / size, z / size];
  const c = Math.cos(angle), s = Math.sin(angle), d = 1 - c;
  return [[c + u * u * d, u * v * d - w * s, u * w * d + v * s], [v * u * d + w * s, c + v * v * d, v * w * d - u * s], [w * u * d - v * s, w * v * d + u * s, c + w * w * d]];
}
// Rounding would shear the globe in the long run: make the rows square and of length one again.
function squared([a, b]) {
  const unit = (v) => v.map((c) => c / Math.hypot(...v)), first = unit(a);
  const along = first[0] * b[0] + first[1] * b[1] + first[2] * b[2];
  const second = unit(b.map((c, k) => c - along * first[k]));
  return [first, second, [first[1] * second[2] - first[2] * second[1], first[2] * second[0] - first[0] * second[2], first[0] * second[1] - first[1] * second[0]]];
}

// Monomials x^a y^b z^c with c ≤ 1 and a + b + c ≤ degree, in the order of globe.py.
function monomials(degree, [x, y, z]) {
  const out = [];
  for (let c = 0; c < 2; c++)
    for (let a = 0; a + c <= degree; a++)
      for (let b = 0; a + b + c <= degree; b++) out.push(x ** a * y ** b * (c ? z : 1));
  return out;
}

function draw(stage) {
  const { valueLabel, degree, guides, commonScale } = stage.definition;
  const mesh = ball(5, HILLS), terms = (degree + 1) ** 2, basis = new Float32Array(mesh.size * terms);
  for (let k = 0; k < mesh.size; k++) basis.set(monomials(degree, mesh.base.subarray(3 * k, 3 * k + 3)), k * terms);
  const globe = stage.panel({ height: (width) => clamp(width, 220, 430), touch: "pan-y", focus: "Arrow keys turn the globe.", body: true });
  const aside = element("div", { class: "ce-side" });
  stage.row.append(aside);
  const ladder = stage.panel({ height: (width, narrow) => (narrow ? 210 : clamp(globe.height - 150, 190, 270)), into: aside });
  const listId = `${stage.definition.id}-${stage.serial}-list`;
  const list = element("select", { id: listId, size: 5 });
  aside.append(element("label", { for: listId }, "Critical points: choose one"), list);
  stage.row.style.setProperty("--columns", "minmax(0, 1.25fr) minmax(0, 1fr)");
  let coefficients, range, points = [], view, plot, held = null, halt = () => {}, spot = null, spin = 0;

  const rows = () => held || squared([0, 1].map((k) => stage.model.get("rows").slice(3 * k, 3 * k + 3)));
  const part = (value) => (value - range[0]) / (range[1] - range[0] || 1);
  const chosen = () => points[stage.model.get("selected")] || null;
  const energyAt = (direction) => monomials(degree, direction).reduce((sum, term, k) => sum + term * coefficients[k], 0);

  function read() {
    const before = coefficients;
    coefficients = stage.array("field");
    if (coefficients === before) return;
    range = commonScale ? stage.range("range") : [...stage.array("range")];
    const heights = new Float32Array(mesh.size);
    for (let k = 0; k < mesh.size; k++) {
      let sum = 0;
      for (let t = 0, at = k * terms; t < terms; t++) sum += basis[at + t] * coefficients[t];
      heights[k] = part(sum);
    }
    halt();
    mesh.aim(heights, !before);
    readPoints(Boolean(before));
    if (before) halt = glide(stage, (share) => (mesh.part = share));
  }
  function readPoints(again) {
    const [at, energies, indices] = ["points", "energies", "indices"].map((key) => stage.array(key));
    points = [...indices.keys()].filter((k) => Number.isFinite(indices[k]))
      .map((k) => ({ at: [...at.subarray(3 * k, 3 * k + 3)], energy: energies[k], index: Math.round(indices[k]) }));
    if (again && stage.model.get("selected") >= 0) stage.put("selected", -1);
    list.replaceChildren(...KINDS.map((kind, index) => {
      const members = points.map((point, k) => [point, k]).filter(([point]) => point.index === index);
      const options = members.map(([point, k]) => element("option", { value: k }, `${kind.one}, energy ${format(point.energy)}`));
      return options.length ? element("optgroup", { label: `${options.length} ${kind.many} (index ${index})` }, ...options) : "";
    }));
  }

  // ---- turning
  function turn(dx, dy) {
    const move = product(rotation([1, 0, 0], dy), rotation([0, 1, 0], dx));
    held = squared(product(move, rows()));
    stage.show();
  }
  function keep() {
    if (held) stage.put("rows", held.flat().map((v) => +v.toFixed(6)));
    held = null;
  }
  function choose(k) {
    stage.put("selected", k);
    const from = rows(), seen = from.map((row) => row[0] * points[k].at[0] + row[1] * points[k].at[1] + row[2] * points[k].at[2]);
    const axis = [seen[1] * 0.97 - seen[2] * 0.24, seen[2] * 0 - seen[0] * 0.97, seen[0] * 0.24 - seen[1] * 0];
    const angle = Math.acos(clamp(seen[1] * 0.24 + seen[2] * 0.97, -1, 1));
    stopSpin();
    halt();
    mesh.part = 1;
    halt = glide(stage, (share) => (held = squared(product(rotation(axis, angle * share), from))), keep);
  }
  const stopSpin = () => cancelAnimationFrame(spin);
  // Let go in a swing, the globe runs out slowly; not where the reader wants no motion.
  function coast(dx, dy) {
    if (calm() || Math.hypot(dx, dy) < 0.004) return keep();
    turn(dx, dy);
    spin = requestAnimationFrame(() => coast(dx * 0.93, dy * 0.93));
  }
  let moved = 0, swing = [0, 0];
  globe.point({
    drag(px, py, { dx, dy, first }) {
      stopSpin();
      moved = first ? 0 : moved + Math.hypot(dx, dy);
      spot = null;
      swing = [dx, dy].map((v) => v / (view ? view.scale : 200));
      turn(...swing);
    },
    drop: () => (moved < 4 ? keep() : coast(...swing)),
    hover(px, py) {
      const k = px !== null && view && !held ? pickVertex(mesh, view, px, py, 8) : -1;
      spot = k < 0 ? null : { k, px, py };
      stage.show();
    },
  });
  globe.canvas.addEventListener("click", (event) => {
    const [px, py] = globe.place(event);
    const near = seenPoints().filter(({ x, y, depth }) => depth > 0.1 && Math.hypot(x - px, y - py) < 14);
    if (moved < 4 && near.length) choose(near[near.length - 1].k);
  });
  const key = (dx, dy) => (n) => (stopSpin(), turn(n * dx, n * dy), keep());
  globe.keys({ ArrowLeft: key(-0.12, 0), ArrowRight: key(0.12, 0), ArrowUp: key(0, -0.12), ArrowDown: key(0, 0.12) });
  list.addEventListener("change", () => choose(+list.value));
  ladder.point({
    drag(px, py, { first }) {
      const distance = (point) => Math.hypot(place(point)[0] - px, place(point)[1] - py);
      const [near] = points.map((point, k) => [distance(point), k]).sort((a, b) => a[0] - b[0]);
      if (first && near && near[0] < 22) choose(near[1]);
    },
  });
  stage.controls.set("point", { refresh() {}, find: (word) => numberIn(word) - 1, set: (k) => points[k] && choose(k) });

  // ---- painting
  function seenPoints() {
    return points.map((point, k) => {
      const far = 1 + HILLS * (part(point.energy) - 0.5) + 0.01;
      const [x, y, depth] = view.project(point.at.map((c) => far * c));
      return { ...point, k, x, y, depth };
    }).sort((a, b) => a.depth - b.depth);
  }
  function paintGlobe() {
    const { ink, behind, width, height } = globe, { dark, tint } = stage.theme;
    view = new View(rows(), { scale: Math.min(width, height) / 2 / 1.36, centre: [width / 2, height / 2] });
    const glow = behind.createRadialGradient(...view.centre, 0.9 * view.scale, ...view.centre, 1.28 * view.scale);
    glow.addColorStop(0, dark ? "rgba(110,170,230,0.34)" : "rgba(40,60,110,0.30)");
    glow.addColorStop(1, "rgba(90,120,180,0)");
    behind.fillStyle = glow;
    behind.fillRect(0, 0, width, height);
    const axes = [0, 1, 2].map((k) => paintAxis(k, tint(0.75)));
    axes.forEach(({ front, paint }) => front || paint(behind));
    const step = (range[1] - range[0]) / 11;
    paintMesh(globe, mesh, view, Array.from({ length: 10 }, (_, k) => part(range[0] + (k + 1) * step)));
    axes.forEach(({ front, paint }) => front && paint(ink));
    for (const { index, x, y, depth, k } of seenPoints()) {
      if (depth < 0.1) continue;
      const kind = KINDS[index], size = k === stage.model.get("selected") ? 8 : 5.5;
      ink.globalAlpha = clamp((depth - 0.1) * 5, 0, 1);
      if (size > 6) ring(ink, x, y, 14);
      mark(ink, kind.shape, x, y, size, kind.fill, kind.edge, 1.6);
      ink.globalAlpha = 1;
    }
  }
  function ring(ink, x, y, radius) {
    for (const [colour, width] of [[NIGHT, 5], ["#ffffff", 2.5]]) {
      [ink.strokeStyle, ink.lineWidth] = [colour, width];
      ink.beginPath();
      ink.arc(x, y, radius, 0, 2 * Math.PI);
      ink.stroke();
    }
  }
  // The three directions of the spins stick out of the globe; the far ones stay behind it.
  function paintAxis(k, colour) {
    const tip = [0, 1, 2].map((c) => (c === k ? 1.18 : 0)), foot = tip.map((c) => c * 0.85);
    const [x, y, depth] = view.project(tip), [u, v] = view.project(foot), label = view.project(tip.map((c) => c * 1.08));
    const paint = (ink) => {
      [ink.strokeStyle, ink.lineWidth] = [colour, 2];
      ink.beginPath();
      ink.moveTo(u, v);
      ink.lineTo(x, y);
      ink.stroke();
      write(ink, stage.theme, `σ${SUBSCRIPT[k + 1]}`, label[0], label[1], { halo: stage.theme.ground });
    };
    return { front: depth > 0, paint };
  }
  const place = ({ index, energy }) => [plot.X(index), plot.Y(energy)];
  function paintLadder() {
    const box = { left: 74, top: 26, width: ladder.width - 74 - 12, height: ladder.height - 26 - 26 }, ink = ladder.ink;
    const levels = guides.map((name) => stage.array(`guide ${name}`)[0]), pad = 0.05 * (range[1] - range[0]);
    const ends = [Math.min(range[0], ...levels) - pad, Math.max(range[1], ...levels) + pad];
    plot = new Plot(ladder, stage.theme, { box, x: { range: [-0.6, 2.6], label: "" }, y: { range: ends, label: "" } });
    for (let y = plot.Y(range[1]); y < plot.Y(range[0]); y++) {
      ink.fillStyle = css(colourAt(part(plot.atY(y))));
      ink.fillRect(box.left - 13, y, 13, 1.5);
    }
    const marks = ticks(...ends, clamp(box.height / 40, 2, 6));
    plot.lines(marks.places.map((v) => [box.left, plot.Y(v), box.left + box.width, plot.Y(v)]), stage.theme.faint);
    for (const v of marks.places) write(ink, stage.theme, marks.text(v), box.left - 19, plot.Y(v), { align: "right" });
    write(ink, stage.theme, valueLabel, 4, 11, { align: "left", size: 13, room: ladder.width });
    for (const name of guides) guide(name, box);
    KINDS.forEach((kind, k) => {
      const many = points.filter((point) => point.index === k).length;
      write(ink, stage.theme, `${many} ${many === 1 ? kind.one : kind.many}`, plot.X(k), box.top + box.height + 14, { room: box.width / 3 });
    });
    for (const point of points) {
      const kind = KINDS[point.index], [x, y] = place(point);
      plot.lines([[x - 16, y, x + 16, y]], stage.theme.soft, 1);
      if (point === chosen()) ring(ink, x, y, 10);
      mark(ink, kind.shape, x, y, 5.5, kind.fill, kind.edge === NIGHT ? NIGHT : stage.theme.dark ? "#ffffff" : NIGHT, 1.6);
    }
  }
  function guide(name, box) {
    const level = stage.array(`guide ${name}`)[0];
    ladder.ink.setLineDash([5, 4]);
    plot.lines([[box.left, plot.Y(level), box.left + box.width, plot.Y(level)]], PALETTE[5], 1.6);
    ladder.ink.setLineDash([]);
    write(ladder.ink, stage.theme, name, box.left + box.width, plot.Y(level) - 8, { align: "right", halo: stage.theme.ground });
  }
  function census() {
    const counts = KINDS.map((_, k) => points.filter((point) => point.index === k).length);
    const words = KINDS.map((kind, k) => `${counts[k]} ${counts[k] === 1 ? kind.one : kind.many}`);
    return `${words[0]} − ${words[1]} + ${words[2]} = ${format(counts[0] - counts[1] + counts[2])}`;
  }

  return {
    paint() {
      read();
      paintGlobe();
      paintLadder();
      const now = stage.model.get("selected");
      if (list.value !== String(now)) list.value = now < 0 ? "" : String(now);
      if (spot) {
        const energy = energyAt([...mesh.base.subarray(3 * spot.k, 3 * spot.k + 3)]);
        bubble(globe, stage.theme, [`${valueLabel} ${format(energy)}`], spot.px, spot.py);
      }
      globe.name(`Globe coloured by ${valueLabel} from ${format(range[0])} to ${format(range[1])}; ${stage.where()}; ${census()}.`);
      ladder.name(`Ladder of the ${valueLabel} of ${points.length} critical points: ${census()}.`);
    },
    say() {
      const point = chosen();
      const words = point ? `the chosen ${KINDS[point.index].one} has ${valueLabel} ${format(point.energy)}` : "";
      return [stage.where(), census(), words].filter(Boolean).join(" · ");
    },
    reset() {
      stopSpin();
      halt();
      mesh.part = 1;
      [held, spot] = [null, null];
    },
  };
}
