"""The rows of ``claims.yml``: what the paper claims, and the rule that each claim is tested by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TABLE = Path(__file__).parent.with_name("claims.yml")
_REFERENCE = "reference"


@dataclass(frozen=True)
class Rule:
    """One test of one claim: what is measured, beside what, and how much of it counts.

    An effect counts for the claim when ``quantity`` lies on its ``side`` of ``null`` by more than
    ``effect``. A documentary test has a question (``quantity``) and nothing to measure.
    """

    name: str
    chapter: str
    kind: str
    quantity: str
    unit: str = ""
    control: str = ""
    control_range: tuple[float, float] | None = None
    side: str = ""
    null: float = 0.0
    effect: float = 0.0
    why: str = ""
    settings: tuple[str, ...] = (_REFERENCE,)

    @property
    def sign(self) -> int:
        """Return +1 if the claim says that the quantity is above the null, else −1."""
        return 1 if self.side == "above" else -1

    def setting(self, name: str) -> str:
        """Return the full name of a setting; ``"reference"`` always means the first one.

        Raises:
            ValueError: if the rule knows no such setting.
        """
        if name == _REFERENCE:
            return self.settings[0]
        if name not in self.settings:
            known = ", ".join(repr(setting) for setting in self.settings)
            raise ValueError(f"test {self.name!r} has no setting {name!r}: choose one of {known}")
        return name


@dataclass(frozen=True)
class Claim:
    """One row of the ledger."""

    id: str
    title: str
    quote: str
    place: str
    restatement: str
    chapters: tuple[str, ...]
    tests: tuple[Rule, ...]

    def test(self, name: str) -> Rule:
        """Return the claim's test of that name.

        Raises:
            ValueError: if the claim has no such test.
        """
        for rule in self.tests:
            if rule.name == name:
                return rule
        known = ", ".join(repr(rule.name) for rule in self.tests)
        raise ValueError(f"claim {self.id} has no test {name!r}: choose one of {known}")


@cache
def ledger() -> tuple[Claim, ...]:
    """Return all claims in the order of the ledger.

    >>> len(ledger()), ledger()[19].id
    (26, 'C20')
    """
    return tuple(_claim(row) for row in _table()["claims"])


def claim(id: str) -> Claim:
    """Return the claim of that id.

    Raises:
        ValueError: if the ledger has no such claim.

    >>> claim("C06").title
    'H is the dimension'
    """
    for row in ledger():
        if row.id == id:
            return row
    first, last = ledger()[0].id, ledger()[-1].id
    raise ValueError(f"the ledger has no claim {id!r}: ids run from {first} to {last}")


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
    """Read ``claims.yml``."""
    return yaml.safe_load(_TABLE.read_text(encoding="utf8"))


def _claim(row: dict[str, Any]) -> Claim:
    """Build a claim from its row."""
    tests = tuple(_rule(row["id"], test) for test in row["tests"])
    return Claim(**{**row, "chapters": tuple(row["chapters"]), "tests": tests})


def _rule(id: str, row: dict[str, Any]) -> Rule:
    """Build a rule from its row, and refuse one that could not be applied."""
    values: dict[str, Any] = {key: _frozen(value) for key, value in row.items()}
    rule = Rule(**values)
    where = f"claims.yml, {id}, test {rule.name!r}"
    if rule.kind not in ("effect", "documentary"):
        raise ValueError(f"{where}: kind is effect or documentary, not {rule.kind!r}")
    if rule.kind == "effect" and rule.side not in ("above", "below"):
        raise ValueError(f"{where}: side is above or below, not {rule.side!r}")
    if rule.kind == "effect" and not rule.effect > 0:
        raise ValueError(f"{where}: the smallest effect that counts is above 0, not {rule.effect}")
    return rule


def _frozen(value: Any) -> Any:
    """Turn a list of the table into a tuple."""
    return tuple(value) if isinstance(value, list) else value
