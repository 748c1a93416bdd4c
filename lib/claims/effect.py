"""A stand-in for ``lib.statistics.Effect`` until that module is here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An estimate with its 95 % interval, and how it was come by."""

    estimate: float
    interval: tuple[float, float]
    n: int
    unit: str
    method: str
    standard_error: float
    log: bool = False
    exact: bool = False
    values: tuple[float, ...] = ()
