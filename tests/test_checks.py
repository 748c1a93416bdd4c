"""What a wrong argument is told: one sentence, whatever was given."""

import numpy as np
import pytest

from lib import checks, critical_points, curvature, landscape, networks, spinglass, statistics


@pytest.mark.parametrize("odd", [-1, 2.5, "three", None, True, (1, -2), np.nan, [1.5]])
def test_a_seed_is_whole_numbers_from_zero_on(odd):
    with pytest.raises(ValueError, match="each number of a seed must be a whole number"):
        spinglass.draw(4, 3, odd)


def test_a_seed_of_any_kind_of_whole_numbers_is_the_same():
    expected = spinglass.draw(4, 3, (7, 1))[0].couplings
    for seed in ([7, 1], np.array([7, 1]), (7.0, np.int64(1))):
        assert np.array_equal(spinglass.draw(np.int64(4), 3.0, seed)[0].couplings, expected)


@pytest.mark.parametrize(
    "call",
    [
        lambda: checks.reals([1 + 1j], "a number"),
        lambda: spinglass.SphericalSpinGlass(np.ones((3, 3)) + 1j),
        lambda: spinglass.to_sphere([1.0, 1j]),
        lambda: statistics.mean([1.0, 2.0, 3j], unit="run"),
        lambda: networks.objective(np.ones((2, 3)) + 1j, np.arange(2)),
        lambda: landscape.Line(np.arange(2), [0.0, 1j]),
    ],
)
def test_the_imaginary_part_of_a_number_is_not_dropped(call):
    with pytest.raises(ValueError, match="real number"):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: landscape.bent_count([np.nan, 1.0]), "an excess must be a real number; got nan"),
        (lambda: landscape.radius(landscape.Line([0.0, 1.0], [0.0, 1.0]), np.nan), "the level"),
        (lambda: landscape.Line([0.0, np.inf], [0.0, 1.0]), "steps must be finite; got inf"),
        (lambda: landscape.Plane([0.0, 1.0], [0.0], [[0.0]]), r"of shape \(1, 2\)"),
        (lambda: landscape.barrier(landscape.Line([1.0], [0.0])), "a barrier needs two ends"),
        (lambda: critical_points.group(np.array([[np.nan]]), 0.1), "finite features"),
        (lambda: spinglass.to_sphere([0.0, 0.0]), "has no direction"),
        (lambda: spinglass.tangent_basis([3.0, 4.0]), "off the sphere"),
        (lambda: spinglass.random_points(2.5, count=3, rng=np.random.default_rng(0)), "got 2.5"),
        (lambda: statistics.mean([1.0, 2.0], unit=None), "unit and method are words; got None"),
        (lambda: statistics.mean([1e200, 2.0], unit="run"), r"1e\+200 is too large"),
        (
            lambda: statistics.rank_correlation(range(9), range(9), unit="run", held=[1] * 9),
            "does not vary",
        ),
        (
            lambda: curvature.morse_index([1.0, -1.0], zero=np.nan),
            "a tolerance must be a real number",
        ),
        (
            lambda: curvature.morse_index([-1.0], zero=-1.0),
            "a tolerance must be at least 0; got -1",
        ),
        (lambda: curvature.Matrix(np.ones((2, 3))), "a square matrix is needed"),
        (lambda: networks.correlations(np.ones((3, 2)), np.ones((3, 1))), "of one shape"),
    ],
)
def test_what_is_no_number_is_never_taken_for_one(call, words):
    with pytest.raises(ValueError, match=words) as error:
        call()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside", "words"),
    [
        ({"above": 0, "below": 1}, [1e-9, 0.5], [0, 1, -np.inf], "above 0 and below 1"),
        ({"least": 0, "most": 1}, [0, 1], [-1e-9, 2, np.inf], "at least 0 and at most 1"),
        ({"above": 1e-4}, [1, np.inf], [1e-4], "above 0.0001"),
        ({"most": -2}, [-2, -np.inf], [-1], "at most -2"),
    ],
)
def test_numbers_are_held_to_their_bounds(bounds, inside, outside, words):
    assert [checks.real(number, "a number", **bounds) for number in inside] == inside
    for number in outside:
        with pytest.raises(ValueError, match=f"^a number must be {words}; got {float(number)}$"):
            checks.real(number, "a number", **bounds)


EFFECT = statistics.mean([1.0, 2.0, 3.0], unit="run")


def test_roots_of_any_length_are_judged_alike():
    model = spinglass.SphericalSpinGlass.sample(3, 3, rng=np.random.default_rng(0))
    roots = critical_points.find_roots(model, rng=np.random.default_rng(0))
    for size in (1e-300, 1.0, 1e300):
        assert critical_points.certify(model, size * roots).complete
