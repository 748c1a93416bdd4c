"""No answer raises: whatever it is or does, the reply is a word and a sentence."""

import fractions
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal

import nbformat
import numpy as np
import pytest
import sympy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient

from lib import exercises
from lib.exercises import Array, Function, Number, answers

IDS = [item["id"] for item in exercises.catalogue()]
COMMON = {"id": "99-1", "title": "t", "kind": "compute", "level": 1, "minutes": 1, "help": "H."}
HALF = Number(**COMMON, truth=lambda: 0.5)
ROW = Array(**COMMON, truth=lambda: np.array([0.5, 3.0]))
TWICE = Function(**COMMON, cases=lambda rng: [(3.0,), (np.arange(3.0),)], truth=lambda x: 2 * x)


class Hostile:
    """What raises whenever it is touched."""

    def __getattribute__(self, name):
        raise RuntimeError("no")

    __float__ = __array__ = __len__ = __iter__ = __eq__ = __hash__ = None


class Exits:
    """What ends the program when it is read."""

    def __array__(self, dtype=None, copy=None):
        raise SystemExit(3)


class Mute(Exception):
    """An error that cannot be told."""

    def __str__(self):
        raise ValueError


def cyclic():
    """Return a list that holds itself."""
    items = [1.0]
    items.append(items)
    return items


def raises(error):
    """Return a function that raises."""

    def function(*given):
        raise error

    return function


async def later(*given):
    return 1


def printing(*given):
    print(given)


def odd():
    """Return answers that are no answers, and answers in odd clothes."""
    graph = {"requires_grad": True}
    return [
        "six", "", b"6", 1j, float("nan"), float("inf"), -(10**400), 10**30, np.float128(0.5),
        fractions.Fraction(1, 2), Decimal("0.5"), Decimal("NaN"), Decimal("sNaN"), True, None, ...,
        np.ma.masked, np.ma.array([0.5, 3], mask=[0, 1]), [1, np.ma.masked], np.array([[0.5], [3]]),
        [[1, 2], [3]], [], {}, {0.5}, range(3), iter([1]), object(), [0.5, ...], np.zeros((2, 0)),
        np.array(["a"]), np.array([0.5, None]), np.datetime64("2020-01-01"),
        np.zeros(2, [("a", int)]), Hostile(), Exits(), cyclic(), np.float32(0.5),
        torch.tensor(0.5, **graph), torch.tensor([0.5, 3], **graph), torch.tensor([1j]),
        [torch.tensor(0.5, **graph), 3], torch.eye(2).to_sparse(),
        torch.tensor([0.5, 3], dtype=torch.bfloat16), int, np.sin, print, sys.exit, Exits, Hostile,
        raises(ValueError("a\nb")), raises(SystemExit()), raises(KeyboardInterrupt()),
        raises(Mute()), raises(GeneratorExit()), raises(BaseExceptionGroup("all", [SystemExit()])),
        later, lambda *given: None, lambda *given: ..., lambda *given: "six", lambda *given: given,
        lambda *given: (yield), lambda *given: Hostile(), lambda *given: cyclic(), lambda: 1,
        lambda *given: torch.tensor(1.0, **graph), lambda x, *given: x.fill(0),
    ]  # fmt: skip


def state():
    """Return what of the process an answer could leave changed."""
    kind, keys, place, *_ = np.random.get_state()  # noqa: NPY002
    return (kind, keys.tobytes(), place, np.geterr(), sys.stdout, sys.stderr, sys.stdin,
            torch.is_grad_enabled())  # fmt: skip


def told(reply):
    """Return a reply's sentence, after what every reply is."""
    assert reply.word in ("right", "nearly", "wrong", "not answered yet")
    assert reply.hint
    assert "\n" not in str(reply)
    assert "Traceback" not in str(reply)
    assert "Traceback" not in reply._repr_html_()
    return reply.hint


def test_an_odd_answer_gets_a_reply_and_leaves_no_trace():
    before, threads = state(), {*threading.enumerate()}
    for id in IDS:
        for answer in odd():
            told(exercises.check(id, answer))
            assert state() == before, (id, type(answer))
            assert threads >= {*threading.enumerate()}, (id, type(answer))


SCALARS = st.one_of(
    st.none(), st.just(...), st.booleans(), st.text(max_size=5), st.binary(max_size=3),
    st.integers(), st.integers(-(10**400), 10**400), st.floats(), st.complex_numbers(),
    st.fractions(), st.decimals(), st.just(np.ma.masked), st.sampled_from("abcd"),
    st.floats(width=32).map(np.float32),
    st.floats(-9, 9).map(lambda x: torch.tensor(x, requires_grad=True)),
)  # fmt: skip
ANSWERS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=9,
)


@settings(max_examples=300)
@given(st.sampled_from(IDS), ANSWERS)
def test_no_answer_raises(id, answer):
    told(exercises.check(id, answer))


@settings(max_examples=150)
@given(st.sampled_from(IDS), ANSWERS)
def test_no_function_raises(id, output):
    told(exercises.check(id, lambda *given: output))


