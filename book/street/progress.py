"""Progress of several chapters at once: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from threading import Lock
from types import TracebackType

from tqdm import tqdm


class Board:
    """A bar for each running chapter; where there is no terminal, a line a chapter."""

    def __init__(self, total: int) -> None:
        self.total, self.finished = total, 0
        self.bars: dict[str, tqdm] = {}
        self.lock = Lock()
        self.terminal = sys.stdout.isatty()

    def __enter__(self) -> Board:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, t: TracebackType | None
    ) -> None:
        for bar in self.bars.values():
            bar.close()

    def step(self, name: str, cell: int, of: int) -> None:
        """Say that a chapter is at a cell."""
        with self.lock:
            if self.terminal:
                if name not in self.bars:
                    self.bars[name] = tqdm(total=of, desc=name, unit="cell", leave=False)
                self.bars[name].update(cell - self.bars[name].n)
            elif cell == 1:
                print(f"{name}: running {of} cells", flush=True)

    def done(self, name: str, seconds: float, well: bool) -> None:
        """Say that a chapter has ended."""
        with self.lock:
            self.finished += 1
            bar = self.bars.pop(name, None)
            if bar is not None:
                bar.close()
            word = "done" if well else "FAILED"
            tqdm.write(f"{name}: {word} in {seconds:.0f} s ({self.finished}/{self.total})")
