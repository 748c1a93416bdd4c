"""``make bench``: time ``lib`` against its peers, in an environment of its own.

Usage: ``python tests/bench/run.py [--list] [--rounds N] [WORD …]``; rows whose name or peer
contains one of the words, all without. Run it on a machine that does nothing else: rounds in which
the machine was busy are dropped, but ratios shift with load too. Not part of the tests.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
VENV = ROOT / "_build" / "bench-venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
RESULT = ROOT / "_build" / "bench.json"
PAGE = ROOT / "book" / "bench.json"  # what the page on runs prints; committed by hand


def main(arguments: list[str] | None = None) -> int:
    """Set up the peers, measure, print a table and write ``_build/bench.json``; all rows: for the
    book's page too."""
    parser = argparse.ArgumentParser(description="Time lib against its peers.")
    parser.add_argument("words", nargs="*", help="rows to measure; all without")
    parser.add_argument("--list", action="store_true", help="name the rows and stop")
    parser.add_argument("--rounds", type=int, default=7, help="rounds a row (default 7)")
    options = parser.parse_args(arguments)
    if Path(sys.prefix).resolve() != VENV.resolve():
        set_up()
        again = [str(PYTHON), str(Path(__file__).resolve()), *(arguments or sys.argv[1:])]
        os.chdir(ROOT)
        if os.name == "posix":  # the same process, so that whoever ends it ends the measuring
            os.execve(PYTHON, again, environment())
        return subprocess.run(again, env=environment()).returncode
    rows = chosen(all_rows(), options.words)
    if options.list:
        print("\n".join(f"{row.name}  against  {row.peer}  (goal {row.goal:g})" for row in rows))
        return 0
    status = measure_all(rows, options.rounds)
    if not options.words:
        shutil.copy(RESULT, PAGE)
    return status


def set_up() -> None:
    """Install the peers into ``_build/bench-venv``, torch first; a stamp is written last."""
    pins, peers = ROOT / "requirements.txt", HERE / "requirements.txt"
    content = pins.read_bytes() + peers.read_bytes() + sys.version.encode() + str(VENV).encode()
    key, stamp = hashlib.sha256(content).hexdigest(), VENV / "installed"
    if stamp.is_file() and stamp.read_text() == key:
        return
    print(f"Installing the peers into {VENV.relative_to(ROOT)}; this takes some minutes.")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    torch = next(line for line in pins.read_text().splitlines() if line.startswith("torch=="))
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        [*pip, torch],  # what depends on torch must find this one
        [*pip, "--constraint", str(pins), "--requirement", str(peers)],
    ):
        if subprocess.run(command).returncode:
            sys.exit("The peers could not be installed, for the reason above; run it again.")
    stamp.write_text(key)


def environment() -> dict[str, str]:
    """Return the environment of the measuring process: this project, all cores, no bars."""
    limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    free = {name: value for name, value in os.environ.items() if name not in limits}
    quiet = {"COURSE_QUIET": "1", "PYTHONWARNINGS": "ignore"}  # peers warn about themselves
    return free | quiet | {"PYTHONPATH": str(ROOT)}


def all_rows() -> list:
    """Return the rows of every ``bench_*.py``."""
    files = sorted(HERE.glob("bench_*.py"))
    return [row for file in files for row in importlib.import_module(file.stem).ROWS]


def chosen(rows: list, words: list[str]) -> list:
    """Return the rows that bear one of the words in their name or their peer's."""
    found = [r for r in rows if not words or any(w in f"{r.name} {r.peer}" for w in words)]
    if not found:
        names = "\n  ".join(sorted({row.name for row in rows}))
        sys.exit(f"No row is called {', '.join(words)}: choose among\n  {names}")
    return found


def measure_all(rows: list, rounds: int) -> int:
    """Measure rows one after the other; 1 if a result of ours is wrong."""
    from report import table
    from rounds import measure
    from tqdm import tqdm

    results = []
    with tqdm(rows, unit="row") as bar:
        for row in bar:
            bar.set_description(row.name)
            results.append(measure(row, rounds=rounds))
            write(results)
    print(table(results))
    print(f"Written to {RESULT.relative_to(ROOT)}")
    return 0 if all(result.accurate for result in results) else 1


def write(results: list) -> None:
    """Write what has been measured so far, whole or not at all."""
    machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
    rows = [dataclasses.asdict(r) | {"reached": r.reached} for r in results]
    unfinished = RESULT.with_suffix(".part")
    found = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine, "rows": rows}
    unfinished.write_text(json.dumps(found, indent=1))
    unfinished.replace(RESULT)


if __name__ == "__main__":
    sys.exit(main())
