"""Cases of the full evidence: in plain text, chosen by nobody, compared as far as they can be."""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import torch

from book.street import cases, outcomes, plain
from lib import networks, sweep, theory

ROOT = Path(__file__).resolve().parents[2]
RECIPE = networks.Recipe(hidden=(4, 3), phases=((0.1, 2),), batch=5, images=10)


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 0.1, -np.inf, "s", [1, [2.5]], (1, (2, "x")), {"a": 1}, {3: (1, 2)}, RECIPE,
     np.float64(0.1), np.int64(7), np.bool_(True)],
    ids=repr,
)  # fmt: skip
def test_plain_data_come_back_as_they_were(value):
    back = plain.from_json(json.loads(json.dumps(plain.to_json(value), allow_nan=False)))
    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize("kind", ["<f8", "<f4", "<i4", "|b1", "|u1"])
def test_arrays_come_back_with_shape_and_kind(kind):
    array = np.arange(6).reshape(2, 3).astype(kind)
    back = plain.from_json(json.loads(json.dumps(plain.to_json(array))))
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize("value", [np.random.default_rng(1), object(), {"a": [torch.ones(1)]}])
def test_what_is_no_plain_data_is_named(value):
    with pytest.raises(TypeError, match="no plain data"):
        plain.to_json(value)


def test_only_functions_of_lib_are_called():
    assert plain.named("lib.theory.threshold_energy") is theory.threshold_energy
    with pytest.raises(ValueError, match=r"a function of lib, not os\.system"):
        plain.named("os.system")


# --- what a case gave ---------------------------------------------------------------------------


class Pair(NamedTuple):
    name: str
    values: np.ndarray


def result(change=0.0):
    """Return a result with all that results are made of, one number of it changed."""
    net = networks.MLP((2, 2, 1), rng=np.random.default_rng(1))
    pairs = [Pair("a", np.array([1.0, np.nan])), Pair("b", np.array([3.0 + change, 4]))]
    return {
        "pairs": pairs,
        "net": net,
        "none": None,
        "count": 3,
        "set": {2, 1},
        "z": np.array([1j]),
    }


def test_an_outcome_has_mean_and_size_of_each_place():
    numbers = outcomes.outcome(result())["numbers"]
    assert numbers[".pairs*.values"] == [pytest.approx(8 / 3), pytest.approx(np.sqrt(26 / 3)), 3]
    assert numbers[".count"] == [3, 3, 1]
    assert numbers[".set*"] == [1.5, pytest.approx(np.sqrt(2.5)), 2]
    assert numbers[".z"] == [1, 1, 1]
    assert any("weight" in name for name in numbers)
    assert outcomes.outcome(np.array([np.nan]))["numbers"] == {".": []}


def test_equal_results_have_one_digest_and_the_last_digit_counts():
    assert outcomes.outcome(result()) == outcomes.outcome(result())
    for change in (1e-15, 1.0):
        assert outcomes.outcome(result())["digest"] != outcomes.outcome(result(change))["digest"]
    assert outcomes.outcome("a")["digest"] != outcomes.outcome("b")["digest"]
    assert outcomes.outcome([1.0])["digest"] != outcomes.outcome(np.float32(1))["digest"]


def test_a_place_is_stable_if_both_have_its_numbers():
    before = outcomes.outcome(result())
    same, other = outcomes.outcome(result(1e-13)), outcomes.outcome(result(1e-3))
    assert outcomes.stable(before, same) == [*before["numbers"]]
    assert set(before["numbers"]) - set(outcomes.stable(before, other)) == {".pairs*.values"}
    assert outcomes.stable(before, outcomes.outcome(3)) == []


ROW = {"function": "lib.theory.f", "case": {"p": 3}, "stable": [".count"], "seconds": 1.0,
       "gave": outcomes.outcome(result())}  # fmt: skip


