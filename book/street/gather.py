"""Gather what the executed chapters hold: evidence, findings, run times and versions."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import nbformat

from book.street import frozen, results
from book.street.execute import Run
from book.street.places import BuildError, chapters
from lib import claims, exercises, prose
from lib.prose import num


def outputs(run: Run) -> Iterator[Any]:
    """Yield every output of an executed chapter."""
    for cell in nbformat.read(run.notebook, as_version=4).cells:
        yield from cell.get("outputs", ())


def evidence(runs: list[Run]) -> list[claims.Evidence]:
    """Return the evidence that the chapters recorded, in their order.

    Raises:
        BuildError: if it is no evidence, or two cells record the same part in the same setting.
    """
    found: dict[str, claims.Evidence] = {}
    for run in runs:
        for output in outputs(run):
            data = output.get("data", {}).get(claims.MIME)
            if data is None:
                continue
            try:
                item = claims.from_json(data)
            except ValueError as error:
                raise BuildError(f"{run.notebook.name}: {error}") from error
            if item.name in found:
                raise BuildError(f"{run.notebook.name} records {item.name} a second time")
            found[item.name] = item
    return list(found.values())


def named(runs: list[Run], found: list[claims.Evidence]) -> dict[str, Any]:
    """Return findings by name: the full evidence's, else what these runs named."""
    values: dict[str, Any] = {item.name: item.effect.estimate for item in found if item.effect}
    for run in runs:
        for output in outputs(run):
            values |= output.get("data", {}).get(prose.FINDINGS, {})
    return values | prose.published()


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
    return table("Run of each chapter", head, rows)


def evidence_html() -> str:
    """Return the table of the full evidence: what was measured when, how long and on what."""
    runs = json.loads(results.BOOK.read_text(encoding="utf8"))["runs"]
    pages = [path.stem for path in chapters() if results.asked(path.name[:2])]
    rows = "".join(
        f'<tr><td><a href="../notebooks/{page}.html">{page}</a></td>'
        f"{_measured(runs.get(page[:2]))}</tr>"
        for page in pages
    )
    names = ("Chapter", "Measured on", "Minutes", "Cases", "Memory, MB", "On", "Seeds", "Code")
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    return table("Full evidence of each chapter", head, rows)


def versions_html(runs: list[Run]) -> str:
    """Return the table of versions that the chapters ran with."""
    named = ("numpy", "scipy", "torch", "torchvision", "scikit-learn", "matplotlib", "ipywidgets",
             "jupyter-book", "papermill")  # fmt: skip
    facts = runs[0].facts
    pairs = [("Python", facts["python"]), *((n, facts["packages"].get(n, "–")) for n in named)]
    rows = "".join(f"<tr><td>{name}</td><td>{version}</td></tr>" for name, version in pairs)
    return table("Versions", "<tr><th>Package</th><th>Version</th></tr>", rows)


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
    return table("All exercises", head, rows)


def run_html(run: Run) -> str:
    """Return the line that says when and how a chapter was last run."""
    facts = run.facts
    return (
        f'<p class="course-run">Last run on {facts["when"]} with the '
        f"{facts['parameters']['preset']} preset, in {facts['seconds']:.0f} seconds.</p>"
    )


def claims_html(found: list[claims.Evidence]) -> str:
    """Return the page of all claims: a strip of all parts, then a card a claim."""
    verdicts = _verdicts(found)
    cards = "".join(_claim_card(verdict, found) for verdict in verdicts)
    return f'<div class="ledger">{marks_html(found)}{cards}</div>'


def marks_html(found: list[claims.Evidence], page: str = "") -> str:
    """Return all parts as rows of marks, a row a claim; each is a link to a place on a page."""
    verdicts = _verdicts(found)
    marks = "".join(f"<li>{_marks(verdict, page)}</li>" for verdict in verdicts)
    legend = "".join(
        f'<span data-word="{key}">{claims.icon(key)} {key.replace("-", " ")} ({n})</span>'
        for key, n in words(found).most_common()
    )
    return f'<ul class="ledger-map">{marks}</ul><p class="ledger-legend">{legend}</p>'


def words(found: list[claims.Evidence]) -> Counter[str]:
    """Return how many parts of the ledger got which word."""
    return Counter(outcome.key for each in _verdicts(found) for outcome in each.outcomes)


def tally_html(found: list[claims.Evidence]) -> str:
    """Return the sentence that says how many claims got which word."""
    headlines = [verdict.headline for verdict in _verdicts(found)]
    heads = Counter(each.key for each in headlines)
    parts = [f"<strong>{n}</strong> {key.replace('-', ' ')}" for key, n in heads.most_common()]
    full = {item.part for item in claims.published()}
    small = [each.part.chapter for each in headlines
             if each.part.measured and each.evidence and each.part.id not in full]  # fmt: skip
    said = f"Of the paper's {len(headlines)} claims: {', '.join(parts)}."
    if small:
        where = ", ".join(sorted(set(small)))
        said += (
            f" {len(small)} of these words are of their page's small run still (chapters {where})."
        )
    return f"<p>{said}</p>"


