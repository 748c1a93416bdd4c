"""Verdicts: what all tests and settings of a claim say together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lib.claims.evidence import Evidence
from lib.claims.rows import Claim, Rule, claim
from lib.claims.rule import Part, judge
from lib.claims.words import (
    AWAITS,
    CONTRADICTED,
    LIMITS,
    NO_VERDICT,
    NOT_SUPPORTED,
    NOT_TESTABLE,
    SUPPORTED,
    listed,
)


@dataclass(frozen=True)
class Verdict:
    """What the evidence says about a claim: a word, a reason, and the parts it comes from."""

    claim: Claim
    word: str
    reason: str
    per_test: tuple[Part, ...]

    @property
    def key(self) -> str:
        """Return the word as a key without spaces: the same for every awaited chapter."""
        word = AWAITS if self.word.startswith(AWAITS) else self.word
        return word.replace(" ", "-")


def verdict(
    id: str, evidence: Iterable[Evidence], *, chapters: Collection[str] | None = None
) -> Verdict:
    """Return the verdict on a claim from the evidence of all chapters.

    Every test's reference setting has to be there; other settings count where they are recorded.

    Args:
        id: the claim.
        evidence: evidence on any claims; that on others is passed over.
        chapters: judge by the tests of these chapters alone (a card in a running notebook does).

    Raises:
        ValueError: if there is no such claim, or one test and setting was recorded twice.
    """
    row = claim(id)
    found = _by_place(id, evidence)
    rules = [rule for rule in row.tests if chapters is None or rule.chapter in chapters]
    places = [(rule, name) for rule in rules for name in _needed(rule, found)]
    parts = tuple(
        judge(found[rule.name, name]) if (rule.name, name) in found else _awaited(rule, name)
        for rule, name in places
    )
    return Verdict(row, *combine(parts), parts)


def combine(parts: Collection[Part]) -> tuple[str, str]:
    """Combine what tests and settings say into one word and its reason.

    The first line that fits decides:

    =============================================================  ======================
    a part has no evidence                                         awaits chapter NN
    a part has no verdict (no control, no power calculation)       no verdict
    all supported                                                  supported
    some supported                                                 supported with limits
    some not supported, none supported                             not supported
    all contradicted, apart from any that are not testable         contradicted
    all not testable                                               not testable here
    =============================================================  ======================
    """
    words = {part.word for part in parts}
    if AWAITS in words or not words:
        return _combined_awaits(parts)
    if NO_VERDICT in words:
        reasons = [f"{part.label}: {part.reason}" for part in parts if part.word == NO_VERDICT]
        return NO_VERDICT, "; ".join(reasons)
    if len(parts) == 1:
        (part,) = parts
        return part.word, part.reason
    for word, best in _ORDER:
        if word in words:
            return (word if words == {word} else best), _who_says_what(parts)
    raise AssertionError(f"a word without a place in the order: {words}")


# The strongest word that is present gives the first name if all say so, else the second.
_ORDER = (
    (SUPPORTED, LIMITS),
    (NOT_SUPPORTED, NOT_SUPPORTED),
    (CONTRADICTED, CONTRADICTED),
    (NOT_TESTABLE, NOT_TESTABLE),
)


def _by_place(id: str, evidence: Iterable[Evidence]) -> dict[tuple[str, str], Evidence]:
    """Return a claim's evidence by test and setting, each once."""
    found: dict[tuple[str, str], Evidence] = {}
    for item in evidence:
        place = item.test, item.setting
        if item.claim != id:
            continue
        if place in found:
            raise ValueError(f"{id}: test {item.test!r}, {item.setting!r} was recorded twice")
        found[place] = item
    return found


def _needed(rule: Rule, found: dict[tuple[str, str], Evidence]) -> list[str]:
    """Return the settings that count: the reference and whatever else was recorded."""
    first, *others = rule.settings
    return [first, *(name for name in others if (rule.name, name) in found)]


def _awaited(rule: Rule, setting: str) -> Part:
    """Return the part of a test that nothing was recorded for."""
    return Part(rule, setting, AWAITS, f"awaits chapter {rule.chapter}")


def _combined_awaits(parts: Collection[Part]) -> tuple[str, str]:
    """Name the chapters and tests that are still to come."""
    missing = [part for part in parts if part.word == AWAITS]
    if not missing:
        return NO_VERDICT, "nothing was recorded"
    chapters = sorted({part.rule.chapter for part in missing})
    names = listed([part.label for part in missing])
    plural = "chapters" if len(chapters) > 1 else "chapter"
    judged = [part for part in parts if part.word != AWAITS]
    so_far = f"; so far {_who_says_what(judged)}" if judged else ""
    return f"{AWAITS} {plural} {listed(chapters)}", f"nothing is recorded yet for {names}{so_far}"


def _who_says_what(parts: Collection[Part]) -> str:
    """List, for each word, the tests and settings that give it."""
    groups: dict[str, list[str]] = {}
    for part in parts:
        groups.setdefault(part.word, []).append(part.label)
    order = [word for word in (*(word for word, _ in _ORDER), NO_VERDICT) if word in groups]
    return "; ".join(f"{word}: {listed(groups[word])}" for word in order)
