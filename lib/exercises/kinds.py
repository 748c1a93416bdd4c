"""The kinds of exercises: a choice, a number, an array, a function; each judges its answers."""

import copy
import html
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, ClassVar, TypeAlias

import numpy as np

from lib.exercises import answers
from lib.exercises.answers import NEARLY, RIGHT, UNANSWERED, WRONG, Arrays, Unfit

KINDS = ("read", "compute", "derive", "explore")
WORKED = "this is the worked solution"
#: How hard an exercise is, in words.
LEVELS = {1: "first steps", 2: "standard", 3: "takes thought"}
_SIGNS = {RIGHT: "✓", NEARLY: "≈", WRONG: "✗", UNANSWERED: "…", WORKED: "✓"}

# Word of the reply and its hint.
Judgement: TypeAlias = tuple[str, str]
# A known mistake: what it makes of the right answer (of a function: of its arguments), or its
# value; and the hint for whoever makes it.
Mistake: TypeAlias = tuple[Callable[..., Any] | float, str]
#: Arguments for a function that a student writes, a tuple a call.
Inputs: TypeAlias = Sequence[tuple[Any, ...]]

# Slips that happen in any computation, tried after an exercise's own.
_SLIPS: tuple[Mistake, ...] = (
    (lambda t: -t, "The size is right: look at the sign."),
    (lambda t: 2 * t, "Twice what it should be: is something counted twice, or a half lost?"),
    (lambda t: t / 2, "Half of what it should be: is a factor of two lost?"),
    (lambda t: 1 - t, "This is one minus it: the share of all the others."),
    (lambda t: 100 * t, "This looks like a percentage: a share is asked, between 0 and 1."),
    (lambda t: t / 100, "This looks like a share divided by a hundred once too often."),
    (lambda t: 1 / t, "This is the reciprocal: which of the two belongs below the line?"),
    (lambda t: t / np.log(10), "A logarithm to base ten, it seems: the natural one is asked."),
    (lambda t: t / np.log(2), "A logarithm to base two, it seems: the natural one is asked."),
    (lambda t: t**2, "This is the square of it: is a root missing?"),
    (lambda t: np.sqrt(t), "This is the root of it: is a square missing?"),
)
_OFF_BY_ONE: tuple[Mistake, ...] = (
    (lambda t: t + 1, "One too many: count the ends again."),
    (lambda t: t - 1, "One too few: count the ends again."),
)


@dataclass(frozen=True, repr=False)
class Reply:
    """What a check says about an answer: a word and a hint."""

    exercise: str
    word: str
    hint: str = ""

    def __repr__(self) -> str:
        return f"{_SIGNS[self.word]} {self.exercise}: {self.word}. {self.hint}".strip()

    def _repr_html_(self) -> str:
        sign = f'<span aria-hidden="true">{_SIGNS[self.word]}</span>'
        key = self.word.replace(" ", "-")
        said = f"<strong>{self.exercise}: {self.word}.</strong> {html.escape(self.hint)}"
        return f'<p class="exercise-reply" data-reply="{key}">{sign} {said.strip()}</p>'


@dataclass(frozen=True, kw_only=True)
class Exercise(ABC):
    """An exercise of a chapter; its kinds differ in how they judge.

    Args:
        id: ``"NN-k"``, chapter and number.
        title: a few words.
        kind: ``"read"``, ``"compute"``, ``"derive"`` or ``"explore"``.
        level: 1 (first steps) to 3 (takes thought).
        minutes: how long it takes.
        help: the hint for an answer that is wrong in no known way.
        name: what the answer is called in its notebook.

    Raises:
        ValueError: if one of them is malformed.
    """

    id: str
    title: str
    kind: str
    level: int
    minutes: int
    help: str
    name: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d\d-[1-9]", self.id):
            raise ValueError(f"an exercise is numbered NN-k, such as '01-2'; got {self.id!r}")
        if self.kind not in KINDS:
            raise ValueError(f"{self.id}: kind is one of {', '.join(KINDS)}, not {self.kind!r}")
        if self.level not in LEVELS or self.minutes < 1:
            grade = f"{self.level} and {self.minutes}"
            raise ValueError(f"{self.id}: level is 1, 2 or 3 and minutes at least 1, got {grade}")

    @property
    def chapter(self) -> str:
        """Return the number of the chapter."""
        return self.id[:2]

    @property
    def label(self) -> str:
        """Return the anchor of the exercise in its page."""
        return f"ex-{self.id}"

    def reply(self, answer: object) -> Reply:
        """Judge an answer, whatever it is or does: this never raises."""
        try:
            word, hint = self.judge(answer)
        except Unfit as error:
            word, hint = error.word, error.hint
        return Reply(self.id, word, hint or ("Well done." if word == RIGHT else ""))

    @abstractmethod
    def judge(self, answer: object) -> Judgement:
        """Return the word and the hint for an answer, or raise ``Unfit`` with both."""

    def page(self) -> dict[str, Any]:
        """Return what a page needs to judge as ``judge`` does; nothing, where it needs a kernel."""
        return {}

    def stated(self) -> str:
        """Return the answer in words, nothing where it is a function."""
        return ""


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """An exercise that asks which of several statements hold.

    Args:
        truth: the letters of those that hold; more than one is the rule here.
        hints: for a letter that does not hold, why one may think so and where to look.
        options: the letters of the statements.
    """

    truth: str
    hints: Mapping[str, str] = field(default_factory=dict)
    options: str = "abcd"

    def judge(self, answer: object) -> Judgement:
        """Compare the chosen letters with those that hold."""
        chosen, right = answers.read(answer, answers.letters), set(self.truth)
        if not chosen or not chosen <= set(self.options):
            return WRONG, f"Choose among {', '.join(self.options)}, as in {self.options[:2]!r}."
        false = sorted(chosen - right)
        hint = self.hints.get(false[0], self.help) if false else ""
        if chosen == right:
            return RIGHT, ""
        if not false:
            return NEARLY, "What you chose holds, and it is not all that holds."
        if chosen & right:
            return NEARLY, f"Some of it holds, but not all. {hint}"
        return WRONG, hint

    def page(self) -> dict[str, Any]:
        """Return the reply to each choice, by its letters."""
        sizes = range(1, len(self.options) + 1)
        choices = ["".join(some) for size in sizes for some in combinations(self.options, size)]
        return {"options": self.options, "replies": {some: self.judge(some) for some in choices}}

    def stated(self) -> str:
        """Return which letters hold."""
        return f"What holds: {', '.join(self.truth)}."


