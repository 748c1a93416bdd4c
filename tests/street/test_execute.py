"""Chapters are executed by papermill in workers that are limited, cached and killed when needed."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from turns import some

from book import build
from book.street import execute, paper, places
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


@pytest.mark.parametrize("cores", [1, 3])
def test_after_a_failing_chapter_none_is_begun(tmp_path, monkeypatch, cores):
    begun, together = [], Barrier(cores, timeout=60)

    def run(chapter, *_):
        begun.append(chapter)
        together.wait()
        raise BuildError("full")

    for name, instead in {"run": run, "cached": lambda *_: None, "check_parameters": lambda *_: 0,
                          "prepare": lambda: 0}.items():  # fmt: skip
        monkeypatch.setattr(execute, name, instead)
    monkeypatch.setattr(execute.os, "cpu_count", lambda: cores)
    with pytest.raises(BuildError, match="full"):
        execute.execute_all([tmp_path / f"{n:02}-a.ipynb" for n in range(9)], QUICK)
    assert len(begun) == cores


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


@pytest.mark.parametrize(
    ("source", "told"),
    some(
        [
            ("while True: print('x' * 10_000)", "cell 3 puts out more than 50 MB"),
            ("import os; os.kill(os.getpid(), 9)", "cell 3 ended its kernel"),
            ("import os; os.kill(os.getppid(), 15)", "was stopped at cell 3: .* ended by SIGTERM"),
            ("open('/no/such/file')", "cell 3 raised FileNotFoundError"),
        ]
    ),
)
def test_a_chapter_that_goes_astray_is_told_in_a_sentence(chapter, source, told):
    path = chapter(source)
    with pytest.raises(BuildError, match=told):
        execute.execute_all([path], QUICK)
    assert not list((path.parent / "executed").rglob("*.ipynb"))


def test_what_a_program_of_the_chapter_prints_is_no_message_of_the_worker(chapter):
    path = chapter("import os\nfor text in ('5', '[]', 'null'):\n    os.system(f'echo {text}');")
    assert execute.execute_all([path], QUICK)[0].facts["used"]


def test_invalid_metadata_are_told(chapter):
    path = chapter("1")
    notebook = json.loads(path.read_text())
    notebook["metadata"]["kernelspec"] = 3
    path.write_text(json.dumps(notebook))
    with pytest.raises(BuildError, match=r"01-example\.ipynb: this is no valid notebook: 3 is not"):
        execute.execute_all([path], QUICK)


@pytest.mark.parametrize("text", some(["", "{", "[]", "{}", '{"cells": [{}]}', '{"cells": 3}']))
def test_a_file_that_is_no_notebook_is_told(chapter, text):
    path = chapter("1")
    path.write_text(text)
    with pytest.raises(
        BuildError, match=r"01-example\.ipynb is no notebook that can be read|no par"
    ):
        execute.execute_all([path], QUICK)


def test_a_chapter_that_is_not_there_is_told(chapter):
    path = chapter("1")
    path.unlink()
    with pytest.raises(BuildError, match=r"01-example\.ipynb is not there, though _toc\.yml names"):
        execute.execute_all([path], QUICK)


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


@pytest.mark.parametrize(
    ("text", "told"),
    [("#!/bin/sh\necho broken >&2; exit 3\n", "does not run, so nothing can be printed: broken"),
     ("#!/bin/sh\nexit 3\n", "does not run, so nothing can be printed: it ends with status 3"),
     ("#!/bin/sh\n[ $1 = --version ] && echo 1 || exit 3\n", "failed to print: ")],
)  # fmt: skip
def test_a_broken_chromium_is_told(tmp_path, monkeypatch, text, told):
    path = tmp_path / "chromium"
    path.write_text(text)
    path.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(path))

    def try_it():
        with paper.printer():
            pass

    # In a thread of its own: the browser of other tests keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as threads, pytest.raises(BuildError, match=rf"{path} {told}"):
        threads.submit(try_it).result()


def test_no_chromium_is_told_before_a_chapter_runs(monkeypatch, capsys):
    monkeypatch.setattr(paper, "find_chromium", lambda: None)
    monkeypatch.setattr(execute, "execute_all", lambda *_: pytest.fail("it started"))
    assert build.main(["slides"]) == 1
    assert "no Chromium was found to print with: install one" in capsys.readouterr().err


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    places.write(tmp_path / "a" / "b.json", json.dumps({"x": 1}))
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.json"]
    (tmp_path / "file").write_text("in the way")
    with pytest.raises((BuildError, NotADirectoryError, FileExistsError)):
        places.write(tmp_path / "file" / "c", "x")
