"""How a row is measured: interleaved rounds, a yardstick in each, medians of ratios."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

ROUNDS = 7
BUDGET = 30.0  # seconds for the rounds of a row; three are made even if they take longer
FEWEST = 3
SHORTEST = 0.05  # a timing that is shorter is repeated until it is this long
QUIET = 0.8  # a round counts if its yardstick reaches this share of the run's best


@dataclass(frozen=True)
class Row:
    """One comparison: the same problem solved by ``lib`` and by a peer.

    Attributes:
        name: what is done and at which size.
        peer: who else does it.
        problem: makes everything that is not timed.
        ours, theirs: solve the problem; one call is timed.
        check: the error of a result of either side, against a reference of its own.
        tolerance: the largest error that is accepted.
        goal: the least ratio of the peer's time to ours.
        units: how much of the work one call of ours and one of theirs does.
        work: floating-point operations of a unit that no method can do without.
        precision: of that work, "float32" or "float64".
    """

    name: str
    peer: str
    problem: Callable[[], Any]
    ours: Callable[[Any], Any]
    theirs: Callable[[Any], Any]
    check: Callable[[Any, Any], float]
    tolerance: float
    goal: float
    units: tuple[float, float] = (1.0, 1.0)
    work: float | None = None
    precision: str = "float64"


@dataclass(frozen=True)
class Measured:
    """What came out: times are seconds a unit, ``limit`` the ratio at the machine's peak rate."""

    name: str
    peer: str
    ratio: float
    spread: tuple[float, float]
    limit: float | None
    goal: float
    ours_seconds: float
    peer_seconds: float
    ours_threads: int
    peer_threads: int
    ours_error: float
    peer_error: float
    tolerance: float
    rounds: int
    dropped: int

    @property
    def accurate(self) -> bool:
        """Whether our own result is right; a ratio says nothing otherwise."""
        return self.ours_error <= self.tolerance

    @property
    def reached(self) -> bool:
        """Whether the result is right and the goal reached."""
        return self.accurate and self.ratio >= self.goal


def measure(row: Row, *, rounds: int = ROUNDS, budget: float = BUDGET) -> Measured:
    """Measure a row: warm up, check both results, then A B A B with a yardstick in each round."""
    problem = row.problem()
    yardstick = YARDSTICKS[row.precision]()
    yardstick()
    ours_error, peer_error = (row.check(problem, side(problem)) for side in (row.ours, row.theirs))
    ours_threads, peer_threads = (
        best_threads(lambda side=side: side(problem)) for side in (row.ours, row.theirs)
    )
    times = []
    start = time.perf_counter()
    while len(times) < rounds and not (
        len(times) >= FEWEST and time.perf_counter() - start > budget
    ):
        rate = yardstick()
        with threads(ours_threads):
            ours = seconds(lambda: row.ours(problem)) / row.units[0]
        with threads(peer_threads):
            theirs = seconds(lambda: row.theirs(problem)) / row.units[1]
        # Judged by the slower end: a burst of load within the round shows in one of the two.
        times.append((min(rate, yardstick()), ours, theirs))
    kept = quiet_rounds(times)
    ours_seconds, peer_seconds = (statistics.median(t[side] for t in kept) for side in (1, 2))
    ratios = [theirs / ours for _, ours, theirs in kept]
    peak = max(rate for rate, *_ in times)
    return Measured(
        name=row.name,
        peer=row.peer,
        ratio=statistics.median(ratios),
        spread=(min(ratios), max(ratios)),
        limit=peer_seconds * peak / row.work if row.work else None,
        goal=row.goal,
        ours_seconds=ours_seconds,
        peer_seconds=peer_seconds,
        ours_threads=ours_threads,
        peer_threads=peer_threads,
        ours_error=ours_error,
        peer_error=peer_error,
        tolerance=row.tolerance,
        rounds=len(kept),
        dropped=len(times) - len(kept),
    )


def quiet_rounds(times: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Drop the rounds in which the machine did something else: their yardstick fell short.

    >>> quiet_rounds([(100.0, 1.0, 2.0), (70.0, 3.0, 9.0), (81.0, 1.0, 2.0)])
    [(100.0, 1.0, 2.0), (81.0, 1.0, 2.0)]
    """
    best = max(rate for rate, *_ in times)
    return [one for one in times if one[0] >= QUIET * best]


def seconds(call: Callable[[], Any]) -> float:
    """Return the time of a call, the mean over as many as make a timing long enough."""
    count, start = 0, time.perf_counter()
    while True:
        call()
        count += 1
        if (passed := time.perf_counter() - start) >= SHORTEST:
            return passed / count


def best_threads(call: Callable[[], Any]) -> int:
    """Return the number of threads, one or all cores, with which a call is faster."""
    counts = sorted({1, os.cpu_count() or 1})
    if len(counts) == 1:
        return 1
    times = {}
    for count in counts:
        with threads(count):
            times[count] = seconds(call)
    return min(times, key=times.__getitem__)


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Give every linear-algebra library so many threads."""
    torch = sys.modules.get("torch")
    before = torch.get_num_threads() if torch else 0
    with threadpool_limits(count):
        if torch:
            torch.set_num_threads(count)
        try:
            yield
        finally:
            if torch:
                torch.set_num_threads(before)


def _float64() -> Callable[[], float]:
    """A matrix product of NumPy in float64; returns its rate, operations a second."""
    size = 768
    a, b = np.random.default_rng(0).normal(size=(2, size, size))
    return lambda: 2 * size**3 / seconds(lambda: a @ b)


def _float32() -> Callable[[], float]:
    """A matrix product of oneDNN, the fastest one in torch (MKL's where it is not built in)."""
    import torch

    size = 1024
    a, b = torch.randn(2, size, size, generator=torch.Generator().manual_seed(0))
    try:
        linear = torch.ops.mkldnn._linear_pointwise
        linear(a, b, None, "none", [], "")
    except (AttributeError, RuntimeError):
        return lambda: 2 * size**3 / seconds(lambda: a @ b)
    return lambda: 2 * size**3 / seconds(lambda: linear(a, b, None, "none", [], ""))


YARDSTICKS = {"float64": _float64, "float32": _float32}
