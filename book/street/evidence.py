"""The full evidence, chapter by chapter: each room measures in a process of its own.

What is finished is kept case by case under ``_build/sweep``: a run that is ended, however it is
ended, loses the cases in hand. ``python -m book.street.evidence NN PRESET TARGET PARENT`` is that
process; ``run`` is what ``make evidence`` calls.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

from tqdm import tqdm

from book.street import cases, frozen, results
from book.street.execute import GIGABYTES, MINUTES, Guard, environment
from book.street.places import BUILD, ROOT, BuildError, write
from lib import claims, presets, prose, provenance, sweep

MOST_WORKERS = 8  # at first, of any number of cores: each is given 0.7 GB


def run(chapters: Iterable[str], *, rehearse: bool = False) -> None:
    """Measure what the ledger asks of chapters at full size, unless it is already on record.

    Args:
        chapters: of two digits each.
        rehearse: run them at teaching size with the seeds of family 1 instead, say what the full
            run would find missing, and write nothing.

    Raises:
        BuildError: before anything is run, if a part is not frozen; if a chapter fails.
    """
    wanted = [number for number in chapters if results.asked(number)]
    if not wanted:
        raise BuildError("no part of the ledger asks these chapters for a measurement")
    if not rehearse:
        refuse_unfrozen(wanted)
    for place, number in enumerate(wanted, start=1):
        found = None if rehearse else results.fresh(number)
        words = f"chapter {number} ({place} of {len(wanted)})"
        if found:
            print(f"{words}: on record, of {found['provenance']['date']}", flush=True)
            continue
        print(f"{words}: running{_left(wanted[place - 1 :])}", flush=True)
        content = measured_apart(number, presets.names()[0 if rehearse else -1])
        said = keep(content) if not rehearse else rehearsed(content)
        seconds = content["provenance"]["seconds"]
        print(f"{words}: {said}, {seconds / 60:.1f} minutes of one core", flush=True)


def refuse_unfrozen(chapters: Iterable[str]) -> None:
    """Refuse chapters with parts that are not frozen, or no longer as they were.

    Raises:
        BuildError: with the command that freezes.
    """
    turned = set(frozen.changed())
    for number in chapters:
        ids = [part.id for part in results.asked(number)]
        for open_, why in (
            ([id for id in ids if frozen.family(id) == 1], "not frozen"),
            ([id for id in ids if id in turned], "no longer as it was frozen"),
        ):
            if open_:
                family = 1 + max(map(frozen.family, open_))
                raise BuildError(
                    f"chapter {number} is not run, for what it would measure is {why}: "
                    f"`python -m book.street.frozen {' '.join(open_)} --family {family}`"
                )


def measured_apart(number: str, preset: str) -> dict[str, Any]:
    """Return what a chapter measures, by as many workers as memory allows.

    Raises:
        BuildError: if it fails, or takes too much memory with one worker.
    """
    target = BUILD / "evidence" / f"c{number}.json"
    target.unlink(missing_ok=True)
    given = os.environ.get("COURSE_SWEEP_WORKERS") or str(os.cpu_count() or 1)
    if not re.fullmatch(r"[1-9]\d*", given):
        raise BuildError(f"COURSE_SWEEP_WORKERS must be a whole number above 0, got {given}")
    workers = min(int(given), MOST_WORKERS)
    while True:
        guard, status = _guarded(number, preset, target, workers)
        if not guard.reason:
            break
        if guard.peak <= GIGABYTES * 1e9 or workers == 1:
            raise BuildError(f"chapter {number} was stopped: {guard.reason}; what was finished is "
                             f"kept, and {workers} worked at it")  # fmt: skip
        workers //= 2
        print(f"chapter {number}: {guard.reason}, it goes on with {workers} at work", flush=True)
    if status:
        raise BuildError(f"chapter {number} was not measured; what was finished is kept")
    content = json.loads(target.read_text(encoding="utf8"))
    content["provenance"] |= {"workers": workers, "peak_mb": round(guard.peak / 1e6)}
    return content


def keep(content: dict[str, Any]) -> str:
    """Write a chapter's full evidence, gather the book's anew, and say so."""
    try:
        path = results.write(content)
    except ValueError as error:
        raise BuildError(f"chapter {content['chapter']} is not on record: {error}") from error
    for fault in results.gather():
        print(fault, flush=True)
    return f"written to {path.relative_to(ROOT)}"


def rehearsed(content: dict[str, Any]) -> str:
    """Say what a rehearsal found, and which settings it left out."""
    number, rows = content["chapter"], content["evidence"]
    absent = results.missing(results.asked(number), map(claims.from_json, rows))
    lacks = f", without {', '.join(absent)}" if absent else ""
    return f"rehearsed, {len(rows)} rows keep the rules{lacks}"


def measure(number: str, preset: str) -> dict[str, Any]:
    """Return all that is to be written of a chapter, measured in this process.

    Raises:
        ValueError: if the room offers no evidence, or a row breaks its rule.
    """
    full = preset != presets.names()[0]
    parts = {part.id: frozen.family(part.id) if full else 1 for part in results.asked(number)}
    room, findings = rooms(number)
    plan, asked = watched(presets.chapter(number, preset))
    start = time.process_time()
    items: dict[str, claims.Evidence] = {}
    named: dict[str, Any] = {}
    with sweep.heard() as done:
        for family in sorted(set(parts.values())):
            filed = recorded(room(plan, family=family))
            items |= {name: each for name, each in filed.items() if parts.get(each.part) == family}
            named |= finite(findings(plan, family=family))
    inside = sum({each.path: each.seconds for each in done}.values())
    alone = time.process_time() - start  # one worker is this process
    written = cases.write_down(done, elsewhere=bool(os.environ.get("COURSE_SWEEP_CLUSTER")))
    run = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "families": parts,
        "seconds": round(max(inside, alone)),
        "cores": os.cpu_count(),
        "place": written["place"],
        "code": code(room, done, asked),
    }
    return {"chapter": number, "provenance": run,
            "rules": {part.id: frozen.digest(part) for part in results.asked(number)},
            "evidence": [item.to_json() for item in items.values()],
            "findings": {f"c{number}.{name}": value for name, value in named.items()},
            "sweeps": cases.summary(done), "cases": written["cases"]}  # fmt: skip


def rooms(number: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return a chapter's two functions of plan and family: evidence, and what else it names.

    They stand in ``lib.chapters.cNN``, or in its module ``evidence``; a room without ``findings``
    names nothing.

    Raises:
        ValueError: if there is no such room.
    """
    name = f"lib.chapters.c{number}"
    for place in (f"{name}.evidence", name):
        try:
            module = importlib.import_module(place)
        except ModuleNotFoundError as error:
            if error.name not in (place, name):
                raise
            continue
        if callable(getattr(module, "evidence", None)):
            return module.evidence, getattr(module, "findings", lambda plan, *, family: {})
    raise ValueError(f"chapter {number} has no room with a function `evidence` in {name}")


