"""Content keys: one digest for a value, for a function with all it reaches, for ``lib``.

What is installed is known by its name here and by its version in ``packages``; what lies in
``lib`` is known by ``lib_digest``. Everything else (a notebook's cell, a script, a helper)
is followed to the end: code, defaults, closures, the globals that the code reads, module files.
"""

from __future__ import annotations

import copyreg
import dis
import hashlib
import importlib.metadata
import platform
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

_LIB = Path(__file__).resolve().parent
_STDLIB = Path(sysconfig.get_paths()["stdlib"]).resolve()
_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(...), type(NotImplemented))


def key(*values: Any) -> str:
    """Return a digest of values that is the same in every process and after every restart.

    Args:
        *values: plain values, containers, arrays, tensors, functions, picklable objects.

    Raises:
        ValueError: if a value, or something that a function reads, has no content to take
            (an open file, a lock, a generator).

    >>> key([1, 2.0]) == key([1, 2.0]), key(1) == key(1.0)
    (True, False)
    """
    walk = _Walk()
    walk.add(values)
    return walk.hash.hexdigest()


def local_modules(*values: Any) -> list[ModuleType]:
    """Return the modules that values reach and that are neither ``lib`` nor installed.

    Other processes cannot count on importing them: what they define has to be sent along.
    """
    walk = _Walk()
    walk.add(values)
    return walk.modules


def lib_digest() -> str:
    """Return a digest of every file in ``lib``, as it lies on disk now."""
    digest = hashlib.sha256()
    for path in sorted(_LIB.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(_LIB).as_posix()}:{len(content)}:".encode())
            digest.update(content)
    return digest.hexdigest()


@cache
def packages() -> dict[str, str]:
    """Return the version of Python and of every installed distribution, by name."""
    found = {d.name.lower(): d.version for d in importlib.metadata.distributions() if d.name}
    return {"python": platform.python_version(), **dict(sorted(found.items()))}


