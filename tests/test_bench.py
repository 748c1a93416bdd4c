"""The frame of ``make bench``: what it makes of given times, and that its rows are sound."""

import dataclasses
import importlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest

BENCH = Path(__file__).parent / "bench"


@pytest.fixture(scope="module", autouse=True)
def bench():
    """Make the modules of tests/bench importable, for this file only."""
    sys.path.insert(0, str(BENCH))
    yield
    sys.path.remove(str(BENCH))
    for file in BENCH.glob("*.py"):
        sys.modules.pop(file.stem, None)


class Machine:
    """A clock that only moves when work is done, at a rate that load can lower."""

    def __init__(self, rates):
        self.now, self.rates, self.asked = 0.0, rates, 0

    def yardstick(self):
        self.asked += 1
        return self.rates[(self.asked - 2) // 2 % len(self.rates)] if self.asked > 1 else 1.0

    def work(self, amount):
        round_ = max(self.asked - 2, 0) // 2 % len(self.rates)
        self.now += amount / self.rates[round_] if self.asked > 1 else amount


@pytest.fixture
def machine(monkeypatch):
    def make(rates=(1.0,)):
        rounds = importlib.import_module("rounds")
        machine = Machine(rates)
        monkeypatch.setattr(rounds.time, "perf_counter", lambda: machine.now)
        monkeypatch.setitem(rounds.YARDSTICKS, "float64", lambda: machine.yardstick)
        return machine

    return make


def row(machine, **changes):
    rounds = importlib.import_module("rounds")
    fields = {
        "name": "sum",
        "peer": "slow sum",
        "problem": lambda: 5,
        "ours": lambda x: machine.work(1.0) or x,
        "theirs": lambda x: machine.work(4.0) or x,
        "check": lambda x, result: abs(x - result),
        "tolerance": 0.0,
        "goal": 3.0,
    }
    return rounds.Row(**fields | changes)


def measure(one, **options):
    return importlib.import_module("rounds").measure(one, **options)


def test_the_ratio_is_the_peers_time_over_ours(machine):
    result = measure(row(machine()), rounds=5, budget=1e3)
    assert (result.ratio, result.spread, result.rounds, result.dropped) == (4.0, (4.0, 4.0), 5, 0)
    assert result.reached


def test_times_are_those_of_a_unit_of_work(machine):
    result = measure(row(machine(), units=(10.0, 1.0)), rounds=3)
    assert (result.ours_seconds, result.peer_seconds, result.ratio) == (0.1, 4.0, 40.0)


def test_rounds_of_a_busy_machine_are_dropped(machine):
    result = measure(row(machine([1.0, 0.5, 0.9])), rounds=6, budget=1e3)
    assert (result.rounds, result.dropped) == (4, 2)


def test_a_long_row_makes_three_rounds_and_no_more(machine):
    assert measure(row(machine()), rounds=9, budget=1.0).rounds == 3


def test_short_calls_are_repeated(machine):
    clock, calls = machine(), []
    brief = row(clock, ours=lambda x: calls.append(x) or clock.work(0.01) or x)
    assert measure(brief, rounds=3).ours_seconds == pytest.approx(0.01)
    assert len(calls) > 15


def test_the_limit_is_the_ratio_at_the_rate_of_the_yardstick(machine):
    assert measure(row(machine([2.0]), work=0.5), rounds=3).limit == pytest.approx(8.0)
    assert measure(row(machine()), rounds=3).limit is None


@pytest.mark.parametrize(
    ("ours", "goal", "accurate", "reached"), [(5, 3, True, True), (5, 9, True, False),
                                              (6, 3, False, False)]
)  # fmt: skip
def test_a_wrong_result_reaches_no_goal(machine, ours, goal, accurate, reached):
    clock = machine()
    result = measure(row(clock, ours=lambda _: clock.work(1) or ours, goal=goal), rounds=3)
    assert (result.accurate, result.reached) == (accurate, reached)


def test_the_table_says_what_is_wrong(machine):
    table = importlib.import_module("report").table
    clock = machine()
    good = measure(row(clock), rounds=3)
    slow = dataclasses.replace(good, ratio=2.0)
    wrong = dataclasses.replace(good, ours_error=1.0, peer_error=2.0)
    busy = dataclasses.replace(good, name="busy", rounds=1, dropped=4)
    text = table([good, slow, wrong, busy])
    for words in ("4  ", "2 <", "4 WRONG", "our error 1.0e+00 exceeds", "slow sum misses 0e+00",
                  "busy: the machine was busy"):  # fmt: skip
        assert words in text
    assert "exceeds" not in table([good, slow])


def test_every_result_is_written_as_it_comes(machine, tmp_path, monkeypatch, capsys):
    run = importlib.import_module("run")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "RESULT", tmp_path / "bench.json")
    clock = machine()
    wrong = row(clock, name="wrong", ours=lambda x: clock.work(1) or x + 1)
    assert run.measure_all([row(clock)], 3) == 0
    assert run.measure_all([row(clock), wrong], 3) == 1
    rows = json.loads((tmp_path / "bench.json").read_text())["rows"]
    assert [(r["name"], r["reached"]) for r in rows] == [("sum", True), ("wrong", False)]
    assert {"name", "peer", "ratio", "spread", "limit", "goal"} <= set(rows[0])
    assert [path.name for path in tmp_path.iterdir()] == ["bench.json"]


