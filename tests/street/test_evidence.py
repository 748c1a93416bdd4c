"""The full evidence of a small book: made by one command, resumed, refused, stamped."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import psutil
import pytest
import yaml
from small_books import SmallBook, descendants, until
from turns import alternating, in_turn, some

from book.street import evidence, places
from lib import prose, statistics

ROOM = '''"""A room: how large are draws, and what a sum is."""

import os
import time
from pathlib import Path

import numpy as np

from lib import presets, statistics, sweep


def draws(seed, count):
    """Return draws about 1."""
    if log := os.environ.get("COURSE_LOG"):
        with Path(log).open("a") as file:
            file.write(f"{os.getpid()}\\n")
        time.sleep(float(os.environ["COURSE_SLOW"]))
    if os.environ.get("COURSE_HEAVY") and int(os.environ["COURSE_SWEEP_WORKERS"]) > 1:
        heavy = np.ones(int(3e8))
        time.sleep(5)
    return {"drawn": np.random.default_rng(seed).normal(1, 0.2, count)}


def evidence(plan, *, family=1):
    """Return all that the ledger asks."""
    rows = []
    for name, factor in {"reference": 2, "the draws = half": 1, "the draws = double": 4}.items():
        cases = [{"seed": (presets.seed("01-draws"), family, k), "count": factor * plan.draws}
                 for k in range(plan.runs)]
        found = sweep.run(draws, cases, name="01-draws")
        effect = statistics.mean([each["drawn"].mean() for each in found], unit="run")
        rows.append({"claim": "C01", "name": "mean", "effect": effect, "control": 0.0,
                     "setting": name})
    exact = statistics.exact(2.0, method="a sum")
    return [*rows, {"claim": "C01", "name": "sum", "effect": exact, "control": 0.0}]


def findings(plan, *, family=1):
    """Return what else a page prints."""
    return {"runs": plan.runs}
'''
PART = {"chapter": "01", "clause": "is one", "title": "t", "quantity": "q", "unit": "long",
        "side": "above", "null": 0, "effect": 0.1, "why": "w", "control": "c",
        "control_range": [-1, 1], "sentence": "It is {estimate}."}  # fmt: skip
MEAN = PART | {"name": "mean", "kind": "effect", "headline": True, "sample": "run",
               "constants": {"the draws": ["as set", "half", "double"]}}  # fmt: skip
SUM = PART | {"name": "sum", "kind": "exact"}
SAYS = {"chapter": "01", "clause": "is one", "title": "t", "name": "says", "quantity": "Said?",
        "kind": "documentary"}  # fmt: skip
LEDGER = {
    "chapters": {"01": "example", "02": "another"},
    "claims": [{"id": "C01", "title": "t", "quote": "It is one.", "place": "p. 1",
                "restatement": "r", "parts": [MEAN, SUM, SAYS]}],
}  # fmt: skip
PRESETS = {
    "presets": ["quick", "full"], "seeds": {"01-draws": 1},
    "chapters": {"01": {"runs": {"quick": 2, "full": 4}, "draws": 50, "picture": 3}},
}  # fmt: skip
FREEZE = "from book.street import frozen; frozen.main(['C01.mean', 'C01.sum', '--family', '{}'])"
CLUSTER = """
from distributed import LocalCluster
if __name__ == "__main__":
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(host="127.0.0.1", **options) as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""
STAMP = "from book.street import results; print(results.main(['stamp', '01']))"


class Evidence(SmallBook):
    """A small book whose chapter has a room."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.room = root / "lib" / "chapters" / "c01.py"
        self.result = root / "book" / "results" / "c01.json"
        self.kept = root / "_build" / "sweep" / "01-draws"

    def freeze(self, family: int = 2) -> None:
        """Freeze the rules of both parts."""
        self.run(FREEZE.format(family))

    def gathered(self) -> dict:
        """Return what the book speaks from."""
        return json.loads((self.root / "lib/claims/book.json").read_text(encoding="utf8"))

    def found(self) -> dict:
        """Return the chapter's evidence as it lies there, without what differs from run to run."""
        content = json.loads(self.result.read_text(encoding="utf8"))
        del content["digest"]
        for name in ("date", "seconds", "peak_mb", "workers"):
            del content["provenance"][name]
        for row in (*content["sweeps"], *content["cases"]):
            for name in ("seconds", "longest"):
                row.pop(name, None)
        return content

    def change(self, path: Path, old: str, new: str) -> None:
        """Change a file."""
        text = path.read_text(encoding="utf8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf8")


