"""Cases that take turns: `make test` takes one of them, another with each commit; test-all all."""

import os
import subprocess
from pathlib import Path
from typing import TypeVar

Case = TypeVar("Case")
_COMMIT = ["git", "-c", "safe.directory=*", "rev-parse", "--short=8", "HEAD"]


def in_turn(*cases: Case) -> list[Case]:
    """Return the cases of a slow test that this run takes.

    >>> in_turn("only")
    ['only']
    """
    if os.environ.get("COURSE_TESTS") == "all":
        return list(cases)
    said = subprocess.run(_COMMIT, cwd=Path(__file__).parent, capture_output=True, text=True)
    number = int(said.stdout.strip() or "0", 16)  # without git, the first
    return [cases[number % len(cases)]]
