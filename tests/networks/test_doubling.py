"""Doubling hidden units keeps the function, and a critical point stays one."""

import numpy as np
import pytest
import torch

from lib.networks import MLP, objective
from lib.networks.doubling import doubled


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("copies", [1, 2, 3])
def test_function_and_gradient(activation, copies):
    rng = np.random.default_rng(5)
    small = MLP((4, 3, 2), activation=activation, rng=rng).double()
    wide = doubled(small, copies)
    task = objective(rng.normal(size=(7, 4)), rng.normal(size=(7, 2)), "squared")
    torch.testing.assert_close(wide(task.inputs), small(task.inputs))
    for network in (small, wide):
        task.per_image(network(task.inputs), task.targets).mean().backward()
    torch.testing.assert_close(wide.layers[0].weight.grad[:3] * copies, small.layers[0].weight.grad)
    torch.testing.assert_close(wide.layers[1].weight.grad[:, :3], small.layers[1].weight.grad)


def test_what_cannot_be_doubled():
    deep = MLP((2, 2, 2, 2), rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="one hidden layer and 1 copy or more, not 2 and 2"):
        doubled(deep)
