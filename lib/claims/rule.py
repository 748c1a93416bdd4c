"""The rule: which word a part gets from its evidence, and a claim from its parts."""

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache, partial
from operator import eq
from pathlib import Path

import yaml

from lib import statistics
from lib.claims.evidence import Evidence, published, recorded
from lib.claims.rows import REFERENCE, Claim, Part, claim, part
from lib.prose import num, significant

_DECIDED = {"holds", "fails", "too small to count", "in between"}
_CHOICES = "depends on the choices made"
_TURNS = {*_DECIDED, _CHOICES}  # what another setting may say to turn a word
_WHERE = "the whole interval lies"
_SPREAD = 1e-9  # in smallest effects; values that differ by rounding are equal
_WORDS = Path(__file__).with_name("words.yml")


@dataclass(frozen=True)
class Outcome:
    """What the evidence says about a part: its word, why, and what each setting says.

    Of a setting: its name, its word, and what its control has to add, mostly nothing.
    """

    part: Part
    word: str
    reason: str
    evidence: Evidence | None = None
    settings: tuple[tuple[str, str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return the word without what it depends on or waits for, and without spaces."""
        return next(w for w in words("shape") if self.word.startswith(w)).replace(" ", "-")

    @property
    def plain(self) -> bool:
        """Say whether the place of the interval alone gives the word, so that a strip shows why."""
        return self.word in _DECIDED and self.reason.startswith(_WHERE)

    def where(self, word: str) -> set[str]:
        """Return the names of the settings that come to a word."""
        return {name for name, said, _ in self.settings if said == word}


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


def outcome(id: str) -> Outcome:
    """Return what the full evidence says about a part, such as ``"C26.broaden"``; else this run's.

    Raises:
        ValueError: if there is no such part.
    """
    full = [found for found in published() if found.part == id]
    return judge(part(id), full or recorded())


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
    one that hangs on its choices does. Settings turn no word that the reference does not have: of
    what is undecided, the reason names those that decide.

    A control that shows what comes out if nothing differs, such as two halves of the seeds, errs by
    noise too. Where its interval reaches into its range, it takes no word by itself: the effect's
    interval is widened on both sides by all that the control shows, and what then decides stands.
    Within its range it widens nothing; the reason says so where it shows more than the margin.
    """
    if part.untestable:
        return Outcome(part, "not testable here", part.untestable)
    found = {item.setting: item for item in evidence if item.part == part.id}
    if REFERENCE not in found:
        return Outcome(part, f"awaiting chapter {part.chapter}", "nothing is on record yet")
    said = {setting: _word(item) for setting, item in found.items()}
    word, beside, rest = said[REFERENCE]
    others = tuple((name, *said[name][:2]) for name in part.variants if name in said)
    turned = {part.variants[name]: None for name, other, _ in others if other in _TURNS - {word}}
    differ = "; ".join(f"{other}: {name}" for name, other, _ in others if other != word)
    if word in _DECIDED and turned:
        alike = sum(other == word for _, other, _ in others)
        also = f" and in {alike} of {len(others)} others" if alike else ""
        rest = f"{word} with the chapter's own choices{also}; {differ}"
        word = f"depends on {listed(turned)}"
    elif word == _CHOICES and turned:
        rest = f"{rest}; {differ}"
    elif word == "undecided" and (decide := _deciding(others)):
        beside, rest = f"with the chapter's own choices {beside}", f"{rest}; {decide}"
    return Outcome(part, word, beside + rest, found[REFERENCE], others)


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


def trusted(part: Part) -> str:
    """Return the range of a part's control in words, its ends to all of their digits.

    >>> trusted(claim("C05").parts[-1])
    '0.9993 to 1.0007'
    """
    return " to ".join(_digits(end, partial(eq, end)) for end in part.control_range)


def gave(part: Part, control: float) -> str:
    """Return what a control gave, with as many digits as show whether it is in its range."""
    low, high = part.control_range
    return _digits(control, lambda seen: (low <= seen <= high) == (low <= control <= high))


def _digits(value: float, enough: Callable[[float], bool]) -> str:
    """Write a number with three significant digits, or with more until they are enough."""
    digits = (n for n in range(3, 18) if enough(float(f"{value:.{n - 1}e}")))
    return significant(value, next(digits, 17))


def _deciding(others: Iterable[tuple[str, str, str]]) -> str:
    """Return what the settings that decide say, ``holds: tanh and the rate = 2; fails: …``."""
    heard: dict[str, list[str]] = {}
    for name, word, _ in others:
        if word in _DECIDED:
            heard.setdefault(word, []).append(name)
    return "; ".join(f"{word}: {listed(names)}" for word, names in heard.items())


def _word(found: Evidence) -> tuple[str, str, str]:
    """Return one setting's word, what its control has to add, and the reason."""
    rule, effect, control = found.rule, found.effect, found.control
    if effect is None or control is None:
        return ("said" if found.said else "not said"), "", f"“{found.quotation}”, {found.citation}"
    near, far = sorted(rule.position(end) for end in effect.interval)
    if not effect.exact and (near == far or far - near < _SPREAD):
        agreed = f"all {effect.n} {effect.unit}s agree: how far others differ is open"
        return "undecided", "", agreed
    wider, beside = _doubt(found, control)
    if wider == math.inf:
        return "undecided", beside, "nothing can be trusted"
    near, far = near - wider, far + wider
    if word := _decided(rule, near, far):
        return word, beside, _where(rule, word)
    if effect.exact:
        return _CHOICES, beside, effect.method
    ends = "it holds or" if near >= -1 else "it fails or" if far <= 1 else ""
    open_to = f"{ends} is {_small(rule)}" if ends else "all is open"
    chance = "" if beside else f"; power {num(power(found), '.2f')} at twice the smallest effect"
    return "undecided", beside, f"{open_to}{chance}"


def _decided(rule: Part, near: float, far: float) -> str:
    """Return the word of an interval by where it lies, none where it reaches over an edge."""
    inside = _small(rule) if near >= -1 and far <= 1 else ""
    return "holds" if near > 1 else "fails" if far < -1 else inside


def _small(rule: Part) -> str:
    """Return the word between the edges, which depends on what the null is."""
    return "too small to count" if rule.null == rule.nothing else "in between"


def _where(rule: Part, word: str) -> str:
    """Say where an interval lies that decides a word."""
    here, there = (num(rule.value(edge)) for edge in (1, -1))
    places = {"holds": f"{rule.side} {here}", "fails": f"on the other side of {there}"}
    return f"{_WHERE} {places.get(word, f'between {there} and {here}')}"


def _doubt(found: Evidence, control: float) -> tuple[float, str]:
    """Return by how many smallest effects the control widens the interval, and the words for it.

    Nothing where it is in its range; without end where noise alone did not put it outside.
    """
    rule, (least, most) = found.rule, found.rule.control_range
    assert found.effect is not None
    near, far = sorted(rule.position(end) for end in found.effect.interval)
    shown = abs(rule.position(control) - rule.position(rule.nothing))
    of_nothing, said = least < rule.nothing < most, f"the control gave {gave(rule, control)}, "
    if least <= control <= most:
        word = _decided(rule, near, far)
        close = word and of_nothing and _decided(rule, near - shown, far + shown) != word
        beside = f"{said}within {trusted(rule)} but more than the margin: "
        return 0.0, beside if close else ""
    said += f"outside {trusted(rule)}: "
    low, high = found.control_interval or (control, control)
    if not (of_nothing and low <= most and high >= least and shown < math.inf):
        return math.inf, said
    ends = sorted(rule.value(end) for end in (near - shown, far + shown))
    return shown, f"{said}widened by that to {' to '.join(map(num, ends))}, "
