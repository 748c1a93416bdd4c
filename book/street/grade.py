"""Check notebooks that students handed in: ``python -m book.street.grade FOLDER``.

What a notebook printed is not believed. Each runs anew in a kernel of its own that is limited
(``confined``); from there come only numbers and words, as JSON. They are judged here, with the
checks of ``lib.exercises``; a student's function stays there and is called from here. Of two tools
that grade notebooks, nbgrader keeps a course's roster and database, and otter-grader runs tests
inside the student's own process: neither knows the book's checks, and this is less.
"""

from __future__ import annotations

import csv
import json
import queue
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import numpy as np
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from book.street import sealed
from lib import exercises
from lib.exercises import answers

START_SECONDS = 300.0  # for a kernel and for the book's own imports: no student's fault
CELL_SECONDS = 300.0
ANSWER_SECONDS = 20.0
CALL_SECONDS = answers.SECONDS - 2  # else the check gives up first, and its thread keeps the kernel
_AFTER_SECONDS = 5.0  # for a cell or call that was interrupted to end
_JUDGE = "import book.street.grade"
_TELL = "__import__('book.street.grade', fromlist=['tell']).tell(lambda: {})"


class NoAnswer(Exception):
    """A kernel gave no answer, so nothing was judged."""


class Row(NamedTuple):
    """What one exercise of one notebook came to."""

    notebook: str
    exercise: str
    answer: str
    result: str
    hint: str


def tell(answer: Callable[[], object]) -> str:
    """Return an answer as JSON: text, numbers, or its type; called in the student's kernel.

    >>> tell(lambda: 2), tell(lambda: ...), tell(lambda: print)
    ('{"numbers": 2.0}', '{"nothing": true}', '{"function": true}')
    """
    try:
        value: Any = answer()
        if value is None or value is Ellipsis:
            return '{"nothing": true}'
        if isinstance(value, str):
            return json.dumps({"text": value[:1000]})
        if isinstance(value, set | frozenset) or (
            isinstance(value, list | tuple) and any(isinstance(item, str) for item in value)
        ):
            return json.dumps({"letters": [str(item)[:10] for item in value][:100]})
        if callable(value) and not hasattr(value, "__array__"):
            return '{"function": true}'
        return json.dumps({"numbers": answers.array(value).tolist()})
    except BaseException as error:
        return json.dumps({"unfit": f"{type(error).__name__}: {error}"[:300]})


class Kernel:
    """A confined kernel in which one notebook runs.

    Args:
        cells: the sources that are run whenever it begins.
        folder: an empty one, in which it runs.
    """

    def __init__(self, cells: list[str], folder: str) -> None:
        self.cells, self.folder = cells, folder
        self.begin()

    def begin(self) -> None:
        """Start it and run the notebook; a cell that raises, or that has to be stopped, is left.

        Raises:
            NoAnswer: if it does not start, or if a cell ends it or cannot be stopped.
        """
        command = [sys.executable, "-s", "-m", "book.street.confined", "-f", "{connection_file}"]
        # Sockets are files: a kernel without a network is still heard.
        self.manager = KernelManager(transport="ipc", ip=f"{self.folder}/kernel")
        self.manager._kernel_spec = KernelSpec(argv=command, display_name="", language="python")
        self.manager.start_kernel(env=sealed.environment(), cwd=self.folder)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.waiting = ""  # the request that has no reply yet
        self.client.wait_for_ready(timeout=START_SECONDS)
        if self._reply(_JUDGE, START_SECONDS).get("status") != "ok":
            raise NoAnswer("its kernel did not start")
        for number, cell in enumerate(self.cells, 1):
            self._reply(cell, CELL_SECONDS)
            if not self.listens():
                raise NoAnswer(f"its code cell {number} ended the kernel, or could not be stopped")

    def end(self) -> None:
        """Stop it, whatever it does."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def listens(self) -> bool:
        """Return whether it can be asked: it is alive, and what was asked before has ended."""
        if self.waiting and self.manager.is_alive():
            self._wait(_AFTER_SECONDS)
        return not self.waiting and self.manager.is_alive()

    def answer(self, expression: str, seconds: float = ANSWER_SECONDS) -> Any:
        """Return what an expression gives there: text, an array, a function or nothing.

        Where an earlier one has ended the kernel or still holds it, the notebook runs anew first.

        Raises:
            ValueError: if it raises or is of no use.
            NoAnswer: if it does not end, or ends the kernel.
        """
        if not self.listens():
            self.end()
            self.begin()
        reply = self._reply("", seconds, {"answer": _TELL.format(expression)})
        found = reply.get("user_expressions", {}).get("answer", {})
        if not found:
            alive = self.manager.is_alive()
            raise NoAnswer(f"no end after {seconds:g} seconds" if alive else "it ended the kernel")
        if found.get("status") != "ok":
            raise ValueError(found.get("evalue", ""))
        said = json.loads(eval(found["data"]["text/plain"], {"__builtins__": {}}))
        if "unfit" in said:
            raise ValueError(said["unfit"])
        if "function" in said:
            return lambda *given: self._call(expression, given)
        if "numbers" in said:
            return np.array(said["numbers"])
        return said.get("text", said.get("letters"))

    def _call(self, function: str, given: tuple[Any, ...]) -> Any:
        """Call a function there with arguments from here."""
        words = ", ".join(_written(item) for item in given)
        return self.answer(f"{function}({words})", CALL_SECONDS)

    def _reply(self, source: str, seconds: float, asked: dict[str, str] | None = None) -> Any:
        """Return what the kernel says to a request; nothing, where it does not end or is dead."""
        self.waiting = self.client.execute(
            source, user_expressions=asked or {}, stop_on_error=False
        )
        reply = self._wait(seconds)
        if self.waiting and self.manager.is_alive():
            self.manager.interrupt_kernel()
        return reply

    def _wait(self, seconds: float) -> Any:
        """Return the reply to the request that has none yet; nothing, where none comes in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.manager.is_alive():
            with suppress(queue.Empty):
                reply = self.client.get_shell_msg(timeout=0.2)
                if reply["parent_header"].get("msg_id") == self.waiting:
                    self.waiting = ""
                    return reply["content"]
        return {}


