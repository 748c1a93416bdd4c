"""Evidence: what a chapter measured or read about a part of a claim, checked when it is made."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from lib import prose
from lib.claims.effect import Effect
from lib.claims.rows import REFERENCE, Part, part

MIME = "application/vnd.course.evidence+json"
_BOOK = Path(__file__).with_name("book.json")
_RECORDED: dict[str, Evidence] = {}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a measurement and a document share: the part, its setting, a figure, a remark."""

    part: str
    setting: str = REFERENCE
    figure: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        rule = self.rule
        if rule.measured != isinstance(self, Measurement):
            call = "record" if rule.measured else "document"
            raise ValueError(f"{rule.id} is {rule.kind}: use claims.{call}")
        if self.figure and not re.fullmatch(rf"fig-{rule.chapter}-[a-z0-9-]+", self.figure):
            asked = f"fig-{rule.chapter}-what"
            raise ValueError(f"the figure of {rule.id} is named {asked}, got {self.figure!r}")
        self._set("setting", rule.setting(self.setting))

    @property
    def rule(self) -> Part:
        """Return the part of the ledger that this evidence is judged by."""
        return part(self.part)

    @property
    def name(self) -> str:
        """Return part and setting: ``"C26.broaden"``, ``"C26.broaden, tanh"``."""
        return self.part if self.setting == REFERENCE else f"{self.part}, {self.setting}"

    def _set(self, name: str, value: object) -> None:
        """Put a checked value in the place of the one that was given."""
        object.__setattr__(self, name, value)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {MIME: asdict(self), "text/plain": f"on record: {self.name}"}


@dataclass(frozen=True, kw_only=True)
class Measurement(Evidence):
    """A measured quantity beside its control."""

    effect: Effect
    control: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.control is None:
            raise ValueError(f"{self.part} needs its control: {self.rule.control}")
        control = getattr(self.control, "estimate", self.control)
        self._set("control", _finite(f"the control of {self.part}", control))
        self._set("effect", _checked(self.rule, self.effect))


@dataclass(frozen=True, kw_only=True)
class Document(Evidence):
    """Whether a source says what the paper says it does."""

    said: bool
    quotation: str
    citation: str

    def __post_init__(self) -> None:
        super().__post_init__()
        self._set("said", bool(self.said))
        if not isinstance(self.quotation, str) or not self.quotation.strip():
            raise ValueError(f"{self.part} needs a quotation, got {self.quotation!r}")
        if not re.search(r"[^\W\d]+\D* \(?\d{4}\b", str(self.citation)):
            asked = "as people write it, 'Ba and Caruana (2014)'"
            raise ValueError(f"{self.part} is cited {asked}, got {self.citation!r}")


def record(
    claim: str, name: str, effect: Effect, *, control: float | Effect, **more: str | None
) -> Measurement:
    """Put a measurement on record; make it the last expression of a cell, or ``display`` it.

    Args:
        claim: such as ``"C20"``.
        name: one of its parts in ``ledger.yml``, such as ``"jagged"``.
        effect: from ``lib.statistics``, in the part's own unit: a ratio where its scale is log,
            exact where its kind is exact, resampled over what its ``sample`` names.
        control: what the part's control gave: a number, or an Effect whose estimate counts.
        **more: ``setting="tanh"`` (a setting) or ``"tolerance = 1e-4"`` (a constant), without it
            the reference; ``figure="fig-NN-what"``, the figure that shows it; ``note``, a remark.

    Raises:
        ValueError: if the ledger has no such part or setting, or the effect is unusable.
    """
    values: dict[str, Any] = {**more, "control": control}
    found = Measurement(part=f"{claim}.{name}", effect=effect, **values)
    prose.keep(found.name, found.effect.estimate)
    _RECORDED[found.name] = found
    return found


def document(
    claim: str, name: str, *, said: bool, quotation: str, citation: str, **more: str | None
) -> Document:
    """Put on record whether a source says something; make it a cell's last expression.

    Args:
        claim, name: as in ``record``.
        said: the answer to the part's question; compute it where it can be computed.
        quotation: the words of the source.
        citation: as people write it, ``"Amit, Gutfreund and Sompolinsky (1985)"``.
        **more: ``figure`` and ``note``, as in ``record``.

    Raises:
        ValueError: if the ledger has no such documentary part, or a text is empty.
    """
    values: dict[str, Any] = {**more, "quotation": quotation, "citation": citation}
    found = Document(part=f"{claim}.{name}", said=said, **values)
    _RECORDED[found.name] = found
    return found


def recorded() -> list[Evidence]:
    """Return the evidence of this session; a cell that is run again replaces its own."""
    return list(_RECORDED.values())


@cache
def published() -> list[Evidence]:
    """Return the full evidence that the book speaks from; none until it was run."""
    rows = json.loads(_BOOK.read_text(encoding="utf8"))["evidence"] if _BOOK.is_file() else []
    return [from_json(row) for row in rows]


def from_json(data: Mapping[str, Any]) -> Evidence:
    """Read evidence back from JSON, checking it anew.

    Raises:
        ValueError: if the data are not evidence, or the ledger has no such part.
    """
    values = dict(data)
    try:
        if "effect" in values:
            return Measurement(**values | {"effect": Effect(**values["effect"])})
        return Document(**values)
    except TypeError as error:
        raise ValueError(f"no evidence: {error}") from error


def _checked(rule: Part, effect: Effect) -> Effect:
    """Return an effect with plain numbers that its rule can judge."""
    name, log, exact = rule.id, rule.scale == "log", rule.kind == "exact"
    if not isinstance(effect, Effect):
        raise ValueError(f"{name} takes an Effect of lib.statistics, got {effect!r}")
    estimate = _finite(f"the estimate of {name}", effect.estimate)
    low, high = (_finite(f"the interval's end of {name}", end) for end in effect.interval)
    error = _finite(f"the standard error of {name}", effect.standard_error)
    asked = [
        (low <= estimate <= high, f"an interval that holds its estimate {estimate}"),
        (effect.exact == exact, "an exact value" if exact else "a sampled effect, not an exact"),
        (exact or effect.log == log, "a ratio" if log else "a difference or a level, no ratio"),
        (not log or low >= 0, "a ratio of 0 or more"),
        (exact or effect.unit == rule.sample, f"an effect over {rule.sample}s"),
        (int(effect.n) == effect.n >= 1, "n of 1 or more"),
    ]
    for kept, what in asked:
        if not kept:
            raise ValueError(f"{name} takes {what}; got {estimate} [{low}, {high}] from {effect}")
    numbers = {"estimate": estimate, "interval": (low, high), "standard_error": error}
    return replace(effect, **numbers, n=int(effect.n), values=tuple(map(float, effect.values)))


def _finite(what: str, value: Any) -> float:
    """Return a finite number as a plain float."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{what} has to be a finite number, got {value!r}")
    return number
