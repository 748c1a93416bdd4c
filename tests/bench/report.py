"""The table that ``make bench`` prints."""

from __future__ import annotations

from collections.abc import Sequence

from rounds import FEWEST, Measured

_HEAD = ("row", "peer", "ratio", "spread", "goal", "limit", "ours", "peer", "errors", "kept")


def table(results: Sequence[Measured]) -> str:
    """Return results as lines of text, a row each, and below them what needs a word."""
    lines = [_HEAD, *map(_cells, results)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(_HEAD))]
    padded = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([*map(str.rstrip, padded), *_remarks(results)])


def _cells(result: Measured) -> tuple[str, ...]:
    """Write one row's numbers."""
    mark = "" if result.reached else " <" if result.accurate else " WRONG"
    return (
        result.name,
        result.peer,
        f"{result.ratio:.3g}{mark}",
        "–".join(f"{end:.3g}" for end in result.spread),
        f"{result.goal:.3g}",
        f"{result.limit:.3g}" if result.limit else "",
        f"{_time(result.ours_seconds)} ×{result.ours_threads}",
        f"{_time(result.peer_seconds)} ×{result.peer_threads}",
        f"{result.ours_error:.0e} {result.peer_error:.0e}",
        f"{result.rounds}/{result.rounds + result.dropped}",
    )


def _remarks(results: Sequence[Measured]) -> list[str]:
    """Say what the table means, and which rows not to trust."""
    lines = [
        "Ratio: the peer's time over ours, median and range; < is below the goal. Limit: the ratio",
        "at the peak rate of a matrix product. Times are a unit's, × threads; errors ours, peer's.",
    ]
    for result in results:
        if not result.accurate:
            lines.append(f"{result.name}: our error {result.ours_error:.1e} exceeds the tolerance.")
        if result.peer_error > result.tolerance:
            lines.append(f"{result.name}: {result.peer} misses {result.tolerance:.0e} itself.")
        if result.rounds < FEWEST:
            lines.append(f"{result.name}: the machine was busy; measure again when it is quiet.")
    return list(dict.fromkeys(lines))


def _time(seconds: float) -> str:
    """Write a time in a unit that suits it.

    >>> _time(0.0123)
    '12.3 ms'
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