@pytest.fixture(scope="module")
def template(template_book, tmp_path_factory) -> Path:
    """Return a small book with a room; nothing is frozen."""
    root = shutil.copytree(template_book, tmp_path_factory.mktemp("room") / "small")
    for old in (root / "lib" / "chapters").glob("c*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    book = Evidence(root)
    book.room.write_text(ROOM, encoding="utf8")
    for name, table in {"claims/ledger": LEDGER, "presets": PRESETS}.items():
        (root / "lib" / f"{name}.yml").write_text(yaml.safe_dump(table, sort_keys=False))
    empty = {"evidence": [], "findings": {}, "runs": {}}
    (root / "lib" / "claims" / "book.json").write_text(json.dumps(empty))
    for left in (root / "book" / "results", root / "lib" / "claims" / "frozen.yml"):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    return root


@pytest.fixture
def book(template, tmp_path) -> Evidence:
    """Return a book of which nothing is measured or frozen."""
    return Evidence(shutil.copytree(template, tmp_path / "small"))


@pytest.fixture(scope="module")
def whole(template, tmp_path_factory) -> Evidence:
    """Return a book whose evidence is on record, not to be touched."""
    book = Evidence(shutil.copytree(template, tmp_path_factory.mktemp("whole") / "small"))
    book.freeze()
    done = book.build("evidence")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "chapter 01 (1 of 1): written to book/results/c01.json" in done.stdout
    return book


@pytest.fixture
def measured(whole, tmp_path) -> Evidence:
    """Return a copy of a book whose evidence is on record."""
    return Evidence(shutil.copytree(whole.root, tmp_path / "small"))


def test_the_evidence_is_on_record_with_where_it_comes_from(whole):
    content = json.loads(whole.result.read_text(encoding="utf8"))
    rows = [(row["part"], row["setting"]) for row in content["evidence"]]
    assert rows == [("C01.mean", "reference"), ("C01.mean", "the draws = half"),
                    ("C01.mean", "the draws = double"), ("C01.sum", "reference")]  # fmt: skip
    run = content["provenance"]
    assert run["families"] == {"C01.mean": 2, "C01.sum": 2}
    assert set(run) == {"date", "families", "seconds", "cores", "workers", "peak_mb", "place",
                        "code"}  # fmt: skip
    assert set(run["place"]) == {"python", "versions", "processor", "numpy", "blas", "torch"}
    assert run["peak_mb"] > 10
    assert {"lib/chapters/c01.py", "lib/statistics/effect.py", "lib/presets.yml#seeds/01-draws",
            "lib/presets.yml#chapters/01/runs/full"} <= set(run["code"])  # fmt: skip
    assert "lib/presets.yml#chapters/01/picture" not in run["code"]  # the notebook's alone
    assert content["sweeps"][0]["cases"] == len(content["cases"]) == 12
    assert content["cases"][0]["case"]["seed"]["value"][:2] == [1, 2]
    assert content["cases"][0]["stable"] == [".drawn"]
    assert str(whole.root) not in whole.result.read_text(encoding="utf8")


def test_the_book_speaks_from_it(whole):
    gathered = whole.gathered()
    assert gathered["findings"]["c01.runs"] == 4
    assert gathered["findings"]["C01.mean"] == pytest.approx(1, abs=0.1)
    assert gathered["runs"]["01"]["changed since"] == []
    assert gathered["runs"]["01"]["cases"] == 12


def test_what_is_on_record_is_not_measured_again(measured):
    before = measured.result.read_bytes()
    done = measured.build("evidence")
    assert "chapter 01 (1 of 1): on record, of " in done.stdout
    assert measured.result.read_bytes() == before


@alternating(3, of=4)
@pytest.mark.parametrize("sign", in_turn(signal.SIGKILL, signal.SIGTERM))
def test_a_run_that_is_ended_loses_the_cases_in_hand_at_most(book, whole, tmp_path, sign):
    book.freeze()
    log = tmp_path / "log"
    slow = {"COURSE_LOG": str(log), "COURSE_SLOW": "0.3", "COURSE_SWEEP_WORKERS": "2"}
    with book.start("evidence", **slow) as running:
        until(lambda: book.kept.is_dir() and len([*book.kept.iterdir()]) >= 3)
        family = descendants(running)
        running.send_signal(sign)
        running.communicate()
    until(lambda: not any(psutil.pid_exists(each.pid) for each in family))
    assert not book.result.exists()
    started = len(log.read_text().split())
    kept = sum(not each.suffix for each in book.kept.iterdir())  # one that is being written has one
    assert 3 <= kept <= started < 12
    done = book.build("evidence", **slow)
    assert done.returncode == 0, done.stderr
    again = len(log.read_text().split()) - started - 2 * 12  # cases are recorded by two more runs
    assert again == 12 - kept
    assert book.found() == whole.found()


@alternating(0, of=4)
def test_a_cluster_one_of_whose_workers_is_killed_gives_the_same(book, whole, tmp_path):
    book.freeze()
    log = tmp_path / "log"
    log.touch()
    env = {"COURSE_LOG": str(log), "COURSE_SLOW": "0.3", "PYTHONPATH": str(book.root)}
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER], cwd=book.root, env=os.environ | env, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as cluster:  # fmt: skip
        try:
            address = cluster.stdout.readline().strip()
            with book.start("evidence", COURSE_SWEEP_CLUSTER=address) as running:
                until(lambda: len(log.read_text().split()) >= 3)
                os.kill(int(log.read_text().split()[-1]), signal.SIGKILL)
                out, errors = running.communicate(timeout=300)
        finally:
            cluster.communicate("", timeout=60)
    assert running.returncode == 0, out + errors
    assert len(log.read_text().split()) > 12  # all done there, and one case twice
    assert book.found() == whole.found()


