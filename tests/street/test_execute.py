"""Chapters are executed by papermill in workers that are limited, cached and killed when needed."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from book import build
from book.street import execute, places
from book.street.places import BuildError

QUICK = {"preset": "quick"}


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """Return a function that writes a small chapter; executed copies go to a folder of the test."""
    monkeypatch.setattr(places, "EXECUTED", tmp_path / "executed")

    def make(*sources):
        cells = [new_code_cell('preset = "quick"', metadata={"tags": ["parameters"]})]
        cells += [new_code_cell(source) for source in sources]
        path = tmp_path / "01-example.ipynb"
        kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
        return path

    return make


def test_a_sentence_that_turned_stops_the_size_that_is_published_only(chapter):
    path = chapter("from lib import prose", "prose.expect(1 > 2, 'written for 3, yours is 1')")
    with pytest.raises(BuildError, match="write the sentence anew: written for 3, yours is 1"):
        execute.execute_all([path], QUICK)
    run = execute.execute_all([path], {"preset": "full"})[0]
    assert "was written for another outcome" in run.notebook.read_text(encoding="utf8")


def test_two_executions_give_the_same_bytes(chapter):
    path = chapter(
        "print(preset)", "import numpy; numpy.random.default_rng(1).normal()", "{'b', 'a'}"
    )
    first = execute.execute_all([path], QUICK)[0].notebook.read_bytes()
    (path.parent / "executed/quick/01-example.run.json").unlink()
    assert execute.execute_all([path], QUICK)[0].notebook.read_bytes() == first


def test_a_finished_chapter_is_not_run_again_until_it_changes(chapter):
    path = chapter("print(1)")
    execute.execute_all([path], QUICK)
    assert execute.cached(path, QUICK) is not None
    chapter("print(2)")
    assert execute.cached(path, QUICK) is None


def test_a_damaged_copy_is_run_again(chapter):
    path = chapter("print(1)")
    run = execute.execute_all([path], QUICK)[0]
    run.notebook.write_text(run.notebook.read_text()[:40])
    assert execute.cached(path, QUICK) is None


def test_a_failing_cell_is_told_in_one_screen_and_leaves_nothing(chapter):
    path = chapter("x = 1", "raise ValueError('the reason')")
    with pytest.raises(BuildError) as failure:
        execute.execute_all([path], QUICK)
    told = str(failure.value)
    assert "01-example.ipynb: cell 4 raised ValueError: the reason" in told
    assert len(told.splitlines()) < 40
    assert not list((path.parent / "executed").rglob("*.ipynb"))


def test_an_error_inside_a_sliders_callback_fails(chapter):
    path = chapter(
        "import ipywidgets as w\nw.interact(lambda x: 1 / x, x=w.IntSlider(value=0, min=0, max=3));"
    )
    with pytest.raises(BuildError, match="callback raised ZeroDivisionError"):
        execute.execute_all([path], QUICK)


def test_a_chapter_that_takes_too_long_is_stopped(chapter, monkeypatch):
    monkeypatch.setattr(execute, "MINUTES", {"quick": 0.05})
    with pytest.raises(BuildError, match="ran longer than"):
        execute.execute_all([chapter("import time; time.sleep(60)")], QUICK)


def test_a_chapter_that_takes_too_much_memory_is_stopped(chapter, monkeypatch):
    monkeypatch.setattr(execute, "GIGABYTES", 0.4)
    with pytest.raises(BuildError, match="GB of memory"):
        execute.execute_all([chapter("x = b'1' * 600_000_000\nimport time; time.sleep(60)")], QUICK)


def test_an_unknown_parameter_is_refused(chapter):
    with pytest.raises(BuildError, match="no parameter 'speed': it declares preset"):
        execute.execute_all([chapter("1")], {"preset": "quick", "speed": 3})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["book", "--preset", "slow"], "there is no preset 'slow': choose quick or full"),
        (["execute", "--chapter", "77"], "there is no chapter '77'"),
        (["book", "-p", "speed"], "a parameter is given as NAME=VALUE, got 'speed'"),
        (["book", "-p", "speed=3"], "no parameter 'speed'"),
    ],
)
def test_the_command_line_refuses(arguments, sentence, capsys):
    assert build.main(arguments) == 1
    assert sentence in capsys.readouterr().err


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    places.write(tmp_path / "a" / "b.json", json.dumps({"x": 1}))
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.json"]
    (tmp_path / "file").write_text("in the way")
    with pytest.raises((BuildError, NotADirectoryError, FileExistsError)):
        places.write(tmp_path / "file" / "c", "x")
