"""Curves: what the page gets, logarithmic axes, and what is refused."""

import numpy as np
import pytest
from test_base import BENDS

from lib import explorer

LINE = np.linspace(0.1, 2.0, 20)


def curves(*series, **changes):
    power = explorer.Series("power", LINE, np.array([LINE**bend for bend in BENDS]))
    panel = explorer.Panel(("x", "y"), series or [power], y_log=not series)
    arguments = {
        "name": "03-curves",
        "caption": "Powers",
        "alt": "A power whose exponent follows the slider",
        "sliders": [explorer.Slider("bend", BENDS)],
        "panels": [panel],
    }
    return explorer.Curves(**{**arguments, **changes})


def test_what_a_logarithmic_axis_cannot_show_is_a_gap():
    series = explorer.Series("signed", LINE, LINE - 1.0)
    panel = explorer.Panel(("x", "y"), [series], y_log=True)
    y = curves(panels=[panel])._frame("0.0.y")
    assert np.isnan(y[LINE <= 1.0]).all()
    np.testing.assert_allclose(10 ** y[LINE > 1.0], (LINE - 1.0)[LINE > 1.0])


def test_the_page_learns_styles_looks_and_ranges():
    panel = explorer.Panel(
        ("x", "y"),
        [
            explorer.Series("a", LINE, LINE, look=3),
            explorer.Series("w", [0, 1], [1, 1], (), "span"),
        ],
        x_range=(0, 2),
        y_names=["few", "many"],
    )
    (shown,) = curves(panels=[panel]).definition["panels"]
    assert shown["series"] == [
        {"name": "a", "style": "line", "look": 3},
        {"name": "w", "style": "span", "look": None},
    ]
    assert shown["xRange"] == (0, 2)
    assert shown["yRange"] is None
    assert shown["yNames"] == ["few", "many"]


def test_words_on_a_panel_are_words_of_its_still_picture():
    region = explorer.Series("no order", [0.5], [1.5], (), "words")
    figure = curves(panels=[explorer.Panel(("x", "y"), [explorer.Series("a", LINE, LINE), region])])
    (still,) = figure.stills()
    assert [(name, curve.style) for name, curve in still.curves.items()] == [
        ("a", "line"),
        ("no order", "words"),
    ]
    assert figure.definition["panels"][0]["series"][1]["style"] == "words"


def test_a_band_follows_the_slider_and_has_no_height():
    ends = np.array([[0.0, 1.0 / bend] for bend in BENDS])
    figure = curves(explorer.Series("band", ends, style="band"))
    np.testing.assert_array_equal(figure._frame("0.0.x"), ends[0])
    assert "0.0.y" not in figure.definition["arrays"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((LINE, LINE[:-1]), "as many points"),
        ((LINE, np.ones((2, 20))), r"need leading axes \(3,\)"),
        ((LINE, LINE, ("width",)), "leading axes"),
        ((LINE, LINE, None, "dots"), "no style 'dots': choose one of line"),
        ((LINE, None), "give y"),
        ((LINE, LINE, None, "rule"), "give y"),
        ((LINE, np.full(20, np.nan)), "is empty"),
        (([], []), "is empty"),
        (([1.0], [1.0]), "1 points make no line"),
        (([1.0, 2.0, 3.0], [1.0] * 3, None, "span"), "3 points make no span"),
        (([1.0, 2.0, 3.0], None, None, "band"), "3 points make no band"),
        (([1.0, 2.0], [1.0, 2.0], None, "band"), "give y, except to a rule or a band"),
        ((LINE, np.full(20, np.inf)), "holds inf"),
    ],
)
def test_bad_series_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message) as caught:
        curves(explorer.Series("bad", *arguments))
    assert "\n" not in str(caught.value)


def test_panels_that_cannot_be_are_refused():
    a = explorer.Series("a", LINE, LINE)
    panel = explorer.Panel(("x", "y"), [a])
    for panels, message in [
        ([], "one to three"),
        ([explorer.Panel(("x", "y"), [])], "without series"),
        ([explorer.Panel(("x", "y"), [a, a])], "two series of one name"),
        ([explorer.Panel(("x", "y"), [a], drag="width")], "no slider 'width'"),
        ([explorer.Panel(("x", "y"), [a], lift="width")], "no slider 'width'"),
    ]:
        with pytest.raises(ValueError, match=message):
            curves(panels=panels)
    assert curves(panels=[panel, panel]).definition["names"] == ["a"]