@dataclass(frozen=True, kw_only=True)
class _Computed(Exercise):
    """What exercises share whose answer is computed.

    Args:
        truth: the right function; of a number or an array it takes nothing.
        tolerance: the relative error that is still right.
        nearly: known mistakes, each a function of the right answer (of the same arguments, where
            a function is asked) or a value, and its hint.
    """

    truth: Callable[..., Any]
    tolerance: float = 1e-3
    nearly: tuple[Mistake, ...] = ()

    def _judged(self, values: Arrays, truths: Arrays, given: Inputs) -> Judgement:
        """Return the word and the hint for outputs, beside the right ones and mistaken ones."""
        if answers.agree(values, truths, self._margin):
            return RIGHT, ""
        for made, hint in self._slips(truths, given):
            if answers.agree(values, made, self._margin):
                return NEARLY, hint
        pairs = zip(values, truths, strict=True)
        word, hint = answers.together([answers.difference(*pair, self._margin) for pair in pairs])
        return word, f"{hint} {self.help}".strip() if word == WRONG else hint

    def _slips(self, truths: Arrays, given: Inputs) -> Iterator[tuple[Arrays, str]]:
        """Yield what known mistakes make of the inputs, and general slips of the right outputs."""
        general = _SLIPS if self.tolerance else (*_OFF_BY_ONE, *_SLIPS)
        for slips, inputs in ((self.nearly, given), (general, [(truth,) for truth in truths])):
            for slip, hint in slips:
                made = _outputs(slip, inputs)
                finite = all(np.isfinite(one).all() for one in made)
                if finite and not answers.agree(made, truths, self._margin):
                    yield made, hint

    @property
    def _margin(self) -> float:
        """Return the relative error that is still right, for whole numbers too."""
        return max(self.tolerance, 1e-9)


@dataclass(frozen=True, kw_only=True)
class Array(_Computed):
    """An exercise that asks for an array of numbers."""

    _reader: ClassVar[Callable[..., np.ndarray]] = staticmethod(answers.array)

    def judge(self, answer: object) -> Judgement:
        """Compare an array with the right one, and with what known mistakes make of it."""
        truths = _outputs(self.truth, [()])
        return self._judged([answers.read(answer, self._reader)], truths, [tuple(truths)])

    def page(self) -> dict[str, Any]:
        """Return the right values, their tolerance, and what mistakes make of them, with hints."""
        truths = _outputs(self.truth, [()])
        if truths[0].ndim > 1:
            return {}
        slips = [(made[0], hint) for made, hint in self._slips(truths, [tuple(truths)])]
        return {
            "one": truths[0].ndim == 0,
            "truth": truths[0].ravel().tolist(),
            "tolerance": self._margin,
            "slips": [(made.ravel().tolist(), hint) for made, hint in slips],
            "close": answers.CLOSE.format(100 * self._margin),
            "help": self.help,
        }

    def stated(self) -> str:
        """Return the right values to five digits."""
        return f"The answer: {', '.join(f'{value:.5g}' for value in np.ravel(self.truth()))}."


@dataclass(frozen=True, kw_only=True)
class Number(Array):
    """An exercise that asks for one number; a tolerance of 0 asks for a whole one."""

    _reader: ClassVar[Callable[..., np.ndarray]] = staticmethod(answers.number)


@dataclass(frozen=True, kw_only=True)
class Function(_Computed):
    """An exercise that asks for a function, tried on inputs that the student has not seen.

    Args:
        cases: draws inputs from a generator, each a tuple of arguments.
    """

    cases: Callable[[np.random.Generator], Inputs]
    tolerance: float = 1e-6

    def judge(self, answer: object) -> Judgement:
        """Run the function on fresh inputs and compare, also with what known mistakes give."""
        if not callable(answer):
            answers.read(answer, lambda _: None)  # the stub's dots are told as such
            kind = type(answer).__name__
            raise Unfit(f"A function is asked, this is of type {kind}: name it, do not call it.")
        # The inputs are fixed by the exercise's number, so that a page runs twice alike.
        cases = self.cases(np.random.default_rng([ord(letter) for letter in self.id]))
        values = [answers.output(answer, case) for case in cases]
        word, hint = self._judged(values, _outputs(self.truth, cases), cases)
        agrees = f"It agrees on {len(cases)} inputs that it had not seen."
        return word, agrees if word == RIGHT else hint


def _outputs(function: Callable[..., Any] | float, inputs: Inputs) -> Arrays:
    """Return what a function gives for each input, or a value for all, as arrays."""
    with np.errstate(all="ignore"):
        made = [function(*copy.deepcopy(i)) if callable(function) else function for i in inputs]
        return [np.asarray(value, dtype=float) for value in made]
