"""Plain data as JSON holds it: tuples, arrays, and the dataclasses of lib keep what they are."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np


def to_json(value: Any) -> Any:
    """Return plain data as JSON holds it; what JSON does not know is named by ``"@"``.

    Raises:
        TypeError: if it is no plain data.
    """
    if value is None or isinstance(value, bool | str) or type(value) is int:
        return value
    if type(value) is float:
        return value if np.isfinite(value) else {"@": "float", "value": str(value)}
    if type(value) is list:
        return [to_json(item) for item in value]
    if type(value) is tuple:
        return {"@": "tuple", "value": [to_json(item) for item in value]}
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biuf":
        items = to_json(value.astype(float).tolist() if value.dtype.kind == "f" else value.tolist())
        return {"@": "array", "value": items, "dtype": value.dtype.str, "scalar": value.ndim == 0}
    if isinstance(value, Mapping):
        pairs = [[to_json(key), to_json(item)] for key, item in value.items()]
        return {"@": "dict", "value": pairs}
    if dataclasses.is_dataclass(value) and type(value).__module__.startswith("lib."):
        fields = {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"@": f"{type(value).__module__}.{type(value).__qualname__}", "value": fields}
    raise TypeError(f"no plain data: {value!r:.80}")


def from_json(data: Any) -> Any:
    """Return what ``to_json`` was given."""
    if isinstance(data, list):
        return [from_json(item) for item in data]
    if not isinstance(data, dict):
        return data
    kind, value = data["@"], data["value"]
    if kind == "float":
        return float(value)
    if kind == "tuple":
        return tuple(map(from_json, value))
    if kind == "array":
        made = np.array(from_json(value), dtype=data["dtype"])
        return made[()] if data["scalar"] else made
    if kind == "dict":
        return {from_json(key): from_json(item) for key, item in value}
    return named(kind)(**{name: from_json(item) for name, item in value.items()})


def named(name: str) -> Callable[..., Any]:
    """Return a function or class of ``lib`` by its whole name.

    Raises:
        ValueError: if it is none of ``lib``.
    """
    module, _, last = name.rpartition(".")
    if not module.startswith("lib."):
        raise ValueError(f"a case calls a function of lib, not {name}")
    return getattr(importlib.import_module(module), last)
