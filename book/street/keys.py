"""Content keys: what a result depends on, so that a cached one is never stale."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from book.street import address, places
from lib import provenance

_IGNORED = {"__pycache__", ".ipynb_checkpoints"}
# What a chapter is executed in and by, and what cleans up after it.
_STREET = [places.ROOT / "book" / "street" / f"{name}.py"
           for name in ("sealed", "worker", "expressions", "tidy")]  # fmt: skip


def tree(folder: Path) -> list[Path]:
    """List the files of a folder, without what Python and Jupyter leave there."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in files if not _IGNORED & set(path.parts)]


def digest(paths: Iterable[Path], *words: str) -> str:
    """Return one digest of files (names and bytes) and words."""
    total = hashlib.sha256()
    for path in paths:
        name = path.relative_to(places.ROOT) if path.is_relative_to(places.ROOT) else path.name
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    total.update("\0".join(words).encode())
    return total.hexdigest()


def packages() -> dict[str, str]:
    """Return Python, the platform, and every pinned package with its installed version."""
    pins = provenance.ROOT / "requirements.txt"
    return _installed(pins.read_bytes() if pins.is_file() else b"")


@cache
def _installed(pins: bytes) -> dict[str, str]:
    """Ask for the versions of pins once: it takes a tenth of a second, and each chapter asks."""
    return provenance.packages()


def chapter_key(notebook: Path, parameters: dict[str, Any]) -> str:
    """Return a chapter's key as things are now: what its last run used decides what counts.

    That is the code of ``lib`` that it loaded or that its sweeps reached, the files of ``lib``,
    ``book`` and the data that were read, and the entries of ``presets.yml``; all of ``lib`` where
    no run is recorded.
    """
    _, sidecar = places.kept(notebook, parameters)
    try:
        used = json.loads(sidecar.read_text(encoding="utf8"))["used"]
        names = [name for name in used if isinstance(name, str)]
    except (OSError, ValueError, KeyError, TypeError):
        names = [path.relative_to(places.ROOT).as_posix() for path in tree(places.ROOT / "lib")]
    return key(circumstances(notebook, parameters), provenance.now(names))


def circumstances(notebook: Path, parameters: dict[str, Any]) -> str:
    """Return a digest of what is known before a run: notebook, parameters, street, versions."""
    return digest([notebook, *_STREET], json.dumps([parameters, packages()], sort_keys=True))


def key(circumstances: str, used: dict[str, str]) -> str:
    """Return the key of a run from its circumstances and what it used, names with digests."""
    return provenance.content([circumstances, used])


def sheets() -> dict[str, Path]:
    """Return the book's own style sheets by the names that they have in a site."""
    folders = (places.ROOT / "book" / "_static", places.ROOT / "lib" / "explorer")
    return {path.name: path for folder in folders for path in sorted(folder.glob("*.css"))}


def site_key(executed: Iterable[Path]) -> str:
    """Return the key of a site's pages: chapters, texts, scripts, settings, address, packages.

    Of style sheets only the names count, and the icons that they draw by code point: a changed
    sheet is put into a rendered site (``render.restyle``).
    """
    names = ("_config.yml", "_toc.yml", "pyproject.toml", "CITATION.cff", "CHANGELOG.md")
    settings = [places.ROOT / name for name in names]
    style = sheets()
    lib = tree(places.ROOT / "lib")  # claims and explorers' scripts are rendered from it
    book = tree(places.ROOT / "book")
    files = [path for path in [*settings, *book, *lib] if path not in style.values()]
    icons = re.findall(rb"\\f[0-9a-f]{3}\b", b"".join(map(Path.read_bytes, style.values())))
    words = [json.dumps(packages()), repr(address.read()), repr([*style, *sorted(set(icons))])]
    return digest([*executed, *files], *words)
