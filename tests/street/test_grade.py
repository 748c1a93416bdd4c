"""Handed-in notebooks: judged here, run there, whatever they do."""

import csv
import os
import re
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from book.street import grade, sealed, students
from book.street.places import ROOT, chapters
from lib import exercises

STUDENT = """
from lib import exercises
import lib.exercises.kinds
lib.exercises.kinds.Exercise.reply = lambda self, answer: "right"  # believes nobody
print("04-1: right")
"""
STUBBORN = """def hidden_width(*given):
    while True:
        try:
            while True:
                pass
        except KeyboardInterrupt:
            pass
"""
SLOW = """import sys, time
class Slow:
    def find_spec(self, name, *_):
        time.sleep(6 * (name == "book.street.grade"))
sys.meta_path.insert(0, Slow())
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return the table of a folder of notebooks, honest and not, by notebook and exercise; and what
    was printed."""
    folder = tmp_path_factory.mktemp("handed-in")
    notebooks = {
        "04-a.ipynb": ["needed = 'abd'", "import numpy as np\n"
                       "def chain_radius(layers, growth):\n    return np.log(growth) / layers**0.5",
                       "runs = np.float64(29)"],
        "04-b.ipynb": [STUDENT, "needed = 'c'", "raise SystemExit", "runs = float('nan')",
                       "def chain_radius(layers, growth):\n    raise KeyError('no')",
                       "def hidden_width(*given):\n    import os\n    os._exit(3)"],
        "04-c.ipynb": ["import socket\n"
                       "try:\n    socket.create_connection(('127.0.0.1', 9), 1)\n"
                       "except OSError as error:\n    runs = str(error)",
                       "import os\nneeded = os.environ['HOME']"],
        "99-d.ipynb": ["x = 1"],
        "04-f.ipynb": ["needed = 'abd'", STUBBORN, "runs = 29",
                       "def chain_radius(*given):\n    while True:\n        pass"],
        "04-g.ipynb": ["needed = 'abd'", "import os\nos._exit(3)"],
    }  # fmt: skip
    for name, cells in notebooks.items():
        nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), folder / name)
    (folder / "04-e.ipynb").write_text("no notebook")
    command = [sys.executable, "-m", "book.street.grade", str(folder)]  # its loops are its own
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with (folder / "results.csv").open(encoding="utf8") as file:
        return {(row["notebook"], row["exercise"]): row for row in csv.DictReader(file)}, done


@pytest.fixture
def results(run):
    return run[0]


def test_right_answers_are_right(results):
    found = {k: results["04-a.ipynb", k]["result"] for k in ("04-1", "04-3", "04-4", "04-2")}
    assert found == {"04-1": "right", "04-3": "right", "04-4": "right", "04-2": "not answered yet"}


def test_what_a_notebook_prints_or_changes_is_not_believed(results):
    assert results["04-b.ipynb", "04-1"]["result"] == "wrong"
    assert results["04-b.ipynb", "04-4"]["result"] == "wrong"
    assert "KeyError" in results["04-b.ipynb", "04-3"]["hint"]
    assert results["04-b.ipynb", "04-2"]["result"] == "wrong"  # its kernel died, and no other


def test_after_a_function_that_never_ends_the_next_answer_is_judged_for_itself(results):
    found = {k: results["04-f.ipynb", k]["result"] for k in ("04-1", "04-2", "04-3", "04-4")}
    assert found == {"04-1": "right", "04-2": "wrong", "04-3": "wrong", "04-4": "right"}
    assert "no end after" in results["04-f.ipynb", "04-2"]["hint"]
    assert "no end after" in results["04-f.ipynb", "04-3"]["hint"]


def test_where_nothing_can_be_judged_nothing_is_called_wrong(results):
    assert results["04-g.ipynb", ""]["result"] == "not checked"
    assert "code cell 2" in results["04-g.ipynb", ""]["hint"]


def test_the_table_says_why(run):
    results, done = run
    for row in results.values():
        begin = f"{row['notebook']:40} {row['exercise']}"
        (line,) = [line for line in done.stdout.splitlines() if line.startswith(begin)]
        assert row["result"] in line
        assert (row["hint"] in line) == (row["result"] != "right" or not row["hint"])
    assert "KeyError" in done.stdout


def test_a_slow_import_of_the_judge_is_not_counted_as_the_student_s_time(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text(SLOW)
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    sealed_one = sealed.environment()
    monkeypatch.setattr(sealed, "environment", lambda: sealed_one | {"PYTHONPATH": path})
    with grade.kernel(["x = 2"]) as running:
        assert running.answer("x", 5) == 2


def test_a_kernel_has_a_home_before_it_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(sealed, "place", lambda: tmp_path / "street")
    (tmp_path / "handed-in").mkdir()
    assert grade.main([str(tmp_path / "handed-in")]) == 0
    assert (tmp_path / "street" / "home").is_dir()  # else IPython warns


def test_there_is_no_network_and_no_home_of_the_teacher(results):
    assert "refused" in results["04-c.ipynb", "04-4"]["answer"] or (
        "unreachable" in results["04-c.ipynb", "04-4"]["answer"]
    )
    assert results["04-c.ipynb", "04-1"]["answer"].endswith("street/home")


def test_what_is_no_notebook_or_has_no_exercises_is_named(results):
    assert results["04-e.ipynb", ""]["result"] == "not checked"
    assert "no chapter '99'" in results["99-d.ipynb", ""]["hint"]


def test_a_folder_has_to_be_named(capsys):
    assert grade.main([]) == 1
    assert "name a folder of notebooks" in capsys.readouterr().err
    assert grade.main(["/no/such/folder"]) == 1
    assert "there is no folder /no/such/folder" in capsys.readouterr().err


def test_an_array_with_a_gap_is_handed_over_as_it_is():
    given = np.array([1.5, np.nan])
    np.testing.assert_array_equal(eval(grade._written(given)), given)


@pytest.mark.parametrize("value", [[1.5, float("nan")], "bd", ["b", "d"], 3, 1 + 2j, object()])
def test_an_answer_travels_as_numbers_and_words_only(value):
    said = grade.tell(lambda: value)
    assert said.startswith("{")
    assert ("unfit" in said) == (value in (1 + 2j,) or type(value) is object)


def test_the_students_edition_holds_all_but_the_solutions(tmp_path):
    made = students.write_edition(tmp_path / "edition", tmp_path / "edition.zip")
    assert [path.name for path in made] == [path.name for path in chapters()]
    for path in made:
        text = path.read_text(encoding="utf8")
        assert "exercises.solution" not in text
        assert "{dropdown} Solution" not in text
        assert text.count("exercises.check(") == len(exercises.of_chapter(path.name[:2]))
    for page in [*made, *(tmp_path / "edition").rglob("*.md")]:
        text = page.read_text(encoding="utf8")
        assert not re.search(r"<!-- solutions|worked\s+solution|solution\s+is\s+folded", text), page
    assert (tmp_path / "edition" / "Makefile").exists()
    assert (tmp_path / "edition.zip").stat().st_size < 20e6
