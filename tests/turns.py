"""Cases that take turns: `make test` takes one of them, another with each commit; test-all all."""

import functools
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

Case = TypeVar("Case")
_COMMIT = ["git", "-c", "safe.directory=*", "rev-parse", "--short=8", "HEAD"]
_LATER = "its turn comes with another commit; `make test-all` takes all"


def in_turn(*cases: Case) -> list[Case]:
    """Return the cases of a slow test that this run takes.

    >>> in_turn("only")
    ['only']
    """
    return list(cases) if everything() else [cases[_number() % len(cases)]]


def some(cases: Sequence[Case], of: int = 2, shift: int = 0) -> list[Case]:
    """Return every second case, or every third, the next commit the others; test-all: all.

    Tests of the same cases take different ones of them, if each has another ``shift``.

    >>> some("a", of=1)
    ['a']
    """
    places = [(_number() // 256 + shift) % of]  # whatever `in_turn` chooses
    return [case for k in (range(of) if everything() else places) for case in cases[k::of]]


def paired(cases: Sequence[Any], ways: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return each case with one of the ways to try it, neighbours with different ones.

    >>> len(paired("abc", ["only"]))
    3
    """
    turned = [[*ways[k:], *ways[:k]] for k in range(len(ways))]
    return [(case, way) for k, case in enumerate(cases) for way in in_turn(*turned[k % len(ways)])]


def alternating(place: int, of: int) -> pytest.MarkDecorator:
    """Return the mark of a slow test that takes turns with others: one commit in so many runs it.

    >>> alternating(0, of=1).args
    (False,)
    """
    return pytest.mark.skipif(_waits(place, of), reason=_LATER)


def wait(place: int, of: int) -> None:
    """Skip what needs a slow fixture, as ``alternating`` does: called in the fixture."""
    if _waits(place, of):
        pytest.skip(_LATER)


def _waits(place: int, of: int) -> bool:
    """Say whether it is another commit's turn."""
    return not everything() and _number() // 65536 % of != place  # whatever the cases are


def everything() -> bool:
    """Say whether this run takes all cases."""
    return os.environ.get("COURSE_TESTS") == "all"


@functools.cache
def _number() -> int:
    """Return the number of the commit; without git, 0."""
    said = subprocess.run(_COMMIT, cwd=Path(__file__).parent, capture_output=True, text=True)
    return int(said.stdout.strip() or "0", 16)
