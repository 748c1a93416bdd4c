"""Worked solutions and checks agree: each solution cell of the notebooks runs, and is right."""

import re

import nbformat
import pytest

from book.street.places import chapters
from book.street.stubs import solver, stub, taken_apart
from lib import exercises


def cells(path, tag):
    """Return the sources of a notebook's code cells with a tag, in order."""
    found = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in found if tag in cell.metadata.get("tags", [])]


@pytest.fixture(scope="module", params=chapters(), ids=lambda path: path.stem)
def notebook(request):
    return request.param


@pytest.fixture(scope="module")
def names(notebook):
    """Return a namespace with what the notebook imports, at its published size."""
    found = [c.source for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == "code"]
    imports = next(source for source in found if re.search(r"^(import|from) ", source, re.M))
    lines = [line for line in imports.splitlines() if not line.startswith("%")]
    namespace = {"preset": "quick"}
    exec("\n".join(lines), namespace)
    return namespace


def test_every_solution_is_right_and_keeps_its_names_to_itself(notebook, names):
    asked = [e["id"] for e in exercises.catalogue() if e["chapter"] == notebook.name[:2]]
    assert [taken_apart(source)[1] for source in cells(notebook, "solution")] == asked
    for source in cells(notebook, "solution"):
        mine = dict(names)
        body, last = source.rsplit("\n\n\n", 1)
        exec(body, mine)
        reply = eval(last, mine)
        assert reply.word == "this is the worked solution", str(reply)
        assert set(mine) - set(names) == {solver(taken_apart(source)[1])}


def test_a_stub_runs_and_is_not_answered_yet(notebook, names):
    for source in cells(notebook, "exercise"):
        mine = dict(names)
        *body, last = source.splitlines()
        exec("\n".join(body), mine)
        assert eval(last, mine).word == "not answered yet"


def test_the_answer_has_the_name_of_the_check(notebook):
    for source in cells(notebook, "solution"):
        _, id, answer = taken_apart(source)
        assert exercises.exercise(id).name == answer


def test_a_stub_is_made_from_its_solution(notebook):
    solutions = cells(notebook, "solution")
    assert len(solutions) >= 3
    assert cells(notebook, "exercise") == [stub(solution) for solution in solutions]
