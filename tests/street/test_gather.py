"""The ledger's page: a mark and a row a part, a card a claim, figures linked to parts and back."""

import json
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from book.street import chapter, frozen, gather, shown, stage
from book.street.execute import Run
from book.street.places import BuildError
from lib import claims, prose
from lib.statistics import exact, mean, ratio

FORMULA = claims.Evidence(
    part="C05.formula", effect=exact(1e-15, method="orders 2 to 20"), control=0.15,
    figure="fig-03-hessian", note="to rounding",
)  # fmt: skip
SAID = claims.Evidence(part="C04.nothing-earlier", said=False, quotation="We prove.",
                       citation="Baldi and Hornik (1989)", figure="fig-02-timeline")  # fmt: skip
FOUND = [FORMULA, SAID]
BAND = mean([0.92, 0.93, 0.94, 0.93], unit="instance")
WIDE = claims.Evidence(
    part="C26.broaden", effect=ratio([3.0, 4.0, 5.0], [2.0, 2.0, 3.0], unit="seed"), control=1.0
)


def words(element):
    """Return an element's words."""
    return " ".join(" ".join(element.itertext()).split())


@pytest.fixture(scope="module", autouse=True)
def nothing_published():
    """Judge by what a test gives, not by the full evidence of this checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "published", list)
        patch.setattr(prose, "published", dict)
        yield


@pytest.fixture(scope="module")
def page(nothing_published):
    """Return the page of all claims, parsed."""
    return ElementTree.fromstring(gather.claims_html(FOUND))


def test_the_page_has_a_mark_and_a_row_a_part_and_a_card_a_claim(page):
    ids = [part.id for part in claims.parts()]
    marks = page.findall("./ul/li/span/a")
    assert [mark.get("href") for mark in marks] == [f"#{id}" for id in ids]
    assert [row.get("id") for row in page.iter("tr")] == ids
    cards = page.findall("./section")
    assert [card.get("id") for card in cards] == list(claims.ledger())
    every = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(every) == len(set(every))


def test_a_mark_and_a_card_tell_the_word_without_colour(page):
    marks = {mark.get("href"): mark for mark in page.findall("./ul/li/span/a")}
    assert marks["#C05.formula"].get("aria-label") == "C05.formula: holds"
    assert marks["#C05.formula"].find("svg") is not None
    card = {each.get("id"): each for each in page.findall("./section")}["C05"]
    assert card.get("data-word") == "awaiting"
    assert card.get("data-tone") == "mixed"
    assert "awaiting chapter 12 (2 of 3 parts)" in words(card)


def test_a_row_tells_how_it_was_tested(page):
    row = {each.get("id"): each for each in page.iter("tr")}["C05.formula"]
    told = words(row.find(".//details"))
    for piece in (
        "Counts below 1×10⁻⁶ relative difference",
        "Control: the same for the formula",
        "trusted from 0.05 to 1, here 0.15",
        "to rounding",
    ):
        assert piece in told
    links = [link.get("href") for link in row.iter("a")]
    assert "../notebooks/03-energy-bands.html#fig-03-hessian" in links


def test_a_row_tells_the_range_of_a_control_unrounded_and_what_settings_controls_add():
    wall = claims.Evidence(part="C05.wall", effect=exact(0.0, method="m"), control=0.99999997)
    close = [
        claims.Evidence(part="C24.band-network", effect=seen, control=0.04, setting=name)
        for name, seen in (("reference", BAND), ("the starts = half", BAND))
    ]
    page = ElementTree.fromstring(gather.claims_html([wall, *close]))
    rows = {each.get("id"): words(each) for each in page.iter("tr") if each.get("id")}
    assert "trusted from 0.9993 to 1.0007, here 1 " in rows["C05.wall"]
    told = "With the starts = half: holds (the control gave 0.04, within −0.05 to 0.05 but more"
    assert told in rows["C24.band-network"]


@pytest.mark.parametrize(
    ("part", "family", "said"),
    [
        ("C26.broaden", 1, "Rule not yet frozen"),
        ("C26.broaden", 3, "confirmation with family 3"),
        ("C05.formula", 3, "which has no chance in it"),
        ("C07.high-index", 3, "not yet confirmed"),
    ],
)
def test_a_rule_says_its_family_and_whether_its_seeds_were_drawn(monkeypatch, part, family, said):
    monkeypatch.setattr(frozen, "family", lambda id: family)
    monkeypatch.setattr(claims, "published", lambda: [WIDE, FORMULA])
    page = ElementTree.fromstring(gather.claims_html(FOUND))
    row = next(each for each in page.iter("tr") if each.get("id") == part)
    assert said in words(row)


def test_the_page_speaks_of_the_full_evidence_first(monkeypatch):
    full = claims.Evidence(part="C05.formula", effect=exact(0.5, method="m"), control=0.15)
    monkeypatch.setattr(claims, "published", lambda: [full])
    page = ElementTree.fromstring(gather.claims_html(FOUND))
    row = {each.get("id"): each for each in page.iter("tr")}["C05.formula"]
    assert row.get("data-word") == "fails"
    assert "At teaching size: holds" in words(row)
    marks = {mark.get("href"): mark for mark in page.findall("./ul/li/span/a")}
    assert marks["#C05.formula"].get("data-word") == "fails"


def test_the_tally_counts_headlines():
    counts = "<strong>25</strong> awaiting, <strong>1</strong> not said"
    assert gather.tally_html(FOUND) == f"<p>Of the paper's 26 claims: {counts}.</p>"


def test_the_tally_says_how_many_words_are_of_small_runs(monkeypatch):
    wall = claims.Evidence(part="C05.wall", effect=exact(0.0, method="m"), control=1.0)
    small = "of these words are of their page's small run still"
    assert f" 2 {small} (chapters 04, 12)." in gather.tally_html([*FOUND, WIDE, wall])
    monkeypatch.setattr(claims, "published", lambda: [wall])
    assert f" 1 {small} (chapters 04)." in gather.tally_html([*FOUND, WIDE, wall])
    monkeypatch.setattr(claims, "published", lambda: [WIDE, wall])
    assert small not in gather.tally_html([*FOUND, WIDE, wall])


def test_the_status_says_what_was_measured_and_what_not_yet(tmp_path, monkeypatch):
    place = {"processor": "A & B", "torch": "AVX2"}
    run = {"date": "2000-01-02", "families": {"C20.jagged": 2, "C20.narrow": 3}, "seconds": 600,
           "cores": 8, "workers": 4, "peak_mb": 1234, "place": place, "cases": 5678,
           "changed since": ["lib/sweep.py"]}  # fmt: skip
    book = tmp_path / "book.json"
    monkeypatch.setattr(gather.results, "BOOK", book)
    found = []
    for each in (run, run | {"changed since": [], "stamps": [{"date": "2000-01-03"}]}):
        book.write_text(json.dumps({"runs": {"04": each}}), encoding="utf8")
        page = ElementTree.fromstring(gather.evidence_html())
        found.append({row[0][0].text[:2]: words(row) for row in page.find(".//tbody")})
    assert found[0]["04"] == (
        "04-depth-experiment 2000-01-02 10 5,678 1,234 4 of 8 cores, A & B "
        "family 2 and 3 changed since : lib/sweep.py"
    )
    assert found[1]["04"].endswith("as it was; accepted 2000-01-03")
    assert found[0]["02"] == "02-spherical-spin-glass not yet run"
    assert set(found[0]) == {part.chapter for part in claims.parts()
                             if part.measured and not part.untestable}  # fmt: skip


def run_of(tmp_path, *outputs):
    """Return the run of a chapter whose cells show these outputs."""
    cells = [new_code_cell("", outputs=[new_output("display_data", data)]) for data in outputs]
    path = tmp_path / "03-energy-bands.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf8")
    facts = {"when": "2000-01-01", "parameters": {"preset": "quick"}, "seconds": 1.0}
    return Run(path, facts)


def bundle(item):
    """Return what evidence shows of itself."""
    return item._repr_mimebundle_()


def test_evidence_is_gathered_once_or_named(tmp_path):
    (found,) = gather.evidence([run_of(tmp_path, bundle(FORMULA), {"text/plain": "1"})])
    assert (found.name, found.effect.estimate, found.note) == ("C05.formula", 1e-15, "to rounding")
    with pytest.raises(BuildError, match=r"03-energy-bands.ipynb records C05\.formula a second"):
        gather.evidence([run_of(tmp_path, bundle(FORMULA), bundle(FORMULA))])
    with pytest.raises(BuildError, match=r"03-energy-bands.ipynb: no evidence"):
        gather.evidence([run_of(tmp_path, {claims.MIME: {"estimate": 1}})])


def test_findings_are_the_full_evidences_else_the_runs(tmp_path, monkeypatch):
    run = run_of(tmp_path, {prose.FINDINGS: {"c03.rim": 2.5, "c03.kind": "tanh"}}, bundle(FORMULA))
    found = {"c03.rim": 2.5, "c03.kind": "tanh", "C05.formula": 1e-15}
    assert gather.named([run], FOUND) == found
    monkeypatch.setattr(prose, "published", lambda: {"c03.rim": 3.5, "C26.broaden": 0.4})
    assert gather.named([run], FOUND) == found | {"c03.rim": 3.5, "C26.broaden": 0.4}


def test_a_staged_chapter_shows_its_table_and_links_its_figures_back(tmp_path):
    figure = {"text/html": '<figure id="fig-03-hessian"></figure>'}
    numbered = {
        "text/html": "<svg></svg>",
        chapter.FIGURE: {"name": "fig-03-hessian", "caption": "E."},
    }
    table = claims.table("03")._repr_mimebundle_()
    run = run_of(tmp_path, bundle(FORMULA), figure, table, {"text/html": "<p>else</p>"},
                 numbered, {prose.FINDINGS: {"c03.rim": 1.0}})  # fmt: skip
    staged = nbformat.reads(stage.with_cards(run, FOUND, set(), shown.Shown()), as_version=4)
    seen = [cell.outputs for cell in staged.cells if cell.cell_type == "code"]
    assert seen[0] == seen[5] == []
    back = '<span class="ledger-back">In the ledger: <a href="../book/claims.html#C05.formula">'
    assert back in seen[1][0]["data"]["text/html"]
    filled = ElementTree.fromstring(seen[2][0]["data"]["text/html"])
    row = {each.get("id"): each for each in filled.iter("tr")}["C05.formula"]
    assert "At teaching size" in words(row)
    assert row.get("data-word") == "holds"
    assert seen[3][0]["data"]["text/html"] == "<p>else</p>"
    caption = staged.cells[4].metadata["mystnb"]["figure"]["caption"]
    assert caption.startswith(f"E. {back}")
    alone = stage.with_cards(run, FOUND, {"claims"}, shown.Shown())
    assert "claims.html" not in alone
