"""Every size, seed and budget of the chapters: one table, ``presets.yml``, read here.

A chapter runs at the preset "quick", of teaching size; its room measures what the ledger asks at
"full" (`make evidence`, up to an hour a chapter on two cores).
"""

from functools import cache, reduce
from operator import getitem
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from lib import provenance

_TABLE = Path(__file__).with_name("presets.yml")


@cache
def table() -> dict[str, Any]:
    """Return the whole table of ``presets.yml``: ``seeds`` and ``chapters``."""
    return yaml.safe_load(_TABLE.read_text(encoding="utf8"))


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
    if preset not in names():
        raise ValueError(f"there is no preset {preset!r}: choose one of {', '.join(names())}")
    chapters = table()["chapters"]
    if number not in chapters:
        raise ValueError(f"there is no chapter {number!r}: choose one of {', '.join(chapters)}")
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
    seeds = table()["seeds"]
    if name not in seeds:
        raise ValueError(f"there is no seed {name!r}: choose one of {', '.join(seeds)}")
    return _read(["seeds", name])


def seeds(name: str, family: int, count: int) -> list[tuple[int, int, int]]:
    """Return the seeds of so many independent cases by name.

    Args:
        name: in the table.
        family: 1 explores, 2 and later confirm; no seed stands in two of them.
        count: how many.

    >>> [last for _, *last in seeds("split", 2, 3)]
    [[2, 0], [2, 1], [2, 2]]
    """
    return [(seed(name), family, k) for k in range(count)]


def _read(entry: list[str]) -> Any:
    """Return an entry of the table; a result that is made with it says so (``provenance``)."""
    value = reduce(getitem, entry, table())
    provenance.note(f"lib/presets.yml#{'/'.join(entry)}", provenance.content(value))
    return value
