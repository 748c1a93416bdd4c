"""A folder of results by key, in which no half-written entry is ever taken for a whole one."""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from pathlib import Path
from typing import Any

import cloudpickle

_CHECK = hashlib.sha256().digest_size


class Store:
    """Results as files, one a key: a checksum, then the pickled value.

    >>> store = Store(tempfile.mkdtemp())
    >>> store.write("a", 1.5)
    >>> store.read("a"), "b" in store
    (1.5, False)
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """Take a folder, made when the first result is written."""
        self.folder = Path(folder)

    def write(self, key: str, value: Any) -> None:
        """Keep a value: written beside its place, then renamed into it.

        Raises:
            OSError: if the folder takes no file (a full disk, a folder of someone else's).
        """
        content = _pickled(value)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                try:
                    file.write(hashlib.sha256(content).digest() + content)
                    file.close()
                    os.replace(file.name, self.folder / key)
                except BaseException:
                    os.unlink(file.name)
                    raise
        except OSError as error:
            reason = error.strerror or error
            raise OSError(f"no result can be kept in {self.folder}: {reason}") from error

    def read(self, key: str) -> Any:
        """Return a fresh copy of a value.

        Raises:
            KeyError: if there is none, or only a damaged one.
        """
        try:
            content = (self.folder / key).read_bytes()
            if content[:_CHECK] != hashlib.sha256(content[_CHECK:]).digest():
                raise KeyError(key)
            return pickle.loads(content[_CHECK:])
        except Exception as error:  # a value whose class is gone fails in ways of its own
            raise KeyError(key) from error

    def __contains__(self, key: str) -> bool:
        """Say whether a key has a whole, readable value."""
        try:
            self.read(key)
        except KeyError:
            return False
        return True


def _pickled(value: Any) -> bytes:
    """Pickle a value by the names of its classes; with their code where they have no such name."""
    try:
        return pickle.dumps(value, protocol=5)
    except (AttributeError, TypeError, pickle.PicklingError):
        return cloudpickle.dumps(value)
