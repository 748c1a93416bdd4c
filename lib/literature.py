"""Numbers that other works report, each with its source, from ``literature.yml``."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TABLE = Path(__file__).with_name("literature.yml")


@cache
def entries() -> dict[str, dict[str, Any]]:
    """Return every row by its key: value, unit, the source's key, place, and how it was read.

    Raises:
        ValueError: if two rows share a key.
    """
    rows = yaml.safe_load(_TABLE.read_text(encoding="utf8"))["values"]
    table = {row["key"]: row for row in rows}
    if len(table) < len(rows):
        raise ValueError(f"{_TABLE.name} has {len(rows) - len(table)} keys twice: rename them")
    return table


def value(key: str) -> float | list[float]:
    """Return a reported number, or a list of numbers.

    Raises:
        ValueError: if the file has no such key.

    >>> value("amit-year") < value("choromanska-arxiv-year")
    True
    """
    if key not in entries():
        stem = key.split("-")[0]
        near = [name for name in entries() if name.startswith(stem)] or list(entries())
        raise ValueError(f"literature.yml has no value {key!r}: choose one of {', '.join(near)}")
    return entries()[key]["value"]
