"""Hidden widths that give networks of several depths the same number of parameters."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Sequence

_SPREAD = 0.005
_FEW = 10  # layers whose 2^depth choices of wider ones are all tried
_REACH = 0.25  # counts further than this from the budget are no answer to it


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
    depths = list(dict.fromkeys(depths))
    if not depths or min([*depths, budget, inputs, outputs]) < 1:
        values = f"depths {depths}, budget {budget}, inputs {inputs}, outputs {outputs}"
        raise ValueError(f"depths, budget, inputs and outputs are positive; got {values}")
    choices = [sorted(_choices(depth, budget, inputs, outputs)) for depth in depths]
    best = min(
        (window for window in _windows(choices) if _spread(window) <= _SPREAD),
        key=lambda window: (max(abs(count - budget) for count, _ in window), _spread(window)),
        default=None,
    )
    if best is None:
        raise ValueError(
            f"no hidden widths give depths {depths} counts within {_SPREAD:.1%} of each other "
            f"near {budget} parameters: take a larger budget or fewer depths"
        )
    return {depth: widths for depth, (_, widths) in zip(depths, best, strict=True)}


Choice = tuple[int, tuple[int, ...]]  # a count and the hidden widths that give it


def _choices(depth: int, budget: int, inputs: int, outputs: int) -> Iterator[Choice]:
    """Yield the counts within reach of the budget, with a run of layers one wider."""
    width = 1
    while True:
        counts = []
        for widths in _arrangements(depth, width):
            counts.append(parameter_count((inputs, *widths, outputs)))
            if abs(counts[-1] - budget) <= _REACH * budget:
                yield counts[-1], widths
        if min(counts) > (1 + _REACH) * budget:
            return
        width += 1


def _arrangements(depth: int, width: int) -> Iterator[tuple[int, ...]]:
    """Yield widths with no layer, or some layers, one wider; of many layers, some in a row."""
    if depth <= _FEW:
        for wider in itertools.product((0, 1), repeat=depth):
            if not all(wider):
                yield tuple(width + one for one in wider)
        return
    yield (width,) * depth
    for wide in range(1, depth):
        for before in range(depth - wide + 1):
            after = depth - wide - before
            yield (width,) * before + (width + 1,) * wide + (width,) * after


def _windows(choices: list[list[Choice]]) -> Iterator[list[Choice]]:
    """Yield, for each lowest count, the choice of one of each list that spreads least above it.

    The lists are walked together: the lowest of the current choices moves on.
    """
    if not all(choices):
        return
    heap = [(row[0], place, 0) for place, row in enumerate(choices)]
    heapq.heapify(heap)
    while True:
        yield [choice for choice, place, _ in sorted(heap, key=lambda entry: entry[1])]
        _, place, position = heap[0]
        if position + 1 == len(choices[place]):
            return
        heapq.heapreplace(heap, (choices[place][position + 1], place, position + 1))


def _spread(window: list[Choice]) -> float:
    """Return (max − min)/min of the counts."""
    counts = [count for count, _ in window]
    return (max(counts) - min(counts)) / min(counts)
