"""Search by many starts, and what it says about its own completeness."""

import numpy as np
import pytest

from lib.critical_points import find_all, find_minima, search
from lib.critical_points.census import _merge, _summary
from lib.spinglass import SphericalSpinGlass, random_points


def instance(n, p, seed=0):
    return SphericalSpinGlass.sample(n, p, rng=np.random.default_rng([n, p, seed]))


@pytest.mark.parametrize(("n", "p"), [(3, 2), (3, 3), (5, 3), (4, 4), (3, 5), (3, 6)])
def test_minima_are_those_of_the_census(n, p):
    for seed in range(3):
        model = instance(n, p, seed)
        census = find_all(model, rng=np.random.default_rng(1))
        found = find_minima(model, starts=200, rng=np.random.default_rng(2))
        assert np.allclose(found.energies, census.energies[census.indices == 0], atol=1e-12)
        assert set(found.indices) == {0}
        gaps = np.linalg.norm(found.points[:, None] - census.points, axis=2)
        assert gaps.min(axis=1).max() < 1e-6
        assert found.starts == 200
        assert found.unseen == 0
        assert found.hits.sum() == (1 if p % 2 else 2) * 200


def test_search_finds_both_members_of_pairs_sorted_by_energy():
    model = instance(4, 3)
    found = search(model, rng=np.random.default_rng(3), batch=300)
    assert (np.diff(found.energies) >= 0).all()
    assert np.allclose(found.energies, -found.energies[::-1], atol=1e-13)
    assert np.array_equal(found.indices, 3 - found.indices[::-1])
    assert np.array_equal(found.hits, found.hits[::-1])
    assert found.hits.sum() == 2 * found.starts


def test_mean_number_of_minima_is_the_exact_one():
    rng = np.random.default_rng(4)
    models = [SphericalSpinGlass.sample(10, 3, rng=rng) for _ in range(40)]
    counts = [len(find_minima(model, starts=80, rng=rng).points) for model in models]
    assert abs(np.mean(counts) - 6.08039) < 4 * np.std(counts) / np.sqrt(40)


@pytest.mark.parametrize("factor", [1e-8, 1e-4, 1e3, 1e8])
def test_couplings_of_any_scale_give_the_same_points(factor):
    model = instance(12, 3)
    other = SphericalSpinGlass(factor * model.couplings)
    for found, same in (
        (find_minima(each, starts=60, rng=np.random.default_rng(1)) for each in (model, other)),
        (search(each, rng=np.random.default_rng(2), batch=50, patience=1, most_batches=3)
         for each in (model, other)),
    ):  # fmt: skip
        assert np.allclose(same.energies, factor * found.energies, rtol=1e-9)
        assert np.array_equal(same.hits, found.hits)
        assert np.array_equal(same.indices, found.indices)


@pytest.mark.parametrize("rng", [0, None])
def test_a_seed_in_place_of_a_generator_is_refused(rng):
    for call in (lambda m: find_minima(m, starts=3, rng=rng), lambda m: search(m, rng=rng)):
        with pytest.raises(ValueError, match="rng must be a generator"):
            call(instance(3, 3))


def test_too_few_starts_are_admitted():
    model = instance(40, 3)
    few = find_minima(model, starts=20, rng=np.random.default_rng(5))
    many = find_minima(model, starts=400, rng=np.random.default_rng(6))
    assert few.unseen > many.unseen
    assert len(few.points) < len(many.points)


def test_estimates_of_what_is_missing():
    model = instance(6, 3)
    points = random_points(6, 5, rng=np.random.default_rng(7))
    result = _summary(model, points, np.array([1, 1, 1, 2, 5]), paired=False)
    assert result.starts == 10
    assert result.unseen == 0.3  # Good and Turing: three points hit once, ten starts
    assert _summary(model, points, np.ones(5, dtype=int), paired=True).unseen == 1


def test_unseen_is_the_chance_of_a_new_point():
    """Good and Turing's estimate against the truth: many repetitions of a known lottery."""
    rng = np.random.default_rng(8)
    model, chances = instance(4, 3), np.array([0.6, 0.2, 0.1, 0.05, 0.03, 0.01, 0.005, 0.005])
    points = random_points(4, 8, rng=rng)
    estimates, truths = [], []
    for _ in range(300):
        hits = rng.multinomial(40, chances)
        seen = hits > 0
        estimates.append(_summary(model, points[seen], hits[seen], paired=False).unseen)
        truths.append(chances[~seen].sum())
    difference = np.array(estimates) - truths
    assert abs(difference.mean()) < 4 * difference.std() / np.sqrt(300) + 0.001


def test_merging_counts_hits_of_points_seen_before():
    rng = np.random.default_rng(9)
    points = random_points(5, 3, rng=rng)
    seen, hits = _merge(np.zeros((0, 5)), np.zeros(0, dtype=int), points[[0, 1, 0]], rng)
    again, more = _merge(seen, hits, points[[2, 1]] * (1 + 1e-11), rng)
    overlap = again @ points.T / 5
    assert dict(zip(overlap.argmax(axis=1), more, strict=True)) == {0: 2, 1: 2, 2: 1}


def test_without_any_arrival_nothing_is_claimed():
    model = SphericalSpinGlass.sample(3, 3, rng=np.random.default_rng(0))
    result = _summary(model, np.zeros((0, 3)), np.zeros(0, dtype=int), paired=True)
    assert len(result.points) == 0
    assert result.unseen == 1


@pytest.mark.parametrize("starts", [0, -1, 1.5])
def test_a_number_of_starts_that_is_none_is_refused(starts):
    with pytest.raises(ValueError, match="number of starts"):
        find_minima(instance(3, 3), starts=starts, rng=np.random.default_rng(0))
