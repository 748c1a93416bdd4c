"""What is held fixed while depth varies."""

import numpy as np
import pytest
import torch

from lib import presets
from lib.depth import SETTINGS, Plan, setting
from lib.networks import parameter_count


@pytest.mark.parametrize("preset", ["quick", "full"])
@pytest.mark.parametrize("name", ["plan", "picture", "small"])
def test_networks_of_every_preset_have_equal_sizes_within_half_a_per_cent(preset, name):
    plan = Plan(**getattr(presets.chapter("04", preset), name))
    counts = [parameter_count(plan.widths(depth)) for depth in plan.depths]
    assert (max(counts) - min(counts)) / min(counts) <= 0.005
    assert abs(counts[0] - plan.budget) < 0.15 * plan.budget
    for depth in plan.depths:
        hidden = plan.widths(depth)[1:-1]
        assert len(hidden) == depth
        assert max(hidden) - min(hidden) <= 1


def test_factors_vary_alone_and_together():
    reference = setting("reference")
    assert (reference.activation, reference.init, reference.optimiser) == ("relu", "he", "adam")
    for name in SETTINGS[1:]:
        assert setting(name) != reference
    both = setting("SGD + tanh")
    assert (both.optimiser, both.activation, both.init) == ("momentum", "tanh", "xavier")
    assert not both.residual
    with pytest.raises(ValueError, match="no setting 'deep'"):
        setting("SGD + deep")


def plan(depth):
    return Plan((depth,), 4000, 8, 200, 10, 100, 50, 1, 1.0, 2.0)


def draw(depth, name, seed=0):
    return plan(depth).network(depth, setting(name), rng=np.random.default_rng(seed))


def test_with_one_hidden_layer_there_is_nothing_to_shortcut():
    plain, residual = draw(1, "reference"), draw(1, "residual")
    x = torch.rand(5, 64)
    assert torch.equal(plain(x), residual(x))


def test_scaled_shortcuts_keep_the_outputs_from_growing_with_depth():
    x = torch.rand(200, 64)

    def size(depth):
        with torch.no_grad():
            return np.mean([draw(depth, "residual", k)(x).std().item() for k in range(8)])

    assert size(12) < 4 * size(2)


def test_images_looked_at_are_training_images():
    tasks = plan(2).tasks()
    assert torch.equal(tasks.look.inputs, tasks.train.inputs[:100])
    assert (len(tasks.train), len(tasks.test)) == (200, 10)
    assert plan(2).tasks() is tasks
