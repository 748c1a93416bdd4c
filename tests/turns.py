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


def in_turn(*cases: Case) -> list[Case]:
    """Return the cases of a slow test that this run takes.

    >>> in_turn("only")
    ['only']
    """
    return list(cases) if everything() else [cases[_number() % len(cases)]]


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
    reason = "its turn comes with another commit; `make test-all` takes all"
    return pytest.mark.skipif(not everything() and _number() % of != place, reason=reason)


def everything() -> bool:
    """Say whether this run takes all cases."""
    return os.environ.get("COURSE_TESTS") == "all"


@functools.cache
def _number() -> int:
    """Return the number of the commit; without git, 0."""
    said = subprocess.run(_COMMIT, cwd=Path(__file__).parent, capture_output=True, text=True)
    return int(said.stdout.strip() or "0", 16)
