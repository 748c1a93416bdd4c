"""Grouping of equal points."""

import numpy as np

from lib.critical_points.distinct import group


def test_copies_with_noise_are_grouped_and_others_are_not():
    rng = np.random.default_rng(0)
    features = rng.uniform(size=(300, 3))
    copies = np.repeat(features, 4, axis=0) + 1e-10 * rng.uniform(-1, 1, size=(1200, 3))
    order = rng.permutation(1200)
    groups = group(copies[order], 1e-8)
    truth = np.repeat(np.arange(300), 4)[order]
    assert np.array_equal(groups[:, None] == groups, truth[:, None] == truth)


def test_points_that_agree_in_one_projection_are_told_apart_by_another():
    assert group(np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 1.0]]), 1e-9).tolist() == [0, 1, 0]


def test_no_points_make_no_groups():
    assert group(np.zeros((0, 3)), 1e-9).shape == (0,)
