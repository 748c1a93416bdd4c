"""Execute the chapters over the cores, each cached by content, limited in time and memory."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import psutil

from book.street import keys, sealed
from book.street.places import EXECUTED, ROOT, BuildError, kept, write
from book.street.progress import Board
from lib import presets

MINUTES = {"quick": 10, "full": 24 * 60}
GIGABYTES = 6.0


@dataclass(frozen=True)
class Run:
    """An executed chapter and what is known of its run."""

    notebook: Path
    facts: dict[str, Any]


def execute_all(chapters: list[Path], parameters: dict[str, Any]) -> list[Run]:
    """Execute the chapters that are not cached; return all of them in order.

    Raises:
        BuildError: on the first failing chapter, after the ones that run have ended; none is begun
            after it.
    """
    waiting = [c for c in chapters if cached(c, parameters) is None]
    for chapter in waiting:
        check_parameters(chapter, parameters)
    if waiting:
        prepare()
    cores = os.cpu_count() or 1
    share = max(1, cores // max(1, len(waiting)))
    stop, failed = Event(), Event()
    failures: list[BuildError] = []

    def begin(chapter: Path) -> None:
        if failed.is_set():
            return
        try:
            run(chapter, parameters, share, board, stop)
        except BuildError:
            failed.set()
            raise

    with Board(len(waiting)) as board, ThreadPoolExecutor(min(cores, max(1, len(waiting)))) as pool:
        jobs = [pool.submit(begin, chapter) for chapter in waiting]
        try:
            for job in as_completed(jobs):
                error = job.exception()
                if isinstance(error, BuildError):
                    failures.append(error)
                elif error is not None:
                    raise error
        except BaseException:
            stop.set()  # what runs is ended; what waits is not begun
            pool.shutdown(cancel_futures=True)
            raise
    if failures:
        raise failures[0]
    return [_required(chapter, parameters) for chapter in chapters]


def prepare() -> None:
    """Make ready to run chapters: list the fonts, sweep away what a killed build left.

    Raises:
        BuildError: for a setting of the reader's that cannot be kept out.
    """
    for folder in (ROOT, ROOT / "notebooks"):
        if (folder / "matplotlibrc").exists():
            raise BuildError(f"{folder / 'matplotlibrc'} would change every figure: move it away")
    for left in [*EXECUTED.glob("*/.*.running"), *EXECUTED.glob("*/.*.part")]:
        left.unlink()
    sealed.warm()


def check_parameters(chapter: Path, parameters: dict[str, Any]) -> None:
    """Refuse a parameter that the chapter does not declare: papermill would only warn.

    Raises:
        BuildError: for such a parameter, and for a file that is no notebook.
    """
    try:
        declared = _declared(json.loads(chapter.read_text(encoding="utf8")))
    except FileNotFoundError as error:
        raise BuildError(f"{chapter} is not there, though _toc.yml names it") from error
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise BuildError(f"{chapter} is no notebook that can be read: {error}") from error
    for name in parameters:
        if name not in declared:
            known = ", ".join(declared) or "none"
            raise BuildError(f"{chapter.name} has no parameter {name!r}: it declares {known}")


def _declared(notebook: dict[str, Any]) -> list[str]:
    """Return the names that a notebook's cell of parameters gives values to."""
    cells = [c for c in notebook["cells"] if "parameters" in c["metadata"].get("tags", [])]
    statements = [node for c in cells for node in ast.parse("".join(c["source"])).body]
    assigned = [target for node in statements if isinstance(node, ast.Assign)
                for target in node.targets]  # fmt: skip
    return [target.id for target in assigned if isinstance(target, ast.Name)]


def cached(chapter: Path, parameters: dict[str, Any]) -> Run | None:
    """Return the kept run of a chapter if everything it depends on is as it was."""
    executed, sidecar = kept(chapter, parameters)
    try:
        facts = json.loads(sidecar.read_text(encoding="utf8"))
        whole = facts.pop("check") == _check(facts, executed)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # absent or damaged: it is run again
    fresh = whole and facts["key"] == keys.chapter_key(chapter, parameters)
    return Run(executed, facts) if fresh else None