class _Walk:
    """One walk through values, feeding what they are made of to a hash."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()
        self._open: dict[int, int] = {}  # containers that we are inside of: a cycle ends there
        self._seen: set[int] = set()  # functions, classes and modules already taken
        self.modules: list[ModuleType] = []

    def _token(self, tag: str, data: bytes | str = b"") -> None:
        raw = data.encode("utf8", "surrogatepass") if isinstance(data, str) else data
        self.hash.update(f"{tag}:{len(raw)}:".encode())
        self.hash.update(raw)

    def add(self, value: Any) -> None:
        if type(value) in _PLAIN:
            self._token(type(value).__name__, value if isinstance(value, bytes) else repr(value))
        elif id(value) in self._open:
            self._token("cycle", str(len(self._open) - self._open[id(value)]))
        else:
            self._open[id(value)] = len(self._open)
            self._inside(value)
            del self._open[id(value)]

    def _inside(self, value: Any) -> None:
        torch = sys.modules.get("torch")
        if type(value) in (list, tuple):
            self._sequence(type(value).__name__, value)
        elif type(value) is dict:
            self._sequence("dict", [part for item in value.items() for part in item])
        elif type(value) in (set, frozenset):
            self._sequence("set", sorted(key(member) for member in value))
        elif type(value) is np.ndarray:
            self._array(value)
        elif torch is not None and isinstance(value, torch.Tensor):
            self._tensor(value, torch)
        elif isinstance(value, CodeType):
            self._code(value)
        elif isinstance(value, FunctionType | type | ModuleType):
            self._definition(value)
        else:
            self._object(value)

    def _sequence(self, tag: str, parts: Any) -> None:
        self._token(tag, str(len(parts)))
        for part in parts:
            self.add(part)

    def _array(self, array: np.ndarray) -> None:
        self._token("array", f"{array.dtype.descr} {array.shape}")
        if array.dtype.hasobject:
            self._sequence("objects", array.ravel().tolist())
        else:
            self._token("data", np.ascontiguousarray(array).tobytes())

    def _tensor(self, tensor: Any, torch: Any) -> None:
        kind = f"{type(tensor).__name__} {tensor.dtype} {tuple(tensor.shape)}"
        self._token("tensor", f"{kind} {tensor.requires_grad}")
        flat = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous().reshape(-1)
        self.add(flat.view(torch.uint8).numpy())

    def _code(self, code: CodeType) -> None:
        # No file name and no line: a cell or a function that moved is the same function.
        self._token("code", code.co_code)
        self._sequence("constants", code.co_consts)
        self._sequence("names", code.co_names + code.co_varnames + code.co_freevars)
        counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
        self._sequence("signature", counts)

    def _definition(self, value: Any) -> None:
        name = getattr(value, "__qualname__", value.__name__)
        module = value.__name__ if isinstance(value, ModuleType) else value.__module__
        self._token(type(value).__name__, f"{module}.{name}")
        if id(value) in self._seen or _is_known(value):
            return
        self._seen.add(id(value))
        if isinstance(value, ModuleType):
            self.modules.append(value)
            self._module(value)
            return
        self._source_of(value.__module__)
        if isinstance(value, FunctionType):
            self._function(value)
        else:
            self._class(value)

    def _source_of(self, name: str | None) -> None:
        module = sys.modules.get(name or "")
        if module is not None and not _is_covered(module):
            self.add(module)

    def _module(self, module: ModuleType) -> None:
        path = Path(module.__file__) if getattr(module, "__file__", None) else None  # type: ignore[arg-type]
        if path is None or not path.is_file():
            return  # a notebook's __main__: what its functions read is followed instead
        self._token("source", path.read_bytes())
        for value in list(vars(module).values()):
            if isinstance(value, ModuleType):
                self._source_of(value.__name__)
            elif isinstance(value, FunctionType | type):
                self._source_of(value.__module__)

    def _function(self, function: FunctionType) -> None:
        self.add(function.__code__)
        self.add(function.__defaults__)
        self.add(function.__kwdefaults__)
        for cell in function.__closure__ or ():
            self.add(_content(cell))
        for name in sorted(set(_globals_read(function.__code__))):
            if name in function.__globals__:
                self._token("global", name)
                self.add(function.__globals__[name])

    def _class(self, cls: type) -> None:
        self._sequence("bases", cls.__bases__)
        for name, value in vars(cls).items():
            value = getattr(value, "__func__", value)  # out of a static or a class method
            if isinstance(value, FunctionType) or not name.startswith("__"):
                self._token("attribute", name)
                self.add(value)

    def _object(self, value: Any) -> None:
        reduced = _reduced(value)
        if isinstance(reduced, str):  # something known by its name alone
            self._token("name", f"{getattr(value, '__module__', '')}.{reduced}")
            if not _is_known(value):
                self.add(getattr(value, "__wrapped__", None))
            return
        parts = [list(p) if isinstance(p, Iterator) else p for p in reduced]
        self._sequence("object", parts)


def _reduced(value: Any) -> Any:
    """Take an object apart as pickle would."""
    if isinstance(value, property):
        return property, (value.fget, value.fset, value.fdel)
    reduce = copyreg.dispatch_table.get(type(value))
    try:
        return reduce(value) if reduce else value.__reduce_ex__(4)
    except Exception as error:
        raise ValueError(
            f"no key can be made of a {type(value).__name__}, {value!r:.60}: "
            "pass plain values, arrays or picklable objects, and open the rest in the function"
        ) from error


def _content(cell: Any) -> Any:
    """Return what a closure's cell holds; an empty one (not yet assigned) holds ``...``."""
    try:
        return cell.cell_contents
    except ValueError:
        return ...


def _globals_read(code: CodeType) -> Iterator[str]:
    """Yield the names of the globals that code reads, nested functions included."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_read(constant)


def _is_known(value: Any) -> bool:
    """Say whether a definition is given by its name, in ``lib`` or in an installed package."""
    if isinstance(value, ModuleType):
        return _is_covered(value)
    module = sys.modules.get(getattr(value, "__module__", None) or "")
    if module is None or not _is_covered(module):
        return False
    found: Any = module
    for part in getattr(value, "__qualname__", "").split("."):
        found = getattr(found, part, None)
    return found is value or isinstance(value, type)  # functions made on the fly hold more


def _is_covered(module: ModuleType) -> bool:
    """Say whether a module's content is part of ``lib_digest()`` or ``packages()``."""
    if getattr(module, "__file__", None) is None:
        return getattr(module, "__spec__", None) is not None  # built in, or a bare namespace
    path = Path(module.__file__).resolve()  # type: ignore[arg-type]
    installed = {"site-packages", "dist-packages"} & set(path.parts)
    return bool(installed) or path.is_relative_to(_LIB) or path.is_relative_to(_STDLIB)
