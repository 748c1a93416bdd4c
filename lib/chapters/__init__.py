"""What one chapter alone needs, a module a chapter: compositions of what the other rooms hold."""

from __future__ import annotations

from typing import Any

from lib.statistics import Effect

Row = dict[str, Any]  # a piece of evidence, as ``claims.record`` takes it


def row(
    part: str,
    effect: Effect,
    control: float | Effect,
    setting: str = "",
    figure: str = "",
    note: str = "",
) -> Row:
    """Return a row of evidence, as ``claims.record`` takes it.

    Args:
        part: of the ledger, such as ``"C20.jagged"``.
        effect, control: what was measured, and what its control gave.
        setting: of the ledger's variants; none for the reference.
        figure: which shows it, such as ``"fig-04-teeth"``.
        note: a remark.

    >>> from lib import statistics
    >>> row("C20.jagged", statistics.exact(1.0, method="a sum"), 0.0, note="few").keys()
    dict_keys(['claim', 'name', 'effect', 'control', 'note'])
    """
    claim, name = part.split(".")
    more = {"setting": setting, "figure": figure, "note": note}
    found = {"claim": claim, "name": name, "effect": effect, "control": control}
    return found | {key: text for key, text in more.items() if text}
