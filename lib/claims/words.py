"""Numbers and verdicts as words."""

from __future__ import annotations

SUPPORTED = "supported"
LIMITS = "supported with limits"
NOT_SUPPORTED = "not supported"
CONTRADICTED = "contradicted"
NOT_TESTABLE = "not testable here"
NO_VERDICT = "no verdict"
AWAITS = "awaits"

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float) -> str:
    """Write a number to three significant digits, with a minus sign and powers of ten.

    >>> number(-0.02514), number(1500.0), number(3.2e-7)
    ('−0.0251', '1500', '3.2×10⁻⁷')
    """
    digits, tail = f"{value:.2e}".split("e")
    exponent = int(tail)
    if -4 < exponent < 5:
        text = _trimmed(f"{value:.{max(0, 2 - exponent)}f}")
    else:
        text = f"{_trimmed(digits)}×10{str(exponent).translate(_SUPERSCRIPT)}"
    return text.replace("-", "−")


def listed(words: list[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _trimmed(digits: str) -> str:
    """Drop the zeros that end a decimal fraction, and the sign of a zero."""
    text = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if text == "-0" else text