def links_back(found: list[claims.Evidence]) -> dict[str, str]:
    """Return, for each figure that evidence names, the words that lead to the ledger's parts."""
    parts: dict[str, dict[str, str]] = {}
    for item in found:
        if item.figure:
            link = f'<a href="../book/claims.html#{item.part}">{item.part}</a>'
            parts.setdefault(item.figure, {})[item.part] = link
    return {
        figure: f' <span class="ledger-back">In the ledger: {", ".join(links.values())}.</span>'
        for figure, links in parts.items()
    }


def _verdicts(found: list[claims.Evidence]) -> list[claims.Verdict]:
    """Return every claim's verdict from the full evidence, where there is none from this one."""
    full = claims.published()
    spoken = full + [item for item in found if item.part not in {each.part for each in full}]
    return [claims.verdict(id, spoken) for id in claims.ledger()]


def _marks(verdict: claims.Verdict, page: str) -> str:
    """Return a claim's parts as a row of marks, each a link to its part."""
    marks = "".join(
        f'<a href="{page}#{each.part.id}" data-word="{each.key}" title="{each.part.id}: '
        f'{html.escape(each.word)}" aria-label="{each.part.id}: {html.escape(each.word)}">'
        f"{claims.icon(each.key)}</a>"
        for each in verdict.outcomes
    )
    id = verdict.claim.id
    return f'<a href="{page}#{id}">{id}</a> <span>{marks}</span>'


def _claim_card(verdict: claims.Verdict, found: list[claims.Evidence]) -> str:
    """Return one claim's card: verdict, quotation, and a row a part."""
    row, key, full = verdict.claim, verdict.headline.key, claims.published()
    rows = "".join(
        claims.row_html(
            claims.judge(each.part, full), claims.judge(each.part, found), "../", _details(each)
        )
        for each in verdict.outcomes
    )
    return (
        f'<section class="ledger-card" id="{row.id}" data-word="{key}" '
        f'data-tone="{"mixed" if verdict.mixed else key}" aria-label="Claim {row.id}">'
        f"<h2>{row.id}: {claims.math_html(row.title)}</h2>"
        f'<p class="ledger-verdict">{claims.icon(key)} {html.escape(verdict.text)}</p>'
        f"<blockquote><p>{claims.math_html(row.quote)}</p><footer>{html.escape(row.place)}</footer>"
        f"</blockquote><p>{claims.math_html(row.restatement)}</p>"
        f'<div class="measured"><table role="table"><tbody>{rows}</tbody></table></div></section>'
    )


def _details(outcome: claims.Outcome) -> str:
    """Return how a part was tested, folded: quantity, rule, control, settings, seeds."""
    part, found = outcome.part, outcome.evidence
    lines = [f"{part.quantity[:1].upper()}{part.quantity[1:]}"]
    if part.measured:
        control = None if found is None else found.control
        here = "" if control is None else f", here {claims.gave(part, control)}"
        lines += [
            f"Counts {part.side} {num(part.value(1))} {part.unit}: {part.why}",
            f"Control: {part.control}; trusted from {claims.trusted(part)}{here}",
            *map(_setting, outcome.settings),
            _seeds(part),
        ]
    lines += [found.note] if found and found.note else []
    items = "".join(f"<li>{claims.math_html(line)}</li>" for line in lines)
    return f"<details><summary>How it was tested</summary><ul>{items}</ul></details>"


def _setting(heard: tuple[str, str, str]) -> str:
    """Return what a setting says, and what its control has to add."""
    name, word, beside = heard
    return f"With {name}: {word}" + (f" ({beside.rstrip(':, ')})" if beside else "")


def _measured(run: dict[str, Any] | None) -> str:
    """Return a chapter's cells of the table of the full evidence."""
    if run is None:
        return '<td colspan="7">not yet run</td>'
    families = sorted(set(run["families"].values()))
    stamped = "".join(f"; accepted {stamp['date']}" for stamp in run.get("stamps", [])[-1:])
    changed = ", ".join(f"<code>{name}</code>" for name in run["changed since"])
    code = f"<strong>changed since</strong>: {changed}" if changed else f"as it was{stamped}"
    on = f"{run['workers']} of {run['cores']} cores, {html.escape(run['place']['processor'])}"
    cells = (run["date"], f"{run['seconds'] / 60:.0f}", f"{run['cases']:,}", f"{run['peak_mb']:,}",
             on, f"family {' and '.join(map(str, families))}", code)  # fmt: skip
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _seeds(part: claims.Part) -> str:
    """Say whether a rule was frozen before its seeds were drawn, and whether they were."""
    family = frozen.family(part.id)
    if family == 1:
        return "Rule not yet frozen: exploration, with seeds of family 1"
    if part.id not in {item.part for item in claims.published()}:
        return "Rule frozen, not yet confirmed: exploration at teaching size with family 1"
    if part.kind == "exact":
        return "Rule frozen before the full evidence was computed, which has no chance in it"
    return (
        f"Rule frozen before seeds of family {family} were drawn: exploration at teaching size "
        f"with family 1, confirmation with family {family}"
    )


def table(caption: str, head: str, rows: str, kind: str = "") -> str:
    """Return a table that scrolls inside its own box on a narrow screen."""
    return (
        f'<div class="course-table" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="table {kind}"><caption>{caption}</caption>'
        f"<thead>{head}</thead><tbody>{rows}</tbody></table></div>"
    )
