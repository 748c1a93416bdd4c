"""How cost grows: measure what the page of that name prints.

Usage: ``.venv/bin/python tests/bench/cost.py [--seconds S] [WORD …]``. Sizes grow until one takes S
seconds (default 20). Times are those of one core's work, memory is what the process takes beyond
what it began with; so a busy machine disturbs little, but measure on a quiet one. Written to
``book/how-cost-grows.json``; curves that are not asked for, by a word in their name, stay in it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]
RESULT = ROOT / "book" / "how-cost-grows.json"
SHORTEST = 0.2  # a timing that is shorter is repeated until it is this long
MOST = 12  # sizes of a curve


@dataclass(frozen=True)
class Curve:
    """One way to grow.

    Attributes:
        name: what is done, and what grows.
        x: what counts, with its unit.
        sizes: ever larger ones.
        task: makes a call from a size, and says how large it is on the axis.
    """

    name: str
    x: str
    sizes: Callable[[], Iterator[int]]
    task: Callable[[int], tuple[float, Callable[[], Any]]]


def census(p: int) -> Callable[[int], tuple[float, Callable[[], Any]]]:
    """All critical points of an instance of n spins: one path a complex solution."""

    def task(n: int) -> tuple[float, Callable[[], Any]]:
        from lib import critical_points, theory

        return theory.eigenpair_count(n=n, p=p), lambda: critical_points.count(n, p, n)

    return task


def _network(width: int) -> tuple[Any, Any, Any]:
    """A network of two hidden layers, a task of 200 small images, and two directions."""
    import numpy as np

    from lib import landscape, networks

    recipe = networks.Recipe(hidden=(width, width), phases=((0.01, 1),), batch=50, images=200,
                             side=10)  # fmt: skip
    network = recipe.fresh([1], 1)[0]
    rng = networks.torch_generator(np.random.default_rng(1))
    pair = [landscape.random_direction(network, rng=rng) for _ in range(2)]
    return network, recipe.tasks().train, pair


def plane_of_points(side: int) -> tuple[float, Callable[[], Any]]:
    """A plane of side × side points through a network of some ten thousand parameters."""
    import numpy as np

    from lib import landscape

    network, task, pair = _network(60)
    steps = np.linspace(-1, 1, side)
    return side**2, lambda: landscape.plane(network, task, *pair, steps)


def plane_of_parameters(width: int) -> tuple[float, Callable[[], Any]]:
    """A plane of 21 × 21 points through ever wider networks."""
    import numpy as np

    from lib import landscape, networks

    network, task, pair = _network(width)
    steps = np.linspace(-1, 1, 21)
    size = len(networks.get_parameters(network))
    return size, lambda: landscape.plane(network, task, *pair, steps)


def training(count: int) -> tuple[float, Callable[[], Any]]:
    """Networks of five thousand parameters, trained together for five passes over 500 images."""
    from lib import networks

    recipe = networks.Recipe(hidden=(40, 20), phases=((0.005, 5),), batch=50, images=500, side=10)
    recipe.tasks()
    return count, lambda: networks.train_from_seed(recipe, [1], count)


def infinite(time_: int) -> tuple[float, Callable[[], Any]]:
    """Descent of the glass at N = ∞ up to a time."""
    from lib.dynamics import infinite_size

    return time_, lambda: infinite_size.descend({3: 1.0}, [float(time_)])


def sweep_on(workers: int) -> tuple[float, Callable[[], Any]]:
    """Sixteen equal cases on some cores; by the clock on the wall, workers' start included."""
    from lib import critical_points, sweep

    def call() -> None:
        cases = sweep.grid(n=[10], p=[3], seed=range(16))
        with tempfile.TemporaryDirectory() as store:
            sweep.run(critical_points.count, cases, name="cost", workers=workers, store=store)

    return workers, call


CURVES = {
    curve.name: curve
    for curve in (
        Curve("census, p = 3", "complex solutions", lambda: itertools.count(5), census(3)),
        Curve("census, p = 4", "complex solutions", lambda: itertools.count(3), census(4)),
        Curve("plane, its points", "points of the plane", lambda: _doubling(5, 1.6),
              plane_of_points),
        Curve("plane, the network", "parameters", lambda: _doubling(20, 1.6), plane_of_parameters),
        Curve("training", "networks trained together", lambda: _doubling(1, 2), training),
        Curve("descent at N = ∞", "time it is followed", lambda: _doubling(4, 2.5), infinite),
        Curve("sweep", "cores", lambda: _cores(), sweep_on),
    )
}  # fmt: skip


def _doubling(first: int, factor: float) -> Iterator[int]:
    """Yield sizes that grow by a factor."""
    return (round(first * factor**k) for k in itertools.count())


