"""The tables of what was measured, their words, shapes and strips."""

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from claim_samples import EXAMPLES, effect, measured, said

from lib import claims, statistics
from lib.claims import evidence, pages, rule

ROOT = Path(__file__).resolve().parents[2]


def text(page):
    """Return a page's words."""
    return " ".join(" ".join(ElementTree.fromstring(page).itertext()).split())


def row(page, id):
    """Return the row of a part."""
    (found,) = (each for each in ElementTree.fromstring(page).iter("tr") if each.get("id") == id)
    return found


def words(element):
    """Return an element's words."""
    return " ".join(" ".join(element.itertext()).split())


def test_a_chapters_table_has_a_row_a_part():
    for chapter in ("01", "04", "11"):
        page = pages.table_html(chapter, [], [])
        rows = [
            each.get("id") for each in ElementTree.fromstring(page).iter("tr") if each.get("id")
        ]
        assert rows == [part.id for part in claims.parts(chapter)]
        assert page.startswith(f'<div class="measured" data-of="{chapter}">')


def test_a_chapter_without_a_claim_says_so_in_place_of_a_table(monkeypatch):
    said = "This chapter tests no claim of the paper."
    monkeypatch.setattr(pages, "chapter_file", lambda number: f"{number}-forgetting")
    page = pages.table_html("13", [], [], "../")
    assert page == f'<div class="measured" data-of="13"><p>{said}</p></div>'
    shown = pages.table("13")._repr_mimebundle_()
    assert shown == {"text/plain": said, "text/html": page}


def test_a_table_begins_with_what_it_shows_and_what_its_words_mean():
    small = [measured("C26.broaden", 1.0)]
    begun, key, *_ = ElementTree.fromstring(pages.table_html("04", small, [], "../"))
    assert begun.text.startswith("In the strip")
    assert begun.find("a").get("href") == "../book/how-to-use.html#to-read-a-verdict"
    assert {em.text.lower() for em in key.findall("ul/li/em")} == {*rule.words("meaning")}
    assert "teaching size" not in words(begun)
    assert "teaching size" in words(
        ElementTree.fromstring(pages.table_html("04", [], small, "../"))[0]
    )
    assert not words(ElementTree.fromstring(pages.table_html("04", [], []))[0])


def test_every_word_that_is_not_told_by_itself_has_a_meaning():
    clear, besides = {"not testable here", "not said", "awaiting"}, {"power", "differs"}
    assert {*rule.words("meaning")} == {*rule.words("shape")} - clear | besides


def test_many_settings_that_turn_a_word_are_counted_and_folded():
    part = claims.part("C17.minima-fall")
    known = sum(part.control_range) / 2

    def told(names):
        found = [
            replace(measured(part.id, EXAMPLES[part.id][word]), setting=setting, control=known)
            for setting, word in {"reference": "holds", **dict.fromkeys(names, "fails")}.items()
        ]
        return row(pages.table_html("07", found, []), part.id)[3]

    few, many = list(part.variants)[:2], list(part.variants)[:5]
    assert told(few).find(".//details") is None
    fold = told(many).find(".//details")
    assert fold.find("summary").text == "another word in 5 settings"
    assert [each.text for each in fold.iter("li")] == [f"fails: {name}" for name in many]
    assert "holds with the chapter's own choices" in words(told(many))


def test_a_row_says_words_result_and_verdict():
    found = measured("C26.broaden", 0.36, figure="fig-04-radius")
    cells = list(row(pages.table_html("04", [found], [], "../"), "C26.broaden"))
    assert "C26: minima broaden" in words(cells[0])
    assert "broaden as the network deepens" in words(cells[0])
    assert "Ten hidden layers' minima are 0.36 times as wide as one layer's." in words(cells[1])
    assert "; 12 seeds)" in words(cells[1])
    assert cells[2].find("{*}svg") is not None
    assert "fails" in words(cells[3])
    links = {link.get("href") for cell in cells for link in cell.iter("a")}
    assert links == {
        "../book/claims.html#C26.broaden",
        "../notebooks/04-depth-experiment.html#fig-04-radius",
    }


def test_a_notebooks_table_has_no_links():
    found = measured("C26.broaden", 0.36, figure="fig-04-radius")
    assert "<a" not in pages.table_html("04", [], [found])


