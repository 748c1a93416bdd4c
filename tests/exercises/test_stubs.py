"""The stub is the solution with its marked lines taken out."""

import ast

import pytest

from lib.exercises import stub


@pytest.mark.parametrize(
    ("solution", "expected"),
    [
        ("x = 3  # solution", "x = ..."),
        ("x: float = f(a=1)  # solution", "x: float = ..."),
        ("    return a + b  # solution", "    return ..."),
        ("print(3)  # solution", "..."),
        ("x += 3  # solution", "..."),
        ("# Solution of Exercise 01-1\nx = 3  # solution", "x = ..."),
        ("assert x == 3  # solution", "..."),
        ("f(1)  # solution\ng(2)  # solution\nh()", "...\nh()"),
        ("a = 1\n# solution\nb = 2\nc = 3\n# end\nd = 4", "a = 1\n...\nd = 4"),
        ("def f(x):\n    # solution\n    return x\n    # end", "def f(x):\n    ..."),
        (
            "a = 1  # the first solution found\nb = 2  # solution",
            "a = 1  # the first solution found\nb = ...",
        ),
    ],
)
def test_marked_lines_become_dots(solution, expected):
    made = stub(solution)
    assert made == expected
    ast.parse("if True:\n" + "\n".join(f" {line}" for line in made.splitlines()))


def test_a_stub_runs_and_holds_nothing_of_the_answer():
    solution = "def area(r):\n    square = r * r  # solution\n    return 3.14 * square  # solution"
    names = {}
    exec(stub(solution), names)
    assert names["area"](2.0) is ...
    assert "3.14" not in stub(solution)


def test_a_stub_of_nothing_hidden_is_refused():
    with pytest.raises(ValueError, match="nothing in this solution is marked"):
        stub("x = 3")
    with pytest.raises(ValueError, match="a block of the solution is open"):
        stub("# solution\nx = 3")
    with pytest.raises(ValueError, match="sets one name, this one several: 'a, b = 1, 2"):
        stub("a, b = 1, 2  # solution")
