"""Evidence: what a chapter measured or read about a claim, checked when it is made."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from lib.claims.rows import Rule, claim
from lib.claims.words import number

MIME = "application/vnd.course.evidence+json"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a measurement and a document share: the claim, its test, the setting, a figure."""

    claim: str
    test: str
    setting: str = "reference"
    figure: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        rule = self.rule
        expected = "effect" if isinstance(self, Measurement) else "documentary"
        if rule.kind != expected:
            call = "claims.record" if rule.kind == "effect" else "claims.document"
            raise ValueError(f"test {self.test!r} of {self.claim} is {rule.kind}: use {call}")
        if self.figure is not None and not re.fullmatch(_anchors(rule), self.figure):
            raise ValueError(
                f"the figure of this test is named fig-{rule.chapter}-what, got {self.figure!r}"
            )
        self._set("setting", rule.setting(self.setting))

    @property
    def rule(self) -> Rule:
        """Return the ledger's rule that this evidence is judged by."""
        return claim(self.claim).test(self.test)

    def sentence(self) -> str:
        """Say the evidence in one line."""
        raise NotImplementedError

    def _set(self, name: str, value: object) -> None:
        """Put a checked value in the place of the one that was given."""
        object.__setattr__(self, name, value)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        several = len(self.rule.settings) > 1
        where = f"{self.test}, {self.setting}" if several else self.test
        line = f"Evidence for {self.claim} ({where}): {self.sentence()}"
        page = f'<p class="evidence" data-claim="{self.claim}">{html.escape(line)}</p>'
        return {MIME: asdict(self), "text/html": page, "text/plain": line}


@dataclass(frozen=True, kw_only=True)
class Measurement(Evidence):
    """A measured quantity with its 95 % interval, beside its control."""

    estimate: float
    interval: Sequence[float]
    control: float | None
    n: int
    power: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._set("estimate", _finite("estimate", self.estimate))
        self._set("interval", _ordered(self.estimate, self.interval))
        if self.control is not None:
            self._set("control", _finite("control", self.control))
        if self.power is not None:
            self._set("power", _probability(self.power))
        self._set("n", _counted(self.n))

    def sentence(self) -> str:
        """Say estimate, interval, control and sample size in one line."""
        low, high = (number(end) for end in self.interval)
        beside = "no control" if self.control is None else f"control {number(self.control)}"
        interval = f"{number(self.estimate)} [{low}, {high}] {self.rule.unit}"
        return f"estimate {interval}, against {beside}, n = {self.n}"


@dataclass(frozen=True, kw_only=True)
class Document(Evidence):
    """What a source says, and whether that agrees with the claim."""

    agrees: bool
    quotation: str
    citation: str
    date: str

    def __post_init__(self) -> None:
        super().__post_init__()
        self._set("agrees", bool(self.agrees))
        for name in ("quotation", "citation", "date"):
            text = getattr(self, name)
            if not isinstance(text, str) or not text.strip():
                raise ValueError(f"a documentary claim needs its {name} in words, got {text!r}")

    def sentence(self) -> str:
        """Say quotation, source and date in one line."""
        answer = "agrees" if self.agrees else "disagrees"
        return f"“{self.quotation}” ({self.citation}, {self.date}) {answer} with the claim"


def from_json(data: Mapping[str, Any]) -> Evidence:
    """Read evidence back from the JSON in an executed notebook, checking it anew.

    Raises:
        ValueError: if the data are not evidence, or the ledger has no such test.
    """
    kind = Document if "citation" in data else Measurement
    names = {field.name for field in fields(kind)}
    if set(data) != names:
        raise ValueError(f"evidence has the fields {sorted(names)}, got {sorted(data)}")
    return kind(**data)


def _anchors(rule: Rule) -> str:
    """Return the pattern of the anchors of figures in the rule's chapter."""
    return rf"fig-{rule.chapter}-[a-z0-9-]+"


def _finite(name: str, value: float) -> float:
    """Return a finite number as a plain float."""
    value = float(value)
    if not math.isfinite(value):
        raise ValueError(f"the {name} has to be a finite number, got {value}")
    return value


def _ordered(estimate: float, interval: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an interval that holds its estimate."""
    if len(interval) != 2:
        raise ValueError(f"an interval has two ends (low, high), got {len(interval)} values")
    low, high = (_finite("interval's end", end) for end in interval)
    if not low <= estimate <= high:
        raise ValueError(f"the interval [{low}, {high}] has to hold the estimate {estimate}")
    return low, high


def _counted(n: int) -> int:
    """Return a sample size of at least one."""
    if int(n) != n or n < 1:
        raise ValueError(f"n counts independent repetitions, 1 or more; got {n!r}")
    return int(n)


def _probability(power: float) -> float:
    """Return a power, a probability."""
    power = _finite("power", power)
    if not 0 <= power <= 1:
        raise ValueError(f"the power is a probability from 0 to 1, got {power}")
    return power
