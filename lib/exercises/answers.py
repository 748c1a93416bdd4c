"""Answers of any kind: numbers, arrays and letters are read, functions run, outputs compared.

Whatever an answer is or does ends in a value, or in ``Unfit`` with a sentence for its author.
"""

import contextvars
import copy
import ctypes
import inspect
import math
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, TypeAlias, TypeVar

import numpy as np

RIGHT, NEARLY, WRONG, UNANSWERED = "right", "nearly", "wrong", "not answered yet"
SECONDS = 10.0  # that a function may take for one input
CLOSE = "Close, but not within {:.2g} %: compute with more care."

Arrays: TypeAlias = list[np.ndarray]
_T = TypeVar("_T")


class Unfit(Exception):
    """An answer that cannot be compared: the word of the reply, and the sentence that says why."""

    def __init__(self, hint: str, word: str = WRONG) -> None:
        super().__init__(hint)
        self.word, self.hint = word, hint


class _Late(BaseException):
    """Raised inside a function whose time is up."""


def read(answer: object, reader: Callable[[object], _T]) -> _T:
    """Return an answer as a reader takes it.

    Raises:
        Unfit: if it is still the stub's dots, or is not what the reader takes.
    """
    try:
        if _unanswered(answer):
            hint = "Put your answer in the place of the dots and run again."
            raise Unfit(hint, UNANSWERED)
        return reader(answer)
    except Unfit:
        raise
    except BaseException as error:  # an answer may hold anything, also what raises when touched
        hint = f"This is of type {type(answer).__name__} and cannot be read: {_told(error)}."
        raise Unfit(hint) from None


def array(answer: object, asked: str = "an array of numbers") -> np.ndarray:
    """Return an answer as an array of floats: lists, tensors, fractions and whole numbers too.

    Raises:
        Unfit: if it holds text, complex or masked values, or rows of different lengths.
    """
    wanted = f"{asked[0].upper()}{asked[1:]} is asked"
    if inspect.iscoroutine(answer):
        answer.close()
    try:
        value = np.asarray(_plain(answer))
    except ValueError:
        raise Unfit(f"{wanted}: these rows have different lengths.") from None
    if value.dtype.kind not in "iufc":
        remedy = "call it" if callable(answer) else "give numbers, without quotation marks"
        raise Unfit(f"{wanted}, this is of type {type(answer).__name__}: {remedy}.")
    if value.dtype.kind == "c" and np.any(value.imag != 0):
        raise Unfit(f"{wanted}, and real: this is complex.")
    with np.errstate(all="ignore"):
        return np.asarray(value.real, dtype=float)


def number(answer: object) -> np.ndarray:
    """Return an answer as one finite float, an array of no axes.

    Raises:
        Unfit: if it is none.
    """
    value = array(answer, "one number")
    if value.size != 1:
        said = f"these are {value.size}: an array of shape {value.shape}"
        raise Unfit(f"One number is asked, {said}.")
    if not np.isfinite(value).all():
        raise Unfit(f"A finite number is asked, this is {value.item()}.")
    return value.reshape(())


def letters(answer: object) -> set[str]:
    """Return the letters in a word such as ``"bd"``, or in a list or set of letters.

    >>> sorted(letters("D, b")), sorted(letters(["b", "d"])), letters(3)
    (['b', 'd'], ['b', 'd'], set())
    """
    items = answer.tolist() if isinstance(answer, np.ndarray) else answer
    if isinstance(items, str):
        return set(items.lower()) - set(" ,;")
    if isinstance(items, list | tuple | set | frozenset):
        return {item.strip().lower() if isinstance(item, str) else "" for item in items}
    return set()


def output(function: Callable[..., Any], case: tuple[Any, ...]) -> np.ndarray:
    """Return a student's function's output on a copy of an input, as an array.

    Raises:
        Unfit: if it raises, exits, takes too long, returns nothing or no numbers, or changes
            what it is given.
    """
    given, where = copy.deepcopy(case), f"For {_described(case)} it"
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)() or SimpleNamespace()
    shell.ask_exit = _leave  # what exit() calls there would end the kernel after the cell
    try:
        found = _within(SECONDS, lambda: function(*given))
        kept = all(np.array_equal(*pair) for pair in zip(given, case, strict=True))
    except _Late:
        hint = f"{where} has not ended after {SECONDS:g} seconds: does every loop end?"
        raise Unfit(hint) from None
    except BaseException as error:  # SystemExit and KeyboardInterrupt too
        raise Unfit(f"{where} raised {_told(error)}.") from None
    finally:
        del shell.ask_exit
    if found is None:
        raise Unfit(f"{where} returns nothing: end it with `return` and the result.", UNANSWERED)
    if not kept:
        raise Unfit(f"{where} changed its arguments: work on a copy.")
    try:
        return read(found, array)
    except Unfit as error:
        raise Unfit(f"{where} returns what is no use. {error.hint}", error.word) from None


def _unanswered(answer: object) -> bool:
    """Return whether an answer is the stub's dots, holds them, or is nothing at all."""
    if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip()):
        return True
    if isinstance(answer, np.ndarray) and answer.dtype == object:
        answer = answer.ravel().tolist()
    return isinstance(answer, list | tuple) and any(_unanswered(item) for item in answer)


