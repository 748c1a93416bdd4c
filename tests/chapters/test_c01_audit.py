"""Our plane beside the reference library's, and what its walk leaves behind."""

import numpy as np
import torch

from lib.chapters.c01 import after_walk, own_plane
from lib.landscape import Bowl, shipped_plane
from lib.networks import MLP, get_parameters, objective


def rng(seed=0):
    return np.random.default_rng(seed)


def test_our_plane_stands_where_the_aligned_one_does():
    network = MLP((12, 9, 4), init="default", rng=rng())
    data = rng(2).normal(size=(60, 12)).astype(np.float32)
    task = objective(data, rng(3).integers(0, 4, 60))
    found = shipped_plane(network, task, steps=7, rng=rng())
    ours, right = own_plane(network, task, found), found.aligned()
    assert np.allclose(right.losses, ours.losses, rtol=1e-5)
    assert np.array_equal(ours.x, right.x)
    assert np.array_equal(ours.y, right.y)


def test_a_model_is_found_where_the_walk_left_it():
    bowl = Bowl()
    walked = shipped_plane(bowl, steps=5, copy_model=False, rng=rng())
    left = after_walk(bowl, walked)
    assert torch.allclose(get_parameters(left) - bowl.centre, walked.moved)
    assert walked.moved.norm() > 1
    assert torch.equal(get_parameters(bowl), bowl.centre)
