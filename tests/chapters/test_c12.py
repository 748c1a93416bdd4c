"""Chapter 12: limits and places, valleys in closed form, finite descents, all rows of evidence."""

from types import SimpleNamespace

import numpy as np
import pytest

from lib import claims, presets, theory
from lib.chapters import c12
from lib.spinglass import draw, random_points, to_sphere


@pytest.fixture(scope="module")
def random_start():
    return c12.follow({3: 1.0}, np.inf, 20.0)


def made_up(power):
    """A descent to −1.6 that comes near as a power of time."""
    times = 64 / 2 ** (np.arange(60, -1, -1) / 6)
    return c12.Followed(times, -1.6 + 0.3 * times**-power, times, np.eye(31))


@pytest.mark.parametrize("power", [2 / 3, 1.0])
def test_the_limit_of_a_law_is_found_from_any_two_times(power):
    for part in (1, 0.5, 0.25):
        found = c12.limit(made_up(power), part=part, power=power)
        assert found == pytest.approx(-1.6, abs=1e-12)
        assert c12.limit(made_up(power), part=part, power=None) == pytest.approx(-1.6, abs=1e-9)
    assert c12.limit(made_up(power), power=power / 2) < -1.6 - 1e-3


def test_places_are_counted_from_the_edge_of_the_band():
    assert c12.place(-theory.threshold_energy(4), 4) == pytest.approx(0)
    assert c12.place(-theory.ground_state_energy(4), 4) == pytest.approx(1)
    assert c12.place(-1.0, 4) < 0


def test_a_descent_from_a_random_start_goes_to_the_edge_of_the_band(random_start):
    found = c12.place(c12.limit(random_start), 3)
    assert abs(found) < 0.2
    assert c12.place(c12.limit(random_start, power=None), 3) == pytest.approx(found, abs=0.2)
    assert c12.place(random_start.energies[-1], 3) < -1  # the descent itself is still above


def test_correlations_are_read_off_between_the_times(random_start):
    assert random_start.times[-1] == pytest.approx(20)
    assert random_start.correlation == pytest.approx(random_start.correlation.T)
    assert random_start.between(5.0, 5.0) == pytest.approx(1, abs=1e-2)
    found = random_start.between(1.25, [2.5, 5, 10, 20])
    assert np.all(np.diff(found) < 0)
    rows = np.isclose(random_start.times[::2], 1.25) | np.isclose(random_start.times[::2], 20)
    assert random_start.correlation[np.ix_(rows, rows)][0, 1] == pytest.approx(found[-1], abs=1e-9)


def test_two_spins_per_term_have_a_formula():
    times = [0.3, 1.0, 4.0, 20.0]
    found = c12.follow({2: 1.0}, np.inf, 20.0)
    flow = c12.infinite_size.descend({2: 1.0}, times)
    assert c12.quadratic(times) == pytest.approx(flow.energies, abs=1e-4)
    ground = -theory.ground_state_energy(2)
    assert c12.limit(found, power=1) == pytest.approx(ground, rel=3e-4)
    assert c12.limit(found, power=2 / 3) < ground * 1.001  # another power is noticed


def test_the_end_stands_beside_one_that_is_known():
    plan = SimpleNamespace(end=20.0, starts=[np.inf, 1.2, 0.97])
    usual, known = c12.in_band(plan)
    assert known == pytest.approx(1, abs=5e-4)
    assert c12.in_band(plan, power=0.6)[0] > usual > c12.in_band(plan, power=0.75)[0]
    assert c12.in_band(plan, power=0.75)[1] != known
    assert c12.in_band(plan, start=1.2)[1] == pytest.approx(1, abs=5e-4)
    assert c12.in_band(plan, end=30.0)[0] != usual


@pytest.mark.parametrize("power", [2 / 3, 1.0, 4 / 3])
def test_the_law_in_the_number_of_spins_is_taken_off(power):
    rows = {n: -1.5 + 2 / n**power + np.array([-1e-9, 1e-9]) for n in (25, 50, 100)}
    assert c12.carried_on(rows, power=power).estimate == pytest.approx(-1.5, abs=1e-8)
    assert abs(c12.carried_on(rows, power=power / 2).estimate + 1.5) > 0.01


@pytest.mark.parametrize("p", [2, 3])
def test_descents_that_are_the_known_ones_stand_at_zero(p):
    steps = np.arange(0.0, 3.1, 0.5)
    known = c12.infinite_size.descend({p: 1.0}, steps[1:]).energies
    energies = {n: np.array([[0, *known + 1 / n]] * 2) for n in (10, 20, 40)}
    choice = {"time": 2.5, "sizes": [10, 20, 40], "power": 1.0, "step": 0.5}
    assert c12.above(energies, p, **choice).estimate == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(("p", "start"), [(3, 0.97), (4, 0.95)])