def _plain(item: Any) -> Any:
    """Return numbers as NumPy takes them: what has a float as one, tensors without their graph."""
    if isinstance(item, np.ma.MaskedArray) and np.ma.is_masked(item):
        raise Unfit("Some of the values are masked: give numbers for all.")
    if hasattr(item, "detach"):
        item = item.detach().tolist()
    if isinstance(item, np.ndarray) and item.dtype == object:
        item = item.tolist()
    if isinstance(item, list | tuple):
        return [_plain(part) for part in item]
    if hasattr(item, "__float__") and not isinstance(item, np.ndarray | np.generic | bool):
        try:
            return float(item)
        except OverflowError:
            return math.inf if item > 0 else -math.inf
    return item


def _within(seconds: float, work: Callable[[], Any]) -> Any:
    """Return what a piece of work gives; raise ``_Late`` where its time is up, and stop it.

    It runs in a thread, so that neither a signal nor a process is needed. What computes outside
    Python cannot be stopped and is left behind.
    """
    outcome: Future[Any] = Future()

    def run() -> None:
        with suppress(BaseException):  # it may be stopped once more while it tells of the first
            try:
                outcome.set_result(work())
            except BaseException as error:
                outcome.set_exception(error)

    thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
    thread.start()
    try:
        thread.join(seconds)
        late = thread.is_alive()
    finally:
        for _ in range(20 * thread.is_alive()):
            ident, stop = ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Late)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, stop)
            thread.join(0.05)
    if late:
        raise _Late
    return outcome.result()


def _leave() -> None:
    """End an answer that calls IPython's ``exit()``."""
    raise SystemExit("a function returns, it does not exit")


def _told(error: BaseException) -> str:
    """Return an error's kind and the beginning of its first line."""
    try:
        line = str(error).strip().partition("\n")[0].rstrip(".")[:200]
    except BaseException:
        line = ""
    return f"{type(error).__name__}: {line}" if line else type(error).__name__


def _described(case: tuple[Any, ...]) -> str:
    """Describe an input by the shapes of its arrays and its numbers."""
    words = [
        f"an array of shape {item.shape}" if isinstance(item, np.ndarray) else repr(item)
        for item in case
    ]
    return " and ".join(words)


def agree(values: Arrays, truths: Arrays, tolerance: float) -> bool:
    """Return whether arrays have the same shapes and agree in all elements."""
    pairs = list(zip(values, truths, strict=True))
    same = all(value.shape == truth.shape for value, truth in pairs)
    return same and all(bool(np.all(_close(*pair, tolerance))) for pair in pairs)


def _close(value: np.ndarray, truth: np.ndarray, tolerance: float) -> np.ndarray:
    """Return, element by element, whether two arrays of one shape agree.

    The tolerance is relative to each element, or to a thousandth of the largest where that is more.
    """
    size = np.maximum(np.abs(truth), 1e-3 * np.max(np.abs(truth), initial=0.0))
    with np.errstate(all="ignore"):
        return np.asarray(np.abs(value - truth) <= tolerance * size + 1e-12)


def difference(value: np.ndarray, truth: np.ndarray, tolerance: float) -> tuple[str, str]:
    """Return the word and the hint for an array: shape, order, factor, or the share that is right.

    Args:
        value, truth: the answer and the right one.
        tolerance: relative error that is still right.
    """

    def same(one: np.ndarray, margin: float = tolerance) -> bool:
        return agree([one], [truth], margin)

    alike = agree([np.sort(value, axis=None)], [np.sort(truth, axis=None)], tolerance)
    if value.shape != truth.shape:
        said = f"the shape is {value.shape}, asked is {truth.shape}"
        if value.ndim == truth.ndim == 1:
            return WRONG, f"These are {value.size} values, asked are {truth.size}."
        if alike:
            return NEARLY, f"The right values, but {said}."
        return WRONG, f"Look at the shape first: {said}."
    if not np.all(np.isfinite(value)):
        return WRONG, "Some of the values are not finite numbers."
    if same(value):
        return RIGHT, ""
    if same(value, 5 * tolerance):
        return NEARLY, CLOSE.format(100 * tolerance)
    if value.size > 1:
        with np.errstate(all="ignore"):
            factor = np.sum(value * truth) / np.sum(value * value)
        if alike:
            return NEARLY, "The right values in another order."
        if same(factor * value):
            return NEARLY, "Right up to one common factor: look at the normalisation."
        right = int(np.sum(_close(value, truth, tolerance)))
        some = f"{right} of {value.size} values are right." if right else ""
        return (NEARLY if 2 * right >= value.size else WRONG), some
    return WRONG, ""


def together(told: list[tuple[str, str]]) -> tuple[str, str]:
    """Return what the judgements of all outputs have in common, or how many are right."""
    wrong = [judgement for judgement in told if judgement[0] != RIGHT]
    right = len(told) - len(wrong)
    common = wrong[0][1] if len(set(wrong)) == 1 and wrong[0][0] == NEARLY else ""
    if right:
        some = f"Right for {right} of {len(told)} inputs: what do the others share? {common}"
        return NEARLY, some.strip()
    return (NEARLY, common) if common else (WRONG, wrong[0][1])
