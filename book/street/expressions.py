"""Inline expressions: ``{eval}`num(ratio, ".2f")` `` in a chapter's text, evaluated by its kernel.

JupyterLab evaluates the same expressions when it runs a text cell, so a reader sees the same
numbers there. The worker keeps each value as the text that the page shows.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

_ROLE = re.compile(r"\{eval\}`([^`\n]+)`")
_CODE = re.compile(r"(?:^|\n)(`{3,}|~{3,}).*?\n\1|``.+?``", re.S)
_MARKUP = re.compile(r"([\\`*_\[\]<>$#|~])")


class ExpressionError(Exception):
    """An expression that raises, gives no text, or does not keep its value."""


def asked(source: str) -> list[str]:
    """Return the expressions of a text cell in their order; code is passed over.

    >>> asked('It is {eval}`num(a, ".1f")` times, ``{eval}`no` ``.')
    ['num(a, ".1f")']
    """
    return _ROLE.findall(_CODE.sub("", source))


def text(expression: str, reply: Mapping[str, Any], cell: int) -> str:
    """Return the text that the kernel's reply to an expression stands for.

    Args:
        expression: what was asked.
        reply: its entry in ``user_expressions``.
        cell: the number of its cell, for the message.

    Raises:
        ExpressionError: if it raised, or is neither text nor a whole number.
    """
    where = f"cell {cell}: {{eval}}`{expression}`"
    if reply["status"] != "ok":
        raise ExpressionError(f"{where} raised {reply['ename']}: {reply['evalue']}")
    plain = reply["data"].get("text/plain", "")
    try:
        value = ast.literal_eval(plain)
    except (SyntaxError, ValueError):
        value = None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ExpressionError(
            f'{where} gives {plain[:60]}, which is no text: write num(…, ".2f") around a number'
        )
    return str(value).replace("-", "−") if isinstance(value, int) else value


def compare(asked: Sequence[str], before: Sequence[str], after: Sequence[str], cell: int) -> None:
    """Refuse an expression with another value after the last cell: JupyterLab would show that.

    Raises:
        ExpressionError: with the cell and both values.
    """
    for expression, old, new in zip(asked, before, after, strict=True):
        if old != new:
            raise ExpressionError(
                f"cell {cell}: {{eval}}`{expression}` is {old} at its place and {new} after the "
                "last cell: give the second value a name of its own"
            )


def fill(source: str, values: Sequence[str]) -> str:
    """Return a text cell's Markdown with each expression replaced by its value.

    >>> fill('It is {eval}`num(a)` times.', ["0.3"])
    'It is 0.3 times.'
    """
    left = iter(values)
    pieces, end = [], 0
    for code in [*_CODE.finditer(source), None]:
        prose = source[end : code.start() if code else len(source)]
        pieces.append(_ROLE.sub(lambda _: _MARKUP.sub(r"\\\1", next(left)), prose))
        if code:
            pieces.append(code[0])
            end = code.end()
    return "".join(pieces)
