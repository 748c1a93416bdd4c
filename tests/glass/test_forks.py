"""Families of runs: they share what they should, and form the tree that they should."""

import numpy as np
import pytest

from lib import glass


def test_runs_that_part_late_are_nearer(tiny):
    recipe = tiny.but(stop=0.0)
    found = glass.family(recipe, 3, branches=(2, 2, 2), epochs=(1, 4))
    d = glass.aligned_distances(found.parameters, recipe.widths)
    last, middle, first = d[0, 1], d[0, 2:4].min(), d[0, 4:].min()
    assert 0 < last < middle < first
    assert glass.ultrametricity(d) > 0.5


def test_first_branches_do_not_depend_on_when_runs_part(tiny):
    early, late = (glass.family(tiny, 3, branches=(2, 2), epochs=[epoch]) for epoch in (0, 3))
    np.testing.assert_array_equal(early.untrained, late.untrained)
    assert len(set(early.untrained)) == 2


def test_a_fork_at_the_start_shares_the_initial_weights_only(tiny):
    found = glass.family(tiny, 3, branches=(1, 2), epochs=[0])
    assert len(set(found.untrained)) == len(set(found.radii)) == 1
    assert np.abs(np.diff(found.parameters, axis=0)).max() > 0


@pytest.mark.parametrize(
    ("branches", "epochs"), [((2, 2), []), ((2, 2, 2), [3, 1]), ((2, 2), [60]), ((2, 2), [-1])]
)
def test_epochs_that_do_not_fit_are_refused(tiny, branches, epochs):
    with pytest.raises(ValueError, match="epochs that rise"):
        glass.family(tiny, 3, branches=branches, epochs=epochs)