@pytest.mark.parametrize(
    ("id", "value", "said"),
    [
        ("C13.equal-parameters", -3.4, "3.4 points less than five in these runs; whether it is a"),
        ("C13.equal-parameters", 0.4, "One hidden layer erred 0.4 points more than five; what"),
        ("C15.trade-off", -0.15, "taken without its sign, shrinks by 0.15. (95"),
        ("C05.barrier", 0.15, "With 12 spins the way out of the lowest minimum climbs 0.15 of"),
        ("C09.share-in-band", 6e-5, "With 12 spins 0.006 % of all minima lie in the band"),
        ("C24.band-network", 0.93, "a search as short as this changes such a share by +0.0 perc"),
        ("C16.falls", -0.6, "From ten layers to forty ln N rises by 60 %."),
        ("C18.final-loss", 8.4, "Ten hidden layers end at 8.4 times the training loss of one."),
        ("C02.convex-in-outputs", 0.0, "the loss lies above none of 12 chords;"),
        ("C02.convex-in-outputs", 0.02, "the loss lies above 2.0 % of the chords;"),
        ("C02.convex-in-outputs", 0.02, "seen from the weights, above 95 %."),
        ("C17.bad-ends", 0.0, "None of 12 runs missed the training loss, with ten hidden layers"),
        ("C17.bad-ends", 0.05, "more of the runs miss the training loss than with one, by 5 perc"),
    ],
)
def test_a_result_is_a_sentence_from_its_numbers(id, value, said):
    outcome = claims.judge(claims.part(id), [measured(id, value)])
    assert said in words(ElementTree.fromstring(f"<p>{claims.sentence(outcome)}</p>"))


def test_every_part_makes_its_sentences():
    for id, example in EXAMPLES.items():
        for name in example.keys() - {"control", "broken"}:
            outcome = claims.judge(claims.part(id), [measured(id, example[name])])
            spoken = words(ElementTree.fromstring(f"<p>{claims.sentence(outcome)}</p>"))
            assert not {"{", "estimate"} & set(spoken.split()), id


def test_a_size_is_a_factor_whichever_way():
    part = replace(
        claims.part("C26.broaden"), sentence={"more": "{size} more", "less": "{size} less"}
    )
    for value, spoken in ((4.0, "4 more"), (0.25, "4 less")):
        outcome = claims.judge(part, [measured(part.id, value)])
        assert claims.sentence(outcome).startswith(spoken)


def test_values_without_chance_and_power_say_so():
    exact = claims.judge(claims.part("C05.formula"), [measured("C05.formula", 1e-15)])
    assert claims.sentence(exact).endswith("<small>(exact)</small>")
    part = claims.part("C05.formula")
    spread = claims.Evidence(part=part.id, effect=effect(part, 1e-9, half=0.5), control=0.2)
    assert "over the choices made" in claims.sentence(claims.judge(part, [spread]))
    weak = pages.table_html("04", [], [measured("C26.broaden", 1.2, 1.5)])
    assert "power 0." in words(row(weak, "C26.broaden"))


def test_the_book_speaks_first_and_the_run_beside_it_marked_where_it_differs():
    full, run = measured("C26.broaden", 0.36), measured("C26.broaden", 0.35, 0.5)
    found = words(row(pages.table_html("04", [full], [run]), "C26.broaden"))
    assert "are 0.36 times as wide" in found
    assert "Your run so far: fails, 0.35" in found
    assert "differs" not in found
    elsewhere = pages.table_html("04", [full], [measured("C26.broaden", 0.1)])
    assert "Your run so far: fails, 0.1 differs" in words(row(elsewhere, "C26.broaden"))
    other = words(
        row(pages.table_html("04", [full], [measured("C26.broaden", 2.0)], "../"), "C26.broaden")
    )
    assert "At teaching size: holds, 2 differs" in other
    alone = words(row(pages.table_html("04", [], [run], "../"), "C26.broaden"))
    assert "are 0.35 times as wide" in alone
    assert "At teaching size" in alone


def test_a_running_notebook_shows_the_books_verdict_and_its_own(tmp_path, monkeypatch):
    book = tmp_path / "book.json"
    rows = [measured("C26.broaden", 0.36).to_json(), said("C19.code-source", False).to_json()]
    book.write_text(json.dumps({"evidence": rows, "findings": {}}), encoding="utf8")
    monkeypatch.setattr(evidence, "_BOOK", book)
    part = claims.part("C26.broaden")
    evidence.record("C26", "broaden", effect(part, 2.0), control=1.0)
    shown = claims.table("04")._repr_mimebundle_()
    found = words(row(shown["text/html"], "C26.broaden"))
    assert "are 0.36 times as wide" in found
    assert "Your run so far: holds, 2 differs" in found
    assert "not said" in words(row(shown["text/html"], "C19.code-source"))
    assert "C26.broaden holds" in shown["text/plain"]


def test_without_a_book_everything_is_awaited_and_works():
    assert claims.published() == []
    shown = claims.table("04")._repr_mimebundle_()
    assert "awaiting chapter 04" in text(shown["text/html"])
    with pytest.raises(ValueError, match="no chapter '99'"):
        claims.table("99")


