"""What work costs: the curves that ``tests/bench/cost.py`` measured, drawn and as a table, and how
``lib`` stands beside other libraries, by ``make bench``."""

from __future__ import annotations

import html
import json
from typing import Any

from book.street import gather
from book.street.places import ROOT, BuildError
from lib import figures
from lib.prose import num, significant

TABLE = ROOT / "book" / "how-cost-grows.json"
BENCH = ROOT / "book" / "bench.json"


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


def bench_html() -> str:
    """Return the table of what ``make bench`` measured last, with the goals that were missed.

    Raises:
        BuildError: if what is there is not whole.
    """
    if not BENCH.exists():
        return "<p>Not on record yet: <code>make bench</code> measures it.</p>"
    try:
        found = json.loads(BENCH.read_text(encoding="utf8"))
        rows = "".join(f"<tr>{_beside(row)}</tr>" for row in found["rows"])
        where = f"{found['date']}: {found['machine']['processor']}, {found['machine']['cores']}"
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(f"{BENCH.name} cannot be read ({error}): run `make bench`") from error
    names = ("What is done", "Beside", "Times as fast", "Rounds from … to", "Goal", "It is")
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    said = f"<p>Measured on {html.escape(where)} cores.</p>"
    return gather.table("Speed beside other libraries", head, rows) + said


def _beside(row: dict[str, Any]) -> str:
    """Return the cells of one comparison."""
    accurate = row["ours_error"] <= row["tolerance"]
    word = "reached" if row["reached"] else "missed" if accurate else "not counted: we are wrong"
    low, high = (significant(end, 2) for end in row["spread"])
    cells = (html.escape(row["name"]), html.escape(row["peer"]), significant(row["ratio"], 2),
             f"{low} … {high}", significant(row["goal"], 2),
             word if row["reached"] else f"<strong>{word}</strong>")  # fmt: skip
    return "".join(f"<td>{cell}</td>" for cell in cells)


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
