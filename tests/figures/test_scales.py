"""One map of colour, mark and dash: the same in every figure, told apart by more than colour."""

import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from lib.figures import PALETTE, style, styles

KINDS = {
    "depth": [1, 2, 3, 5, 10],
    "index": [0, 1, 2, 3, 4, 5],
    "order": [2, 3, 4, 5],
    "size": [1, 2, 5, 10, 25, 50],
    "width": [5, 10, 25, 50, 100, 250],
    "setting": ["reference", "SGD", "tanh", "default initialisation", "residual"],
}


def contrast(one, other):
    """Return the contrast of two colours, WCAG 2."""

    def luminance(colour):
        rgb = np.array(mpl.colors.to_rgb(colour))
        linear = np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_stands_out_on_both_grounds():
    for colour in PALETTE:
        assert min(contrast(colour, ground) for ground in ("#ffffff", "#121212")) >= 3


def test_a_dark_screen_has_a_lighter_colour_of_the_same_hue_for_each():
    sheet = (Path(__file__).parents[2] / "book/_static/figures.css").read_text(encoding="utf8")
    lighter = dict(re.findall(r"--figure-(\d): (#[0-9a-f]{6})", sheet))
    assert list(lighter) == [str(k) for k in range(len(PALETTE))]
    for colour, tint in zip(PALETTE, lighter.values(), strict=True):
        assert contrast(tint, "#121212") >= 6.5
        hues = [mpl.colors.rgb_to_hsv(mpl.colors.to_rgb(one))[0] for one in (colour, tint)]
        assert hues[0] == pytest.approx(hues[1], abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_a_kind_differ_in_colour_mark_and_dash_and_keep_them_in_any_company(kind):
    together = styles(KINDS[kind], kind)
    for part in ("color", "marker", "dash", "label"):
        assert len({getattr(look, part) for look in together}) == len(together)
    assert together == [style(kind, value) for value in KINDS[kind]]
    assert styles(KINDS[kind][::-1], kind) == together[::-1]


def test_no_two_series_of_a_figure_look_alike():
    for words in (["a", "b", "network", "c"], ["spin glass", "x"], [3, 4, 5, 6]):
        looks = styles(words, "size" if words[0] == 3 else "")
        assert len({look.color for look in looks}) == len(words)


def test_words_that_are_known_keep_their_place_beside_words_that_are_not():
    assert styles(["other", "network"])[1] == style("setting", "network")


def test_labels_are_the_fields_words():
    labels = [style(kind, value).label for kind, value in
              (("depth", 1), ("depth", 10), ("index", 2), ("order", 3), ("size", 25),
               ("width", 50), ("setting", "tanh"))]  # fmt: skip
    assert labels == ["1 hidden layer", "10 hidden layers", "index 2", "p = 3", "N = 25",
                      "50 units", "tanh"]  # fmt: skip


def test_an_unknown_kind_or_nothing_to_draw_is_a_sentence():
    with pytest.raises(ValueError, match="no kind 'colour': choose one of depth, index"):
        style("colour", 1)
    with pytest.raises(ValueError, match="nothing to draw"):
        styles([])
