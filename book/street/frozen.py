"""Rules that were frozen before the seeds that confirm them were drawn: ``lib/claims/frozen.yml``.

Rules and plans are written first, then frozen, and only then are the seeds of a new family drawn.
The plan is the chapter's full preset: sizes and rates that a rule calls "as set" stand there.
Family 1 is exploration: its numbers had been seen while the rules were written.
``python -m book.street.frozen C20.jagged 04 --family 2`` freezes.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from book.street.places import ROOT
from lib import claims, presets, provenance

TABLE = ROOT / "lib" / "claims" / "frozen.yml"
_HEAD = "# Written by `python -m book.street.frozen PART … --family N`; never by hand.\n"
_DECIDES = ("kind", "clause", "quantity", "unit", "sample", "scale", "side", "null", "effect",
            "control", "control_range", "axes", "headline", "untestable")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Freeze what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m book.street.frozen")
    parser.add_argument("parts", nargs="+", help="parts, C20.jagged; chapters, 04; claims; or all")
    parser.add_argument("--family", type=int, required=True, help="of the seeds")
    asked = parser.parse_args(arguments)
    try:
        freeze(asked.parts, asked.family)
    except ValueError as error:
        sys.exit(str(error))


def digest(part: claims.Part) -> str:
    """Return the digest of what decides a part's word: not its title, sentence or reasons."""
    rule = {name: getattr(part, name) for name in _DECIDES}
    return hashlib.sha256(json.dumps(rule, sort_keys=True).encode()).hexdigest()[:16]


def plan(chapter: str) -> str:
    """Return the digest of what a chapter's full run is made with: its preset and its seeds.

    How many workers share it is left out, for it moves no result.
    """
    settings = vars(presets.chapter(chapter, presets.names()[-1])) | {"workers": None}
    seeds = {name: n for name, n in presets.table()["seeds"].items() if name.startswith(chapter)}
    return provenance.content([settings, seeds])[:16]


def frozen(table: Path = TABLE) -> dict[str, dict[str, Any]]:
    """Return what was frozen: ``digest``, ``plan``, ``family`` and ``date`` by part."""
    return dict(_rows(table.read_text(encoding="utf8"))) if table.is_file() else {}


@cache
def _rows(text: str) -> dict[str, dict[str, Any]]:
    return yaml.safe_load(text) or {}


def family(id: str, table: Path = TABLE) -> int:
    """Return the family of seeds that confirms a part: 1, exploration, until it is frozen."""
    return frozen(table).get(claims.part(id).id, {"family": 1})["family"]


def changed(table: Path = TABLE) -> list[str]:
    """Return the frozen parts whose rule or plan is no longer as it was, or that are gone."""
    rows = frozen(table)
    now = {each.id: _digests(each) for each in claims.parts() if each.id in rows}
    return [id for id, row in rows.items() if id not in now or not now[id].items() <= row.items()]


def freeze(names: Iterable[str], family: int, table: Path = TABLE) -> None:
    """Freeze the rules and plans of parts, before the seeds of a family are drawn.

    Args:
        names: of parts, ``"C20.jagged"``; of chapters or claims, ``"04"``, for all of their parts;
            or ``"all"``.
        family: of the seeds.
        table: where it is written.

    Raises:
        ValueError: if there is no such part, or the family is not a new one for it.
    """
    rows, today = frozen(table), f"{datetime.now(UTC):%Y-%m-%d}"
    for id in dict.fromkeys(id for name in names for id in _named(name)):
        seen = rows.get(id, {"family": 1})["family"]
        if family <= seen:
            raise ValueError(f"{id} has seen family {seen}: freeze it with a later one")
        rows[id] = {**_digests(claims.part(id)), "family": family, "date": today}
    text = yaml.safe_dump(rows, sort_keys=True, default_flow_style=None)
    table.write_text(_HEAD + text, encoding="utf8")


def _named(name: str) -> list[str]:
    """Return the parts that a name stands for: all, those of a chapter or a claim, or one."""
    return [
        each.id for each in claims.parts(None if name == "all" else name) or [claims.part(name)]
    ]


def _digests(each: claims.Part) -> dict[str, str]:
    """Return the digests of a part's rule and of its chapter's plan."""
    return {"digest": digest(each), "plan": plan(each.chapter)}


if __name__ == "__main__":
    main()