@pytest.mark.parametrize(
    ("gave", "exact", "elsewhere"),
    [(outcomes.outcome(result()), "", ""),
     (outcomes.outcome(result(1e-3)), 'lib.theory.f {"p": 3}: .pairs*.values', ""),
     (outcomes.outcome(result() | {"count": 4}), ".count", ".count"),
     (outcomes.outcome(result() | {"count": 3 * (1 + 1e-5)}), ".count", ".count"),
     (outcomes.outcome(result() | {"count": 3 * (1 + 1e-7)}), ".count", ""),
     (outcomes.outcome(result() | {"count": [3]}), ".count", ".count"),
     (outcomes.outcome(result() | {"none": "some"}), "the last digits", "")],
)  # fmt: skip
def test_a_disagreement_names_the_case_and_the_place(gave, exact, elsewhere):
    for words, said in (
        (exact, cases.disagreement(ROW, gave, exact=True)),
        (elsewhere, cases.disagreement(ROW, gave, exact=False)),
    ):
        assert words in said
        assert bool(words) == bool(said)


def test_where_only_stable_numbers_count_a_case_without_them_is_not_compared(monkeypatch):
    monkeypatch.setattr(cases, "here", lambda: {"torch": "AVX512"})
    rows = [ROW, ROW | {"stable": []}]
    assert cases.comparable({"place": {"torch": "AVX512"}}, rows) == rows
    assert cases.comparable({"place": {"torch": "AVX2"}}, rows) == rows[:1]


# --- which cases --------------------------------------------------------------------------------


def done(function, number, seconds=1.0):
    """Return a case that was computed."""
    return sweep.Done("s", function, {"p": number}, seconds, Path(f"{number:03}"))


def test_short_cases_are_chosen_of_each_function_in_turn():
    many = [done(theory.threshold_energy, k) for k in range(50)] * 2
    found = cases._chosen([*many, done(theory.ground_state_energy, 50), done(pow, 51, 5.1)])
    assert [each.path.name for each in found] == ["000", "050", *(f"{k:03}" for k in range(1, 23))]


def test_a_summary_counts_each_case_once():
    many = [done(theory.threshold_energy, k, k) for k in range(3)] * 2
    assert cases.summary(many) == [
        {"sweep": "s", "function": "lib.theory.levels.threshold_energy", "cases": 3,
         "seconds": 3, "longest": 2}
    ]  # fmt: skip


def test_some_cases_are_drawn_by_words():
    rows = [ROW | {"case": {"p": k}} for k in range(20)]
    draws = {word: cases.some(rows, 5, word) for word in ("a", "b")}
    assert draws["a"] == cases.some(rows[::-1], 5, "a") != draws["b"]
    assert len(cases.some(rows, 99, "a")) == 20


def test_a_case_reaches_the_files_that_its_function_imports():
    row = {"function": "lib.theory.levels.threshold_energy"}
    assert "lib/theory/levels.py" in cases.reaches(row)
    assert "lib/networks/mlp.py" not in cases.reaches(row)


# --- again --------------------------------------------------------------------------------------


def test_cases_are_written_down_and_computed_again(tmp_path):
    with sweep.heard() as found:
        sweep.run(theory.threshold_energy, sweep.grid(p=[2, 3]), name="again", store=tmp_path)
    written = cases.write_down(found)
    assert written["place"]["python"].count(".") == 2
    rows = written["cases"]
    assert sorted(row["case"]["p"] for row in rows) == [2, 3]
    assert all(row["stable"] == ["."] for row in rows)
    run = {"place": cases.here()}
    assert run["place"] == written["place"]
    numbers = {".": [-2.0, 2.0, 1]}
    wrong = rows[0] | {"gave": {"digest": "another", "numbers": numbers}}
    (said,) = cases.differing({"place": {}}, [rows[1], wrong])
    assert said.startswith("lib.theory.levels.threshold_energy")
    contents = [{"provenance": run, "cases": rows}, {"provenance": run, "cases": [wrong]}]
    compared, said = cases.again(contents, "words")
    assert (compared, len(said)) == (3, 1)
    unstable = [{"provenance": {"place": {}}, "cases": [wrong | {"stable": []}]}]
    assert cases.again(unstable, "words") == (0, [])
    with pytest.raises(RuntimeError, match=r"cannot be computed again: .*no attribute 'gone'"):
        cases.compute([rows[0] | {"function": "lib.theory.gone"}])
