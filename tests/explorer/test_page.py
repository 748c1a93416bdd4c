"""Still pictures: each style of curve, logarithmic axes, the page's colours and typeface."""

import io

import numpy as np
import pytest
from matplotlib import colors
from matplotlib.figure import Figure
from matplotlib.image import imread

from lib import explorer
from lib.explorer import page
from lib.explorer.curves import STYLES
from lib.figures import PALETTE

X = np.linspace(0.0, 4.0, 5)
GUIDE = page.Curve([-1.0, 5.0], [0.0, 6.0], "points", look=7)  # keeps the ends of the axes
GAP = 25  # pixels, more than between dashes
# Runs of coloured columns, and the share of the height that a column of the middle run spans.
LOOKS = {
    "line": (1, (0.005, 0.1)),
    "points": (5, (0.005, 0.1)),
    "area": (1, (0.4, 0.9)),
    "bars": (1, (0.4, 0.9)),
    "rule": (5, (0.95, 1)),
    "band": (1, (0.95, 1)),
    "span": (1, (0.005, 0.1)),
    "words": (0, (0, 0)),
}


def picture(png):
    return imread(io.BytesIO(png))


def ink(shown, colour):
    """Return where a picture has a colour, however thin."""
    near = np.abs(shown[..., :3] - colors.to_rgb(colour)).max(axis=-1) < 0.03
    return near & (shown[..., 3] > 0.1)


def curve(style):
    x = X[[1, 3]] if style in ("band", "span") else X
    y = None if style in ("rule", "band") else np.full(len(x), 4.0)
    return page.Curve(x, y, style, look=1)


@pytest.mark.parametrize("style", STYLES)
def test_each_style_is_drawn_as_the_page_draws_it(style):
    still = page.Still(("", ""), curves={"a": curve(style), "ends": GUIDE})
    found = ink(picture(page.png([still], small=True)), PALETTE[1])
    runs, (least, most) = LOOKS[style]
    columns = np.flatnonzero(found.any(axis=0))
    parts = np.split(columns, np.flatnonzero(np.diff(columns) > GAP) + 1)
    assert len(parts) * bool(len(columns)) == runs
    if runs:
        middle = parts[len(parts) // 2]
        rows = np.flatnonzero(found[:, middle[len(middle) // 2]])
        assert least <= np.ptp(rows) / len(found) <= most


def test_the_name_of_a_region_stands_in_the_picture():
    region = curve("words")._replace(x=[2.0], y=[3.0])
    shots = [
        picture(page.png([page.Still(("", ""), curves={name: region, "ends": GUIDE})]))
        for name in ("no order", " ")
    ]
    assert (np.abs(shots[0] - shots[1]).max(axis=-1) > 0.2).sum() > 50


def test_on_logarithmic_axes_a_power_is_straight():
    x = np.geomspace(0.1, 10, 30)
    still = page.Still(("", ""), curves={"": page.Curve(x, x**3)}, log="xy")
    found = ink(
        picture(page.png([still], small=True)),
        PALETTE[0],
    )
    rows, columns = np.nonzero(found)
    assert np.corrcoef(rows, columns)[0, 1] < -0.999


def test_a_map_between_logarithmic_axes_is_evenly_spaced_there():
    ends = (0.1, 10.0, 0.1, 10.0)
    band = np.abs(np.subtract.outer(np.arange(40.0), np.arange(40.0))) < 2
    shown = picture(page.png([page.Still(("", ""), band.astype(float), ends, log="xy")]))
    bright = ink(shown, "#fde725")
    rows, columns = np.nonzero(bright)
    assert np.corrcoef(rows, columns)[0, 1] < -0.99


@pytest.mark.parametrize(("one_unit", "aspect"), [(True, 1), (False, "auto")])
def test_a_map_lies_between_its_ends_with_its_words_at_its_axes(one_unit, aspect):
    ax = Figure().subplots()
    heights = np.arange(6.0).reshape(2, 3)
    still = page.Still(("across", "up"), heights, (0.0, 2.0, 5.0, 8.0), one_unit=one_unit)
    page._panel(ax, still, small=False)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("across", "up")
    assert (*ax.get_xlim(), *ax.get_ylim()) == (0, 2, 5, 8)
    assert ax.get_aspect() == aspect


def test_a_still_of_curves_has_their_own_numbers_and_the_colours_of_the_page():
    rates, losses = np.array([0.01, 0.1, 1.0]), np.array([[3.0, 1.0, 2.0], [2.0, 0.5, 1.0]])
    depths = explorer.Slider("depth", [1, 5])
    fall = explorer.Series("five layers", rates, losses, look=3, error=0.1 * losses)
    panel = explorer.Panel(
        ("learning rate", "training loss"), [fall], x_log=True, y_log=True, y_range=(0.1, 10)
    )
    (still,) = explorer.Curves(
        name="04-rate",
        caption="Rates",
        alt="Losses of networks against the rate",
        sliders=[depths],
        panels=[panel],
        start={"depth": 5},
    ).stills()
    assert (still.log, still.limits) == ("xy", (None, (0.1, 10)))
    drawn = still.curves["five layers"]
    np.testing.assert_allclose(drawn.x, rates, rtol=1e-3)
    np.testing.assert_allclose(drawn.y, losses[1], rtol=1e-3)
    np.testing.assert_allclose(drawn.error, [0.9 * losses[1], 1.1 * losses[1]], rtol=1e-3)
    assert ink(picture(page.png([still])), PALETTE[3]).sum() > 200


def test_panels_side_by_side_share_the_room_for_their_legends():
    """Of two panels with names above them none is squeezed to nothing."""
    names = ["1 hidden layer", "5 hidden layers", "10 hidden layers", "the best of each"]
    still = page.Still(("x", "y"), curves={name: page.Curve(X, X + k, look=k)
                                           for k, name in enumerate(names)})  # fmt: skip
    assert ink(picture(page.png([still, still])), PALETTE[1]).sum() > 200
