"""The student's stub, made from the worked solution, which is its only source.

A solution cell is a function named after its exercise. It keeps its names to itself, so that a
student's stay as they are, and inside it the answer is called as the student calls it:

    # Solution of Exercise 01-9
    def solution_01_9():
        n = 7
        twice = 2 * n  # solution
        return twice


    exercises.solution("01-9", solution_01_9)

Mark in it what the student has to find:

- a line that ends in ``# solution`` becomes ``...``; ``name = …`` keeps its name and becomes
  ``name = ...``, ``return …`` becomes ``return ...``;
- lines from ``# solution`` to ``# end``, each alone on its line, become one ``...``.

Everything else stands in both cells. The first line is all that JupyterLab shows of the folded
cell.
"""

from __future__ import annotations

import ast
import re
import textwrap

_MARK = "# solution"
_END = "# end"
_KEPT = re.compile(r"(\s*)(return\b|\w+(?:\s*:[^=]+)?\s*=(?!=))")


def stub(solution: str) -> str:
    """Return the stub of a solution's source.

    Args:
        solution: source of the solution cell, with its marks.

    Raises:
        ValueError: if the cell has another form, nothing is marked, a block is not closed, or a
            marked line sets two names.

    >>> print(stub('''def solution_01_9():
    ...     twice = 2 * 7  # solution
    ...     return twice
    ...
    ... exercises.solution("01-9", solution_01_9)'''))
    twice = ...
    exercises.check("01-9", twice)
    """
    body, id, answer = taken_apart(solution)
    lines: list[str] = []
    inside = False
    for line in body.splitlines():
        if line.strip() == _END and inside:
            inside = False
        elif inside:
            continue
        elif line.strip() == _MARK:
            inside = True
            _add(lines, f"{_indent(line)}...")
        else:
            _add(lines, _emptied(line) if line.rstrip().endswith(_MARK) else line)
    if inside:
        raise ValueError(f"a block of the solution is open: close it with {_END!r}")
    if _MARK not in body:
        raise ValueError(f"nothing in this solution is marked: end a line with {_MARK!r}")
    gap = "\n\n\n" if lines[-1].startswith(" ") else "\n"
    return "\n".join(lines) + f'{gap}exercises.check("{id}", {answer})'


def taken_apart(solution: str) -> tuple[str, str, str]:
    """Return what a solution cell does, its exercise's id and the name of the answer.

    Raises:
        ValueError: if the cell has another form.
    """
    match ast.parse(solution).body:
        case [
            ast.FunctionDef(name, body=[*_, ast.Return(ast.Name(answer)) as last]) as worked,
            ast.Expr(ast.Call(called, [ast.Constant(str(id)), ast.Name(given)])),
        ] if ast.unparse(called) == "exercises.solution" and name == given == solver(id):
            lines = solution.splitlines()[worked.lineno : last.lineno - 1]
            return textwrap.dedent("\n".join(lines)).strip("\n"), id, answer
    raise ValueError(
        "a solution cell defines solution_NN_k(), which returns the answer by its name, and ends "
        'with exercises.solution("NN-k", solution_NN_k)'
    )


def solver(id: str) -> str:
    """Return the name of the function that solves an exercise.

    >>> solver("01-9")
    'solution_01_9'
    """
    return f"solution_{id.replace('-', '_')}"


def _add(lines: list[str], line: str) -> None:
    """Add a line, but not the same dots twice in a row."""
    if line.strip() != "..." or not lines or lines[-1] != line:
        lines.append(line)


def _indent(line: str) -> str:
    """Return the white space that a line begins with."""
    return line[: len(line) - len(line.lstrip())]


def _emptied(line: str) -> str:
    """Return a marked line with its answer taken out."""
    if re.match(r"\s*\w+\s*(,\s*\w+\s*)+=(?!=)", line):
        raise ValueError(f"a marked line sets one name, this one several: {line.strip()!r}")
    kept = _KEPT.match(line)
    return f"{kept[0].rstrip()} ..." if kept else f"{_indent(line)}..."
