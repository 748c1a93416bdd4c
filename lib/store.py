"""Results of a sweep on disk: each in a file of its own, whole or not at all, with how it came."""

import hashlib
import os
import pickle
import tempfile
from pathlib import Path
from typing import NamedTuple

from lib import provenance


class Kept(NamedTuple):
    """A pickled result, what was read for it (names, digests), and the processor's seconds."""

    result: bytes
    read: dict[str, str]
    seconds: float = 0.0


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
    content = path.read_bytes() if path.is_file() else b""
    if content[:32] != hashlib.sha256(content[32:]).digest():
        return None
    kept = Kept(*pickle.loads(content[32:]))
    return kept if provenance.now(kept.read) == kept.read else None


def put(path: Path, kept: Kept) -> None:
    """Keep a result: written beside its place, then renamed into it.

    Raises:
        OSError: if the folder takes no file, such as on a full disk.
    """
    content, part = pickle.dumps(tuple(kept)), path.with_suffix(f".{os.getpid()}")
    try:
        part.write_bytes(hashlib.sha256(content).digest() + content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OSError(f"no result can be kept in {path.parent}: {error.strerror}") from error
