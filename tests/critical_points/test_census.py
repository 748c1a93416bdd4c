"""The census: complete, and on average what the exact formula says; the search held against it."""

from functools import cache
from math import comb

import numpy as np
import pytest

from lib.critical_points import census as subject
from lib.critical_points import (
    census_of,
    certify,
    count,
    find_all,
    find_minima,
    find_roots,
    search,
    search_of,
)
from lib.critical_points.census import _merge, _summary
from lib.spinglass import SphericalSpinGlass, draw, random_points

INSTANCES = {
    (2, 2): 3,
    (5, 2): 3,
    (2, 3): 60,
    (3, 3): 300,
    (4, 3): 150,
    (5, 3): 120,
    (6, 3): 30,
    (8, 3): 4,
    (10, 3): 1,
    (3, 4): 150,
    (4, 4): 50,
    (3, 5): 100,
    (4, 5): 6,
    (3, 6): 30,
}


@cache
def censuses(n, p):
    """Return the instances of a size with their censuses, taken once for all tests."""
    rng = np.random.default_rng([n, p])
    models = [SphericalSpinGlass.sample(n, p, rng=rng) for _ in range(INSTANCES[n, p])]
    return [(model, find_all(model, rng=rng)) for model in models]


@pytest.mark.parametrize("size", INSTANCES, ids=str)
def test_every_instance_is_certified(size):
    n, p = size
    roots = n if p == 2 else ((p - 1) ** n - 1) // (p - 2)
    for _, census in censuses(*size):
        assert census.certificate.complete, census.certificate.reason
        assert census.certificate.found == census.certificate.expected == roots
        assert census.certificate.residual < 1e-13
        assert (roots - len(census.points) // 2) % 2 == 0


@pytest.mark.parametrize("size", INSTANCES, ids=str)
def test_points_are_critical_sorted_and_in_pairs(size):
    n, p = size
    for model, census in censuses(*size):
        points, energies, indices = census.points, census.energies, census.indices
        assert np.allclose(np.sum(points**2, axis=1), n, rtol=1e-14)
        assert np.linalg.norm(model.gradient(points), axis=1).max() < 1e-11
        assert np.allclose(energies, model.energy(points) / n, atol=1e-13)
        assert (np.diff(energies) >= 0).all()
        eigenvalues = np.linalg.eigvalsh(model.hessian(points))
        assert np.array_equal(indices, np.sum(eigenvalues < 0, axis=1))
        assert census.counts().sum() == len(points)
        overlap = points @ points.T / n
        mirror = overlap.argmin(axis=1)
        assert np.allclose(overlap.min(axis=1), -1, atol=1e-12)
        assert np.allclose(energies[mirror], (-1) ** p * energies, atol=1e-13)
        assert np.array_equal(indices[mirror], n - 1 - indices if p % 2 else indices)


@pytest.mark.parametrize("size", INSTANCES, ids=str)
def test_eulers_sum_is_the_characteristic_of_the_sphere(size):
    n, p = size
    for _, census in censuses(*size):
        total = np.sum((-1) ** np.arange(n) * census.counts())
        assert total == (2 if n % 2 else 0)
        says_something = n % 2 == 1 or p % 2 == 0
        assert census.certificate.euler == (total if says_something else None)


@pytest.mark.parametrize(
    ("size", "mean"),
    [
        ((2, 3), 2 * np.sqrt(7)),  # Rice: 2√(3p−2)
        ((3, 3), 10.552360),
        ((4, 3), 18.790234),
        ((5, 3), 31.496914),
        ((6, 3), 50.873137),
        ((3, 4), 15.145341),
        ((4, 4), 32.508214),
        ((3, 5), 2 * (1 + 4 * 4**1.5 / np.sqrt(13))),
        ((3, 6), 2 * (1 + 4 * 5**1.5 / np.sqrt(16))),
    ],
    ids=str,
)
def test_mean_number_is_the_exact_one(size, mean):
    totals = [len(census.points) for _, census in censuses(*size)]
    assert abs(np.mean(totals) - mean) < 4 * np.std(totals) / np.sqrt(len(totals))


@pytest.mark.parametrize(
    ("size", "means"),
    [
        ((3, 3), [3.138090, 4.276180, 3.138090]),
        ((4, 3), [3.579524, 5.815592, 5.815592, 3.579524]),
        ((5, 3), [3.999812, 7.374229, 8.748833, 7.374229, 3.999812]),
    ],
    ids=str,
)
def test_mean_number_of_each_index_is_the_exact_one(size, means):
    counts = np.array([census.counts() for _, census in censuses(*size)])
    errors = counts.std(axis=0) / np.sqrt(len(counts))
    assert (np.abs(counts.mean(axis=0) - means) < 4 * errors).all()


@pytest.mark.parametrize(("n", "mean"), [(3, -0.812197), (4, -0.942207), (5, -1.027237)])
def test_mean_energy_of_minima_is_the_exact_one(n, mean):
    sums = [(c.energies[c.indices == 0] - mean).sum() for _, c in censuses(n, 3)]
    assert abs(np.mean(sums)) < 4 * np.std(sums) / np.sqrt(len(sums))


def test_two_spins_interacting_pairwise_are_eigenvectors():
    for model, census in censuses(5, 2):
        values = np.linalg.eigvalsh(model.couplings / np.sqrt(5))
        assert np.allclose(census.energies, np.repeat(values, 2), atol=1e-13)
        assert census.indices.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_critical_points_on_a_circle_are_the_turns_of_the_energy():
    angle = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    circle = np.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for model, census in censuses(2, 3)[:20]:
        slope = np.sign(np.diff(model.energy(circle), append=model.energy(circle[:1])))
        assert len(census.points) == np.sum(slope != np.roll(slope, 1))


@pytest.mark.parametrize("size", [(4, 3), (6, 3), (8, 3), (10, 3), (4, 4), (4, 5)], ids=str)
def test_search_from_many_starts_finds_nothing_that_the_census_lacks(size):
    for model, census in censuses(*size)[:4]:
        found = search(model, rng=np.random.default_rng(7), batch=500, patience=4)
        gaps = np.linalg.norm(found.points[:, None] - census.points, axis=2)
        assert gaps.min(axis=1).max() < 1e-8
        assert len(found.points) >= 0.97 * len(census.points)


def test_the_census_does_not_depend_on_the_random_numbers():
    for model, census in censuses(4, 4)[:3]:
        again = find_all(model, rng=np.random.default_rng(99))
        assert np.allclose(again.energies, census.energies, atol=1e-13)
        assert np.array_equal(again.counts(), census.counts())


@pytest.mark.parametrize(("n", "p"), [(4, 3), (3, 4), (3, 5)])
def test_orthogonal_couplings_have_the_critical_points_written_down(n, p):
    """Of Σσ_i^p: k components of equal size, curved down along the others, index n−k.

    For p odd all k are positive, or all negative: the mirror image, of index k−1.
    """
    couplings = np.zeros((n,) * p)
    couplings[(np.arange(n),) * p] = 1  # H ∝ Σσ_i^p
    census = find_all(SphericalSpinGlass(couplings), rng=np.random.default_rng(0))
    assert census.certificate.complete
    for point in census.points:
        used = point[np.abs(point) > 1e-9]
        assert np.allclose(np.abs(used), np.sqrt(n / len(used)))
        assert p % 2 == 0 or len(set(np.sign(used))) == 1
    odd = [comb(n, k) + comb(n, k + 1) for k in range(n)]
    even = [2 ** (n - k) * comb(n, k) for k in range(n)]
    assert census.counts().tolist() == (odd if p % 2 else even)


@pytest.mark.parametrize("factor", [1e-8, 1e-6, 1e-3, 1e3, 1e8])
@pytest.mark.parametrize("size", [(4, 3), (4, 4), (5, 2)], ids=str)
def test_couplings_of_any_scale_have_the_same_critical_points(size, factor):
    model, census = censuses(*size)[0]
    other = SphericalSpinGlass(factor * model.couplings)
    same = find_all(other, rng=np.random.default_rng(3))
    assert same.certificate.complete, same.certificate.reason
    assert same.certificate.residual < 1e-13
    assert np.allclose(same.energies, factor * census.energies, rtol=1e-9, atol=1e-12 * factor)
    assert np.array_equal(same.counts(), census.counts())
    gaps = np.linalg.norm(same.points[:, None] - census.points, axis=2)
    assert gaps.min(axis=1).max() < 1e-9


def test_instances_that_a_seed_stands_for():
    found = census_of(4, 3, (7, 2))
    model = draw(4, 3, (7, 2))[0]
    assert np.linalg.norm(model.gradient(found.points), axis=1).max() < 1e-11
    counted = count(4, 3, (7, 2))
    assert np.array_equal(counted.by_index, found.counts())
    assert counted.total == len(found.points)
    assert counted.lowest == found.energies[0] == found.energies.min()
    assert counted.complete
    some = search_of(4, 3, (7, 2), 500)
    assert some.starts <= 500
    assert some.energies == pytest.approx(found.energies, abs=1e-9)


def test_an_incomplete_set_is_called_incomplete(monkeypatch):
    model = SphericalSpinGlass.sample(5, 3, rng=np.random.default_rng(1))
    roots = find_roots(model, rng=np.random.default_rng(2))
    real = np.flatnonzero(certify(model, roots).real)
    unreal = np.setdiff1d(np.arange(len(roots)), real)
    for lost in (real[0], unreal[0]):
        fewer = np.delete(roots, lost, axis=0)
        monkeypatch.setattr(subject, "find_roots", lambda model, *, rng, fewer=fewer: fewer)
        census = find_all(model, rng=np.random.default_rng(3))
        assert census.certificate.complete is False
        assert len(census.points) == 2 * np.sum(np.isin(real, lost, invert=True))


@pytest.mark.parametrize("couplings", [np.zeros((3, 3, 3)), np.eye(4), np.ones((3, 3, 3, 3))])
def test_degenerate_couplings_give_no_certificate(couplings):
    census = find_all(SphericalSpinGlass(couplings), rng=np.random.default_rng(0))
    assert not census.certificate.complete


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
    points = random_points(6, count=5, rng=np.random.default_rng(7))
    result = _summary(model, points, np.array([1, 1, 1, 2, 5]), paired=False)
    assert result.starts == 10
    assert result.unseen == 0.3  # Good and Turing: three points hit once, ten starts
    assert _summary(model, points, np.ones(5, dtype=int), paired=True).unseen == 1


def test_unseen_is_the_chance_of_a_new_point():
    """Good and Turing's estimate against the truth: many repetitions of a known lottery."""
    rng = np.random.default_rng(8)
    model, chances = instance(4, 3), np.array([0.6, 0.2, 0.1, 0.05, 0.03, 0.01, 0.005, 0.005])
    points = random_points(4, count=8, rng=rng)
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
    points = random_points(5, count=3, rng=rng)
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