def _cores() -> Iterator[int]:
    """Yield 1, 2, 4 … up to the cores of this machine."""
    cores = os.cpu_count() or 1
    return iter(sorted({min(2**k, cores) for k in range(8)}))


def measure(name: str, seconds: float) -> list[dict[str, float]]:
    """Return a curve's points, each with its time and memory, in this process."""
    curve, points = CURVES[name], []
    clock = time.perf_counter if name == "sweep" else time.process_time
    before = None
    for size in itertools.islice(curve.sizes(), MOST):
        x, call = curve.task(size)
        if before is None:
            before = _memory()
        took = timed(call, clock)
        point = {"size": size, "x": float(x), "seconds": took, "mb": max(0.0, _memory() - before)}
        points.append(point)
        if took > seconds and name != "sweep":
            break
    return points


def timed(call: Callable[[], Any], clock: Callable[[], float]) -> float:
    """Return the time of a call, the mean over as many as make a timing long enough."""
    count, start = 0, clock()
    while True:
        call()
        count += 1
        if (passed := clock() - start) >= SHORTEST:
            return passed / count


def _memory() -> float:
    """Return the most memory that this process ever had, in MB."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def build() -> list[dict[str, float]]:
    """Return the seconds of the chapters as they were last executed, one after another."""
    points, total = [], 0.0
    for path in sorted((ROOT / "_build" / "executed" / "quick").glob("*.run.json")):
        facts = json.loads(path.read_text(encoding="utf8"))
        total += facts["seconds"]
        number = len(points) + 1
        points.append({"size": number, "x": number, "seconds": total, "mb": facts["peak_mb"]})
    return points


def law(points: list[dict[str, float]], memory: bool) -> dict[str, float | None]:
    """Return the power by which time grows over the larger half of a curve, and where it ends.

    Args:
        points: as of ``measure``.
        memory: whether memory grows along the curve.

    Returns:
        ``power``; ``hour``, what an hour reaches; ``memory``, what 6 GB reach, None where memory
        hardly grows.
    """
    larger = points[-max(3, (len(points) + 1) // 2) :]
    grown = [point for point in larger if memory and point["mb"] >= 30]
    power, hour = _power(larger, "seconds", 3600.0)
    most = _power(grown, "mb", 6e3)[1] if len(grown) >= 3 else None
    return {"power": power, "hour": hour, "memory": most}


def _power(points: list[dict[str, float]], what: str, limit: float) -> tuple[float, float | None]:
    """Return the exponent of a power law through points, and where it is at a limit."""
    import numpy as np

    x, y = (np.log([point[name] for point in points]) for name in ("x", what))
    slope = float(np.polyfit(x, y, 1)[0]) if len(points) > 1 else math.nan
    end = float(np.exp(x[-1] + (math.log(limit) - y[-1]) / slope)) if slope > 0.1 else None
    return slope, end


def write(curves: dict[str, Any]) -> None:
    """Write what is measured so far, beside what stands there, whole or not at all."""
    from book.street import cases, places

    before = json.loads(RESULT.read_text(encoding="utf8"))["curves"] if RESULT.is_file() else {}
    table = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "cores": os.cpu_count(),
             "processor": cases.here()["processor"], "curves": before | curves}  # fmt: skip
    places.write(RESULT, json.dumps(table, indent=1) + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure the curves that are asked for, each in a process of its own."""
    parser = argparse.ArgumentParser(description="Measure how cost grows.")
    parser.add_argument("words", nargs="*", help="curves to measure; all without")
    parser.add_argument("--seconds", type=float, default=20, help="when a curve ends (default 20)")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        print(json.dumps(measure(options.here, options.seconds)))
        return 0
    curves: dict[str, Any] = {}
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    env = os.environ | threads | {"COURSE_QUIET": "1", "PYTHONPATH": str(ROOT)}
    for name, curve in CURVES.items():
        if options.words and not any(word in name for word in options.words):
            continue
        command = [sys.executable, str(Path(__file__).resolve()), "--here", name]
        command += ["--seconds", str(options.seconds)]
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
        points = json.loads(done.stdout.splitlines()[-1])
        curves[name] = {"x": curve.x, "points": points, "law": law(points, name != "sweep")}
        print(name, *(f"{p['x']:g}: {p['seconds']:.3g} s" for p in points), sep="  ", flush=True)
        write(curves)
    if (not options.words or "build" in options.words) and (points := build()):
        write(curves | {"build": {"x": "chapters", "points": points, "law": law(points, False)}})
    return 0


if __name__ == "__main__":
    sys.exit(main())
