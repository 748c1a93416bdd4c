"""Plots: what is drawn, what is said, and what cannot be drawn."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from lib import figures, statistics
from lib.figures.scales import spread


def effect(estimate, low, high, values=(), log=False):
    return SimpleNamespace(estimate=estimate, interval=(low, high), values=values, log=log)


def axes_of(picture):
    """Return the axes on which a picture's only panel is drawn."""
    with figures.drawn():
        figure = Figure(figsize=(6.1, 4), layout="constrained")
        axes = figure.subplots()
        picture.panels[0].draw(axes)
        figure.draw_without_rendering()
    return axes


def words_of(axes):
    """Return all words in the axes."""
    legend = axes.get_legend()
    named = [text.get_text() for text in legend.get_texts()] if legend else []
    return [text.get_text() for text in axes.texts], named


def data_of(axes, label):
    """Return the points of the curve with this label."""
    named = zip(*axes.get_legend_handles_labels(), strict=True)
    return next(bars.lines[0].get_xydata() for bars, name in named if name == label)


def test_lines_tell_all_values_of_a_short_curve_and_the_turns_of_a_long_one():
    picture = figures.lines([1, 2, 3], {"bowl": [1, 0, 2]}, xlabel="step", ylabel="loss")
    assert picture.alt == "loss against step. bowl: 1 at 1, 0 at 2, 2 at 3."
    x = np.linspace(0, 10, 101)
    picture = figures.lines(x, {"hill": np.sin(x)}, xlabel="x", ylabel="y")
    assert picture.alt == "y against x. hill: 0 at 0, 1 at 1.6, -1 at 4.7, -0.544 at 10."


def test_runs_are_drawn_with_their_median_and_a_gap_stays_a_gap():
    rows = [[1, 2, np.nan, 3], [3, 4, np.nan, np.nan], [8, 9, np.nan, 5]]
    picture = figures.lines(range(4), {"a": rows}, xlabel="x", ylabel="y", log="y")
    assert picture.alt == "y against x, y logarithmic. a, median of 3: 3 at 0, 4 at 1, 4 at 3."
    axes = axes_of(picture)
    assert len(axes.lines) == 4
    assert axes.get_yscale() == "log"


def test_effects_over_a_coordinate_have_their_bars_and_single_values():
    one, two = effect(2, 1, 4, (1.5, 2.5)), effect(5, 4, 7, (5.0,))
    picture = figures.lines([10, 100], {"a": [one, two]}, xlabel="N", ylabel="gap", log="x")
    assert picture.alt == "gap against N, N logarithmic. a: 2 [1, 4] at 10, 5 [4, 7] at 100."
    axes = axes_of(picture)
    dots = next(line for line in axes.lines if line.get_linestyle() == "None" and
                len(line.get_xydata()) == 3)  # fmt: skip
    assert dots.get_xydata().tolist() == [[10, 1.5], [10, 2.5], [100, 5]]
    bars = axes.collections[0].get_segments()
    assert [segment[:, 1].tolist() for segment in bars] == [[1, 4], [4, 7]]


