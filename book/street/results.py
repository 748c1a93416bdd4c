"""The full evidence: one file a chapter under ``book/results``, checked before it is believed.

``c04.json`` holds what the chapter's room measured at full size, where all of it comes from, some
of its cases with what they gave, and a digest of the whole: a file in which one byte was changed is
not used. ``python -m book.street.results`` gathers them into ``lib/claims/book.json``; ``stamp 04``
marks a chapter whose code has changed as made by the code of now, if recorded cases agree.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from book.street import frozen
from book.street.places import ROOT, BuildError
from book.street.places import write as write_file
from lib import claims, provenance
from lib.claims import REFERENCE, Evidence, Part

FOLDER = ROOT / "book" / "results"
BOOK = ROOT / "lib" / "claims" / "book.json"
ASKED = 3  # cases that have to agree before changed code is accepted


def asked(chapter: str) -> list[Part]:
    """Return the parts that a chapter's room has to measure."""
    return [part for part in claims.parts(chapter) if part.measured and not part.untestable]


def write(content: Mapping[str, Any], *, folder: Path = FOLDER) -> Path:
    """Seal a chapter's full evidence and write it; only the run that made it calls this.

    Args:
        content: ``chapter``; ``provenance``, with the digests of ``code`` and each part's family
            of seeds in ``families``; ``rules``, their digests; ``evidence`` and ``findings``;
            ``sweeps`` and ``cases``.
        folder: where to write.

    Raises:
        ValueError: if it is half a chapter or holds a NaN; nothing is written.
    """
    if absent := _absent(content, map(claims.from_json, content["evidence"])):
        raise ValueError(f"half a chapter, without {', '.join(absent)}")
    sealed = {**content, "digest": _seal(content)}
    path = folder / f"c{content['chapter']}.json"
    write_file(path, _text(sealed))
    return path


def read(path: Path) -> dict[str, Any]:
    """Return a chapter's full evidence; a part whose rule has changed since may be incomplete.

    Raises:
        ValueError: if the file was altered, is half a chapter, holds a NaN, or is no such file.
    """
    try:
        text = path.read_text(encoding="utf8")
        content = json.loads(text, parse_constant=_refuse)
        whole = text == _text(content)
        if content.pop("digest") != _seal(content) or not whole:
            raise ValueError("its bytes were altered after the run")
        items = [claims.from_json(row) for row in content["evidence"]]
        if absent := _absent(content, items):
            raise ValueError(f"half a chapter, without {', '.join(absent)}")
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise ValueError(f"{path.name} is not used: {error}") from error
    return content | {"evidence": items}


def missing(parts: Iterable[Part], items: Iterable[Evidence]) -> list[str]:
    """Return the settings of parts that evidence leaves out: ``C20.jagged (tanh)``."""
    found = {(item.part, item.setting) for item in items}
    every = [(part.id, name) for part in parts for name in (REFERENCE, *part.variants)]
    return [f"{id} ({name})" for id, name in every if (id, name) not in found]


def stale(content: Mapping[str, Any]) -> list[str]:
    """Return the parts of a file whose rule, or family of seeds, is another one by now."""
    now = {part.id: frozen.digest(part) for part in asked(content["chapter"])}
    families = content["provenance"]["families"]
    return [id for id, was in sorted(content["rules"].items())
            if now.get(id) != was or frozen.family(id) != families[id]]  # fmt: skip


def moved(content: Mapping[str, Any]) -> list[str]:
    """Return the code and entries of presets that are no longer what a run was made with."""
    return [name for name, was in content["provenance"]["code"].items() if digest(name) != was]


def fresh(chapter: str, *, folder: Path = FOLDER) -> dict[str, Any] | None:
    """Return a chapter's full evidence if everything that it depends on is as it was."""
    try:
        content = read(folder / f"c{chapter}.json")
    except ValueError:
        return None
    whole = not missing(asked(chapter), content["evidence"])
    return content if whole and not stale(content) and not moved(content) else None


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
        turned = stale(content)
        faults += [f"{path.name}: the rule of {id} has changed since" for id in turned]
        used = [item for item in content["evidence"] if item.part not in turned]
        book["evidence"] += [_small(item) for item in used]
        book["findings"] |= content["findings"] | _estimates(used)
        run = {key: value for key, value in content["provenance"].items() if key != "code"}
        cases = sum(each["cases"] for each in content["sweeps"])
        book["runs"][content["chapter"]] = run | {"cases": cases, "changed since": moved(content)}
    return book, faults


