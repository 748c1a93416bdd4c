"""Every size, seed and budget of the chapters, and the numbers that other works report.

The first are the table ``presets.yml``, the second ``literature.yml``, each with its source.

A chapter runs at the preset "quick", of teaching size; its room measures what the ledger asks at
"full" (`make evidence`, up to an hour a chapter on two cores).
"""

from functools import cache, reduce
from operator import getitem
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from lib import checks, provenance

_HERE = Path(__file__).parent


@cache
def table() -> dict[str, Any]:
    """Return the whole table of ``presets.yml``: ``seeds`` and ``chapters``."""
    return yaml.safe_load((_HERE / "presets.yml").read_text(encoding="utf8"))


def names() -> list[str]:
    """Return the names of the presets, the default first."""
    return list(table()["presets"])


def chapter(number: str, preset: str) -> SimpleNamespace:
    """Return the settings of one chapter at one preset, as attributes.

    Args:
        number: chapter number of two digits, such as ``"01"``.
        preset: ``"quick"`` or ``"full"``.

    Raises:
        ValueError: if there is no such chapter or preset.

    >>> chapter("01", "quick").points > 0
    True
    """
    checks.one_of(preset, names(), "preset")
    chapters = table()["chapters"]
    checks.one_of(number, chapters, "chapter")
    settings = {}
    for key, value in chapters[number].items():
        settings[key] = _read(["chapters", number, key, *([preset] if _varies(value) else [])])
    return SimpleNamespace(**settings)


def _varies(value: Any) -> bool:
    """Say whether a setting is given for each preset rather than once for all."""
    return isinstance(value, dict) and set(value) == set(names())


def seed(name: str) -> int:
    """Return the seed that bears a name in the table.

    Raises:
        ValueError: if the table has no seed of that name.
    """
    return _read(["seeds", checks.one_of(name, table()["seeds"], "seed")])


def seeds(name: str, *, family: int, count: int) -> list[tuple[int, int, int]]:
    """Return the seeds of so many independent cases by name.

    Args:
        name: in the table.
        family: 1 explores, 2 and later confirm; no seed stands in two of them.
        count: how many.

    >>> [last for _, *last in seeds("split", family=2, count=3)]
    [[2, 0], [2, 1], [2, 2]]
    """
    return [(seed(name), family, k) for k in range(count)]


@cache
def literature() -> dict[str, dict[str, Any]]:
    """Return every row by its key: value, unit, the source's key, place, and how it was read."""
    rows = yaml.safe_load((_HERE / "literature.yml").read_text(encoding="utf8"))["values"]
    return {row["key"]: row for row in rows}


def reported(key: str) -> float | list[float]:
    """Return a number that another work reports, or a list of numbers.

    Raises:
        ValueError: if ``literature.yml`` has no such key; those of its source are named.

    >>> reported("amit-year") < reported("choromanska-arxiv-year")
    True
    """
    rows = literature()
    near = [name for name in rows if name.startswith(key.split("-")[0])]
    return rows[checks.one_of(key, near or rows, "reported number")]["value"]


def _read(entry: list[str]) -> Any:
    """Return an entry of the table; a result that is made with it says so (``provenance``)."""
    value = reduce(getitem, entry, table())
    provenance.note(f"lib/presets.yml#{'/'.join(entry)}", provenance.content(value))
    return value
