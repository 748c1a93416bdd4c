"""How cost grows: the laws are those of the points, and the page prints what was measured."""

import importlib
import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from book.street import costs, places

BENCH = Path(__file__).resolve().parents[1] / "bench"


@pytest.fixture
def cost(monkeypatch):
    """The script that measures, without what importing it does to the path."""
    monkeypatch.setattr(sys, "path", [str(BENCH), *sys.path])
    yield importlib.import_module("cost")
    sys.modules.pop("cost", None)


def points(seconds, mb, count=8):
    """Return a curve's points: functions of what counts, which doubles."""
    sizes = [2**k for k in range(count)]
    return [{"size": x, "x": x, "seconds": seconds(x), "mb": mb(x)} for x in sizes]


def test_a_power_law_is_found_with_where_it_ends(cost):
    law = cost.law(points(lambda x: 0.01 * x**2, lambda x: 6.0 * x), memory=True)
    assert law["power"] == pytest.approx(2)
    assert law["hour"] == pytest.approx(600)
    assert law["memory"] == pytest.approx(1000)


def test_the_smaller_half_does_not_count(cost):
    law = cost.law(points(lambda x: 1.0 if x < 16 else x / 16, lambda x: 1.0), memory=True)
    assert law["power"] == pytest.approx(1)
    assert law["memory"] is None


def test_what_does_not_grow_has_no_end(cost):
    assert cost.law(points(lambda x: 8 / x, lambda x: 1.0), memory=False) == {
        "power": pytest.approx(-1), "hour": None, "memory": None
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["census, p = 3", "census, p = 4", "plane, its points", "plane, the network",
             "training", "descent at N = ∞"]
)  # fmt: skip
def test_every_task_can_be_done_at_its_smallest(cost, name):
    curve = cost.CURVES[name]
    first, second = (curve.task(size) for size, _ in zip(curve.sizes(), range(2), strict=False))
    assert first[0] < second[0]
    assert first[1]() is not None


def test_what_was_measured_stays_beside_what_is_measured_anew(cost, tmp_path, monkeypatch):
    monkeypatch.setattr(cost, "RESULT", tmp_path / "t.json")
    monkeypatch.setattr("book.street.cases.here", lambda: {"processor": "P"})
    cost.write({"a": 1, "b": 2})
    cost.write({"b": 3})
    assert json.loads(cost.RESULT.read_text(encoding="utf8"))["curves"] == {"a": 1, "b": 3}


def test_the_page_prints_what_was_measured(cost, tmp_path, monkeypatch):
    curves = {"fast": points(lambda x: 0.01 * x**2, lambda x: 6.0 * x),
              "flat": points(lambda x: 8 / x, lambda x: 1.0)}  # fmt: skip
    rows = {name: {"x": "things", "points": each, "law": cost.law(each, True)}
            for name, each in curves.items()}  # fmt: skip
    table = {"date": "2000-01-01", "processor": "P", "cores": 2, "curves": rows}
    monkeypatch.setattr(costs, "TABLE", tmp_path / "t.json")
    costs.TABLE.write_text(json.dumps(table), encoding="utf8")
    page = ElementTree.fromstring(costs.laws_html())
    told = ["|".join(cell.text for cell in row) for row in page.find(".//tbody")]
    assert told == [
        "fast|things|130|160 s|2.00|600|1,000|time",
        "flat|things|130|0.062 s|−1.00|–|–|–",
    ]
    assert costs.where_html() == "<p>Measured on 2000-01-01: P, 2 cores.</p>"
    assert costs.curves_html().count("<svg") == 2


def test_the_books_own_table_is_whole():
    for name, curve in costs.table()["curves"].items():
        assert len(curve["points"]) >= 2, name
    assert "<svg" in costs.curves_html()
    assert costs.laws_html()


def test_the_page_prints_what_bench_found_and_marks_the_goals_that_were_missed(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(costs, "BENCH", tmp_path / "b.json")
    assert "make bench" in costs.bench_html()
    right = {"name": "a <b>", "peer": "P", "ratio": 3.14159, "spread": [3.0, 3.26], "goal": 2.0,
             "ours_error": 1e-9, "tolerance": 1e-6, "reached": True}  # fmt: skip
    rows = [right, right | {"ratio": 1.5, "reached": False},
            right | {"ours_error": 1.0, "reached": False}]  # fmt: skip
    found = {"date": "2000-01-01", "machine": {"processor": "Q", "cores": 2}, "rows": rows}
    costs.BENCH.write_text(json.dumps(found), encoding="utf8")
    page = ElementTree.fromstring(f"<div>{costs.bench_html()}</div>")
    told = [["".join(cell.itertext()) for cell in row] for row in page.find(".//tbody")]
    assert told[0] == ["a <b>", "P", "3.1", "3 … 3.3", "2", "reached"]
    assert [row[2] for row in told[1:]] == ["1.5", "3.1"]
    assert [row[-1] for row in told[1:]] == ["missed", "not counted: we are wrong"]
    assert [e.text for e in page.iter("strong")] == [row[-1] for row in told[1:]]
    assert page.find("p").text == "Measured on 2000-01-01: Q, 2 cores."
    costs.BENCH.write_text("{", encoding="utf8")
    with pytest.raises(places.BuildError, match=r"b\.json cannot be read .*run `make bench`"):
        costs.bench_html()


@pytest.mark.parametrize("text", ["", "{}", '{"date": "2000-01-01"}'])
def test_a_table_that_is_not_whole_is_told(tmp_path, monkeypatch, text):
    monkeypatch.setattr(costs, "TABLE", tmp_path / "t.json")
    costs.TABLE.write_text(text, encoding="utf8")
    with pytest.raises(
        places.BuildError, match=r"t\.json cannot be read .*run `python tests/bench"
    ):
        costs.table()