@alternating(1, of=4)
def test_a_run_that_is_killed_while_it_writes_leaves_nothing_half_written(book, whole):
    book.freeze()
    places = book.root / "book" / "street" / "places.py"
    kept = places.read_text(encoding="utf8")
    death = "if path.name == 'c01.json' and 'results' in path.parts: os.kill(os.getpid(), 9)\n"
    book.change(places, "temporary.replace(path)", f"{death}        temporary.replace(path)")
    assert book.build("evidence").returncode == -signal.SIGKILL
    assert not book.result.exists()
    assert book.gathered()["evidence"] == []
    places.write_text(kept, encoding="utf8")
    assert book.build("evidence").returncode == 0
    assert book.found() == whole.found()


@alternating(2, of=4)
def test_too_much_memory_halves_the_workers(book):
    book.freeze()
    limit = book.root / "book" / "street" / "execute.py"
    book.change(limit, "GIGABYTES = 6.0", "GIGABYTES = 2.0")
    done = book.build("evidence", COURSE_HEAVY="1", COURSE_SWEEP_WORKERS="2")
    assert done.returncode == 0, done.stderr
    said = "chapter 01: it took more than 2 GB of memory, it goes on with 1 at work"
    assert said in done.stdout
    assert json.loads(book.result.read_text())["provenance"]["workers"] == 1


def refused(book, *arguments):
    """Run the evidence, which is refused; return the sentence that says why."""
    done = book.build("evidence", *arguments)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith("The evidence is not whole.\n")
    return done.stderr


def test_a_part_that_is_not_frozen_is_refused_with_the_command_that_freezes(book):
    assert (
        "chapter 01 is not run, for what it would measure is not frozen: "
        "`python -m book.street.frozen C01.mean C01.sum --family 2`" in refused(book)
    )
    assert not book.kept.exists()


