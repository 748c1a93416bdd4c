"""The rule: what one piece of evidence says about the claim that it was recorded for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from lib.claims.evidence import Document, Evidence, Measurement
from lib.claims.rows import Rule
from lib.claims.words import (
    CONTRADICTED,
    NO_VERDICT,
    NOT_SUPPORTED,
    NOT_TESTABLE,
    SUPPORTED,
    number,
)

_Z = NormalDist().inv_cdf(0.975)
_ENOUGH = 0.8


@dataclass(frozen=True)
class Part:
    """What one test says in one setting, and why."""

    rule: Rule
    setting: str
    word: str
    reason: str
    evidence: Evidence | None = None

    @property
    def label(self) -> str:
        """Return the name of the test in words, with its setting where it has several."""
        name = self.rule.name.replace("-", " ")
        return f"{name} ({self.setting})" if len(self.rule.settings) > 1 else name


def power(standard_error: float, effect: float) -> float:
    r"""Return the chance that a 95 % interval would exclude the null at a true effect.

    For a normal estimate of standard error :math:`s` and an effect :math:`e` this is
    :math:`\Phi(e/s - 1.96) + \Phi(-e/s - 1.96)`.

    Args:
        standard_error: of the estimate, 0 or more.
        effect: above 0, in the same unit.

    Raises:
        ValueError: if one of them is out of range.

    >>> round(power(1.0, 2.8), 2), power(0.0, 0.1)
    (0.8, 1.0)
    """
    if not standard_error >= 0 or not effect > 0:
        raise ValueError(
            "power needs a standard error of 0 or more and an effect above 0, "
            f"got {standard_error} and {effect}"
        )
    if standard_error == 0:
        return 1.0
    shift = effect / standard_error
    return NormalDist().cdf(shift - _Z) + NormalDist().cdf(-shift - _Z)


def judge(evidence: Evidence) -> Part:
    """Judge one piece of evidence by its own rule.

    A document is supported or contradicted by its answer. For a measurement let d be the distance
    from the null to the claim's side, in its 95 % interval:

    ========================================================  ==================
    no control, or a control out of its range                 no verdict
    d beyond +effect                                          supported
    d beyond −effect on the other side                        contradicted
    neither, power at the effect (from the interval) ≥ 0.8    not supported
    neither, power < 0.8, and a stated power < 0.8            not testable here
    neither, power < 0.8, no stated power or one ≥ 0.8        no verdict
    ========================================================  ==================
    """
    if isinstance(evidence, Document):
        word = SUPPORTED if evidence.agrees else CONTRADICTED
        return _part(evidence, word, evidence.sentence())
    assert isinstance(evidence, Measurement)
    return _part(evidence, *_without_control(evidence) or _by_interval(evidence))


def _part(evidence: Evidence, word: str, reason: str) -> Part:
    """Return the part that a piece of evidence makes."""
    return Part(evidence.rule, evidence.setting, word, reason, evidence)


def _without_control(found: Measurement) -> tuple[str, str] | None:
    """Return why a measurement has no verdict for want of a control that works, or None."""
    if found.control is None:
        return NO_VERDICT, f"no control: it has to be beside {found.rule.control}"
    allowed = found.rule.control_range
    if allowed and not allowed[0] <= found.control <= allowed[1]:
        low, high = (number(end) for end in allowed)
        return NO_VERDICT, (
            f"the control gave {number(found.control)}, outside [{low}, {high}]: "
            "the measurement cannot be trusted"
        )
    return None


def _by_interval(found: Measurement) -> tuple[str, str]:
    """Return the word and the reason that an interval gives."""
    rule = found.rule
    ends = sorted(rule.sign * (end - rule.null) for end in found.interval)
    text = f"[{', '.join(number(end) for end in found.interval)}]"
    beyond = {1: "above", -1: "below"}
    if ends[0] > rule.effect:
        limit = number(rule.null + rule.sign * rule.effect)
        return SUPPORTED, f"the interval {text} lies {beyond[rule.sign]} {limit}"
    if ends[1] < -rule.effect:
        limit = number(rule.null - rule.sign * rule.effect)
        return CONTRADICTED, f"the interval {text} lies {beyond[-rule.sign]} {limit}"
    return _undecided(found, power((ends[1] - ends[0]) / (2 * _Z), rule.effect), text)


def _undecided(found: Measurement, seen: float, text: str) -> tuple[str, str]:
    """Tell a design that saw too small an effect from one that could not have seen it."""
    rule = found.rule
    effect = number(rule.effect)
    if seen >= _ENOUGH:
        limit = number(rule.null + rule.sign * rule.effect)
        return NOT_SUPPORTED, (
            f"the interval {text} does not lie wholly {rule.side} {limit}, "
            f"and the design could have shown it (power {number(seen)})"
        )
    weak = f"the interval {text} is too wide to show an effect of {effect} (power {number(seen)})"
    if found.power is None:
        return NO_VERDICT, f"{weak}, and no power calculation is stated"
    if found.power >= _ENOUGH:
        stated = number(found.power)
        return NO_VERDICT, f"{weak}, but the stated power is {stated}: one of the two is wrong"
    enough = math.ceil(found.n * _times_more(found))
    return NOT_TESTABLE, (
        f"{weak}; stated power {number(found.power)} with n = {found.n}, about {enough} are needed"
    )


def _times_more(found: Measurement) -> float:
    """Return how many times more repetitions give enough power, an error falling as their root."""
    standard_error = (found.interval[1] - found.interval[0]) / (2 * _Z)
    return ((_Z + NormalDist().inv_cdf(_ENOUGH)) * standard_error / found.rule.effect) ** 2
