"""The full evidence: one file a chapter under ``book/results``, checked before it is believed.

``c04.json`` holds what the chapter put on record at full size, the findings that it named, where
all of it comes from, and a digest of the whole: a file in which one byte was changed is not used.
``python -m book.street.results`` gathers them into ``lib/claims/book.json``.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from book.street.places import ROOT
from book.street.places import write as write_file
from lib import claims
from lib.claims import REFERENCE, Evidence

FOLDER = ROOT / "book" / "results"
BOOK = ROOT / "lib" / "claims" / "book.json"
_COMPUTING = ("numpy", "scipy", "torch", "scikit-learn", "mlxtend")


def write(
    chapter: str,
    evidence: Iterable[Evidence],
    *,
    findings: Mapping[str, Any],
    family: int,
    seconds: float,
    code: Iterable[Path],
    folder: Path = FOLDER,
) -> Path:
    """Write a chapter's full evidence with its provenance; only the run that made it calls this.

    Args:
        chapter: two digits.
        evidence: all that the chapter put on record.
        findings: what it named with ``prose.findings``, by whole name.
        family: the seeds' family.
        seconds: how long the run took.
        code: the files of ``lib`` that the run reached.
        folder: where to write.
    """
    files = {str(Path(f).resolve().relative_to(ROOT)): syntax(Path(f)) for f in sorted(code)}
    content = {
        "chapter": chapter,
        "provenance": {
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "family": family,
            "seconds": round(seconds),
            "hardware": f"{platform.machine()}, {os.cpu_count()} cores",
            "python": platform.python_version(),
            "versions": {name: importlib.metadata.version(name) for name in _COMPUTING},
            "code": files,
        },
        "rules": {part.id: claims.digest(part) for part in claims.parts(chapter)},
        "evidence": [item.to_json() for item in evidence],
        "findings": dict(findings),
    }
    content["digest"] = _seal(content)
    path = folder / f"c{chapter}.json"
    write_file(path, json.dumps(content, indent=1, allow_nan=False) + "\n")
    return path


def read(path: Path) -> dict[str, Any]:
    """Return a chapter's full evidence.

    Raises:
        ValueError: if the file was altered, is half a chapter, holds a NaN, or is no such file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf8"), parse_constant=_refuse)
        seal, chapter = content.pop("digest"), content["chapter"]
        if seal != _seal(content):
            raise ValueError("its bytes were altered after the run")
        items = [claims.from_json(row) for row in content["evidence"]]
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise ValueError(f"{path.name} is not used: {error}") from error
    missing = _missing(chapter, items)
    if missing:
        raise ValueError(f"{path.name} is not used: half a chapter, without {', '.join(missing)}")
    return content | {"evidence": items}


def collect(folder: Path = FOLDER) -> tuple[dict[str, Any], list[str]]:
    """Return what ``book.json`` is to hold, and a sentence for each thing that is not used.

    A part whose rule is no longer the one it was measured by is left out. Code that has changed
    since a run is named, and its results are used.
    """
    book: dict[str, Any] = {"evidence": [], "findings": {}, "runs": {}}
    faults = []
    for path in sorted(folder.glob("c*.json")):
        try:
            content = read(path)
        except ValueError as error:
            faults.append(str(error))
            continue
        rules = {part.id: claims.digest(part) for part in claims.parts(content["chapter"])}
        stale = {id for id, was in content["rules"].items() if rules.get(id) != was}
        faults += [f"{path.name}: the rule of {id} has changed since" for id in sorted(stale)]
        run = content["provenance"]
        moved = [name for name, was in run["code"].items() if syntax(ROOT / name) != was]
        used = [item for item in content["evidence"] if item.part not in stale]
        book["evidence"] += [_small(item) for item in used]
        book["findings"] |= content["findings"] | _estimates(used)
        known = {key: run[key] for key in ("date", "family", "seconds", "hardware", "python")}
        book["runs"][content["chapter"]] = known | {"changed since": moved}
    return book, faults


def syntax(path: Path) -> str:
    """Return a digest of a file's syntax tree without its docstrings; of a missing file, none.

    Comments, layout and docstrings may change; what is computed may not.
    """
    if not path.is_file():
        return ""
    tree = ast.parse(path.read_text(encoding="utf8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_text(body[0]):
            del body[0]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:16]


def _is_text(node: ast.AST) -> bool:
    """Say whether a statement is a string alone, as a docstring is."""
    text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return text and isinstance(node.value.value, str)  # type: ignore[attr-defined]


def _seal(content: Mapping[str, Any]) -> str:
    """Return the digest of a file's content."""
    text = json.dumps(content, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse(constant: str) -> None:
    """Refuse what JSON does not know."""
    raise ValueError(f"it holds {constant}")


def _missing(chapter: str, items: list[Evidence]) -> list[str]:
    """Return the parts and settings of a chapter that a run left out."""
    found = {(item.part, item.setting) for item in items}
    asked = [(p.id, name) for p in claims.parts(chapter) if not p.untestable
             for name in (REFERENCE, *p.variants)]  # fmt: skip
    return [f"{id} ({name})" for id, name in asked if (id, name) not in found]


def _small(item: Evidence) -> dict[str, Any]:
    """Return evidence as JSON without the single values, which pages do not need."""
    row = item.to_json()
    if "effect" in row:
        row["effect"]["values"] = []
    return row


def _estimates(items: list[Evidence]) -> dict[str, float]:
    """Return the estimates of measurements by part and setting, for ``prose.full``."""
    return {item.name: item.effect.estimate for item in items if item.effect}


def main() -> int:
    """Gather what is under ``book/results`` into ``lib/claims/book.json``; return the status."""
    book, faults = collect()
    write_file(BOOK, json.dumps(book, indent=1) + "\n")
    print("\n".join(faults) or "everything under book/results is used")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