def test_a_rule_that_changed_since_it_was_frozen_is_refused(measured):
    measured.change(measured.root / "lib" / "claims" / "ledger.yml", "effect: 0.1", "effect: 0.2")
    assert (
        "what it would measure is no longer as it was frozen: "
        "`python -m book.street.frozen C01.mean --family 3`" in refused(measured)
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    some([("[*rows, ", "[*rows[:-1], ", "half a chapter, without C01.mean (the draws = double)"),
     ('unit="run"', 'unit="seed"', "C01.mean needs an effect over runs"),
          ("return {\"drawn\"", "1 / 0\n    return {\"drawn\"", "ZeroDivisionError"),
          ("default_rng(seed)", "default_rng()", "it differs: lib.chapters.c01.draws")]),
)  # fmt: skip
def test_a_room_that_breaks_the_rules_is_refused_and_nothing_written(book, old, new, said):
    book.freeze()
    book.change(book.room, old, new)
    assert said in refused(book)
    assert not book.result.exists()


@pytest.fixture
def session(monkeypatch):
    """Let a test record evidence, which is forgotten afterwards."""
    monkeypatch.setattr("lib.claims.evidence._RECORDED", {})
    monkeypatch.setattr(prose, "_NAMED", {})


FORMULA = {"claim": "C05", "name": "formula", "control": 0.15,
           "effect": statistics.exact(1e-16, method="m")}  # fmt: skip


def test_rows_become_evidence_by_name(session):
    found = evidence.recorded([FORMULA])
    assert list(found) == ["C05.formula"]
    assert found["C05.formula"].control == 0.15


@pytest.mark.parametrize(
    ("rows", "said"),
    [([FORMULA, FORMULA], "C05.formula is measured twice"),
     ([FORMULA | {"control": float("nan")}], "C05.formula needs its control"),
     ([FORMULA | {"name": "gone"}], "no part 'C05.gone'"),
     ([FORMULA | {"effect": statistics.mean([1, 2], unit="run")}], "an effect that is exact")],
)  # fmt: skip
def test_a_row_that_breaks_its_rule_is_named(session, rows, said):
    with pytest.raises(ValueError, match=said):
        evidence.recorded(rows)


def test_a_room_is_a_module_or_a_folder_with_one():
    for number, name in {"03": "lib.chapters.c03", "04": "lib.chapters.c04.evidence"}.items():
        room, findings = evidence.rooms(number)
        assert (room.__module__, room.__name__) == (name, "evidence")
        assert findings(None, family=2) == {}


def test_a_bad_number_of_workers_is_told(monkeypatch):
    monkeypatch.setenv("COURSE_SWEEP_WORKERS", "many")
    with pytest.raises(places.BuildError, match=r"a whole number above 0, got many"):
        evidence.measured_apart("02", "quick")


def test_a_chapter_without_a_room_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "lib.chapters.c98", ModuleType("c98"))
    for number in ("98", "99"):
        with pytest.raises(ValueError, match=f"chapter {number} has no room with a function"):
            evidence.rooms(number)


def test_a_plan_remembers_what_was_asked_of_it():
    plan, asked = evidence.watched(SimpleNamespace(a=1, b=2, c=3))
    assert (plan.a, asked) == (1, {"a"})
    assert (plan.b, asked) == (2, {"a", "b"})
    assert vars(plan) == {"a": 1, "b": 2, "c": 3}
    assert asked >= {"a", "b", "c"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, [1]])
def test_a_finding_that_no_page_can_print_is_named(value):
    assert evidence.finite({"kind": "tanh", "n": 3}) == {"kind": "tanh", "n": 3}
    with pytest.raises(ValueError, match="the finding 'rim' is not printed"):
        evidence.finite({"rim": value})


@alternating(0, of=2)
def test_a_rehearsal_needs_no_freeze_and_writes_nothing(book):
    book.change(book.room, "[*rows, ", "[*rows[:-1], ")
    done = book.build("evidence", "--rehearse")
    assert done.returncode == 0, done.stderr
    assert "rehearsed, 3 rows keep the rules, without C01.mean (the draws = double)" in done.stdout
    assert not book.result.exists()


@alternating(1, of=2)
def test_a_chapter_that_nothing_is_asked_of_is_told(book):
    book.change(book.root / "lib" / "claims" / "ledger.yml", "chapter: '01'", "chapter: '02'")
    book.change(book.root / "lib" / "claims" / "ledger.yml", "chapter: '01'", "chapter: '02'")
    assert "no part of the ledger asks these chapters for a measurement" in refused(book)