def stamp(chapter: str, *, folder: Path = FOLDER) -> list[str]:
    """Say of a chapter whose code has changed that the code of now gives the same; seal it anew.

    ``ASKED`` recorded cases are computed again, of those that reach what has changed.

    Returns:
        What had changed.

    Raises:
        ValueError: if nothing has changed, if the cases cannot show it, or if one disagrees.
    """
    from book.street import cases

    content = read(folder / f"c{chapter}.json")
    changed, run, again = moved(content), content["provenance"], f"make evidence CHAPTER={chapter}"
    if not changed:
        raise ValueError(f"c{chapter}.json: no code has changed since its run")
    reached = [cases.reaches(row) & set(changed) for row in content["cases"]]
    # What imported a file that is gone has changed as well, and is judged in its place.
    gone = {name for name in changed if name.endswith(".py") and not (ROOT / name).is_file()}
    blind = set(changed).difference(gone, *reached)
    rows = [row for row, names in zip(content["cases"], reached, strict=True) if names]
    rows = cases.comparable(run, rows)
    if blind or len(rows) < ASKED:
        what = ", ".join(sorted(blind)) or f"{len(rows)} cases, fewer than {ASKED},"
        raise ValueError(f"c{chapter}.json: {what} cannot be judged by its cases: run `{again}`")
    differ = cases.differing(run, cases.some(rows, ASKED, str(sorted(map(digest, changed)))))
    if differ:
        raise ValueError(
            f"c{chapter}.json is not stamped, this differs: {differ[0]}; run `{again}`"
        )
    used = set(run["code"]).union(*map(cases.reaches, content["cases"])) - gone
    run["code"] = {name: digest(name) for name in sorted(used)}
    note = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "changed": changed, "cases": ASKED}
    run["stamps"] = [*run.get("stamps", []), note]
    items = [item.to_json() for item in content["evidence"]]
    write(content | {"evidence": items}, folder=folder)
    return changed


def digest(name: str) -> str:
    """Return what counts of a file or of an entry of presets: of code, its syntax."""
    return syntax(ROOT / name) if name.endswith(".py") else provenance.now([name])[name]


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


def _text(content: Mapping[str, Any]) -> str:
    """Return a file's text."""
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def _seal(content: Mapping[str, Any]) -> str:
    """Return the digest of a file's content."""
    text = json.dumps(content, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse(constant: str) -> None:
    """Refuse what JSON does not know."""
    raise ValueError(f"it holds {constant}")


def _absent(content: Mapping[str, Any], items: Iterable[Evidence]) -> list[str]:
    """Return the settings that a file lacks of the parts that it was made for."""
    turned = stale(content)
    made_for = [part for part in asked(content["chapter"]) if part.id in content["rules"]]
    return missing([part for part in made_for if part.id not in turned], items)


def _small(item: Evidence) -> dict[str, Any]:
    """Return evidence as JSON without the single values, which pages do not need."""
    row = item.to_json()
    if "effect" in row:
        row["effect"]["values"] = []
    return row


def _estimates(items: list[Evidence]) -> dict[str, float]:
    """Return the estimates of measurements by part and setting, for ``prose.full``."""
    return {item.name: item.effect.estimate for item in items if item.effect}


def main(arguments: list[str]) -> int:
    """Stamp the chapters that are named, gather all into ``lib/claims/book.json``; the status."""
    faults = []
    match arguments:
        case []:
            pass
        case ["stamp", *chapters] if chapters:
            for chapter in chapters:
                try:
                    print(f"{chapter} is stamped: {', '.join(stamp(chapter))}")
                except (ValueError, RuntimeError, BuildError) as error:
                    faults.append(str(error))
        case _:
            print(
                "say nothing, or `stamp 04` for a chapter whose code has changed", file=sys.stderr
            )
            return 2
    faults += gather()
    print("\n".join(faults) or "everything under book/results is used")
    return 1 if faults else 0


def gather() -> list[str]:
    """Write ``lib/claims/book.json``; return a sentence for each thing that is not used."""
    book, faults = collect()
    write_file(BOOK, json.dumps(book, indent=1) + "\n")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
