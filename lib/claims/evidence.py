"""Evidence: what a chapter measured or read about a part of a claim, checked when it is made."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from numbers import Real
from pathlib import Path
from typing import Any

from lib import prose
from lib.claims.rows import REFERENCE, Part, part
from lib.statistics import Effect

#: The type under which a cell shows evidence.
MIME = "application/vnd.course.evidence+json"
_BOOK = Path(__file__).with_name("book.json")
_RECORDED: dict[str, Evidence] = {}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of a part in one setting: an effect beside its control, or what a source says.

    A measurement has ``effect`` and ``control``; a document ``said``, ``quotation`` and
    ``citation``; both may have a figure and a note. A control that was sampled has its interval.
    """

    part: str
    setting: str = REFERENCE
    figure: str = ""
    note: str = ""
    effect: Effect | None = None
    control: float | None = None
    control_interval: tuple[float, float] | None = None
    said: bool | None = None
    quotation: str = ""
    citation: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "setting", self.rule.setting(self.setting))
        for what, given in _asked(self):
            if not given:
                raise ValueError(f"{self.part} needs {what}; got {self}")

    @property
    def rule(self) -> Part:
        """Return the part of the ledger that this evidence is judged by."""
        return part(self.part)

    @property
    def name(self) -> str:
        """Return part and setting: ``"C26.broaden"``, ``"C26.broaden, tanh"``."""
        return self.part if self.setting == REFERENCE else f"{self.part}, {self.setting}"

    @property
    def spins(self) -> int:
        """Return the number of spins that the note or the method names, 0 where none is named."""
        told = f"{self.note} {self.effect.method if self.effect else ''}"
        found = re.search(r"\b(\d+) spins", told)
        return int(found[1]) if found else 0

    def to_json(self) -> dict[str, Any]:
        """Return plain data, without the fields that are empty."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {MIME: self.to_json(), "text/plain": f"on record: {self.name}"}


def record(
    claim: str, name: str, effect: Effect, *, control: float | Effect, **more: Any
) -> Evidence:
    """Put a measurement on record; make it the last expression of a cell, or ``display`` it.

    Args:
        claim: such as ``"C20"``.
        name: one of its parts in ``ledger.yml``, such as ``"jagged"``.
        effect: from ``lib.statistics``, in the part's own unit: a ratio where its scale is log,
            exact where its kind is exact, resampled over what its ``sample`` names.
        control: what the part's control gave: a number, or an Effect, whose noise is then heard.
        **more: ``setting="tanh"`` (a setting) or ``"tolerance = 1e-4"`` (a constant), without it
            the reference; ``figure="fig-NN-what"``, the figure that shows it; ``note``, a remark.

    Raises:
        ValueError: if the ledger has no such part or setting, or the effect is unusable.
    """
    given = getattr(control, "estimate", control)
    if isinstance(control, Effect) and not control.exact:
        more["control_interval"] = control.interval
    number = float(given) if isinstance(given, Real) else None
    return _kept(Evidence(part=f"{claim}.{name}", effect=effect, control=number, **more))


def document(
    claim: str, name: str, *, said: bool, quotation: str, citation: str, **more: str
) -> Evidence:
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
    words: dict[str, Any] = {"quotation": quotation, "citation": citation, **more}
    return _kept(Evidence(part=f"{claim}.{name}", said=bool(said), **words))


def recorded() -> list[Evidence]:
    """Return the evidence of this session; a cell that is run again replaces its own."""
    return list(_RECORDED.values())


@cache
def published() -> list[Evidence]:
    """Return the full evidence that the book speaks from; none until it was run."""
    return [from_json(row) for row in json.loads(_BOOK.read_text(encoding="utf8"))["evidence"]]


def from_json(data: Mapping[str, Any]) -> Evidence:
    """Read evidence back from JSON, checking it anew.

    Raises:
        ValueError: if the data are not evidence, or the ledger has no such part.
    """
    try:
        effect = Effect(**data["effect"]) if "effect" in data else None
        return Evidence(**{**data, "effect": effect})
    except TypeError as error:
        raise ValueError(f"no evidence: {error}") from error


def _kept(found: Evidence) -> Evidence:
    """Remember evidence of this session, and its estimate for ``prose.full``."""
    _RECORDED[found.name] = found
    if found.effect:
        prose.keep(found.name, found.effect.estimate)
    return found


def _asked(found: Evidence) -> Iterator[tuple[str, bool]]:
    """Yield what evidence needs, and whether it is given; each relies on the one before."""
    rule, effect, control = found.rule, found.effect, found.control
    anchor = re.fullmatch(rf"fig-{rule.chapter}-[a-z0-9-]+", found.figure or "")
    yield f"a figure named fig-{rule.chapter}-what", bool(anchor) or not found.figure
    if not rule.measured:
        yield "claims.document, for it is documentary", found.said is not None
        yield "a quotation", bool(found.quotation.strip())
        people = re.search(r"[^\W\d]+\D* \(?\d{4}\b", found.citation)
        yield "a citation as people write it, 'Ba and Caruana (2014)'", bool(people)
        return
    yield "claims.record with an Effect of lib.statistics", isinstance(effect, Effect)
    assert effect is not None
    yield f"its control, {rule.control}", control is not None and math.isfinite(control)
    assert control is not None
    low, high = found.control_interval or (control, control)
    yield "an interval about its control", -math.inf < low <= control <= high < math.inf
    yield "an interval with finite ends", all(map(math.isfinite, effect.interval))
    exact, log = rule.kind == "exact", rule.scale == "log"
    yield f"an effect that is {'' if exact else 'not '}exact", effect.exact == exact
    yield f"an effect that is {'' if log else 'not '}a ratio", exact or effect.log == log
    yield f"an effect over {rule.sample}s", exact or effect.unit == rule.sample
    yield "a ratio of 0 or more", not log or effect.interval[0] >= 0
    asks = found.setting == REFERENCE and "{spins" in "".join(rule.sentence.values())
    yield "a note or method that says how many spins, '12 spins'", found.spins > 0 or not asks