def test_a_start_in_a_valley_goes_to_its_bottom(p, start):
    temperature = start * theory.dynamical_temperature({p: 1.0})
    found = c12.follow({p: 1.0}, start, 20.0)
    assert found.energies[-1] == pytest.approx(c12.valley(p, temperature), abs=1e-4)
    assert found.energies[-1] < -theory.threshold_energy(p) - 0.01


def test_the_valley_of_the_dynamical_temperature_is_marginal():
    for p in (3, 5):
        level = c12.valley(p, theory.dynamical_temperature({p: 1.0}))
        assert level == pytest.approx(-theory.threshold_energy(p), abs=1e-6)


def test_descent_of_an_instance_is_that_of_small_steps():
    model, rng = draw(12, 3, (1, 2))
    fine = [random_points(12, count=1, rng=rng)[0]]
    for _ in range(4000):
        fine.append(to_sphere(fine[-1] - 0.001 * model.gradient(fine[-1])))
    found = c12.descend(12, (1, 2), 4, 0.05)
    assert len(found) == 81
    assert found[0] == pytest.approx(float(model.energy(fine[0])) / 12)
    assert found[::20] == pytest.approx(model.energy(fine[::1000]) / 12, abs=3e-3)
    assert np.all(np.diff(found) < 0)


def test_what_is_carried_on_covers_the_limit():
    rng, hits = np.random.default_rng(3), 0
    for _ in range(200):
        rows = {n: -1.5 + 2 / n + 0.5 * rng.normal(size=20) / np.sqrt(n) for n in (25, 50, 100)}
        low, high = c12.carried_on(rows).interval
        hits += low <= -1.5 <= high
    assert 180 <= hits <= 199


@pytest.mark.parametrize(
    ("estimate", "interval"), [(-1.5, (0.0, 0.2)), (-1.3, (0.1, 0.3)), (-1.7, (0.1, 0.3))]
)
def test_a_distance_has_no_sign(estimate, interval):
    effect = c12.carried_on({n: np.array([-1.6, -1.4]) for n in (10, 20)})
    effect = c12.replace(effect, estimate=estimate, interval=(estimate - 0.1, estimate + 0.1))
    low, high = effect.interval
    moved = (low + 1.5, high + 1.5)
    found = c12._distance(c12.replace(effect, estimate=estimate + 1.5, interval=moved))
    assert found.estimate == pytest.approx(abs(estimate + 1.5))
    low, high = found.interval
    assert low == pytest.approx(max(interval[0], 0), abs=1e-9)
    assert high == pytest.approx(abs(estimate + 1.5) + 0.1)


def test_a_network_is_compared_with_itself():
    how = {"hidden": 8, "images": 50, "side": 5, "rate": 0.1, "batch": 25}
    found = c12.train((5, 0), **how, doublings=5)
    assert found.steps[0] == 8
    assert found.steps[-1] == 32
    assert 0 < found.loss < c12.train((5, 0), **how, doublings=3).loss
    assert np.diag(found.overlap) == pytest.approx(1)
    assert found.overlap == pytest.approx(found.overlap.T)
    assert found.overlap[0, -1] < found.overlap[0, 1] < 1


def test_evidence_is_all_that_the_ledger_asks():
    plan = presets.chapter("12", "quick")
    plan = SimpleNamespace(**{
        **vars(plan), "end": 12.0, "sizes": {6: 3, 8: 3, 10: 3}, "descent_steps": [0.05, 0.125],
        "mixtures": {name: plan.mixtures[name] for name in ("three", "four")},
    })  # fmt: skip
    rows = c12.evidence(plan)
    names = {claims.record(**row).name for row in rows}
    asked = {f"{part.id}, {other}" for part in claims.parts("12") for other in part.variants}
    assert names == asked | {part.id for part in claims.parts("12")}


@pytest.mark.parametrize(
    ("step", "p", "most"), [(0.25, 3, "0.2"), (-0.1, 3, "0.2"), (0.2, 6, "0.0894")]
)
def test_a_step_at_which_descents_are_unstable_is_refused(step, p, most):
    with pytest.raises(ValueError, match=f"the step for p = {p} must be .* {most}.*; got {step}"):
        c12.descend(6, 1, 1.0, step, p=p)


@pytest.mark.parametrize("temperature", [0.8661, 2.0, np.nan, 0.8, 0, -0.84])
def test_equilibrium_lies_in_one_valley_from_the_static_to_the_dynamical_temperature(temperature):
    with pytest.raises(ValueError, match=f"T = {temperature}: give 0.8288 to 0.866 at p = 3"):
        c12.valley(3, temperature)


def test_what_may_just_be_asked_is_answered():
    assert c12.limit(made_up(1.0), part=2.0**-8, power=1.0) == pytest.approx(-1.6)
    assert len(c12.descend(6, 1, 0.4, 0.2)) == 3
    assert c12.quadratic(0) == pytest.approx(0, abs=1e-90)
    floor = c12.valley(3, theory.static_temperature({3: 1.0}))
    assert floor == pytest.approx(-theory.ground_state_energy(3), abs=1e-6)
