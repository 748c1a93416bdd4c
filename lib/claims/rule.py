"""The rule: which word a part gets from its evidence, and a claim from its parts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lib import statistics
from lib.claims.evidence import Evidence
from lib.claims.rows import REFERENCE, Claim, Part, claim
from lib.prose import num

HOLDS, FAILS, UNDECIDED = "holds", "fails", "undecided"
SMALL, BETWEEN = "too small to count", "in between"
SAID, NOT_SAID = "said", "not said"
UNTESTABLE, DEPENDS, AWAITING = "not testable here", "depends on", "awaiting"
WORDS = (HOLDS, FAILS, SMALL, BETWEEN, UNDECIDED, UNTESTABLE, DEPENDS, SAID, NOT_SAID, AWAITING)
_DECIDED = {HOLDS, FAILS, SMALL, BETWEEN}


@dataclass(frozen=True)
class Outcome:
    """What the evidence says about a part: its word, why, and what each setting says."""

    part: Part
    word: str
    reason: str
    evidence: Evidence | None = None
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return the word without what it depends on or waits for, and without spaces."""
        return next(word for word in WORDS if self.word.startswith(word)).replace(" ", "-")


@dataclass(frozen=True)
class Verdict:
    """What the parts of a claim say: the headline part's word, and how many say the same."""

    claim: Claim
    outcomes: tuple[Outcome, ...]

    @property
    def headline(self) -> Outcome:
        """Return the outcome of the part that the claim's title names."""
        return next(each for each in self.outcomes if each.part.headline)

    @property
    def voting(self) -> list[Outcome]:
        """Return the outcomes that count: documents vote only on what was said."""
        physics = self.headline.part.measured
        return [each for each in self.outcomes if each.part.measured == physics]

    @property
    def mixed(self) -> bool:
        """Say whether a part says otherwise than the headline."""
        return len({each.key for each in self.voting}) > 1

    @property
    def text(self) -> str:
        """Return the headline's word, with the count of the parts that say the same."""
        same, all_parts = Counter(e.key for e in self.voting)[self.headline.key], len(self.voting)
        count = f" ({same} of {all_parts} parts)" if all_parts > 1 else ""
        return self.headline.word + count


def verdict(id: str, evidence: Iterable[Evidence]) -> Verdict:
    """Return the verdict on a claim; evidence on other claims is passed over.

    Raises:
        ValueError: if there is no such claim, or one part and setting has two pieces of evidence.
    """
    evidence, row = list(evidence), claim(id)
    return Verdict(row, tuple(judge(each, evidence) for each in row.parts))


def judge(part: Part, evidence: Iterable[Evidence]) -> Outcome:
    """Return what the evidence says about a part; evidence on other parts is passed over.

    For a measurement let d be the distance of the 95 % interval from the null to the claim's side,
    in smallest effects that count:

    ==================================================  =====================================
    the part declares why nothing within reach decides   not testable here
    no evidence in the reference setting                 awaiting chapter NN
    the control outside its range                        undecided
    d beyond +1                                          holds
    d beyond −1                                          fails
    d within −1 and +1                                   too small to count; in between, if the null
                                                         is not "no effect" but a middle
    none of these                                        undecided, with its power
    none of these, an exact value                        depends on the choices made
    another setting decides otherwise                    depends on what it changes
    ==================================================  =====================================

    A document's word is said or not said. A setting that decides nothing turns nothing.

    Raises:
        ValueError: if one setting has two pieces of evidence.
    """
    if part.untestable:
        return Outcome(part, UNTESTABLE, part.untestable)
    found: dict[str, Evidence] = {}
    for item in evidence:
        if item.part == part.id:
            if item.setting in found:
                raise ValueError(f"{part.id}, {item.setting}, is on record twice")
            found[item.setting] = item
    if REFERENCE not in found:
        return Outcome(part, f"{AWAITING} chapter {part.chapter}", "nothing is on record yet")
    said = {setting: _word(item) for setting, item in found.items()}
    word, reason = said[REFERENCE]
    others = tuple((name, said[name][0]) for name in part.variants if name in said)
    turned = {part.variants[name]: None for name, other in others if other in _DECIDED - {word}}
    if word in _DECIDED and turned:
        heard = "; ".join(f"{other} with {name}" for name, other in others)
        word, reason = f"{DEPENDS} {listed(turned)}", f"{word} in the reference; {heard}"
    return Outcome(part, word, reason, found[REFERENCE], others)


def power(found: Evidence) -> float:
    """Return the chance of *holds* at a true effect of twice the smallest that counts."""
    rule = found.rule
    smallest = math.log(rule.effect) if rule.scale == "log" else rule.effect
    toward = smallest if rule.side == "above" else -smallest
    assert found.effect is not None
    return statistics.power(found.effect, true=2 * toward, smallest=toward)


def listed(words: Collection[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _word(found: Evidence) -> tuple[str, str]:
    """Return one setting's word and its reason."""
    rule, effect, control = found.rule, found.effect, found.control
    if effect is None or control is None:
        return (SAID if found.said else NOT_SAID), f"“{found.quotation}”, {found.citation}"
    least, most = rule.control_range
    if not least <= control <= most:
        limits = f"outside {num(least)} to {num(most)}"
        return UNDECIDED, f"the control gave {num(control)}, {limits}: nothing can be trusted"
    near, far = sorted(rule.position(end) for end in effect.interval)
    here, there = (num(rule.value(edge)) for edge in (1, -1))
    if near > 1:
        return HOLDS, f"the whole interval lies {rule.side} {here}"
    if far < -1:
        return FAILS, f"the whole interval lies on the other side of {there}"
    if near >= -1 and far <= 1:
        nothing = rule.null == (1 if rule.scale == "log" else 0)
        word = SMALL if nothing else BETWEEN
        return word, f"the whole interval lies between {there} and {here}"
    if effect.exact:
        return f"{DEPENDS} the choices made", effect.method
    open_to = (
        "it does not fail" if near >= -1 else "it does not hold" if far <= 1 else "all is open"
    )
    return UNDECIDED, f"{open_to}; power {num(power(found), '.2f')} at twice the smallest effect"