@pytest.mark.parametrize(
    ("places", "read"),
    [
        ([1e-8, 1e-4, 0.1], ["10^{-8}", "10^{-4}"]),
        ([0.02, 0.1, 0.5], ["0.02", "0.05", "0.1"]),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_powers_of_ten_or_plain_where_they_are_few(places, read):
    axes = axes_of(figures.lines(places, {"a": [1, 2, 3]}, log="x"))
    ticks = " ".join(text.get_text() for text in axes.get_xticklabels())
    assert all(word in ticks for word in read)


def test_a_curve_may_bring_its_own_coordinate():
    picture = figures.lines([0, 1], {"a": [0, 1], "b": ([5, 6, 7], [1, 2, 3])})
    assert data_of(axes_of(picture), "b").tolist() == [[5, 1], [6, 2], [7, 3]]


def test_short_names_stand_at_the_ends_of_curves_and_long_ones_above():
    short = axes_of(figures.lines([0, 1], {"a": [0, 1], "b": [0, 1.01]}))
    assert words_of(short) == (["a", "b"], [])
    heights = [text.get_position()[1] for text in short.texts]
    assert heights[1] - heights[0] > 0.04, "moved apart"
    name = "a name much too long for the end of a curve"
    assert words_of(axes_of(figures.lines([0, 1], {name: [0, 1], "b": [0, 1]}))) == (
        [], [name, "b"]
    )  # fmt: skip
    assert words_of(axes_of(figures.lines([0, 1], {"a": [0, 1], "b": [1, 0]}, legend=False))) == (
        [], []
    )  # fmt: skip


def test_a_curve_without_its_last_value_has_its_name_where_it_ends():
    x = np.linspace(0, 1, 101)
    broken = np.where(x < 0.98, x, np.nan)
    assert words_of(axes_of(figures.lines(x, {"a": x, "b": broken}))) == (["a", "b"], [])


def test_meaning_gives_colour_mark_and_words():
    axes = axes_of(figures.lines([0, 1], {1: [0, 1], 10: [1, 2]}, by="depth"))
    looks = [figures.style("depth", depth) for depth in (1, 10)]
    assert [line.get_color() for line in axes.lines] == [look.color for look in looks]
    assert [line.get_marker() for line in axes.lines] == [look.marker for look in looks]
    assert words_of(axes)[0] == ["1 hidden layer", "10 hidden layers"]


def test_marks_levels_and_shades_are_drawn_and_said():
    picture = figures.lines(
        [0, 10], {"a": [0, 1]}, xlabel="u", ylabel="Θ", marks={"−E₀": 4, "−E∞": effect(4.2, 4, 5)},
        levels={"zero": 0.5}, shade_x=(4, 6), xlim=(-1, 11),
    )  # fmt: skip
    assert picture.alt.endswith(
        "Marked: zero at 0.5, −E₀ at 4, −E∞ at 4.2 [4, 5]. Shaded from 4 to 6."
    )
    axes = axes_of(picture)
    assert axes.get_xlim() == (-1, 11)
    assert {"−E₀", "−E∞", "zero"} <= set(words_of(axes)[0])
    upright = [line.get_xdata()[0] for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert upright == [4, 4.2]
    spans = [patch.get_extents() for patch in axes.patches]
    found = axes.transData.inverted().transform([(box.x0, box.y0) for box in spans])
    ends = axes.transData.inverted().transform([(box.x1, box.y1) for box in spans])
    assert (found[0][0], ends[0][0]) == pytest.approx((4, 6))
    assert (found[2][0], ends[2][0]) == pytest.approx((4, 5))


def test_scatter_says_its_corners_and_its_laws():
    group = {"run": ([1, 2, 3, 4], [2, 4, 1, 4])}
    equal = {"equal": ([1, 4], [1, 4])}
    picture = figures.scatter(group, curves=equal, xlabel="x", ylabel="y")
    assert picture.alt == (
        "y against x. run: 4 points, from (1, 1) to (4, 4). equal, a line: 1 at 1, 4 at 4."
    )


def test_a_law_takes_the_colour_of_the_group_it_belongs_to():
    axes = axes_of(
        figures.scatter({3: ([1, 2], [3, 4])}, by="order",
                        curves={3: ([1, 2], [3, 4]), "N = ∞": ([1, 2], [5, 5])})
    )  # fmt: skip
    colours = [line.get_color() for line in axes.lines]
    assert colours == [figures.style("order", 3).color] * 2 + [figures.GREY]


def test_points_show_every_run_its_mean_its_interval_and_those_that_missed():
    runs = {"reference": {1: [1.0, 4.0], 10: [4.0, np.nan]}}
    picture = figures.points(runs, log="y", xlabel="hidden layers", ylabel="radius")
    low, high = statistics.mean([1.0, 4.0], unit="run", log=True).interval
    assert picture.alt == (
        "radius against hidden layers, radius logarithmic. Every run a dot. reference: 1: 2 runs, "
        f"mean 2 [{low:.3g}, {high:.0f}]; 10: 1 run, mean 4, 1 missed."
    )
    axes = axes_of(picture)
    assert "1" in words_of(axes)[0], "the number that missed"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "10"]


def test_points_without_places_stand_side_by_side_each_in_its_style():
    picture = figures.points({2: [1.0, 3.0], 3: [5.0]}, by="order", unit="descent", ylabel="u")
    assert picture.alt.startswith("u. Every descent a dot. p = 2: 2 descents, mean 2 [")
    assert picture.alt.endswith("p = 3: 1 descent, mean 5.")
    axes = axes_of(picture)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["p = 2", "p = 3"]


def test_points_take_an_effects_own_interval():
    picture = figures.points({"a": effect(2, 1.5, 9, (1.0, 3.0))}, ylabel="y")
    assert picture.alt == "y. Every run a dot. a: a: 2 runs, mean 2 [1.5, 9].".replace("a: a", "a")


def test_an_uneven_interval_is_drawn_from_its_low_end_to_its_high_one():
    uneven = effect(2, 1.5, 9, (1.0, 3.0))
    for verb, side in ((figures.points, 1), (figures.estimates, 0)):
        (bar,) = axes_of(verb({"a": uneven})).collections[0].get_segments()
        assert bar[:, side].tolist() == [1.5, 9]


def test_on_a_logarithmic_axis_a_run_at_zero_has_missed():
    alt = figures.points({"a": [1.0, 4.0, 0.0], "b": [1.0]}, log="y", ylabel="y").alt
    assert "a: 2 runs, mean 2 [" in alt
    assert "], 1 missed. b: 1 run, mean 1." in alt


def test_an_effect_without_values_is_no_dot():
    picture = figures.points({"a": effect(2, 1.5, 9)}, unit="measure", ylabel="y")
    assert picture.alt == "y. a: 2 [1.5, 9]."


def test_no_run_with_a_value_is_said_and_drawn_as_missed():
    alt = figures.points({"a": [np.nan, np.nan], "b": [1.0]}, ylabel="y").alt
    assert alt == "y. Every run a dot. a: 0 runs, 2 missed. b: 1 run, mean 1."


def test_estimates_shade_what_is_too_small_to_count():
    rows = {"ten over one": effect(2, 1.6, 2.5, (1.8, 2.2), log=True), "plain": 1.1}
    picture = figures.estimates(rows, enough=1.25, xlabel="ratio")
    assert picture.alt == (
        "ratio, ratio logarithmic. ten over one: 2 [1.6, 2.5]. plain: 1.1. Shaded from 0.8 to 1.25."
    )
    axes = axes_of(picture)
    assert axes.get_xscale() == "log"
    assert [label.get_text() for label in axes.get_yticklabels()] == list(rows)
    assert axes.get_ylim() == (1.5, -0.5)
    null = next(line for line in axes.lines if len(line.get_xdata()) == 2 and
                tuple(line.get_ydata()) == (0, 1))  # fmt: skip
    assert set(null.get_xdata()) == {1}


def test_differences_stand_about_zero_and_plain_numbers_about_nothing():
    assert (
        "Shaded from -0.5 to 0.5."
        in figures.estimates({"a": effect(1, 0, 2)}, enough=0.5, xlabel="d").alt
    )
    years = figures.estimates({"Hopfield": 1982, "Amit": 1985}, xlabel="year")
    assert years.alt == "year. Hopfield: 1982. Amit: 1985."
    assert min(axes_of(years).get_xlim()) > 1900


def test_a_label_too_long_for_the_axes_begins_below_the_rows_names():
    axes = axes_of(figures.estimates({"a network of some length": 1.0}, xlabel="a share of " * 6))
    assert axes.xaxis.label.get_horizontalalignment() == "right"


def test_a_legend_of_uneven_words_stays_inside_the_picture():
    curves = {letter * many: [1, 2, 3] for letter, many in zip("abcm", (7, 14, 6, 16), strict=True)}
    with figures.drawn():
        figure = Figure(figsize=(356 / 72, 3), layout="constrained")
        axes = figure.subplots()
        figures.lines([1, 2, 3], curves).panels[0].draw(axes)
        figure.draw_without_rendering()
        assert axes.get_legend().get_window_extent().x1 <= figure.bbox.x1 + 1


def test_estimates_are_as_high_as_their_rows_need():
    rows = {word: effect(1, 0, 2) for word in "abcdefgh"}
    high = axes_of(figures.estimates(rows)).figure.get_figheight()
    assert high > 8 * 2 * 12 / 72  # two lines of twelve points for each row


def test_an_interval_without_end_is_drawn():
    picture = figures.estimates({"a": effect(2, 1, np.inf, log=True)}, xlabel="ratio")
    assert picture.alt == "ratio, ratio logarithmic. a: 2 [1, inf]."


@pytest.mark.parametrize(("log", "enough"), [(True, 1.0), (True, 0.5), (False, 0.0), (False, -1)])
def test_a_smallest_effect_that_shades_nothing_is_refused(log, enough):
    with pytest.raises(ValueError, match=f"above {int(log)}: got enough={enough}"):
        figures.estimates({"a": effect(2, 1, 3, log=log)}, enough=enough).alt  # noqa: B018


def test_a_histogram_counts_alone_and_compares_by_area():
    alone = figures.histogram({"all": [1, 2, 2, 3]}, bins=[0.5, 1.5, 2.5, 3.5], xlabel="points")
    assert alone.alt == (
        "how many against points. all: 4 values from 1 to 3, mean 2, half of them from 1.75 to "
        "2.25."
    )
    heights = [bar.get_height() for bar in axes_of(alone).patches]
    assert heights == [1, 2, 1]
    axes = axes_of(figures.histogram({"a": [0, 1], "b": np.arange(50) / 50}, bins=5))
    for outline in axes.patches:
        x, y = outline.get_xy().T
        assert np.sum(np.diff(x) * y[:-1]) == pytest.approx(1)


def test_words_are_moved_apart_in_order_and_no_further_than_needed():
    rng = np.random.default_rng(1)
    for _ in range(50):
        places = rng.random(6)
        moved = spread(places, 0.1)
        order = np.argsort(places)
        assert np.diff(moved[order]).min() > 0.1 - 1e-12
        assert moved.mean() == pytest.approx(places.mean())
    assert spread([0.0, 0.5], 0.1).tolist() == [0, 0.5]


NAN = float("nan")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: figures.lines([0], {}), "nothing to draw"),
        (lambda: figures.lines([], {"a": []}), "'a' has values (0,) over a coordinate"),
        (lambda: figures.lines([0, 1], {"a": [1, 2, 3]}), "values (3,) over a coordinate (2,)"),
        (lambda: figures.lines([0, 1], {"a": [NAN, NAN]}), "a has nothing to draw: of 2 values"),
        (lambda: figures.lines([0, 1], {"a": [0, -1]}, log="y"), "none is positive, as a log"),
        (lambda: figures.scatter({}), "nothing to draw"),
        (lambda: figures.scatter({"a": ([], [])}), "'a' has values (0,) over a coordinate (0,)"),
        (lambda: figures.points({}), "nothing to draw"),
        (lambda: figures.estimates({}), "nothing to draw"),
        (lambda: figures.histogram({}), "nothing to draw"),
        (lambda: figures.histogram({"a": [NAN]}), "a has nothing to draw: of 1 values"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(make, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        make().alt  # noqa: B018


@pytest.mark.parametrize(
    "make",
    [
        lambda: figures.lines([3], {"a": [2.0]}, ylabel="loss"),
        lambda: figures.lines([3], {"a": [2.0]}, log="xy", ylabel="loss"),
        lambda: figures.scatter({"a": (1.0, 2.0)}),
        lambda: figures.points({"a": [2.0]}, log="y"),
        lambda: figures.points({"a": 2.0}),
        lambda: figures.histogram({"a": [2.0]}),
    ],
)
def test_one_value_simply_works(make):
    assert "a" in make().alt
