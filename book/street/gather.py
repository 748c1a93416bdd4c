"""Gather what the executed chapters hold: evidence, glued numbers, run times and versions."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from typing import Any

import nbformat

from book.street.execute import Run
from book.street.places import BuildError
from lib import claims, exercises


def outputs(run: Run) -> Iterator[Any]:
    """Yield every output of an executed chapter."""
    for cell in nbformat.read(run.notebook, as_version=4).cells:
        yield from cell.get("outputs", ())


def evidence(runs: list[Run]) -> list[claims.Evidence]:
    """Return the evidence that the chapters recorded, in their order.

    Raises:
        BuildError: if two cells record the same test in the same setting.
    """
    found: dict[tuple[str, str, str], claims.Evidence] = {}
    for run in runs:
        for output in outputs(run):
            data = output.get("data", {}).get(claims.MIME)
            if data is None:
                continue
            item = claims.from_json(data)
            key = (item.claim, item.test, item.setting)
            if key in found:
                raise BuildError(f"{run.notebook.name} records {'/'.join(key)} a second time")
            found[key] = item
    return list(found.values())


def glued(runs: list[Run]) -> dict[str, str]:
    """Return the numbers that the chapters glued, as text, by key.

    Raises:
        BuildError: if a key is glued twice, or bears another chapter's number.
    """
    found: dict[str, str] = {}
    for run in runs:
        for output in outputs(run):
            key = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if key is None:
                continue
            if key in found or not key.startswith(run.notebook.name[:2]):
                raise BuildError(f"{run.notebook.name} glues {key!r} twice or under a wrong number")
            found[key] = next(iter(output["data"].values()))
    return found


def status_html(runs: list[Run]) -> str:
    """Return the table of run times: chapter, preset, seconds, memory, date."""
    rows = "".join(
        f'<tr><td><a href="../notebooks/{run.notebook.stem}.html">{run.notebook.stem}</a></td>'
        f"<td>{run.facts['parameters']['preset']}</td><td>{run.facts['seconds']:.0f}</td>"
        f"<td>{run.facts['peak_mb']}</td><td>{run.facts['when']}</td></tr>"
        for run in runs
    )
    head = (
        "<tr><th>Chapter</th><th>Preset</th><th>Seconds</th><th>Memory, MB</th><th>Run on</th></tr>"
    )
    return _table("Run of each chapter", head, rows)


def versions_html(runs: list[Run]) -> str:
    """Return the table of versions that the chapters ran with."""
    named = ("numpy", "scipy", "torch", "torchvision", "scikit-learn", "matplotlib", "ipywidgets",
             "jupyter-book", "papermill")  # fmt: skip
    facts = runs[0].facts
    pairs = [("Python", facts["python"]), *((n, facts["packages"].get(n, "–")) for n in named)]
    rows = "".join(f"<tr><td>{name}</td><td>{version}</td></tr>" for name, version in pairs)
    return _table("Versions", "<tr><th>Package</th><th>Version</th></tr>", rows)


def exercises_html(runs: list[Run]) -> str:
    """Return the table of the exercises of these chapters: kind, level, minutes and link."""
    pages = {run.notebook.name[:2]: run.notebook.stem for run in runs}
    rows = "".join(
        f'<tr><td><a href="../notebooks/{pages[e["chapter"]]}.html#{e["label"]}">{e["id"]}</a></td>'
        f"<td>{html.escape(e['title'])}</td><td>{e['kind']}</td><td>{exercises.LEVELS[e['level']]}</td>"
        f"<td>{e['minutes']}</td></tr>"
        for e in exercises.catalogue()
        if e["chapter"] in pages
    )
    head = (
        "<tr><th>Exercise</th><th>What about</th><th>Kind</th><th>Level</th><th>Minutes</th></tr>"
    )
    return _table("All exercises", head, rows)


def run_html(run: Run) -> str:
    """Return the line that says when and how a chapter was last run."""
    facts = run.facts
    return (
        f'<p class="course-run">Last run on {facts["when"]} with the '
        f"{facts['parameters']['preset']} preset, in {facts['seconds']:.0f} seconds.</p>"
    )


def claims_html(found: list[claims.Evidence]) -> str:
    """Return the table of all claims, which the page's script can filter by verdict."""
    rows = claims.table_rows(found)
    body = "".join(_claim_row(row) for row in rows)
    head = "<tr><th>Claim</th><th>What the paper says</th><th>Verdict</th><th>Measured in</th></tr>"
    return _table("Verdict on each claim", head, body, "ledger-table")


def tally_html(found: list[claims.Evidence]) -> str:
    """Return the sentence that says how many claims got which verdict."""
    words = Counter(row["word"] for row in claims.table_rows(found))
    parts = [f"<strong>{count}</strong> {html.escape(word)}" for word, count in words.most_common()]
    return f"<p>Of the paper's {sum(words.values())} claims: {', '.join(parts)}.</p>"


def _claim_row(row: dict[str, Any]) -> str:
    """Return one claim's row: quotation, restatement, verdict, links to its figures."""
    links = [f'<a href="{f["href"]}">{html.escape(f["label"])}</a>' for f in row["figures"]]
    where = "<br>".join(links) or "chapter " + ", ".join(row["chapters"])
    quote, restated = html.escape(row["quote"]), html.escape(row["restatement"])
    return (
        f'<tr id="{row["id"]}" data-verdict="{row["key"]}"><td>{row["id"]}</td>'
        f"<td><q>{quote}</q><br><small>{restated}</small></td>"
        f"<td>{row['icon']} <strong>{html.escape(row['word'])}</strong><br>"
        f"<small>{html.escape(row['reason'])}</small></td><td>{where}</td></tr>"
    )


def _table(caption: str, head: str, rows: str, kind: str = "") -> str:
    """Return a table that scrolls inside its own box on a narrow screen."""
    return (
        f'<div class="course-table" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="table {kind}"><caption>{caption}</caption>'
        f"<thead>{head}</thead><tbody>{rows}</tbody></table></div>"
    )
