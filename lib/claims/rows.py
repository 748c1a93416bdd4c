"""The ledger's rows: each claim of the paper, and the parts that it is tested in.

The rows stand in ``ledger.yml``, whose head explains every field.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

_TABLE = Path(__file__).with_name("ledger.yml")
REFERENCE = "reference"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a claim: one clause of the paper's sentence, one quantity, one rule.

    The fields are those of ``ledger.yml``.
    """

    claim: str
    name: str
    chapter: str
    kind: str
    title: str
    clause: str
    quantity: str
    headline: bool = False
    unit: str = ""
    sample: str = ""
    scale: str = "linear"
    side: str = ""
    null: float = math.nan
    effect: float = math.nan
    why: str = ""
    control: str = ""
    control_range: tuple[float, float] = (math.nan, math.nan)
    settings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sentence: Mapping[str, str] = field(default_factory=dict)
    untestable: str = ""

    @property
    def id(self) -> str:
        """Return the name of the part in the whole ledger, such as ``C20.jagged``."""
        return f"{self.claim}.{self.name}"

    @property
    def measured(self) -> bool:
        """Say whether the part is about the world rather than about what a source says."""
        return self.kind != "documentary"

    @cached_property
    def variants(self) -> dict[str, str]:
        """Return what each setting beside the reference changes, by the setting's name."""
        found = {name: axis for axis, names in self.settings.items() for name in names[1:]}
        for axis, values in self.constants.items():
            found |= {f"{axis} = {value}": axis for value in values[1:]}
        return found

    def setting(self, name: str) -> str:
        """Return a setting's name on record; the reference may go by the first name of an axis.

        Raises:
            ValueError: if the part knows no such setting.
        """
        firsts = {names[0] for names in self.settings.values()}
        firsts |= {f"{axis} = {values[0]}" for axis, values in self.constants.items()}
        if name in firsts | {REFERENCE}:
            return REFERENCE
        if name not in self.variants:
            known = ", ".join(map(repr, [REFERENCE, *self.variants]))
            raise ValueError(f"{self.id} has no setting {name!r}: choose one of {known}")
        return name

    def position(self, value: float) -> float:
        """Return how far a value lies from the null to the claim's side, in smallest effects.

        On a logarithmic scale it is a ratio of logarithms; a ratio of 0 lies infinitely far.
        """
        away = (value - self.null) / self.effect
        if self.scale == "log":
            away = math.log(value / self.null) / math.log(self.effect) if value > 0 else -math.inf
        return away if self.side == "above" else -away

    def value(self, position: float) -> float:
        """Return the value at a position, the inverse of ``position``."""
        away = position if self.side == "above" else -position
        if self.scale == "log":
            return self.null * self.effect**away
        return self.null + away * self.effect


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One sentence of the paper."""

    id: str
    title: str
    quote: str
    place: str
    restatement: str
    parts: tuple[Part, ...]

    @property
    def headline(self) -> Part:
        """Return the part that the title names."""
        return next(part for part in self.parts if part.headline)


@cache
def ledger() -> dict[str, Claim]:
    """Return all claims by id, in the order of the ledger.

    Raises:
        ValueError: if a row cannot be applied; the sentence names it.

    >>> len(ledger()), ledger()["C06"].title
    (26, 'H is the dimension')
    """
    return {row["id"]: _claim(row) for row in _table()["claims"]}


def claim(id: str) -> Claim:
    """Return the claim of that id.

    Raises:
        ValueError: if the ledger has no such claim.
    """
    if id not in ledger():
        first, *_, last = ledger()
        raise ValueError(f"the ledger has no claim {id!r}: ids run from {first} to {last}")
    return ledger()[id]


def part(id: str) -> Part:
    """Return the part of that id, such as ``"C20.jagged"``.

    Raises:
        ValueError: if the ledger has no such claim or part.
    """
    row, _, name = id.partition(".")
    found = {part.name: part for part in claim(row).parts}
    if name not in found:
        raise ValueError(f"{row} has no part {name!r}: choose one of {', '.join(found)}")
    return found[name]


def parts(of: str | None = None) -> list[Part]:
    """Return all parts in the order of the ledger, those of a chapter or those of a claim."""
    every = [part for row in ledger().values() for part in row.parts]
    return [part for part in every if of in (None, part.chapter, part.claim)]


def chapter_file(number: str) -> str:
    """Return the name of a chapter's notebook, without its ending.

    Raises:
        ValueError: if there is no such chapter.

    >>> chapter_file("03")
    '03-energy-bands'
    """
    chapters = _table()["chapters"]
    if number not in chapters:
        raise ValueError(f"there is no chapter {number!r}: choose one of {', '.join(chapters)}")
    return f"{number}-{chapters[number]}"


@cache
def _table() -> dict[str, Any]:
    """Read ``ledger.yml``."""
    return yaml.safe_load(_TABLE.read_text(encoding="utf8"))


def _claim(row: dict[str, Any]) -> Claim:
    """Build a claim from its row."""
    built = Claim(**{**row, "parts": tuple(_part(row["id"], each) for each in row["parts"])})
    headlines = [part.name for part in built.parts if part.headline]
    if len(headlines) != 1:
        raise ValueError(f"{built.id}: one part is the headline, here {headlines or 'none'}")
    return built


def _part(id: str, row: dict[str, Any]) -> Part:
    """Build a part from its row, and refuse one that could not be applied."""
    values = {**row, "claim": id}
    for key in ("settings", "constants"):
        values[key] = {axis: tuple(map(str, each)) for axis, each in row.get(key, {}).items()}
    if isinstance(row.get("sentence"), str):
        values["sentence"] = dict.fromkeys(("more", "less"), row["sentence"])
    if "control_range" in row:
        values["control_range"] = tuple(map(float, row["control_range"]))
    try:
        built = Part(**values)
        fault = next((fault for fault, found in _faults(built).items() if found), None)
    except TypeError as error:
        fault = str(error).partition("() ")[2]
    if fault:
        raise ValueError(f"{id}.{row.get('name', '?')}: {fault}")
    return built


def _faults(part: Part) -> dict[str, bool]:
    """Say of each reason why a part cannot be applied whether it is so."""
    if not part.measured:
        return {"a documentary part asks a question": not part.quantity.endswith("?")}
    log = part.scale == "log"
    low, high = part.control_range
    words = [
        part.unit,
        part.control,
        part.why,
        part.sentence.get("more"),
        part.sentence.get("less"),
    ]
    words += [part.sample] if part.kind == "effect" else []
    axes = [(2, part.settings), (3, part.constants)]
    names = set(re.findall(r"{(\w+)", "".join(part.sentence.values())))
    return {
        "kind is effect, exact or documentary": part.kind not in ("effect", "exact"),
        "side is above or below": part.side not in ("above", "below"),
        "scale is linear or log": part.scale not in ("linear", "log"),
        "null is a number, above 0 where scale is log": not (
            math.isfinite(part.null) and part.null > (0 if log else -math.inf)
        ),
        "effect is above 0, a factor above 1 where scale is log": not (
            (1 if log else 0) < part.effect < math.inf
        ),
        "control_range is where the control is trusted: two ends": not (
            -math.inf < low <= high < math.inf
        ),
        "unit, sample, control, why and sentence are given": not all(words),
        "a setting has two names or more, a constant three values, each once": any(
            len(set(each)) < max(least, len(each)) for least, axis in axes for each in axis.values()
        ),
        "a sentence holds estimate, size, low, high, n, control": bool(
            names - {"estimate", "size", "low", "high", "n", "control"}
        ),
    }