def test_what_was_recorded_cannot_break_the_page():
    evil = '</td><script>alert("1")</script>'
    found = claims.Evidence(
        part="C04.nothing-earlier", said=False, quotation=evil, citation="<b> (1989)", note=evil
    )
    page = pages.table_html("02", [], [found], "../")
    ElementTree.fromstring(page)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_formulas_are_left_to_mathjax():
    found = claims.math_html("level $-E_\\infty$ < 0")
    assert (
        found == 'level <span class="math notranslate nohighlight">\\(-E_\\infty\\)</span> &lt; 0'
    )


MIDDLE = pages._WIDTH / 2


def ends(drawn):
    """Return where the interval begins and ends."""
    return [float(x) for x in re.search(r'interval" d="M([\d.]+) 21H([\d.]+)"', drawn).groups()]


def texts(drawn):
    """Return the labels with their places."""
    root = ElementTree.fromstring(drawn)
    return {each.text: float(each.get("x")) for each in root.iter("text")}


def test_every_strip_is_well_formed_and_holds_its_labels():
    for id, example in EXAMPLES.items():
        part = claims.part(id)
        for name in example.keys() - {"control", "broken"}:
            labels = texts(claims.strip(measured(id, example[name], 0.3)))
            assert part.unit in labels, id
            assert ("claimed →" in labels) == (part.side == "above"), id
            assert ("← claimed" in labels) == (part.side == "below"), id
            assert all(0 <= x <= pages._WIDTH for x in labels.values()), id


def test_what_words_beside_it_say_is_hidden_from_who_hears_them():
    for drawn in (claims.strip(measured("C26.broaden", 1.0)), claims.icon("in-between")):
        assert re.match('<svg [^>]*aria-hidden="true"', drawn)


def test_what_holds_lies_on_the_claims_side():
    for id, example in EXAMPLES.items():
        right = claims.part(id).side == "above"
        low, high = ends(claims.strip(measured(id, example["holds"], 0.3)))
        assert (low > MIDDLE, high < MIDDLE) == (right, not right), id
        low, high = ends(claims.strip(measured(id, example["fails"], 0.3)))
        assert (low > MIDDLE, high < MIDDLE) == (not right, right), id


def test_the_axis_grows_to_the_right():
    for id in ("C26.broaden", "C18.final-loss", "C13.measured"):
        part = claims.part(id)
        x = partial(pages._place, part, effect(part, part.null))
        values = sorted(part.value(place) for place in (-2, -1, 0, 1, 2))
        assert [x(value) for value in values] == sorted(x(value) for value in values)


def test_a_strip_speaks_its_own_unit_and_no_logarithm():
    labels = texts(claims.strip(measured("C26.broaden", 0.36)))
    assert {"0.36", "1", "times as wide"} <= set(labels)
    assert {"0.8", "1.25"} <= set(texts(claims.strip(measured("C26.broaden", 1.1))))
    assert not {"0.8", "1.25"} & set(labels), "labels of a narrow zone lie on each other"


@pytest.mark.parametrize("estimate", [0.0123, 0.36, 1.7, 88.8])
def test_an_estimate_stands_over_its_mark_as_far_as_the_strip_has_room(estimate):
    found = measured("C26.broaden", estimate)
    drawn = claims.strip(found)
    mark = float(re.search(r'class="sampled" d="M([\d.]+)', drawn)[1])
    label, half = f"{estimate:g}", 3.4 * len(f"{estimate:g}")
    inside = min(max(mark, half), pages._WIDTH - half)
    assert texts(drawn)[label] == pytest.approx(inside, abs=0.1)
    assert (inside == mark) == (estimate > 0.1), "four digits at the edge have no room"


def test_the_grey_zone_is_what_is_too_small():
    drawn = claims.strip(measured("C26.broaden", 1.0))
    left, width = (
        float(x) for x in re.search(r'rect x="([\d.]+)" y="14" width="([\d.]+)"', drawn).groups()
    )
    labels = texts(drawn)
    assert left == pytest.approx(labels["0.8"], abs=0.1)
    assert left + width == pytest.approx(labels["1.25"], abs=0.1)


def test_edges_without_room_have_no_labels():
    part = claims.part("C26.broaden")
    wide = replace(measured("C26.broaden", 1.0), effect=effect(part, 1.0, interval=(1e-3, 1e3)))
    assert texts(claims.strip(wide)).keys().isdisjoint({"0.8", "1.25"})
    assert {"0.8", "1.25"} <= texts(claims.strip(measured("C26.broaden", 1.0))).keys()


def test_a_ratio_whose_interval_begins_at_zero_stays_on_the_strip():
    part = claims.part("C18.final-loss")
    found = claims.Evidence(
        part=part.id, effect=effect(part, 0.5, interval=(0.0, 0.7)), control=1.0
    )
    low, high = ends(claims.strip(found))
    assert 0 <= low < high < MIDDLE


