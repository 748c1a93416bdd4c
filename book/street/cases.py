"""Cases of the full evidence that anybody can compute again: in plain text, with what they gave.

Training is chaotic: other instructions of a processor change its last digits, and then all of it.
So a case is asked for the same bytes on the processor that recorded it, and elsewhere for those
numbers alone that plain instructions gave as well.

``python -m book.street.cases`` reads cases as JSON and prints what they give here.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import pickle
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from book.street import sealed
from book.street.outcomes import near, outcome, stable
from book.street.places import ROOT
from book.street.plain import from_json, named, to_json
from lib import provenance, sweep

Row = dict[str, Any]  # function, case, seconds, gave (as of ``outcome``) and stable (places in it)
LONGEST, MOST = 5.0, 24  # seconds of a case that is written down; cases of a chapter
AGAIN = 5  # cases that a test computes again
CLOSE = 1e-6  # relative difference that is accepted of stable numbers
_COMPUTING = ("numpy", "scipy", "torch", "scikit-learn", "mlxtend")
_INTEL = platform.machine().lower() in ("x86_64", "amd64")


def write_down(done: Iterable[sweep.Done], *, elsewhere: bool = False) -> dict[str, Any]:
    """Return the ``place`` of a run and its ``cases``: short ones, of every function some.

    Args:
        done: all cases of the run.
        elsewhere: whether other machines made them, whose last digits may differ from what this
            one gives; a case that does is left out.

    Raises:
        RuntimeError: if a case gives something else here, where it was made.
    """
    rows: list[Row] = []
    for each in _chosen(done):
        kept = provenance.get(each.path)
        try:
            assert kept is not None
            gave = outcome(pickle.loads(kept.result))
            case = {word: to_json(value) for word, value in each.case.items()}
        except TypeError:
            continue  # no plain values
        name = f"{each.function.__module__}.{each.function.__qualname__}"
        rows.append({"function": name, "case": case, "seconds": each.seconds, "gave": gave})
    for row, other in zip(rows, compute(rows, plain=True), strict=True):
        row["stable"] = stable(row["gave"], other)
    pairs = zip(rows, compute(rows), strict=True)
    moved = [disagreement(row, gave, exact=True) for row, gave in pairs]
    if any(moved) and not elsewhere:
        raise RuntimeError("a case depends on more than its arguments, computed twice it differs: "
                           f"{next(filter(None, moved))}")  # fmt: skip
    cases = [row for row, differs in zip(rows, moved, strict=True) if not differs]
    return {"place": here(), "cases": cases}


def summary(done: Iterable[sweep.Done]) -> list[dict[str, Any]]:
    """Return a run's sweeps: name, function, number of cases, their seconds and the longest's."""
    groups: dict[tuple[str, str], dict[Path, float]] = {}
    for each in done:
        name = (each.sweep, f"{each.function.__module__}.{each.function.__qualname__}")
        groups.setdefault(name, {})[each.path] = each.seconds
    return [
        {"sweep": name, "function": function, "cases": len(seconds),
         "seconds": round(sum(seconds.values()), 1), "longest": round(max(seconds.values()), 1)}
        for (name, function), seconds in groups.items()
    ]  # fmt: skip


def compute(rows: list[Row], *, plain: bool = False) -> list[dict[str, Any]]:
    """Compute cases in a process like those that recorded them; return an outcome for each.

    Args:
        rows: as of ``write_down``.
        plain: whether to make do with instructions that every processor has.

    Raises:
        RuntimeError: if one fails.
    """
    return _apart(rows, _plain() if plain else {}) if rows else []


@cache
def here() -> dict[str, Any]:
    """Return what ``place`` says in such a process."""
    return _apart(None, {})


def place() -> dict[str, Any]:
    """Return what the last digits depend on: versions, and what this processor is asked for."""
    import torch
    from threadpoolctl import threadpool_info

    found = np.show_config(mode="dicts")["SIMD Extensions"]
    return {
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in _COMPUTING},
        "processor": _processor(),
        "numpy": found.get("found", found["baseline"]),
        "blas": sorted({p["architecture"] for p in threadpool_info() if "architecture" in p}),
        "torch": torch.backends.cpu.get_cpu_capability(),
    }


def comparable(run: Mapping[str, Any], rows: Iterable[Row]) -> list[Row]:
    """Return the cases of a run that can be compared with what this place gives.

    Where versions and processor are those of the run these are all of them, elsewhere those with
    numbers that are stable.
    """
    exact = here() == run["place"]
    return [row for row in rows if exact or row["stable"]]


def differing(run: Mapping[str, Any], rows: list[Row]) -> list[str]:
    """Compute cases again; return a sentence for each that gives something else.

    Args:
        run: the provenance of the run.
        rows: some of its cases, as of ``comparable``.
    """
    exact = here() == run["place"]
    pairs = zip(rows, compute(rows), strict=True)
    return [said for row, gave in pairs if (said := disagreement(row, gave, exact=exact))]


def again(contents: Sequence[Mapping[str, Any]], words: str) -> tuple[int, list[str]]:
    """Compute ``AGAIN`` cases of several chapters again.

    Args:
        contents: of the files of chapters, as of ``results.read``.
        words: as of ``some``.

    Returns:
        How many could be compared, and a sentence for each that gives something else.
    """
    runs = [content["provenance"] for content in contents]
    pairs = [(number, row) for number, content in enumerate(contents)
             for row in comparable(runs[number], content["cases"])]  # fmt: skip
    chosen = some([{"of": number} | row for number, row in pairs], AGAIN, words)
    said = [differing(run, [row for row in chosen if row["of"] == number])
            for number, run in enumerate(runs)]  # fmt: skip
    return len(chosen), [one for each in said for one in each]


def some(rows: Iterable[Row], count: int, words: str) -> list[Row]:
    """Return some cases, which ones as words decide that nobody could choose.

    Args:
        rows: of one chapter or several.
        count: how many; fewer where there are fewer.
        words: such as a commit's name.
    """

    def draw(row: Row) -> str:
        return hashlib.sha256(f"{words} {json.dumps(row)}".encode()).hexdigest()

    return sorted(rows, key=draw)[:count]


def reaches(row: Row) -> set[str]:
    """Return the files of ``lib`` that a case's function reaches by its imports."""
    return set(provenance.reached(row["function"].rpartition(".")[0]))


