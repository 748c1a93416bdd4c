// A grid of values as a coloured map with contour lines.

function paintMap(pen, box, { shape: [rows, columns], data }, range) {
  const image = new ImageData(columns, rows), span = range[1] - range[0] || 1;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const [r, g, b] = colourAt((data[i * columns + j] - range[0]) / span);
      image.data.set([r, g, b, 255], 4 * ((rows - 1 - i) * columns + j)); // row 0 lies at the bottom
    }
  }
  const small = document.createElement("canvas");
  small.width = columns;
  small.height = rows;
  small.getContext("2d").putImageData(image, 0, 0);
  // Grid points lie on the border of the box: half a cell of the picture is cut off all round.
  const cut = [0.5, 0.5, columns - 1, rows - 1];
  pen.imageSmoothingEnabled = true;
  pen.drawImage(small, ...cut, box.left, box.top, box.width, box.height);
}

// Marching squares: the pieces of the line at one level, as [x1, y1, x2, y2] in cells.
function levelLines({ shape: [rows, columns], data }, level) {
  const lines = [];
  for (let i = 0; i + 1 < rows; i++) {
    for (let j = 0; j + 1 < columns; j++) {
      const k = i * columns + j;
      const a = data[k], b = data[k + 1], c = data[k + columns + 1], d = data[k + columns];
      const cross = [];
      const edge = (u, v, x1, y1, x2, y2) => {
        if ((u < level) !== (v < level)) {
          const t = (level - u) / (v - u);
          cross.push(x1 + t * (x2 - x1), y1 + t * (y2 - y1));
        }
      };
      edge(a, b, j, i, j + 1, i);
      edge(b, c, j + 1, i, j + 1, i + 1);
      edge(c, d, j + 1, i + 1, j, i + 1);
      edge(d, a, j, i + 1, j, i);
      for (let n = 0; n + 3 < cross.length; n += 4) lines.push(cross.slice(n, n + 4));
    }
  }
  return lines;
}

function paintContours(pen, box, grid, range, count) {
  const [rows, columns] = grid.shape;
  const x = v => box.left + (box.width * v) / (columns - 1);
  const y = v => box.top + box.height * (1 - v / (rows - 1));
  pen.strokeStyle = "rgba(255,255,255,.65)";
  pen.lineWidth = 0.8;
  pen.beginPath();
  for (let k = 1; k <= count; k++) {
    const level = range[0] + (k * (range[1] - range[0])) / (count + 1);
    for (const [x1, y1, x2, y2] of levelLines(grid, level)) {
      pen.moveTo(x(x1), y(y1));
      pen.lineTo(x(x2), y(y2));
    }
  }
  pen.stroke();
}
