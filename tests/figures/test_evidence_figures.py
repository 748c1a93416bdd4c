"""Drawings of evidence say what they show, and draw what they are given."""

import numpy as np
import pytest

from lib import figures
from lib.figures import evidence


@pytest.fixture
def ax():
    return figures.canvas()[1][0]


def test_densities_have_equal_areas(ax):
    rng = np.random.default_rng(1)
    groups = {"few": rng.normal(size=100), "many": rng.normal(size=(50, 200))}
    alt = evidence.densities(ax, groups, xlabel="x", marks={"many": 0.25})
    assert "few: 100 values" in alt
    assert "many: 10000 values" in alt
    assert alt.endswith("marked at 0.25.")
    for patch in ax.patches:
        x, y = patch.get_xy().T
        area = np.sum(np.diff(x) * y[:-1])
        assert area == pytest.approx(1)
    assert len({patch.get_linestyle() for patch in ax.patches}) == 2