def disagreement(row: Row, gave: Mapping[str, Any], *, exact: bool) -> str:
    """Return how a case differs from what is on record; "" if it does not.

    Args:
        row: the recorded case.
        gave: its outcome now.
        exact: whether all of it has to be the same, or only what is stable, and nearly.
    """
    before, now = row["gave"]["numbers"], gave["numbers"]
    if exact:
        places = [name for name in before if before[name] != now.get(name)]
        if not places and row["gave"]["digest"] != gave["digest"]:
            places = ["the last digits"]
    else:
        places = [name for name in row["stable"] if not near(before[name], now.get(name), CLOSE)]
    return f"{row['function']} {json.dumps(row['case'])}: {', '.join(places)}" if places else ""


def _chosen(done: Iterable[sweep.Done]) -> list[sweep.Done]:
    """Return short cases, of each function in turn, in the order of their keys, which is none."""
    groups: dict[Any, dict[str, sweep.Done]] = {}
    for each in done:
        if each.seconds <= LONGEST:
            groups.setdefault(each.function, {})[each.path.name] = each
    queues = [[group[key] for key in sorted(group)] for group in groups.values()]
    turns = [each for turn in zip_longest(*queues) for each in turn if each is not None]
    return turns[:MOST]


def _apart(rows: list[Row] | None, variables: Mapping[str, str]) -> Any:
    """Return what ``main`` prints in a sealed process, on one thread, on this machine."""
    threads = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")
    env = sealed.environment() | {f"{name}_NUM_THREADS": "1" for name in threads}
    env |= {"COURSE_QUIET": "1", "COURSE_SWEEP_CLUSTER": "", **variables}
    done = subprocess.run(
        [sys.executable, "-m", "book.street.cases"], cwd=ROOT, env=env, text=True,
        input=json.dumps(rows), capture_output=True,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"its process ended with {done.returncode}"]
        raise RuntimeError(f"a recorded case cannot be computed again: {said[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def _plain() -> dict[str, str]:
    """Return what makes NumPy, OpenBLAS and torch do without newer instructions."""
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(found), "ATEN_CPU_CAPABILITY": "default",
            "DNNL_MAX_CPU_ISA": "SSE41", "MKL_CBWR": "COMPATIBLE",
            "OPENBLAS_CORETYPE": "Nehalem" if _INTEL else "ARMV8"}  # fmt: skip


def _processor() -> str:
    """Return the processor's name, and the size of the cache that BLAS cuts its blocks by."""
    words = [platform.processor() or platform.machine()]
    info, cache = Path("/proc/cpuinfo"), Path("/sys/devices/system/cpu/cpu0/cache/index2/size")
    if info.is_file():
        lines = info.read_text(encoding="utf8").splitlines()
        words += [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    words += [f"L2 {cache.read_text(encoding='utf8').strip()}"] if cache.is_file() else []
    return ", ".join(dict.fromkeys(filter(None, words)))


def main() -> None:
    """Compute the cases that stand on the input and print what they give; or say where this is."""
    rows = json.load(sys.stdin)
    if rows is None:
        print(json.dumps(place()))
        return
    with tempfile.TemporaryDirectory() as folder:
        gave = [
            outcome(sweep.run(
                named(row["function"]), [{k: from_json(v) for k, v in row["case"].items()}],
                name="again", workers=1, store=Path(folder) / str(number),
            )[0])
            for number, row in enumerate(rows)
        ]  # fmt: skip
    print(json.dumps(gave))


if __name__ == "__main__":
    tqdm.monitor_interval = 0  # or its thread, when Python ends, may end it with a fault
    main()
