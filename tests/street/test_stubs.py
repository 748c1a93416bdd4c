"""The stub is the worked solution with its marked lines taken out."""

import ast
import textwrap

import pytest

from book.street.stubs import stub, taken_apart


def cell(body, answer="x"):
    """Return a solution cell that does something and returns an answer."""
    worked = textwrap.indent(f"{body}\nreturn {answer}", "    ")
    call = 'exercises.solution("99-1", solution_99_1)'
    return f"# Solution of Exercise 99-1\ndef solution_99_1():\n{worked}\n\n\n{call}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = 3  # solution", "x = ..."),
        ("x: float = f(a=1)  # solution", "x: float = ..."),
        ("print(3)  # solution", "..."),
        ("x += 3  # solution", "..."),
        ("# seen\nx = 3  # solution", "# seen\nx = ..."),
        ("assert x == 3  # solution", "..."),
        ("f(1)  # solution\ng(2)  # solution\nh()", "...\nh()"),
        ("a = 1\n# solution\nb = 2\nc = 3\n# end\nd = 4", "a = 1\n...\nd = 4"),
        ("# solution\nb = 2\n# end", "..."),
        (
            "a = 1  # the first solution found\nb = 2  # solution",
            "a = 1  # the first solution found\nb = ...",
        ),
    ],
)
def test_marked_lines_become_dots(body, expected):
    made = stub(cell(body))
    assert made == f'{expected}\nexercises.check("99-1", x)'
    ast.parse(made)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("def f(x):\n    return x + 1  # solution\n", "def f(x):\n    return ..."),
        ("def f(x):\n    # solution\n    return x\n    # end\n", "def f(x):\n    ..."),
    ],
)
def test_a_function_keeps_its_name(body, expected):
    assert stub(cell(body, "f")) == f'{expected}\n\n\nexercises.check("99-1", f)'


def test_a_stub_runs_and_holds_nothing_of_the_answer():
    body = "def area(r):\n    square = r * r  # solution\n    return 3.14 * square  # solution"
    names = {}
    made = stub(cell(body, "area"))
    exec(made.rsplit("\n", 1)[0], names)
    assert names["area"](2.0) is ...
    assert "3.14" not in made
    assert "worked" not in made


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (cell("x = 3"), "nothing in this solution is marked"),
        (cell("# solution\nx = 3"), "a block of the solution is open"),
        (cell("a, b = 1, 2  # solution"), "sets one name, this one several: 'a, b = 1, 2"),
        (cell("x = 3  # solution", "x + 1"), "returns the answer by its name"),
        (
            'x = 3  # solution\nexercises.check("99-1", x)',
            "a solution cell defines solution_NN_k",
        ),
        (cell("x = 3  # solution") + "\ny = 2", "a solution cell defines solution_NN_k"),
        (cell("x = 3  # solution").replace("exercises.s", "s"), "ends with exercises.solution"),
        (cell("x = 3  # solution").replace("solution_99_1", "worked"), "defines solution_NN_k"),
        (cell("x = 3  # solution").replace('99-1"', '99-2"'), "defines solution_NN_k"),
    ],
)
def test_a_solution_of_another_form_is_refused(source, message):
    with pytest.raises(ValueError, match=message):
        stub(source)


def test_a_solution_is_taken_apart():
    body = "x = 1\n\nif x:\n    x = 3  # solution"
    assert taken_apart(cell(body)) == (body, "99-1", "x")
