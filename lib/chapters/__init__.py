"""What one chapter alone needs, a module a chapter: compositions of what the other rooms hold."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import presets, statistics, sweep
from lib.statistics import Effect

Real = NDArray[np.float64]
Row = dict[str, Any]  # a piece of evidence, as ``claims.record`` takes it
_Name = TypeVar("_Name")


def repeated(
    function: Callable[..., Any], case: Mapping[str, Any], seeds: str, *, family: int, count: int,
    name: str = "", workers: int | None = None,
) -> list[Any]:  # fmt: skip
    """Return what a function gives for one case and each of so many seeds.

    Args:
        function: as of ``sweep.run``.
        case: its arguments but for ``seed``.
        seeds, family, count: which seeds, as of ``presets.seeds``.
        name: of the sweep, where it is not that of the seeds.
        workers: as of ``sweep.run``.
    """
    cases = [{**case, "seed": seed} for seed in presets.seeds(seeds, family=family, count=count)]
    return sweep.run(function, cases, name=name or seeds, workers=workers)


def lowest(scores: Mapping[_Name, ArrayLike]) -> _Name:
    """Return the name of the lowest scores, by their mean logarithm; NaN counts as infinite.

    So a learning rate is chosen, of losses at each.

    >>> lowest({"slow": [2.0, 2.0], "fast": [1.0, 3.0], "lost": [0.1, np.nan]})
    'fast'
    """
    logs = {name: np.log(np.where(np.isnan(s), np.inf, s)).mean() for name, s in scores.items()}
    return min(logs, key=lambda name: logs[name])


def growth(counts: Mapping[int, ArrayLike], *, unit: str) -> Effect:
    """Return the factor by which each further spin multiplies a count, from mean logarithms.

    Args:
        counts: by number of spins, those of independent units.
        unit: as of ``statistics.slope``.

    >>> round(growth({4: [10, 12], 5: [20, 24], 6: [40, 48]}, unit="instance").estimate, 9)
    2.0
    """
    logs = [np.log(np.asarray(each, float)) for each in counts.values()]
    rate = statistics.slope(list(counts), logs, unit=unit)
    factor, low, high = map(float, np.exp([rate.estimate, *rate.interval]))
    return replace(rate, estimate=factor, interval=(low, high), log=True)


def row(
    part: str,
    effect: Effect,
    control: float | Effect,
    setting: str = "",
    figure: str = "",
    note: str = "",
) -> Row:
    """Return a row of evidence, as ``claims.record`` takes it.

    Args:
        part: of the ledger, such as ``"C20.jagged"``.
        effect, control: what was measured, and what its control gave.
        setting: of the ledger's variants; none for the reference.
        figure: which shows it, such as ``"fig-04-teeth"``.
        note: a remark.

    >>> from lib import statistics
    >>> row("C20.jagged", statistics.exact(1.0, method="a sum"), 0.0, note="few").keys()
    dict_keys(['claim', 'name', 'effect', 'control', 'note'])
    """
    claim, name = part.split(".")
    more = {"setting": setting, "figure": figure, "note": note}
    found = {"claim": claim, "name": name, "effect": effect, "control": control}
    return found | {key: text for key, text in more.items() if text}
