"""Hidden widths that give networks of several depths the same number of parameters."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence

from lib import checks

_SPREAD = 0.005
_FEW = 10  # layers whose 2^depth choices of wider ones are all tried
_REACH = 0.25  # counts further than this from the budget are no answer to it

Choice = tuple[int, tuple[int, ...]]  # a count and the hidden widths that give it


def parameter_count(widths: Sequence[int]) -> int:
    """Return the number of weights and biases of a perceptron, Σ_l (n_{l−1} + 1) n_l.

    Args:
        widths: from inputs to outputs.

    >>> parameter_count((784, 51, 10))
    40555
    """
    return sum((inputs + 1) * outputs for inputs, outputs in itertools.pairwise(widths))


def matched_widths(
    depths: Iterable[int], budget: int, inputs: int, outputs: int
) -> dict[int, tuple[int, ...]]:
    """Return hidden widths for each depth such that all networks have nearly equal size.

    Widths of one network differ by one at most. Of all choices whose counts, biases included,
    lie within 0.5 % of each other, (max − min)/min, one as near to the budget as can be is taken.
    One hidden layer has counts ``inputs + outputs + 1`` apart, so the budget itself can
    be missed by half of that.

    Args:
        depths: numbers of hidden layers, each at least 1.
        budget: number of parameters to come near to.
        inputs, outputs: n_0 and n_L.

    Returns:
        depth → hidden widths, from the inputs on.

    Raises:
        ValueError: if an argument is not positive, or no widths match within 0.5 %.

    >>> matched_widths([1, 3], 1000, 10, 2)
    {1: (76,), 3: (19, 19, 18)}
    """
    depths = [checks.whole(depth, "a depth", 1) for depth in dict.fromkeys(depths)]
    budget = checks.whole(budget, "the budget", 1)
    inputs, outputs = checks.whole(inputs, "inputs", 1), checks.whole(outputs, "outputs", 1)
    choices = [sorted(_choices(depth, budget, inputs, outputs)) for depth in depths]
    windows = []
    for low in sorted({count for row in choices for count, _ in row}):
        places = [bisect.bisect_left(row, (low,)) for row in choices]
        if all(place < len(row) for place, row in zip(places, choices, strict=True)):
            windows.append([row[place] for place, row in zip(places, choices, strict=True)])
    best = min(
        (window for window in windows if _spread(window) <= _SPREAD),
        key=lambda window: (max(abs(count - budget) for count, _ in window), _spread(window)),
        default=None,
    )
    if not depths or best is None:
        raise ValueError(
            f"no hidden widths give depths {depths} counts within {_SPREAD:.1%} of each other "
            f"near {budget} parameters: take a larger budget or fewer depths"
        )
    return {depth: widths for depth, (_, widths) in zip(depths, best, strict=True)}


def _choices(depth: int, budget: int, inputs: int, outputs: int) -> Iterator[Choice]:
    """Yield the counts within reach of the budget, with some layers one wider than the others."""
    width, least = 1, 0
    while least <= (1 + _REACH) * budget:
        counts = {
            widths: parameter_count((inputs, *widths, outputs))
            for widths in _arrangements(depth, width)
        }
        least, width = min(counts.values()), width + 1
        yield from ((c, widths) for widths, c in counts.items() if abs(c / budget - 1) <= _REACH)


def _arrangements(depth: int, width: int) -> Iterator[tuple[int, ...]]:
    """Yield widths with no layer, or some layers, one wider; of many layers, some in a row."""
    wider: Iterable[tuple[int, ...]] = itertools.product((0, 1), repeat=depth)
    if depth > _FEW:
        ends = itertools.combinations(range(depth + 1), 2)
        runs = (tuple(int(a <= l < b) for l in range(depth)) for a, b in ends)
        wider = itertools.chain([(0,) * depth], runs)
    yield from (tuple(width + one for one in ones) for ones in wider if not all(ones))


def _spread(window: list[Choice]) -> float:
    """Return (max − min)/min of the counts."""
    counts = [count for count, _ in window]
    return (max(counts) - min(counts)) / min(counts)