# --- changed code -------------------------------------------------------------------------------


@alternating(0, of=2)
def test_code_that_changed_is_shown_and_measured_anew(measured):
    measured.change(measured.room, '"""Return draws about 1."""', '"""Return draws near 1."""')
    assert "on record" in measured.build("evidence").stdout  # a docstring computes nothing
    measured.change(measured.room, "normal(1, 0.2", "normal(2, 0.2")
    measured.run("from book.street import results; results.main([])")
    assert measured.gathered()["runs"]["01"]["changed since"] == ["lib/chapters/c01.py"]
    assert measured.gathered()["findings"]["C01.mean"] == pytest.approx(1, abs=0.1)
    assert "written to" in measured.build("evidence").stdout
    assert measured.gathered()["runs"]["01"]["changed since"] == []
    assert measured.gathered()["findings"]["C01.mean"] == pytest.approx(2, abs=0.1)


@alternating(1, of=2)
def test_code_that_computes_the_same_is_stamped(measured):
    before = measured.found()["evidence"]
    measured.change(measured.room, 'return {"drawn": ', 'return {"drawn": 1 * ')
    assert measured.run(STAMP).splitlines() == [
        "01 is stamped: lib/chapters/c01.py", "everything under book/results is used", "0"
    ]  # fmt: skip
    run = json.loads(measured.result.read_text(encoding="utf8"))["provenance"]
    (stamp,) = run["stamps"]
    assert (stamp["changed"], stamp["cases"]) == (["lib/chapters/c01.py"], 3)
    assert measured.gathered()["runs"]["01"]["changed since"] == []
    assert measured.found()["evidence"] == before
    assert "on record" in measured.build("evidence").stdout
    assert "no code has changed since its run" in measured.run(STAMP)


def test_code_that_moved_is_stamped_where_it_stands_now(measured):
    before, luck = measured.found()["evidence"], measured.root / "lib" / "chapters" / "luck.py"
    luck.write_text('"""Luck."""\n\nMEAN = 1\n', encoding="utf8")
    measured.change(measured.room, "\nfrom lib", "\nfrom lib.chapters.luck import MEAN\nfrom lib")
    measured.change(measured.room, "normal(1, 0.2", "normal(MEAN, 0.2")
    measured.build("evidence")
    luck.rename(luck.with_name("fate.py"))
    measured.change(measured.room, "chapters.luck", "chapters.fate")
    assert "stamped: lib/chapters/c01.py, lib/chapters/luck.py" in measured.run(STAMP)
    code = json.loads(measured.result.read_text(encoding="utf8"))["provenance"]["code"]
    assert [name for name in code if Path(name).stem in ("luck", "fate")] == [
        "lib/chapters/fate.py"
    ]
    assert measured.gathered()["runs"]["01"]["changed since"] == []
    assert measured.found()["evidence"] == before


def test_cases_that_judge_some_of_what_changed_do_not_stamp_the_rest(measured):
    before = measured.result.read_bytes()
    measured.change(measured.room, 'return {"drawn": ', 'return {"drawn": 1 * ')
    measured.change(measured.root / "lib/presets.yml", "full: 4", "full: 5")
    assert "c01.json: lib/presets.yml#chapters/01/runs/full cannot be" in measured.run(STAMP)
    assert measured.result.read_bytes() == before


OTHERWISE = [
    ("lib/chapters/c01.py", "normal(1, 0.2", "normal(1, 0.21", "this differs: lib.chapters.c01"),
    ("lib/presets.yml", "full: 4", "full: 5", "chapters/01/runs/full cannot be judged by its ca"),
]


@pytest.mark.parametrize(("path", "old", "new", "said"), in_turn(*OTHERWISE))
def test_code_that_computes_something_else_is_not_stamped(measured, path, old, new, said):
    before = measured.result.read_bytes()
    measured.change(measured.root / path, old, new)
    told = measured.run(STAMP)
    assert said in told
    assert "make evidence CHAPTER=01" in told
    assert told.endswith("1\n")
    assert measured.result.read_bytes() == before