def _written(item: Any) -> str:
    """Return an argument as an expression of Python."""
    if isinstance(item, np.ndarray):
        numbers = json.dumps(item.tolist()).replace("NaN", "float('nan')")
        return f"__import__('numpy').array({numbers}, dtype={item.dtype.str!r})"
    return repr(item.item() if isinstance(item, np.generic) else item)


@contextmanager
def kernel(cells: list[str]) -> Iterator[Kernel]:
    """Yield a confined kernel that has run these cells in an empty folder; stop it at the end."""
    with tempfile.TemporaryDirectory() as folder:
        running = Kernel(cells, folder)
        try:
            yield running
        finally:
            running.end()


def check(notebook: Path) -> list[Row]:
    """Run one notebook and judge its answers.

    Args:
        notebook: its name begins with the chapter's number: ``04-depth-experiment_anna.ipynb``.

    Raises:
        ValueError: if no chapter with exercises has that number, or the file is no notebook.
    """
    asked = exercises.of_chapter(notebook.name[:2])
    cells = [
        cell.source for cell in nbformat.read(notebook, as_version=4).cells
        if cell.cell_type == "code" and "solution" not in cell.metadata.get("tags", ())
    ]  # fmt: skip
    with kernel(cells) as running:
        return [_row(notebook.name, item, running) for item in asked]


def _row(name: str, item: exercises.Exercise, running: Kernel) -> Row:
    """Return one exercise's row."""
    try:
        answer = running.answer(item.name)
    except NoAnswer as error:
        return Row(name, item.id, "", "not checked", str(error))
    except ValueError as error:
        missing = "NameError" in str(error)
        return Row(name, item.id, "", "not answered yet" if missing else "wrong", str(error))
    reply = item.reply(answer)
    shown = "a function" if callable(answer) else str(answer).replace("\n", " ")[:60]
    return Row(name, item.id, shown, reply.word, reply.hint)


def _line(row: Row) -> str:
    """Return a row as it is printed, with the reason where the answer is not right."""
    why = "" if row.result == answers.RIGHT else row.hint
    return "  ".join(
        part for part in (f"{row.notebook:40} {row.exercise:6} {row.result:16}", row.answer, why)
        if part
    )  # fmt: skip


def main(arguments: list[str]) -> int:
    """Check all notebooks of a folder; print a table, and write it beside them as CSV."""
    if len(arguments) != 1:
        print("name a folder of notebooks: python -m book.street.grade FOLDER", file=sys.stderr)
        return 1
    folder = Path(arguments[0])
    if not folder.is_dir():
        print(f"there is no folder {folder}", file=sys.stderr)
        return 1
    sealed.warm()  # a kernel without a home says so, above the table
    rows = []
    for notebook in sorted(folder.glob("*.ipynb")):
        try:
            found = check(notebook)
        except Exception as error:
            found = [Row(notebook.name, "", "", "not checked", str(error).partition("\n")[0])]
        rows += found
        print("\n".join(map(_line, found)), flush=True)
    with (folder / "results.csv").open("w", newline="", encoding="utf8") as file:
        csv.writer(file).writerows([Row._fields, *rows])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
