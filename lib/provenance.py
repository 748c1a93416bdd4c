"""What a result was made from: code and files of the project, entries of presets, versions.

Each thing has a name and a digest. A file is named by its path in the project, an entry of a
table as ``lib/presets.yml#seeds/split``. A result is fresh while every digest is what it was.
What this process opens is heard from the import of this module on; code is digested then.
A result is kept on disk with what was read for it, whole or not at all.
"""

import hashlib
import importlib.metadata
import json
import os
import pickle
import platform
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from fnmatch import fnmatch
from functools import cache, reduce
from modulefinder import ModuleFinder
from operator import getitem
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
# Opened at every run and yet no part of its result: presets count by entry; the ledger judges
# what is filed when the site is staged; a style sheet is the page's; code counts as loaded.
_EXEMPT = ("lib/presets.yml", "lib/claims*.yml", "*.css", "*.py", "*.pyc")
_USER = r"lib\.(?!provenance$|presets$)"  # a module that uses things, not one that hands them out


class Kept(NamedTuple):
    """A pickled result, what was read for it (names, digests), and the processor's seconds."""

    result: bytes
    read: dict[str, str]
    seconds: float = 0.0


def packages() -> dict[str, str]:
    """Return Python, the platform, and the version of every pinned package that is installed.

    Where ``lib`` is installed without ``requirements.txt``, of every package.
    """
    pins = ROOT / "requirements.txt"
    lines = pins.read_text(encoding="utf8").splitlines() if pins.is_file() else []
    names = {line.partition("==")[0].lower() for line in lines if "==" in line and line[0] != "#"}
    names = names or {found.name.lower() for found in importlib.metadata.distributions()}
    processor = os.environ.get("OPENBLAS_CORETYPE", platform.machine())  # it moves last digits
    found = {"python": platform.python_version(), "platform": f"{sys.platform} {processor}"}
    for name in sorted(names):
        with suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def content(value: Any) -> str:
    """Return the digest of a plain value.

    >>> content({"a": 1, "b": 2}) == content({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def now(names: Iterable[str]) -> dict[str, str]:
    """Return the digest that each of these things has at this moment."""
    return {name: _digest(name) for name in sorted(names)}


def code() -> set[str]:
    """Return the names of all modules of ``lib``."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / "lib").rglob("*.py")}


def reached(module: str) -> dict[str, str]:
    """Return the code of ``lib`` that a module reaches by its imports, with digests.

    Imports inside functions count; who imports by names made at run time reaches all.

    >>> list(reached("lib.presets"))
    ['lib/__init__.py', 'lib/checks.py', 'lib/presets.py', 'lib/provenance.py']
    """
    # An installed lib has all packages beside it, and what they import is no code of it.
    others = {path.name.partition(".")[0] for path in ROOT.iterdir()} - {"lib"}
    finder: Any = ModuleFinder(path=[str(ROOT)], excludes=others)
    finder.import_hook(module)
    names = {_name(found.__file__) for found in finder.modules.values() if found.__file__}
    if finder.badmodules.get("importlib", {}).keys() - {__name__}:
        names |= code()
    return {name: _LOADED.get(name, "new") for name in sorted(names)}


def note(name: str, digest: str = "") -> None:
    """Record that a thing is used, by the module of ``lib`` that asked for it, if one did.

    Args:
        name: of a file or an entry.
        digest: of what was read; by default what the file has now.
    """
    frame: Any = sys._getframe(1)
    while frame and not re.match(_USER, frame.f_globals.get("__name__") or ""):
        frame = frame.f_back
    user = _name(frame.f_globals["__file__"]) if frame else ""
    if (user, name) not in _used:
        _used[user, name] = digest  # at once: the file is opened below, and that is heard too
        _used[user, name] = digest or _digest(name)


def used(by: Iterable[str] | None = None) -> dict[str, str]:
    """Return what this process has used, with the digest that each thing had at first.

    Args:
        by: modules of ``lib``: what they have read. By default all that was loaded or read,
            for sweeps too.
    """
    read = [(name, digest) for (user, name), digest in _used.items() if by is None or user in by]
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    loaded = {_name(file) for file in files if file and by is None} & code()
    first = dict(reversed(read)) | {name: _LOADED.get(name, "new") for name in loaded}
    return dict(sorted(first.items()))


def add(found: Mapping[str, str]) -> None:
    """Record what another process used, or this one for a result that was kept."""
    for name, digest in found.items():
        _used.setdefault(("", name), digest)


def writable(folder: Path) -> Path:
    """Return a folder that takes files, tried before hours are spent on what it should keep.

    Raises:
        OSError: if it takes none.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        return folder
    except OSError as error:
        raise OSError(f"no result can be kept in {folder}: {error.strerror}") from error


def get(path: Path) -> Kept | None:
    """Return a result if it is whole and nothing that was read for it has changed."""
    data = path.read_bytes() if path.is_file() else b""
    if data[:32] != hashlib.sha256(data[32:]).digest():
        return None
    kept = Kept(*pickle.loads(data[32:]))
    return kept if now(kept.read) == kept.read else None


def put(path: Path, kept: Kept) -> None:
    """Keep a result: written beside its place, then renamed into it.

    Raises:
        OSError: if the folder takes no file, such as on a full disk.
    """
    data, part = pickle.dumps(tuple(kept)), path.with_suffix(f".{os.getpid()}")
    try:
        part.write_bytes(hashlib.sha256(data).digest() + data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OSError(f"no result can be kept in {path.parent}: {error.strerror}") from error


def _digest(name: str) -> str:
    """Return what a thing's digest is now; that of a thing that is not there is "absent"."""
    path, _, entry = name.partition("#")
    try:
        data = (ROOT / path).read_bytes()
        if not entry:
            return hashlib.sha256(data).hexdigest()
        return content(reduce(getitem, entry.split("/"), _table(data)))
    except (OSError, KeyError, TypeError):
        return "absent"


@cache
def _table(data: bytes) -> Any:
    import yaml

    try:
        return yaml.safe_load(data)
    except yaml.YAMLError:
        return None  # who reads it will say so


def _name(path: str | os.PathLike[str]) -> str:
    """Return the name of a file of the project or of the data; "" for any other."""
    real = Path(os.path.realpath(path))
    if any(real.is_relative_to(ROOT / part) for part in ("lib", "book", "notebooks")):
        return real.relative_to(ROOT).as_posix()
    data = os.environ.get("COURSE_DATA") or os.path.expanduser("~/.cache/course-data")
    return str(real) if real.is_relative_to(data) else ""


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Record a file of the project or the data that is opened for reading."""
    if event != "open" or not isinstance(arguments[0], str | os.PathLike):
        return
    path, mode, flags = arguments
    reads = "r" in mode if mode else not flags & (os.O_WRONLY | os.O_RDWR)
    name = _name(path) if reads else ""
    if name and not any(fnmatch(name, pattern) for pattern in _EXEMPT):
        note(name)


_used: dict[tuple[str, str], str] = {}  # by user and name
_LOADED = now(code())
sys.addaudithook(_hear)
