"""Frozen rules: the digest of each part's rule, and the family of seeds that was drawn after it.

Rules are written first, then frozen, and only then are the seeds of a new family drawn. Family 1 is
exploration: its numbers had been seen while the rules were written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from lib.claims.rows import Part, part, parts

TABLE = Path(__file__).with_name("frozen.yml")
_HEAD = "# Written by `python -m lib.claims freeze PART … --family N`; never by hand.\n"
_DECIDES = ("kind", "quantity", "unit", "sample", "scale", "side", "null", "effect", "control",
            "control_range", "axes", "headline", "untestable")  # fmt: skip


def digest(part: Part) -> str:
    """Return the digest of what decides a part's word: not its title, sentence or reasons."""
    rule = {name: getattr(part, name) for name in _DECIDES}
    return hashlib.sha256(json.dumps(rule, sort_keys=True).encode()).hexdigest()[:16]


def frozen(table: Path = TABLE) -> dict[str, dict[str, Any]]:
    """Return what was frozen: ``digest``, ``family`` and ``date`` by part."""
    return yaml.safe_load(table.read_text(encoding="utf8")) or {} if table.is_file() else {}


def family(id: str, table: Path = TABLE) -> int:
    """Return the family of seeds that confirms a part: 1, exploration, until it is frozen."""
    return frozen(table).get(part(id).id, {"family": 1})["family"]


def changed(table: Path = TABLE) -> list[str]:
    """Return the frozen parts whose rule is no longer the one that was frozen, or that are gone."""
    now = {each.id: digest(each) for each in parts()}
    return [id for id, row in frozen(table).items() if now.get(id) != row["digest"]]


def freeze(ids: Iterable[str], family: int, table: Path = TABLE) -> None:
    """Freeze the rules of parts, before the seeds of a family are drawn.

    Raises:
        ValueError: if there is no such part, or the family is not a new one for it.
    """
    rows, today = frozen(table), f"{datetime.now(UTC):%Y-%m-%d}"
    for id in ids:
        seen = rows.get(id, {"family": 1})["family"]
        if family <= seen:
            raise ValueError(f"{id} has seen family {seen}: freeze it with a later one")
        rows[id] = {"digest": digest(part(id)), "family": family, "date": today}
    text = yaml.safe_dump(rows, sort_keys=True, default_flow_style=None)
    table.write_text(_HEAD + text, encoding="utf8")
