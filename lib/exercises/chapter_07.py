"""Exercises of chapter 7: what Equation 5 counts, and where counts turn with depth."""

from __future__ import annotations

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_SHALLOW, _DEEP = (10, 32), (40, 16)  # layers and spins at 10,240 parameters, spins as the width


def _count(depth: int, spins: int) -> int:
    """Return the number of complex solutions, by the sum that stands behind Equation 5."""
    return sum((depth - 1) ** k for k in range(spins))


def _counted(rng: np.random.Generator) -> list[tuple[int, int]]:
    """Draw depths and spins, two layers among them."""
    pairs = zip(rng.integers(3, 9, 4), rng.integers(2, 7, 4), strict=True)
    return [(2, 5), *((int(depth), int(spins)) for depth, spins in pairs)]


def _real_share(depth: int) -> float:
    """Return the mean share of real solutions with two spins."""
    return float(np.sqrt(3 * depth - 2) / depth)


def _depths(rng: np.random.Generator) -> list[tuple[int]]:
    """Draw depths, two layers among them, where all solutions are real."""
    return [(2,), *((int(depth),) for depth in rng.integers(3, 40, 4))]


def _peak(kind: str = "complex", convention: str = "B") -> float:
    """Return the depth at which a leading exponent is largest."""
    from lib.instances import depth_counts

    return float(depth_counts.peak_depth(convention, kind=kind))


def _growth(kind: str = "minima") -> float:
    """Return ln of the mean number in the deep model over that in the shallow one."""
    from lib.instances import depth_counts

    return depth_counts.mean_log_count(*_DEEP, kind) / depth_counts.mean_log_count(*_SHALLOW, kind)


def _growth_of(kind: str) -> float:
    """Return the same by the leading exponents, which hold for infinitely many spins."""
    from lib.instances import depth_counts

    return float(depth_counts.log_count(*_DEEP, kind) / depth_counts.log_count(*_SHALLOW, kind))


EXERCISES = [
    Choice(
        id="07-1",
        title="What is counted",
        kind="read",
        level=1,
        minutes=5,
        options="abcd",
        truth="bc",
        hints={
            "a": "Look at what was enumerated: which of all solutions are real?",
            "d": "Move the reading in the figure and look where the peak goes.",
        },
        help="Tell the solutions of the equation apart from the real ones among them.",
    ),
    Function(
        id="07-2",
        title="A formula that does not break",
        kind="derive",
        level=2,
        minutes=10,
        cases=_counted,
        truth=_count,
        tolerance=1e-12,
        nearly=(
            (
                lambda depth, spins: (depth - 1) ** spins,
                "This is Bézout's number: x = 0 and multiples by roots of unity are still in it.",
            ),
            (
                lambda depth, spins: (depth - 1) ** spins - 1,
                "Each line is counted H - 2 times: roots of unity turn x into another solution.",
            ),
            (
                lambda depth, spins: sum((depth - 1) ** k for k in range(spins + 1)),
                "One term too many: the last power is one less than the number of spins.",
            ),
        ),
        help="Write the fraction as a sum of powers of H - 1; with two layers all are one.",
    ),
    Function(
        id="07-3",
        title="How many are real",
        kind="derive",
        level=2,
        minutes=10,
        cases=_depths,
        truth=_real_share,
        tolerance=1e-9,
        nearly=(
            (
                lambda depth: 2 * _real_share(depth),
                "Critical points come in pairs, and Equation 5 counts a pair once.",
            ),
            (
                lambda depth: 1 / _real_share(depth),
                "This is complex over real: the share of real ones is asked.",
            ),
            (
                lambda depth: float(np.sqrt(3 * depth - 2)),
                "This is the mean number of real pairs: divide by Equation 5 for two spins.",
            ),
        ),
        help="Divide half the mean number of critical points by Equation 5 with two spins.",
    ),
    Number(
        id="07-4",
        title="Not e squared",
        kind="compute",
        level=2,
        minutes=10,
        truth=_peak,
        tolerance=1e-4,
        nearly=(
            (lambda t: _peak("crude"), "This is the peak of ln H: the formula has ln(H - 1)."),
            (lambda t: round(t), "The nearest whole depth: the peak itself is asked."),
            (
                lambda t: _peak(convention="C"),
                "This is the peak for the parameters of a layer; the width is their root.",
            ),
            (lambda t: t - 1, "This is H - 1: solve for H."),
        ),
        help="Maximise ln(H - 1) over the root of H, for instance by setting its slope to zero.",
    ),
    Number(
        id="07-5",
        title="More minima or fewer?",
        kind="explore",
        level=3,
        minutes=15,
        truth=_growth,
        tolerance=2e-3,
        nearly=(
            (
                lambda t: _growth_of("minima"),
                "This is the ratio of leading exponents: with so few spins use the exact means.",
            ),
            (
                lambda t: _growth("real"),
                "These are critical points of any index: minima are asked.",
            ),
            (lambda t: _growth_of("complex"), "This is Equation 5: minima are asked."),
            (
                lambda t: float(np.exp(_growth_log())),
                "This is the ratio of the numbers: the ratio of their logarithms is asked.",
            ),
        ),
        help="Divide the logarithm of the mean number of minima at 40 layers by that at 10.",
    ),
]


def _growth_log() -> float:
    """Return ln of the ratio of the two mean numbers of minima."""
    from lib.instances import depth_counts

    logs = [depth_counts.mean_log_count(*pair, "minima") for pair in (_DEEP, _SHALLOW)]
    return logs[0] - logs[1]
