"""The student's stub, made from the worked solution, which is its only source.

In the solution cell mark what the student has to find:

- a line that ends in ``# solution`` becomes ``...``; ``name = …`` keeps its name and becomes
  ``name = ...``, ``return …`` becomes ``return ...``;
- lines from ``# solution`` to ``# end``, each alone on its line, become one ``...``;
- the first line, ``# Solution of Exercise NN-M``, is left out: it is all that JupyterLab shows of
  the folded cell.

Everything else stands in both cells.
"""

from __future__ import annotations

import re

_TITLE = "# Solution of Exercise"
_MARK = "# solution"
_END = "# end"
_KEPT = re.compile(r"(\s*)(return\b|\w+(?:\s*:[^=]+)?\s*=(?!=))")


def stub(solution: str) -> str:
    """Return the stub of a solution's source.

    Args:
        solution: source of the solution cell, with its marks.

    Raises:
        ValueError: if nothing is marked, a block is not closed, or a marked line sets two names.

    >>> print(stub("def half(x):\\n    return x / 2  # solution"))
    def half(x):
        return ...
    """
    if _MARK not in solution:
        raise ValueError(f"nothing in this solution is marked: end a line with {_MARK!r}")
    lines: list[str] = []
    inside = False
    for line in solution.splitlines():
        if line.startswith(_TITLE):
            continue
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
    return "\n".join(lines)


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
