"""Langevin dynamics: the Gibbs average, the high-temperature law, the constraint."""

import numpy as np
import pytest

from lib.dynamics import descend, langevin
from lib.spinglass import SphericalSpinGlass, random_points


def gibbs_ensemble_of_two_spins(model, temperature, count, rng):
    """Draw points on the circle with weight exp(−H/T); return them and the mean density."""
    angle = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    points = np.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    energy = model.energy(points)
    weight = np.exp(-(energy - energy.min()) / temperature)
    weight /= weight.sum()
    return points[rng.choice(len(points), count, p=weight)], weight @ energy / 2


@pytest.mark.parametrize(("p", "temperature"), [(2, 1.0), (3, 2.0), (4, 0.7)])
def test_the_gibbs_ensemble_is_left_as_it_is(p, temperature):
    rng = np.random.default_rng(p)
    model = SphericalSpinGlass.sample(2, p, rng=rng)
    starts, expected = gibbs_ensemble_of_two_spins(model, temperature, 4000, rng)
    run = langevin(model, starts, temperature=temperature, steps=500, rng=rng)
    means = run.energies[250:].mean(axis=0)
    error = means.std() / np.sqrt(len(means))
    assert abs(means.mean() - expected) < 4 * error + 0.01 * abs(expected)  # 1 %: the time step


def test_the_gibbs_ensemble_is_reached_from_anywhere():
    rng = np.random.default_rng(8)
    model = SphericalSpinGlass.sample(2, 2, rng=rng)
    expected = gibbs_ensemble_of_two_spins(model, 2.0, 1, rng)[1]
    starts = np.tile([np.sqrt(2), 0.0], (4000, 1))
    run = langevin(model, starts, temperature=2.0, steps=1000, rng=rng)
    means = run.energies[500:].mean(axis=0)
    error = means.std() / np.sqrt(len(means))
    assert abs(means.mean() - expected) < 4 * error + 0.01 * abs(expected)


@pytest.mark.parametrize("temperature", [4.0, 8.0])
def test_high_temperature_energy_is_minus_one_over_t(temperature):
    averages = []
    for seed in range(12):
        rng = np.random.default_rng([seed, int(temperature)])
        model = SphericalSpinGlass.sample(40, 3, rng=rng)
        starts = random_points(40, 40, rng=rng)
        run = langevin(model, starts, temperature=temperature, steps=250, rng=rng)
        averages.append(run.energies[100:].mean())
    error = np.std(averages) / np.sqrt(len(averages))
    assert abs(np.mean(averages) + 1 / temperature) < 4 * error + 0.03 / temperature
    assert error < 0.1 / temperature


def test_points_stay_on_the_sphere_and_energies_are_those_of_the_points():
    rng = np.random.default_rng(1)
    model = SphericalSpinGlass.sample(6, 4, rng=rng)
    run = langevin(model, random_points(6, 9, rng=rng), temperature=3.0, steps=2000, rng=rng)
    assert np.abs(np.sum(run.points**2, axis=1) / 6 - 1).max() < 1e-14
    assert np.allclose(run.energies[-1], model.energy(run.points) / 6, rtol=1e-12)


def test_without_noise_it_is_descent():
    rng = np.random.default_rng(2)
    model = SphericalSpinGlass.sample(5, 3, rng=rng)
    starts = random_points(5, 10, rng=rng)
    run = langevin(model, starts, temperature=0.0, steps=6000, rng=rng)
    assert np.diff(run.energies, axis=0).max() < 1e-13
    assert np.linalg.norm(model.gradient(run.points), axis=1).max() < 1e-4
    lowest = descend(model, run.points).energies
    assert np.allclose(run.energies[-1], lowest, atol=1e-8)


def test_the_same_seed_gives_the_same_run():
    model = SphericalSpinGlass.sample(5, 3, rng=np.random.default_rng(3))
    runs = [
        langevin(model, np.ones(5), temperature=1.0, steps=20, rng=np.random.default_rng(4))
        for _ in range(2)
    ]
    assert np.array_equal(runs[0].energies, runs[1].energies)
    assert runs[0].energies.shape == (21,)
    assert np.allclose(np.diff(runs[0].times), runs[0].times[1])


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": -1.0},
        {"temperature": np.nan},
        {"temperature": np.inf},
        {"steps": 0},
        {"steps": 1.5},
        {"time_step": 0.0},
        {"time_step": np.nan},
    ],
)
def test_bad_input_is_refused(change):
    arguments = {"temperature": 1.0, "steps": 5, "rng": np.random.default_rng(0)} | change
    model = SphericalSpinGlass(np.eye(3))
    with pytest.raises(ValueError, match=next(iter(change))):
        langevin(model, np.ones(3), **arguments)


def test_points_off_the_sphere_are_refused():
    model, rng = SphericalSpinGlass(np.eye(3)), np.random.default_rng(0)
    with pytest.raises(ValueError, match="off the sphere"):
        langevin(model, np.zeros(3), temperature=1.0, steps=5, rng=rng)
