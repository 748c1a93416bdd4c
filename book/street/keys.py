"""Content keys: what a result depends on, so that a cached one is never stale."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable
from pathlib import Path

from book.street import address
from book.street.places import ROOT

_IGNORED = {"__pycache__", ".ipynb_checkpoints"}


def tree(folder: Path) -> list[Path]:
    """List the files of a folder, without what Python and Jupyter leave there."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in files if not _IGNORED & set(path.parts)]


def digest(paths: Iterable[Path], *words: str) -> str:
    """Return one digest of files (names and bytes) and words."""
    total = hashlib.sha256()
    for path in paths:
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    total.update("\0".join(words).encode())
    return total.hexdigest()


def packages() -> dict[str, str]:
    """Return every installed package with its version."""
    found = importlib.metadata.distributions()
    return dict(sorted((d.metadata["Name"].lower(), d.version) for d in found))


def chapter_key(notebook: Path, parameters: dict[str, object]) -> str:
    """Return a chapter's key: notebook, lib, street, parameters, Python, packages."""
    street = [ROOT / "book" / "street" / name for name in ("worker.py", "tidy.py")]
    words = [json.dumps(parameters, sort_keys=True), platform.python_version(), platform.machine()]
    words.append(json.dumps(packages()))
    return digest([notebook, *tree(ROOT / "lib"), *street], *words)


def site_key(executed: Iterable[Path]) -> str:
    """Return the key of a rendered site: chapters, pages, style, settings, address, packages."""
    names = ("_config.yml", "_toc.yml", "pyproject.toml", "CITATION.cff", "CHANGELOG.md")
    settings = [ROOT / name for name in names]
    lib = tree(ROOT / "lib")  # claims and explorers' scripts are rendered from it
    words = [json.dumps(packages()), repr(address.read())]
    return digest([*executed, *settings, *tree(ROOT / "book"), *lib], *words)
