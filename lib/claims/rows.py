"""The ledger's rows: each claim of the paper, and the parts that it is tested in.

The rows stand in ``ledger.yml``, whose head explains every field. That each can be applied is for
``tests/claims/test_rows.py`` to say.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from lib import checks

_TABLE = Path(__file__).with_name("ledger.yml")
#: The setting in which a part is measured when none is named.
REFERENCE = "reference"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a claim: one clause of the paper's sentence, one quantity, one rule.

    The fields are those of ``ledger.yml``; ``axes`` are its settings and constants together, by
    the names under which they are on record.
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
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
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
        return {name: axis for axis, names in self.axes.items() for name in names[1:]}

    @property
    def nothing(self) -> float:
        """Return what the quantity is if nothing differs: 0, or 1 for a ratio."""
        return 1.0 if self.scale == "log" else 0.0

    def setting(self, name: str) -> str:
        """Return a setting's name on record; the first of its axis is the reference.

        Raises:
            ValueError: if the part knows no such setting.
        """
        if name in {REFERENCE, *(names[0] for names in self.axes.values())}:
            return REFERENCE
        return checks.one_of(name, self.variants, f"setting of {self.id},")

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
        linear = self.scale == "linear"
        return self.null + away * self.effect if linear else self.null * self.effect**away


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One sentence of the paper."""

    id: str
    title: str
    quote: str
    place: str
    restatement: str
    parts: tuple[Part, ...]


@cache
def ledger() -> dict[str, Claim]:
    """Return all claims by id, in the order of the ledger.

    Raises:
        ValueError: if a row has a field too many or too few or a word that is none, or a claim
            has not one headline; the sentence names it.

    >>> len(ledger()), ledger()["C06"].title
    (26, 'H is the dimension')
    """
    return {row["id"]: _claim(row) for row in _table()["claims"]}


def claim(id: str) -> Claim:
    """Return the claim of that id.

    Raises:
        ValueError: if the ledger has no such claim.
    """
    return ledger()[checks.one_of(id, ledger(), "claim")]


def part(id: str) -> Part:
    """Return the part of that id, such as ``"C20.jagged"``.

    Raises:
        ValueError: if the ledger has no such claim or part.
    """
    rows = {part.id: part for part in claim(id.partition(".")[0]).parts}
    return rows[checks.one_of(id, rows, "part")]


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
    return f"{number}-{chapters[checks.one_of(number, chapters, 'chapter')]}"


@cache
def _table() -> dict[str, Any]:
    """Read ``ledger.yml``."""
    return yaml.safe_load(_TABLE.read_text(encoding="utf8"))


def _claim(row: dict[str, Any]) -> Claim:
    """Build a claim from its row."""
    built = Claim(**{**row, "parts": tuple(_part(row["id"], each) for each in row["parts"])})
    if sum(part.headline for part in built.parts) != 1:
        raise ValueError(f"{built.id}: one part is the headline")
    return built


def _part(id: str, row: dict[str, Any]) -> Part:
    """Build a part from its row."""
    values = {**row, "claim": id}
    settings, constants = values.pop("settings", {}), values.pop("constants", {})
    axes = {axis: tuple(map(str, names)) for axis, names in settings.items()}
    axes |= {axis: tuple(f"{axis} = {v}" for v in each) for axis, each in constants.items()}
    if isinstance(row.get("sentence"), str):
        values["sentence"] = {"more": row["sentence"], "less": row["sentence"]}
    try:
        built = Part(**values, axes=axes)
        checks.one_of(built.kind, ("effect", "exact", "documentary"), "kind")
        checks.one_of(built.side, ("above", "below") if built.measured else ("",), "side")
        checks.one_of(built.scale, ("linear", "log"), "scale")
    except (TypeError, ValueError) as error:
        raise ValueError(f"{id}.{row.get('name', '?')}: {error}") from error
    return built
