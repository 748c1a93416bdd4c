"""All exercises of the book, gathered from the modules ``chapter_NN``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from lib.exercises.base import Exercise
from lib.exercises.replies import Reply


def check(id: str, answer: object) -> Reply:
    """Say whether an answer is right, nearly right (with a hint) or wrong: a cell's last line.

    Args:
        id: the exercise, ``"NN-k"``.
        answer: a number, an array, a function or letters, as the exercise asks.

    Raises:
        ValueError: if there is no such exercise.

    >>> print(check("01-1", ...))
    … 01-1: not answered yet. Put your answer in the place of the dots and run again.
    """
    return exercise(id).reply(answer)


def exercise(id: str) -> Exercise:
    """Return an exercise.

    Raises:
        ValueError: if there is no such exercise.
    """
    found = _all()
    if id not in found:
        near = [name for name in found if name[:2] == str(id)[:2]] or list(found)
        raise ValueError(f"there is no exercise {id!r}: choose one of {', '.join(near)}")
    return found[id]


def catalogue() -> list[dict[str, Any]]:
    """Return what the page of exercises lists: id, chapter, label, title, kind, level, minutes."""
    names = ("id", "chapter", "label", "title", "kind", "level", "minutes")
    return [{name: getattr(item, name) for name in names} for item in _all().values()]


@cache
def _all() -> dict[str, Exercise]:
    """Return every exercise by its id, in order."""
    package = importlib.import_module("lib.exercises")
    modules = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    chapters = [name for name in modules if name.startswith("chapter_")]
    found = [
        item
        for name in chapters
        for item in importlib.import_module(f"lib.exercises.{name}").EXERCISES
    ]
    table = {item.id: item for item in found}
    if len(table) < len(found):
        raise ValueError(f"{len(found) - len(table)} exercises share an id: renumber them")
    return table