def watched(settings: SimpleNamespace) -> tuple[SimpleNamespace, set[str]]:
    """Return a chapter's settings and, growing, the names of those that were asked for."""
    asked: set[str] = set()

    class Plan(SimpleNamespace):
        def __getattribute__(self, name: str) -> Any:
            if name != "__class__":  # who takes the settings whole asks for all of them
                asked.update(vars(settings) if name.startswith("__") else [name])
            return super().__getattribute__(name)

    return Plan(**vars(settings)), asked


def recorded(rows: Iterable[dict[str, Any]]) -> dict[str, claims.Evidence]:
    """Return a room's rows as evidence, by name: the ledger's rules are kept by each.

    Raises:
        ValueError: for a row that breaks its rule, and for two of one name.
    """
    found: dict[str, claims.Evidence] = {}
    for row in rows:
        item = claims.record(**row)
        if item.name in found:
            raise ValueError(f"{item.name} is measured twice")
        found[item.name] = item
    return found


def finite(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return findings that a page can print.

    Raises:
        ValueError: for one that is no word and no finite number.
    """
    for name, value in values.items():
        if not isinstance(value, str):
            try:
                prose.num(value)
            except ValueError as error:
                raise ValueError(f"the finding {name!r} is not printed: {error}") from error
    return values


def code(room: Callable[..., Any], done: list[sweep.Done], asked: set[str]) -> dict[str, str]:
    """Return the code, files and settings that made a chapter's evidence, with digests.

    Data from elsewhere are not among them, nor settings that only the notebook asks for.
    """
    modules = {room.__module__, *(each.function.__module__ for each in done)}
    names = {name for module in modules for name in provenance.reached(module)}
    for name in provenance.used():
        setting = re.match(r"lib/presets\.yml#chapters/\d\d/([^/]+)", name)
        if setting:
            names |= {name} if setting[1] in asked else set()
        elif not name.endswith(".py") and not Path(name).is_absolute():
            names.add(name)
    return {name: results.digest(name) for name in sorted(names)}


def main() -> int:
    """Measure a chapter into a file; return the exit status."""
    number, preset, target, parent = sys.argv[1:]
    sweep.follow(int(parent))
    try:
        content = measure(number, preset)
        write(Path(target), json.dumps(content, allow_nan=False))
    except (ValueError, RuntimeError, OSError, BuildError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _guarded(number: str, preset: str, target: Path, workers: int) -> tuple[Guard, int]:
    """Run a chapter's process to its end; return who watched it, and its status."""
    command = [sys.executable, "-m", "book.street.evidence", number, preset, str(target)]
    env = environment(workers, {}) | {"COURSE_QUIET": "0"}
    if not sys.stderr.isatty():
        env["TQDM_MININTERVAL"] = "60"  # a line a minute
    with subprocess.Popen([*command, str(os.getpid())], cwd=ROOT, env=env, text=True) as process:
        guard = Guard(process, 60.0 * MINUTES["full"], GIGABYTES, Event())
        try:
            guard.watch()
        except BaseException:
            with contextlib.suppress(OSError):
                process.kill()  # its workers end with it
            raise
    return guard, process.returncode


def _left(chapters: Iterable[str]) -> str:
    """Return how long these chapters took when they were last run, in words."""
    book = json.loads(results.BOOK.read_text(encoding="utf8"))["runs"]
    known = [book[number]["seconds"] for number in chapters if number in book]
    return f", {sum(known) / 3600:.1f} hours of one core as last time" if known else ""


if __name__ == "__main__":
    tqdm.monitor_interval = 0  # or its thread, when Python ends, may end it with a fault
    sys.exit(main())
