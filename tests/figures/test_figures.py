"""Pictures are the same bytes each time, read in both themes, and say what they show."""

import re

import matplotlib as mpl
import numpy as np
import pytest

from lib import figures


def contrast(one, other):
    """Return the contrast of two colours, WCAG 2."""

    def luminance(colour):
        rgb = np.array(mpl.colors.to_rgb(colour))
        linear = np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", figures.PALETTE)
@pytest.mark.parametrize("ground", ["#ffffff", "#121212"])
def test_every_colour_stands_out_on_both_grounds(colour, ground):
    assert contrast(colour, ground) >= 3


def draw():
    figure, axes = figures.canvas(1, 2)
    grid = np.add.outer(np.arange(5.0) ** 2, np.arange(6.0)) + 1
    alt = figures.contour(axes[0], np.arange(6), np.arange(5), grid, label="loss", log=True)
    alt += figures.lines(axes[1], [0, 1], {"a": [0, 1], "b": [1, 0]}, xlabel="x", ylabel="y")
    return figures.show(figure, name="fig-01-test", alt=alt)


def test_a_picture_is_the_same_each_time_and_takes_the_pages_ink():
    picture = draw()
    assert picture == draw()
    assert "currentColor" in picture.svg
    assert 'role="img"' in picture.svg
    assert "Map of the loss on 5 × 6 points, from 1 " in picture.alt


def test_ids_are_the_figures_own_and_each_reference_is_kept():
    svg = draw().svg
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    assert used <= ids
    assert all(name.startswith("fig-01-test-") for name in ids)


@pytest.mark.parametrize(
    ("name", "alt", "sentence"),
    [
        ("plane", "a long enough text here", "named fig-NN-what"),
        ("fig-01-x", "plot", "say what is seen"),
    ],
)
def test_a_picture_without_name_or_text_is_refused(name, alt, sentence):
    figure, _ = figures.canvas()
    with pytest.raises(ValueError, match=sentence):
        figures.show(figure, name=name, alt=alt)


def test_a_strip_counts_what_it_cannot_draw():
    _, axes = figures.canvas()
    alt = figures.strip(axes[0], {"deep": [1.0, 2.0, np.nan]}, ylabel="loss")
    assert "deep: 3 values, 1 not finite, mean 1.5, from 1 to 2." in alt
    assert len(axes[0].lines[0].get_xdata()) == 2


def test_a_histogram_tells_its_groups_and_marks():
    _, axes = figures.canvas()
    alt = figures.histogram(axes[0], {"a": [1, 2, 2]}, xlabel="loss", marks={"zero": 0.0})
    assert "a: 3 values, mean 1.67, from 1 to 2." in alt
    assert "zero at 0." in alt


def test_a_trail_tells_how_far_it_goes():
    _, axes = figures.canvas()
    alt = figures.trail(axes[0], [[0, 0], [2, 1]], xlabel="first", ylabel="second")
    assert alt == "A trail of 2 points from 0 to 2 along the first and 0 to 1 along the second."
