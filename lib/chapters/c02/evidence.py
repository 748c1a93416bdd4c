"""What the ledger asks of chapter 02, at either size."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lib.chapters.c02 import glass, paths


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[dict[str, Any]]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("02", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    return [*glass.evidence(plan, family=family), *paths.evidence(plan, family=family)]