def test_an_exact_value_is_a_diamond_and_a_document_has_no_strip():
    assert 'class="exact"' in claims.strip(measured("C05.formula", 1e-15))
    assert 'class="sampled"' in claims.strip(measured("C26.broaden", 1.0))
    assert claims.strip(said("C04.nothing-earlier", True)) == claims.strip(None) == ""


def test_every_word_has_a_shape_of_its_own():
    shapes = {claims.icon(word.replace(" ", "-")) for word in rule.words("shape")}
    assert len(shapes) == len(rule.words("shape"))
    assert {*rule._DECIDED} < {*rule.words("shape")}
    for shape in shapes:
        ElementTree.fromstring(shape)


def test_shares_have_their_interval_in_per_cent_and_differences_are_points():
    for id, spoken, unit in (("C09.minima-among-critical", "by 90 percentage points.", " points"),
                             ("C25.index-with-depth", "by 90.0 percentage points.", " points"),
                             ("C12.good-ends", "networks 90\u202f% end", "\u202f%")):  # fmt: skip
        part = claims.part(id)
        seen = effect(part, 0.9, interval=(0.855, 0.925))
        found = claims.Evidence(part=id, effect=seen, control=sum(part.control_range) / 2)
        told = claims.sentence(claims.judge(part, [found]))
        assert spoken in told
        assert f"(95\u202f%: 85.5 to 92.5{unit};" in told


def test_where_none_missed_the_loss_the_full_evidence_says_so():
    """The words for no difference speak of none that missed, where as many of both could have."""
    rows = json.loads((ROOT / "lib" / "claims" / "book.json").read_text(encoding="utf8"))
    found = {each.name: each for each in map(claims.from_json, rows["evidence"])}
    missed, sooner = found["C17.bad-ends"], found["C14.epochs-to-loss"]
    assert missed.effect.estimate == 0
    none = statistics.proportion(0, missed.effect.n // 2, unit="run").interval[1]
    assert missed.effect.interval[1] == pytest.approx(none), "none, or all, with either depth"
    assert "never got there" not in sooner.note, "all with one layer came to that loss"


def test_a_sentence_names_the_size_that_its_number_belongs_to():
    for id, axis, told in (("C16.counts-critical-points", "the spins", "eight spins"),
                           ("C20.walled-off", "the width", "32 hidden units"),
                           ("C22.two-on-a-plane", "half-width", "half-width 2"),
                           ("C22.two-on-a-plane", "the weight decay", "of 0.01")):  # fmt: skip
        part = claims.part(id)
        size = part.axes[axis][0].removeprefix(f"{axis} = ")
        assert size.removesuffix(" hidden units") in told, (id, "the sentence names the reference")
        assert all(told in each for each in part.sentence.values()), id


def test_evidence_whose_sentence_asks_for_spins_says_how_many():
    silent = effect(claims.part("C05.barrier"), 0.15, method="made for a test")
    with pytest.raises(ValueError, match="a note or method that says how many spins"):
        claims.Evidence(part="C05.barrier", effect=silent, control=1.0)
    noted = claims.Evidence(part="C05.barrier", effect=silent, control=1.0, note="3 of 14 spins")
    assert noted.spins == 14
    claims.Evidence(part="C05.barrier", effect=silent, control=1.0, setting="p = 4")


def test_the_reason_of_a_word_that_its_control_widens_is_printed():
    """No part of the book holds by more than its strip shows and keeps silent about it."""
    part = claims.part("C13.equal-parameters")
    seen = effect(part, -0.679, interval=(-1.05, -0.307))
    doubted = claims.Evidence(
        part=part.id, effect=seen, control=-0.551, control_interval=(-0.67, -0.432)
    )
    assert claims.judge(part, [doubted]).word == "holds"
    cell = words(row(pages.table_html("04", [doubted], []), part.id)[3])
    assert cell == (
        "holds the control gave −0.551, outside −0.5 to 0.5: widened by that to −1.6 to 0.244, "
        "the whole interval lies below 0.5"
    )
    plain = replace(doubted, control=0.0, control_interval=None)
    assert words(row(pages.table_html("04", [plain], []), part.id)[3]) == "holds"


def test_settings_that_decide_what_is_undecided_are_printed_and_not_counted():
    id = "C14.logits-help"
    choices = {"the temperature = 1": 0.1, "shifted images": -0.9, "the rate = half": 0.9}
    found = [measured(id, 0.75, 0.8), *(measured(id, v, setting=k) for k, v in choices.items())]
    cell = row(pages.table_html("11", found, []), id)[3]
    assert cell.find(".//details") is None
    for told in ("fails: shifted images", "too small to count: the temperature = 1", "holds: the"):
        assert told in words(cell)
