"""Numbers in the prose: typeset, taken from the full evidence, and checked against the words."""

import json
import math
import os
import re
from functools import cache
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
from IPython.display import display

FINDINGS = "application/vnd.course.findings+json"
_BOOK = Path(__file__).with_name("claims") / "book.json"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NAMED: dict[str, float | int | str] = {}


def num(value: float, spec: str | None = None) -> str:
    """Write a number as a book does: a true minus sign, powers of ten, a space before %.

    Args:
        value: any finite number.
        spec: a format such as ``".1f"``, ``",d"`` or ``".0%"``; without one, three significant
            digits.

    Raises:
        ValueError: if the value is no finite number.

    >>> num(-0.02514), num(1500), num(3.2e-7), num(0.25, ".0%"), num(-2.0, ".1f")
    ('−0.0251', '1,500', '3.2×10⁻⁷', '25\u202f%', '−2.0')
    """
    if not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError(f"a sentence prints finite numbers, got {value!r}")
    if spec is None:
        return significant(value, 3)
    whole = spec.endswith("d") and float(value).is_integer()  # a whole number given as 3.0 is 3
    text = format(int(value) if whole else value, spec)
    return _typeset(text[1:] if re.fullmatch(r"-0\.?0*%?", text) else text)


def significant(value: float, digits: int) -> str:
    """Write a number to some significant digits, without a tail of zeros.

    >>> significant(0.3641, 2), significant(-1234.0, 2), significant(0.40, 2), significant(1e-9, 2)
    ('0.36', '−1,200', '0.4', '1×10⁻⁹')
    """
    rounded = float(f"{value:.{digits - 1}e}")
    if not 1e-4 <= abs(rounded) < 1e6:
        return _typeset(f"{rounded:.{digits}g}" if rounded else "0")
    text = f"{rounded:,.{max(0, digits - 1 - math.floor(math.log10(abs(rounded))))}f}"
    return _typeset(text.rstrip("0").rstrip(".") if "." in text else text)


def findings(chapter: str, **values: float | int | str) -> None:
    """Name what other pages and ``full`` may print: ``c04.radius`` for ``radius`` of chapter 04.

    Call it where the values are known, as often as you like; a folded cell. Nothing is shown.

    Raises:
        ValueError: if the chapter or a value is malformed.
    """
    if not re.fullmatch(r"\d\d", chapter):
        raise ValueError(f"a chapter is named by two digits, such as '01'; got {chapter!r}")
    for name, value in values.items():
        if not isinstance(value, Real | str):
            raise ValueError(f"give a number or a word for {name!r}, not a {type(value).__name__}")
    named = {f"c{chapter}.{name}": np.asarray(value).item() for name, value in values.items()}
    _NAMED.update(named)
    display({FINDINGS: named}, raw=True)


def finding(name: str) -> Any:
    """Return a finding's value: the full evidence's, else this run's.

    Args:
        name: ``"c04.radius"`` (see ``findings``), or a part of the ledger, ``"C26.broaden"`` or
            ``"C26.broaden, tanh"``, whose estimate it returns.

    Raises:
        ValueError: if neither the full evidence nor this run has it.
    """
    if name in published():
        return published()[name]
    if name in _NAMED:
        return _NAMED[name]
    raise ValueError(
        f"there is no finding {name!r}: record its evidence, or name it with "
        "prose.findings, before the sentence that prints it"
    )


def full(name: str, spec: str | None = None, *, times: float = 1.0) -> str:
    """Write a finding of the full evidence; this run's, marked as such, until there is one.

    For a sentence that states a finding: ``{eval}`full("c04.radius", ".2f")```. A number comes
    ``times`` a factor: 100 for percentage points, -1 where the sentence says "falls by".
    """
    value = finding(name)
    text = value if isinstance(value, str) else num(times * value, spec)
    return text if name in published() else f"{text} (this run)"


def expect(condition: bool, sentence: str) -> None:
    """Check that a sentence of the page is true of the numbers it stands beside.

    In the book's own build at the published size a false one stops the build; elsewhere (another
    preset, another seed, a changed cell) it only says so.

    >>> expect(0.31 < 0.2, "written for 0.16, yours is 0.31")
    The text here was written for another outcome: written for 0.16, yours is 0.31.
    """
    if condition:
        return
    if os.environ.get("COURSE_PUBLISHED"):
        raise AssertionError(f"write the sentence anew: {sentence}")
    print(f"The text here was written for another outcome: {sentence.rstrip('.')}.")


def keep(name: str, value: float) -> None:
    """Remember a value of this run under a name, for ``full``."""
    _NAMED[name] = value


@cache
def published() -> dict[str, Any]:
    """Return the findings of the full evidence, by name; none until it was run."""
    return json.loads(_BOOK.read_text(encoding="utf8"))["findings"]


def _typeset(text: str) -> str:
    """Write a formatted number with a true minus, powers of ten and a space before %."""
    text = re.sub(r"e([+-])0*(\d+)", _power_of_ten, text)
    return text.replace("-", "−").replace("%", "\u202f%")


def _power_of_ten(found: re.Match[str]) -> str:
    """Write an exponent as a power of ten."""
    sign = "-" if found[1] == "-" else ""
    return f"×10{(sign + found[2]).translate(_SUPERSCRIPT)}"
