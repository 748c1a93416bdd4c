"""Mimic figures: every value has its mark, and the words tell what is drawn."""

import numpy as np

from lib.figures import canvas
from lib.figures import mimics as pictures


def test_reported_values_have_a_line_each_in_the_order_given():
    ax = canvas()[1][0]
    told = pictures.reported(ax, {"shallow": {"a": 3.0, "b": 2.5}, "deep": {"c": 1.0}}, xlabel="e")
    assert [word.get_text() for word in ax.get_yticklabels()] == ["a", "b", "c"]
    points = [tuple(point) for line in ax.get_lines() for point in line.get_xydata()]
    assert points == [(3.0, 0), (2.5, 1), (1.0, 2)]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert told == "e. shallow: a 3, b 2.5. deep: c 1."


def test_pairs_are_joined_seed_by_seed():
    ax = canvas()[1][0]
    told = pictures.paired(
        ax, {"p": ([1, 2, 3], [2, 3, 7])}, names=("x", "y"), ylabel="e", level=("teacher", 0.5)
    )
    joined = [line.get_ydata().tolist() for line in ax.get_lines()[:3]]
    assert joined == [[1, 2], [2, 3], [3, 7]]
    assert told == ("e, paired by seed. p: x 2 on average, y 4 (3 seeds). Dashed: teacher 0.5.")
    assert ax.get_lines()[-1].get_ydata()[0] == 0.5


def test_each_kind_of_interval_is_drawn_at_its_ends():
    ax = canvas()[1][0]
    rows = [("p,\nq", 1.0, {"seeds": (0.5, 1.2), "both": (0.0, 2.0)})]
    told = pictures.differences(ax, rows, xlabel="d", limits={"m": 0.5})
    ends = [path.vertices[:, 0].tolist() for bar in ax.collections for path in bar.get_paths()]
    np.testing.assert_allclose(ends, [[0.5, 1.2], [0.0, 2.0]])
    assert told == "d. p, q: 1 (seeds 0.5 to 1.2, both 0 to 2). Marked: m at 0.5."
