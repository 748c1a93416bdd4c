"""How cost grows: the curves that ``tests/bench/cost.py`` measured, drawn and as a table."""

from __future__ import annotations

import json
from typing import Any

from book.street import gather
from book.street.places import ROOT, BuildError
from lib import figures
from lib.prose import num, significant

TABLE = ROOT / "book" / "how-cost-grows.json"


def curves_html() -> str:
    """Return every curve as a panel, seconds of one core against what grows."""
    panels = []
    for name, curve in table()["curves"].items():
        x, seconds = ([point[what] for point in curve["points"]] for what in ("x", "seconds"))
        panels.append(
            figures.scatter(
                {"measured": (x, seconds)},
                log="xy",
                xlabel=curve["x"],
                ylabel="seconds",
                legend=False,
                title=name,
            )
        )
    return figures.row(*panels, columns=3).html


def laws_html() -> str:
    """Return the table of laws, and of what an hour and 6 GB reach."""
    rows = "".join(f"<tr>{_row(name, curve)}</tr>" for name, curve in table()["curves"].items())
    names = ("What grows", "Counted in", "Largest measured", "took", "Time grows with the power",
             "An hour reaches", "6 GB reach", "First to end")  # fmt: skip
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    return gather.table("How cost grows", head, rows)


def where_html() -> str:
    """Return the sentence that says where and when it was measured."""
    found = table()
    return f"<p>Measured on {found['date']}: {found['processor']}, {found['cores']} cores.</p>"


def table() -> dict[str, Any]:
    """Return what was measured.

    Raises:
        BuildError: if it is not there or not whole.
    """
    try:
        found = json.loads(TABLE.read_text(encoding="utf8"))
        found["date"], found["processor"], found["cores"], found["curves"]
    except (OSError, ValueError, KeyError) as error:
        remedy = "run `python tests/bench/cost.py`"
        raise BuildError(f"{TABLE.name} cannot be read ({error}): {remedy}") from error
    return found


def _row(name: str, curve: dict[str, Any]) -> str:
    """Return one curve's cells."""
    law, last = curve["law"], curve["points"][-1]
    ends = {"time": law["hour"], "memory": law["memory"]}
    known = {what: x for what, x in ends.items() if x is not None}
    first = min(known, key=lambda what: known[what]) if known else "–"
    reached = (significant(x, 2) if x is not None else "–" for x in ends.values())
    cells = (name, curve["x"], significant(last["x"], 2), f"{significant(last['seconds'], 2)} s",
             num(law["power"], ".2f"), *reached, first)  # fmt: skip
    return "".join(f"<td>{cell}</td>" for cell in cells)
