"""The search of a quartet's critical points: what it reports is what is there."""

import numpy as np
import pytest
from scipy import stats

from lib import quartets
from lib.quartets.critical import Found


@pytest.fixture(scope="module")
def found():
    return quartets.look(
        (5, 1), descents=3, times=[0, 30], noises=[0.0, 1.0], images=8, decay=0.01, steps=150
    )


def test_every_start_is_reported(found):
    assert len(found.status) == len(found.losses) == len(found.start_losses) == 3 * 2 * 2
    assert found.noise.tolist() == [0.0] * 6 + [1.0] * 6
    assert 0 < found.critical.sum() < 12
    assert (found.gradient_norms[found.critical] < 1e-8).all()


def test_dropped_ends_are_not_critical(found):
    flat = found.status == "gradient-flat"
    assert flat.any()
    assert (found.gradient_norms[flat] > 1e-6).all()


def test_copies_of_a_point_are_one(found):
    places = found.distinct()
    assert len(places) <= found.critical.sum()
    assert len(set(found.losses[places].round(5))) == len(places)
    assert found.critical[places].all()


def hand_made(losses, indices):
    """Return a search with these ends."""
    n = len(losses)
    none = np.zeros(n)
    return Found(
        status=np.array(["critical"] * n),
        losses=np.array(losses),
        misread=-np.array(losses),
        indices=np.array(indices),
        units=np.zeros(n, int),
        gradient_norms=none,
        groups=np.arange(n),
        start_losses=none,
        start_indices=np.zeros(n, int),
        noise=none,
    )


def test_correlation_is_that_of_the_ranks():
    made = hand_made([0.1, 0.2, 0.4, 0.3], [0, 1, 1, 5])
    expected = stats.spearmanr([0.1, 0.2, 0.4, 0.3], [0, 1, 1, 5]).statistic
    every = np.arange(4)
    assert made.correlation(every) == pytest.approx(expected)
    assert made.correlation(every, of="misread") == pytest.approx(-expected)


def test_shuffled_errors_lose_the_correlation():
    made = hand_made(np.arange(30.0), np.arange(30))
    shuffled = [made.correlation(np.arange(30), shuffle=(1, k)) for k in range(40)]
    assert abs(np.mean(shuffled)) < 0.15
    assert made.correlation(np.arange(30)) == pytest.approx(1)