def test_what_the_books_page_prints_is_a_measurement_of_all_rows(machine, tmp_path, monkeypatch):
    run = importlib.import_module("run")
    clock = machine()
    for name, value in {"ROOT": tmp_path, "RESULT": tmp_path / "r.json", "VENV": Path(sys.prefix),
                        "PAGE": tmp_path / "p.json"}.items():  # fmt: skip
        monkeypatch.setattr(run, name, value)
    monkeypatch.setattr(run, "all_rows", lambda: [row(clock), row(clock, name="other")])
    assert run.main(["other", "--rounds", "3"]) == 0
    assert not run.PAGE.exists()
    assert run.main(["--rounds", "3"]) == 0
    found = json.loads(run.PAGE.read_text(encoding="utf8"))
    assert [each["name"] for each in found["rows"]] == ["sum", "other"]
    assert found.keys() == {"date", "machine", "rows"}


def test_rows_are_chosen_by_words(capsys):
    run = importlib.import_module("run")
    rows = run.all_rows()
    chosen = run.chosen(rows, ["critical points"])
    assert 0 < len(chosen) < len(rows)
    with pytest.raises(SystemExit, match="No row is called nonsense"):
        run.chosen(rows, ["nonsense"])


def test_rows_are_told_apart_and_have_a_goal():
    rows = importlib.import_module("run").all_rows()
    assert len({(r.name, r.peer) for r in rows}) == len(rows)
    assert all(r.goal > 0 and r.tolerance > 0 for r in rows)


def test_peers_are_pinned():
    lines = (BENCH / "requirements.txt").read_text().splitlines()
    pins = (BENCH.parents[1] / "requirements.txt").read_text()
    bare = [line for line in lines if line and "==" not in line and not line.startswith("#")]
    assert all(f"\n{name}==" in pins.lower() for name in bare)


@pytest.mark.parametrize("peer", ["einsum", "einsum, greedy", "einsum, greedy, sym."])
def test_the_spin_glass_check_tells_right_from_wrong(peer):
    rows = importlib.import_module("bench_spinglass").ROWS
    one = next(r for r in rows if r.peer == peer and "n=20" in r.name)
    problem = one.problem()
    for side in (one.ours, one.theirs):
        energy, gradient = side(problem)
        assert one.check(problem, (energy, gradient)) <= one.tolerance
        assert one.check(problem, (energy, gradient * (1 + 1e-6))) > one.tolerance


def test_the_check_of_critical_points_misses_no_missing_point():
    module = importlib.import_module("bench_critical_points")
    problem = module.Instance(5, seed=1)
    for side in (module.ours, module.hybrid):
        points = side(problem)
        assert module.error(problem, points) < 1e-8
        assert module.error(problem, points[2:]) == np.inf
        assert module.error(problem, np.concatenate([points, points[:1]])) == np.inf
        moved = points + 1e-3
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        assert module.error(problem, moved) > 1e-8