def run(chapter: Path, parameters: dict[str, Any], share: int, board: Board, stop: Event) -> None:
    """Execute one chapter in a process of its own and keep the result."""
    executed, sidecar = kept(chapter, parameters)
    before, start = keys.circumstances(chapter, parameters), time.monotonic()
    command = [sys.executable, "-m", "book.street.worker"]
    command += [str(chapter), str(executed), json.dumps(parameters), str(os.getpid())]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env=environment(share, parameters),
    ) as process:  # fmt: skip
        guard = Guard(process, 60.0 * MINUTES[str(parameters["preset"])], GIGABYTES, stop)
        with ThreadPoolExecutor(2) as helpers:
            helpers.submit(guard.watch)
            grumble = helpers.submit(process.stderr.read)  # type: ignore[union-attr]
            last = follow(process, chapter, board)
    board.done(chapter.stem, time.monotonic() - start, process.returncode == 0)
    if process.returncode:
        reason = guard.reason or _signal(process.returncode)
        raise BuildError(_failure(chapter, reason, last, grumble.result()))
    facts = {"key": keys.key(before, last["used"]), "used": last["used"], "parameters": parameters,
             "seconds": round(time.monotonic() - start, 1), "peak_mb": round(guard.peak / 1e6),
             "when": f"{datetime.now(UTC):%Y-%m-%d}", "python": sys.version.split()[0],
             "packages": keys.packages()}  # fmt: skip
    write(sidecar, json.dumps(facts | {"check": _check(facts, executed)}, indent=1))


def _check(facts: dict[str, Any], executed: Path) -> str:
    """Return a digest of a run's facts and its executed copy, to see later that both are whole."""
    return keys.digest([executed], json.dumps(facts, sort_keys=True))


def follow(process: subprocess.Popen[str], chapter: Path, board: Board) -> dict[str, Any]:
    """Show a worker's progress until its output ends; return the last thing it said."""
    last: dict[str, Any] = {}
    for line in process.stdout or ():
        try:
            said = json.loads(line)
        except json.JSONDecodeError:
            continue
        if not isinstance(said, dict):
            continue  # not the worker's: something in the kernel writes there
        last = said
        if "cell" in last:
            board.step(chapter.stem, last["cell"], last["of"])
    return last


def environment(share: int, parameters: dict[str, Any]) -> dict[str, str]:
    """Return a worker's environment: sealed, with one BLAS thread and no progress bars.

    At the size that is published a sentence that its numbers do not bear out is an error.
    """
    threads = ["OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR"]
    more = {"COURSE_QUIET": "1", "COURSE_SWEEP_WORKERS": str(share)}
    if parameters == {"preset": presets.names()[0]}:
        more["COURSE_PUBLISHED"] = "1"
    return sealed.environment() | {f"{name}_NUM_THREADS": "1" for name in threads} | more


class Guard:
    """Watches a worker and its kernel; kills both when they take too long or too much."""

    def __init__(
        self, process: subprocess.Popen[str], seconds: float, gigabytes: float, stop: Event
    ) -> None:
        self.process, self.seconds, self.gigabytes = process, seconds, gigabytes
        self.stop, self.peak, self.reason = stop, 0, ""

    def watch(self) -> None:
        """Look twice a second until the process has ended."""
        start = time.monotonic()
        while self.process.poll() is None:
            family = list(_family(self.process.pid))
            self.peak = max(self.peak, sum(_resident(member) for member in family))
            if time.monotonic() - start > self.seconds:
                self.reason = f"it ran longer than {self.seconds / 60:.0f} minutes"
            elif self.peak > self.gigabytes * 1e9:
                self.reason = f"it took more than {self.gigabytes:g} GB of memory"
            elif self.stop.wait(0.5):
                self.reason = "the build was interrupted"
            if self.reason:
                for member in family:
                    with suppress(psutil.NoSuchProcess):
                        member.kill()
                return


def _family(pid: int) -> Iterator[psutil.Process]:
    """Yield a process and all that it started, as far as they still live."""
    try:
        process = psutil.Process(pid)
        yield from [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


def _required(chapter: Path, parameters: dict[str, Any]) -> Run:
    found = cached(chapter, parameters)
    if found is None:
        raise BuildError(f"{chapter.name} or lib/ changed while it ran: run `make book` again")
    return found


def _signal(status: int) -> str:
    """Say which signal ended a process, if one did."""
    return f"its worker was ended by {signal.Signals(-status).name}" if status < 0 else ""


def _failure(chapter: Path, reason: str, last: dict[str, Any], stderr: str) -> str:
    """Tell a failure in one screen: notebook, cell, source and the end of the traceback."""
    place = f"notebooks/{chapter.name}"
    if reason:
        return f"{place} was stopped at cell {last.get('cell', '?')}: {reason}"
    if "error" not in last:
        return f"{place}: the worker died at cell {last.get('cell', '?')}\n{stderr[-1500:]}"
    parts = [f"{place}: {last['error']}", last["source"][:800], last["trace"][-2500:]]
    return "\n\n".join(part for part in parts if part)
