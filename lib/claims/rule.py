"""The rule: which word a part gets from its evidence, and a claim from its parts."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from lib import statistics
from lib.claims.evidence import Evidence
from lib.claims.rows import REFERENCE, Claim, Part, claim
from lib.prose import num

_DECIDED = {"holds", "fails", "too small to count", "in between"}
_CHOICES = "depends on the choices made"
_TURNS = {*_DECIDED, _CHOICES}  # what another setting may say to turn a word
_SPREAD = 1e-9  # in smallest effects; values that differ by rounding are equal
_WORDS = Path(__file__).with_name("words.yml")


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
        return next(w for w in words("shape") if self.word.startswith(w)).replace(" ", "-")


@dataclass(frozen=True)
class Verdict:
    """What a claim's parts say together: the headline's word, and how many say the same.

    The headline is the part that the claim's title names. Documents count only where it is one.
    ``mixed`` says whether a part that counts says otherwise than the headline.
    """

    claim: Claim
    headline: Outcome
    text: str
    mixed: bool
    outcomes: tuple[Outcome, ...]


def verdict(id: str, evidence: Collection[Evidence]) -> Verdict:
    """Return the verdict on a claim; evidence on other claims is passed over.

    Raises:
        ValueError: if there is no such claim.
    """
    outcomes = tuple(judge(each, evidence) for each in claim(id).parts)
    head = next(each for each in outcomes if each.part.headline)
    voting = [each.key for each in outcomes if each.part.measured == head.part.measured]
    same = voting.count(head.key)
    count = f" ({same} of {len(voting)} parts)" if len(voting) > 1 else ""
    return Verdict(claim(id), head, head.word + count, same < len(voting), outcomes)


def judge(part: Part, evidence: Iterable[Evidence]) -> Outcome:
    """Return what the evidence says about a part; evidence on other parts is passed over.

    For a measurement let d be the distance of the 95 % interval from the null to the claim's side,
    in smallest effects that count:

    ==================================================  =====================================
    the part declares why nothing within reach decides   not testable here
    no evidence in the reference setting                 awaiting chapter NN
    all sampled values are equal                         undecided: nothing says how others differ
    the control outside its range                        undecided, but see below
    d beyond +1                                          holds
    d beyond −1                                          fails
    d within −1 and +1                                   too small to count; in between, if the null
                                                         is not "no effect" but a middle
    none of these                                        undecided, with its power
    none of these, an exact value                        depends on the choices made
    another setting decides otherwise                    depends on what it changes
    ==================================================  =====================================

    A document's word is said or not said. A setting that decides nothing turns nothing; an exact
    one that hangs on its choices does.

    A control that shows what comes out if nothing differs, such as two halves of the seeds, errs by
    noise too. Where its interval reaches into its range, it takes no word by itself: the effect's
    interval is widened on both sides by all that the control shows, and what then decides stands.
    """
    if part.untestable:
        return Outcome(part, "not testable here", part.untestable)
    found = {item.setting: item for item in evidence if item.part == part.id}
    if REFERENCE not in found:
        return Outcome(part, f"awaiting chapter {part.chapter}", "nothing is on record yet")
    said = {setting: _word(item) for setting, item in found.items()}
    word, reason = said[REFERENCE]
    others = tuple((name, said[name][0]) for name in part.variants if name in said)
    turned = {part.variants[name]: None for name, other in others if other in _TURNS - {word}}
    if word in _DECIDED and turned:
        heard = "; ".join(f"{other}: {name}" for name, other in others if other != word)
        alike = sum(other == word for _, other in others)
        also = f" and in {alike} of {len(others)} others" if alike else ""
        word, reason = (
            f"depends on {listed(turned)}",
            f"{word} with the chapter's own choices{also}; {heard}",
        )
    return Outcome(part, word, reason, found[REFERENCE], others)


@cache
def words(what: str) -> dict[str, str]:
    """Return the ``"meaning"`` or the ``"shape"`` of each word that has one, from ``words.yml``."""
    rows = yaml.safe_load(_WORDS.read_text(encoding="utf8"))
    return {word: row[what] for word, row in rows.items() if what in row}


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
        return ("said" if found.said else "not said"), f"“{found.quotation}”, {found.citation}"
    near, far = sorted(rule.position(end) for end in effect.interval)
    if not effect.exact and (near == far or far - near < _SPREAD):
        return "undecided", f"all {effect.n} {effect.unit}s agree: how far others differ is open"
    wider, beside = _doubt(found, control)
    if wider == math.inf:
        return "undecided", f"{beside}nothing can be trusted"
    near, far = near - wider, far + wider
    here, there = (num(rule.value(edge)) for edge in (1, -1))
    if near > 1:
        return "holds", f"{beside}the whole interval lies {rule.side} {here}"
    if far < -1:
        return "fails", f"{beside}the whole interval lies on the other side of {there}"
    small = "too small to count" if rule.null == rule.nothing else "in between"
    if near >= -1 and far <= 1:
        return small, f"{beside}the whole interval lies between {there} and {here}"
    if effect.exact:
        return _CHOICES, effect.method
    ends = "it holds or" if near >= -1 else "it fails or" if far <= 1 else ""
    open_to = f"{ends} is {small}" if ends else "all is open"
    chance = "" if beside else f"; power {num(power(found), '.2f')} at twice the smallest effect"
    return "undecided", f"{beside}{open_to}{chance}"


def _doubt(found: Evidence, control: float) -> tuple[float, str]:
    """Return by how many smallest effects the control widens the interval, and the words for it.

    Nothing where it is in its range; without end where noise alone did not put it outside.
    """
    rule, (least, most) = found.rule, found.rule.control_range
    if least <= control <= most:
        return 0.0, ""
    said = f"the control gave {num(control)}, outside {num(least)} to {num(most)}: "
    low, high = found.control_interval or (control, control)
    if not (least < rule.nothing < most and low <= most and high >= least):
        return math.inf, said
    wider = abs(rule.position(control) - rule.position(rule.nothing))
    return wider, f"{said}widened by that, "