@pytest.mark.parametrize(
    "half",
    [0.5, np.float32(0.5), [[0.5]], sympy.Rational(1, 2), sympy.sqrt(1) / 2,
      np.array([0.5]), fractions.Fraction(1, 2), Decimal("0.5"),
     0.5 + 0j, torch.tensor(0.5, requires_grad=True), [torch.tensor([0.5], requires_grad=True)],
     torch.tensor([0.5], dtype=torch.bfloat16), np.ma.array([0.5], mask=[False]),
     np.array([fractions.Fraction(1, 2)], dtype=object)],
    ids=lambda half: type(half).__name__,
)  # fmt: skip
def test_a_number_in_other_clothes_is_right(half):
    assert HALF.reply(half).word == "right"


def test_a_large_whole_number_is_read_as_such():
    large = Number(**COMMON, truth=lambda: 10.0**30, tolerance=0)
    assert large.reply(10**30).word == "right"
    assert large.reply(10**29).word == "wrong"
    assert "finite number is asked, this is -inf" in large.reply(-(10**400)).hint


@pytest.mark.parametrize(
    ("item", "answer", "hint"),
    [
        (HALF, "0.5", "of type str: give numbers, without quotation marks"),
        (HALF, [1, 2], "array of shape (2,)"),
        (HALF, 1j, "real: this is complex"),
        (HALF, float("nan"), "finite number is asked, this is nan"),
        (HALF, np.sin, "of type ufunc: call it"),
        (HALF, True, "of type bool"),
        (HALF, {0.5}, "of type set"),
        (HALF, np.ma.masked, "masked"),
        (HALF, Exits(), "cannot be read: SystemExit: 3"),
        (ROW, [[7], [3]], "the shape is (2, 1), asked is (2,)"),
        (ROW, [1, [2]], "different lengths"),
        (ROW, np.ma.array([0.5, 3], mask=[0, 1]), "masked"),
        (ROW, ["a"], "of type list"),
        (TWICE, 6, "of type int: name it, do not call it"),
        (TWICE, raises(ZeroDivisionError("by 0")), "For 3.0 it raised ZeroDivisionError: by 0."),
        (TWICE, raises(SystemExit()), "it raised SystemExit."),
        (TWICE, raises(KeyboardInterrupt()), "it raised KeyboardInterrupt."),
        (TWICE, raises(Mute()), "it raised Mute."),
        (TWICE, lambda: 1, "it raised TypeError"),
        (TWICE, lambda x: "six", "returns what is no use. An array of numbers is asked, this is"),
        (TWICE, lambda x: x if np.ndim(x) == 0 else x.fill(0) or x, "changed its arguments"),
        (TWICE, later, "of type coroutine"),
    ],
)
def test_an_answer_that_is_none_is_told_why(item, answer, hint):
    reply = item.reply(answer)
    assert reply.word == "wrong"
    assert hint in reply.hint


def test_a_function_that_forgets_to_return_is_told_so_and_not_of_dots():
    reply = TWICE.reply(lambda x: None)
    assert reply.word == "not answered yet"
    assert "`return`" in reply.hint
    assert "dots" not in reply.hint
    assert "dots" in TWICE.reply(lambda x: ...).hint
    assert "dots" in TWICE.reply(lambda x: [1, ...]).hint


def test_what_a_function_prints_stays_and_counts_for_nothing(capsys):
    assert TWICE.reply(lambda x: print("mine") or 2 * x).word == "right"
    assert capsys.readouterr().out == "mine\nmine\n"


def loops(x):
    while True:
        pass


def sleeps(x):
    time.sleep(1.0)


def holds_on(x):
    for _ in range(3):
        try:
            loops(x)
        except BaseException:
            continue
    return 2 * x


@pytest.mark.parametrize("endless", [loops, sleeps, holds_on])
def test_a_function_that_does_not_end_is_stopped(endless, monkeypatch):
    monkeypatch.setattr(answers, "SECONDS", 0.1)
    begun, running = time.perf_counter(), {*threading.enumerate()}
    assert "has not ended after 0.1 seconds" in TWICE.reply(endless).hint
    assert time.perf_counter() - begun < 3
    deadline = time.perf_counter() + 3
    while {*threading.enumerate()} - running and time.perf_counter() < deadline:
        time.sleep(0.05)
    assert running >= {*threading.enumerate()}


@pytest.mark.skipif(threading.current_thread() is not threading.main_thread(), reason="no signal")
def test_a_reader_who_interrupts_an_endless_function_gets_a_reply():
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    assert "it raised KeyboardInterrupt." in TWICE.reply(loops).hint


def test_a_program_ends_though_a_function_does_not():
    code = (
        "from lib import exercises; from lib.exercises import answers; import time\n"
        "answers.SECONDS = 0.1; print(exercises.check('05-4', lambda n: time.sleep(500)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert "For 3 it has not ended after 0.1 seconds" in done.stdout
    assert done.stderr == ""


CELLS = [
    "from lib import exercises",
    "def letters(*given):\n    exit()",
    'exercises.check("02-2", letters)',
    "def letters(*given):\n    import sys; sys.exit()",
    'exercises.check("02-2", letters)',
    "def letters(*given):\n    raise KeyboardInterrupt",
    'exercises.check("02-2", letters)',
    "2 * 21",
]


def test_the_kernel_lives_on_where_a_function_exits():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    said = [o["data"]["text/plain"] for cell in notebook.cells for o in cell.get("outputs", [])]
    assert ["raised SystemExit" in text for text in said] == [True, True, False, False]
    assert "raised KeyboardInterrupt" in said[2]
    assert said[3] == "42"
