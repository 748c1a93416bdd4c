"""Numbers that other works report, each with its source, from ``literature.yml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_TABLE = Path(__file__).with_name("literature.yml")


@dataclass(frozen=True)
class Entry:
    """A reported number: its unit, the source's key in the bibliography, and how it was read."""

    key: str
    value: float | list[float]
    unit: str
    source: str
    place: str
    read_in: str

    @property
    def checked(self) -> bool:
        """Say whether someone read the value in a text, rather than remembered it."""
        return not self.read_in.startswith("from memory")


@cache
def entries() -> dict[str, Entry]:
    """Return every entry by its key.

    Raises:
        ValueError: if two entries share a key.
    """
    rows = [Entry(**row) for row in yaml.safe_load(_TABLE.read_text(encoding="utf8"))["values"]]
    table = {row.key: row for row in rows}
    if len(table) < len(rows):
        raise ValueError(f"{_TABLE.name} has {len(rows) - len(table)} keys twice: rename them")
    return table


def entry(key: str) -> Entry:
    """Return a reported number with its source.

    Raises:
        ValueError: if the file has no such key.

    >>> entry("ba-deep-error").source
    'ba2014'
    """
    if key not in entries():
        stem = key.split("-")[0]
        near = [name for name in entries() if name.startswith(stem)] or list(entries())
        raise ValueError(f"literature.yml has no value {key!r}: choose one of {', '.join(near)}")
    return entries()[key]


def value(key: str) -> float | list[float]:
    """Return a reported number, or a list of numbers.

    Raises:
        ValueError: if the file has no such key.

    >>> value("amit-year") < value("choromanska-arxiv-year")
    True
    """
    return entry(key).value
