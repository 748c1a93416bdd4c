"""What a case gave, in a few numbers: a digest of all of it, and mean and size of each place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

STABLE = 1e-9  # relative difference of numbers that plain instructions give as well


def outcome(result: Any) -> dict[str, Any]:
    """Return a digest of a result, and of each place in it mean, size and number of its numbers.

    Elements of a list share a place. Numbers that are not finite are left out.

    Raises:
        TypeError: if something in it is neither plain data nor made of it.
    """
    digest = hashlib.sha256()
    found: dict[str, list[Any]] = {}
    for name, value in _leaves(result):
        row = np.ascontiguousarray(value)
        digest.update(f"{name} {row.dtype} {row.shape}".encode() + row.tobytes())
        if row.dtype.kind in "biufc":
            flat = (np.abs(row) if row.dtype.kind == "c" else row).astype(float).ravel()
            found.setdefault(name, []).append(flat[np.isfinite(flat)])
    rows = {name: np.concatenate(each) for name, each in found.items()}
    numbers = {
        name: [float(row.mean()), float(np.sqrt(np.mean(row**2))), row.size] if row.size else []
        for name, row in rows.items()
    }
    return {"digest": digest.hexdigest()[:32], "numbers": numbers}


def stable(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the places of an outcome whose numbers another outcome has as well."""
    numbers = other["numbers"]
    return [k for k, v in one["numbers"].items() if near(v, numbers.get(k), STABLE)]


def near(one: list[float], other: list[float] | None, tolerance: float) -> bool:
    """Say whether two places have the same mean and size, measured by that size."""
    if other is None or len(one) != len(other):
        return False
    return all(
        abs(a - b) <= tolerance * max(map(abs, one)) for a, b in zip(one, other, strict=True)
    )


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what a result is made of in the end, numbers and words, each with its place."""
    if hasattr(value, "detach"):  # a tensor
        value = value.detach().numpy()
    if hasattr(value, "state_dict"):  # a network
        value = dict(value.state_dict())
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        value = value.tolist()
    if value is None or isinstance(value, str | bytes):
        yield name or ".", np.frombuffer(repr(value).encode(), np.dtype("S1"))
    elif isinstance(value, bool | int | float | complex | np.ndarray | np.generic):
        yield name or ".", value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{name}.{key}")
    elif hasattr(value, "_asdict"):
        yield from _leaves(value._asdict(), name)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in sorted(value) if isinstance(value, set | frozenset) else value:
            yield from _leaves(item, f"{name}*")
    elif hasattr(value, "__dict__"):
        yield from _leaves(vars(value), name)
    else:
        raise TypeError(f"no plain data: {value!r:.80}")
