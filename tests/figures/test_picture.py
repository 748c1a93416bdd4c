"""A picture shows itself with its caption and its words, the same bytes whatever the reader set."""

import html
import logging
import re

import matplotlib as mpl
import numpy as np
import pytest
from scipy.cluster.hierarchy import linkage

from lib import figures
from lib.figures.picture import _WIDTHS

CAPTION = "Ten layers end **3.2** times lower than one."
GRID = np.add.outer(np.arange(3.0) ** 2, np.arange(4.0)) + 1
# Every verb on a small case: (verb, arguments, options).
VERBS = {
    "lines": ([0, 1, 2], {"a": [1, 2, 3]}),
    "scatter": ({"a": ([1, 2], [3, 4])},),
    "points": ({"a": [1.0, 2.0], "b": [2.0, 3.0]},),
    "estimates": ({"a": 1.0, "b": [2.0, 3.0]},),
    "histogram": ({"a": [1.0, 2.0, 2.5]},),
    "contour": (range(4), range(3), GRID),
    "hills": (range(4), range(3), GRID),
    "dendrogram": (linkage([[0.0], [1.0], [3.0]]),),
}
OPTIONS = {"contour": {"label": "loss"}}


def draw(verb="lines", **more):
    options = {"name": "fig-01-test", "caption": CAPTION, **OPTIONS.get(verb, {}), **more}
    return getattr(figures, verb)(*VERBS[verb], **options)


def two():
    return figures.row(
        figures.lines([1, 2, 3], {"a": [1e-8, 1, 1e5]}, log="y", ylabel="loss", title="left"),
        figures.contour(range(4), range(3), GRID, label="loss", title="right & last"),
        name="fig-01-two", caption=CAPTION,
    )  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_what_is_seen_on_the_picture_and_beside_it(verb):
    picture = draw(verb)
    labels = re.findall(r'role="img" aria-label="([^"]*)"', picture.html)
    assert [html.unescape(label) for label in labels] == [picture.alt]
    assert len(picture.alt) > 20
    assert re.search(r"\d", picture.alt), "it tells numbers"
    bundle = picture._repr_mimebundle_()
    assert bundle[figures.MIME] == {
        "name": "fig-01-test", "caption": CAPTION, "alt": picture.alt
    }  # fmt: skip
    assert bundle["text/plain"] == f"fig-01-test: {picture.alt}"


def test_each_panel_of_a_row_has_its_own_picture_words_and_title():
    picture = two()
    labels = [html.unescape(x) for x in re.findall(r'aria-label="([^"]*)"', picture.html)]
    assert labels[0].startswith("left: loss, loss logarithmic.")
    assert labels[1].startswith("right & last: Map of the loss")
    assert picture.alt == " ".join(labels)
    assert picture.html.count("<svg") == picture.html.count("</svg>") == 2
    assert "<strong>right &amp; last</strong></p>" in picture.html


def test_the_caption_is_shown_as_markdown_in_one_paragraph_that_the_page_can_take_off():
    block = draw().html
    shown = "Ten layers end <strong>3.2</strong> times lower than one."
    assert block.endswith(f'<p class="course-caption">{shown}</p></div>')
    assert block.startswith('<div class="course-figure"><div style="display: flex;')
    assert block.count("course-caption") == 1
    assert block.count("<div") == block.count("</div>")


def test_without_name_and_caption_a_picture_shows_itself_and_is_no_figure():
    bundle = figures.lines([0, 1], {"a": [1, 2]})._repr_mimebundle_()
    assert figures.MIME not in bundle
    assert "course-caption" not in bundle["text/html"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": "lines"}, "named fig-NN-what in lower case"),
        ({"name": "fig-1-x"}, "got 'fig-1-x' and 'Ten layers"),
        ({"name": ""}, "got '' and 'Ten layers"),
        (
            {"caption": ""},
            "its caption= says in a sentence what is found: got 'fig-01-test' and ''",
        ),
        ({"caption": "short"}, "and 'short'"),
    ],
)
def test_a_figure_without_name_or_caption_is_refused(more, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        draw(**more)


def test_a_row_needs_a_panel_and_has_four_columns_at_most():
    with pytest.raises(ValueError, match="got 0 panels"):
        figures.row(name="fig-01-x", caption=CAPTION)
    with pytest.raises(ValueError, match="in 5 columns"):
        figures.row(draw("contour", name="", caption=""), columns=5)


@pytest.mark.parametrize("verb", VERBS)
def test_an_unknown_option_is_named(verb):
    with pytest.raises(TypeError, match="xlabl"):
        draw(verb, xlabl="step")


def test_the_same_bytes_each_time_whatever_the_reader_set():
    plain = two().html
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "font.family": "monospace",
                         "lines.linewidth": 9, "image.cmap": "gray"}):  # fmt: skip
        assert two().html == plain
        assert mpl.rcParams["font.size"] == 30


def test_no_font_is_missing(caplog):
    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        two()
        figures.lines(
            [1, 2], {"E₀ ∇ λ² ≤ ∞": [1, 2]}, xlabel="α → β", ylabel="√N ⟨q⟩"
        )._repr_mimebundle_()
    assert caplog.records == []


def test_words_are_outlines_of_the_books_typeface():
    glyphs = re.findall(r'id="fig-01-test-1-([A-Z]\w+-\w+)-', draw(xlabel="step").html)
    assert set(glyphs) == {"CourseSans-Regular"}


def test_ids_are_the_panels_own_and_each_reference_is_kept():
    svg = two().html
    ids = re.findall(r'\bid="(fig-01-two-[^"]+)"', svg)
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    assert used <= set(ids)
    assert len(ids) == len(set(ids))
    assert {name[:13] for name in ids} == {"fig-01-two-1-", "fig-01-two-2-"}


def test_text_takes_the_pages_ink_and_no_ground_is_painted():
    svg = two().html
    assert "currentColor" in svg
    assert "#010203" not in svg
    assert "fill: #ffffff" not in svg


def test_letters_stay_legible_on_a_phone():
    column = 342  # of a page at 390 pixels
    for width, least, most, _ in _WIDTHS.values():
        beside = max(1, column // least)
        shown = min(most, (column - 16 * (beside - 1)) / beside)
        assert 11.5 * shown / width >= 11


def test_a_page_may_lighten_the_palette():
    colours = re.findall(r"(?:stroke|fill): (#[0-9a-f]{6}|var\([^)]*\))", draw("scatter").html)
    assert "var(--figure-0, #1478b8)" in colours
    assert not set(colours) & set(figures.PALETTE)
