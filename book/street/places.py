"""Where things lie, and how a file comes to lie there whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "_build"
EXECUTED = BUILD / "executed"
STAGE = BUILD / "stage"
SITE = BUILD / "html"
PART = BUILD / "part"  # the site of one chapter and the pages that need no other
NODE = BUILD / "npm"


class BuildError(Exception):
    """A failure that is told in one screen, without the build's own traceback."""


def write(path: Path, text: str) -> None:
    """Write a file whole: under another name first, then renamed."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf8")
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise BuildError(f"cannot write {path}: {error.strerror}") from error


def kept(notebook: Path, parameters: dict[str, Any]) -> tuple[Path, Path]:
    """Return where a chapter's executed copy lies, and what is known of its run."""
    folder = EXECUTED / str(parameters["preset"])
    return folder / notebook.name, folder / f"{notebook.stem}.run.json"


def documents() -> list[str]:
    """Return the names of all documents in the order of the table of contents, without suffix."""
    text = (ROOT / "_toc.yml").read_text(encoding="utf8")
    return _files(yaml.safe_load(text))


def chapters() -> list[Path]:
    """Return the chapters' notebooks in the order of the table of contents."""
    return [ROOT / f"{name}.ipynb" for name in documents() if "notebooks/" in name]


def pages() -> list[Path]:
    """Return the book's own pages in the order of the table of contents."""
    return [ROOT / f"{name}.md" for name in documents() if "notebooks/" not in name]


def _files(node: object) -> list[str]:
    """List the documents named anywhere in a table of contents."""
    if isinstance(node, list):
        return [name for item in node for name in _files(item)]
    if not isinstance(node, dict):
        return []
    here = [node[key] for key in ("root", "file") if key in node]
    below = [name for value in node.values() for name in _files(value)]
    return here + below
