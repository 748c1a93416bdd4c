"""Descent at N = ∞: closed form, a plain scheme on a full grid, laws, own descents, refusals."""

import re

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.special import iv
from turns import in_turn

from lib.dynamics import infinite_size, reach
from lib.dynamics.infinite_size import _Run, descend
from lib.spinglass import draw, random_points, to_sphere
from lib.theory import dynamical_temperature
from lib.theory.mixtures import threshold_energy

PURE, MIXED = {3: 1.0}, {3: 0.5, 4: 0.5}
# From a random start, by first-order steps, extrapolated: up to 1e-4 short of the limit at t = 1.
TABLE = {
    3: {1: -1.21978, 2: -1.38056, 5: -1.50117, 10: -1.55177, 20: -1.58262},
    4: {1: -1.32569, 2: -1.47613, 5: -1.59398, 10: -1.64546, 20: -1.67768},
}


@pytest.fixture(scope="module")
def hundred():
    """Descent of the pure model from a random start to t = 99."""
    return descend(PURE, [1, 2, 5, 10, 20, 60, 99], step=0.2)


def on_full_grid(mixture, start_temperature, end, steps):
    """Solve the equations by Heun's rule with C and R on all pairs of times, trapezoid sums."""
    f = np.polynomial.Polynomial([mixture.get(p, 0.0) for p in range(max(mixture) + 1)])
    first, second, beta, h = f.deriv(1), f.deriv(2), 1 / start_temperature, end / steps
    C, R = np.zeros((2, steps + 1, steps + 1))
    C[0, 0] = R[0, 0] = 1

    def rates(n):
        c, r = C[n - 1, :n], R[n - 1, :n]
        w = np.full(n, h)
        w[0], w[-1] = (0, 0) if n == 1 else (h / 2, h / 2)
        before = np.tril(np.full((n, n), h), -1)  # from 0 to t', trapezoid
        before[:, 0] = h / 2
        before[np.diag_indices(n)] = h / 2
        before[0, 0] = 0
        after = np.tril(np.full((n, n), h), -1)  # from t' to t
        after[-1] = h / 2
        after[np.diag_indices(n)] = h / 2
        after[-1, -1] = 0
        pull = beta * first(c[0])
        mu = w @ (second(c) * r * c + first(c) * r) + pull * c[0]
        energy = -w @ (first(c) * r) - beta * f(c[0])
        dc = (w * second(c) * r) @ C[:n, :n] + (before * R[:n, :n]) @ first(c) + pull * C[:n, 0]
        return energy, dc - mu * c, (second(c) * r) @ (after * R[:n, :n]) - mu * r

    def put(n, c, r):
        C[n, :n], R[n, :n], C[n, n], R[n, n] = c, r, 1, 1
        C[:n, n] = c

    for n in range(1, steps + 1):
        c, r = C[n - 1, :n].copy(), R[n - 1, :n].copy()
        _, dc, dr = rates(n)
        put(n, c + h * dc, r + h * dr)
        _, later_dc, later_dr = rates(n + 1)
        put(n, c + h / 2 * (dc + later_dc[:-1]), r + h / 2 * (dr + later_dr[:-1]))
    return np.array([rates(steps + 1)[0], C[steps, 0]])


@pytest.mark.parametrize(
    ("mixture", "start"), [(PURE, np.inf), ({4: 1.0}, np.inf), (PURE, 1.0), (MIXED, 0.82)]
)
def test_a_plain_scheme_on_a_full_grid_gives_the_same(mixture, start):
    coarse, fine = (on_full_grid(mixture, start, 2.0, steps) for steps in (200, 400))
    flow = descend(mixture, [2.0], start_temperature=start)
    expected = (4 * fine - coarse) / 3
    assert [*flow.energies, *flow.overlaps] == pytest.approx(expected.tolist(), abs=3e-5)


def test_two_spins_a_term_have_a_closed_form():
    t = np.array([0.5, 1, 2, 5, 10, 20])
    expected = -np.sqrt(2) * iv(2, 4 * np.sqrt(2) * t) / iv(1, 4 * np.sqrt(2) * t)
    assert descend({2: 1.0}, t).energies == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("p", [3, 4])
def test_random_starts_give_the_table(p):
    flow = descend({p: 1.0}, list(TABLE[p]))
    assert flow.energies == pytest.approx(list(TABLE[p].values()), abs=1.2e-4)
    assert flow.energies[2:] == pytest.approx(list(TABLE[p].values())[2:], abs=3e-5)


@pytest.mark.parametrize(("start", "energy"), [(1.0, -1.59496), (0.85, -1.64211)])
def test_starts_in_equilibrium_give_the_table(start, energy):
    assert descend(PURE, [20], start_temperature=start).energies[0] == pytest.approx(
        energy, abs=3e-5
    )


@pytest.mark.parametrize(
    ("start", "energy", "overlap"),
    in_turn((np.inf, -1.6705, 0.145), (1.2, -1.6712, 0.273), (1.0, -1.6724, 0.357),
            (0.9, -1.6753, 0.470), (0.82, -1.6880, 0.705)),
)  # fmt: skip
def test_a_mixture_remembers_its_start(start, energy, overlap):
    flow = descend(MIXED, [99], start_temperature=start, step=0.2)
    assert flow.energies[0] == pytest.approx(energy, abs=2e-4)
    assert flow.overlaps[0] == pytest.approx(overlap, abs=2e-3)


def test_the_multiplier_comes_to_its_marginal_value(hundred):
    assert hundred.multipliers[-1] == pytest.approx(4.848, abs=1e-3)
    assert np.all(np.diff(hundred.multipliers) > 0)
    assert hundred.multipliers[-1] < 2 * np.sqrt(6)  # 2 √f''(1)
    assert hundred.multipliers == pytest.approx(-3 * hundred.energies, abs=1e-5)  # Euler's rule


@pytest.mark.parametrize("end", in_turn(100, 1000))
def test_energy_comes_to_the_threshold_as_a_power_of_time(end):
    flow = descend(PURE, [end / 4, end / 2, end])
    above = flow.energies + threshold_energy(PURE)
    powers = np.diff(np.log(above)) / np.log(2)
    assert powers == pytest.approx(-2 / 3, abs=0.03)
    assert abs(powers[-1] + 2 / 3) < abs(powers[0] + 2 / 3)
    assert flow.error < 1e-3


def test_halving_the_step_changes_little_though_times_are_dropped(hundred):
    finer = descend(PURE, hundred.times)
    assert finer.energies == pytest.approx(hundred.energies, abs=5e-5)
    assert finer.error < hundred.error / 3


@pytest.mark.parametrize("temperature", [0.0, 0.5])
def test_correlations_are_those_of_states_on_a_sphere(temperature):
    flow = descend(MIXED, [6], temperature=temperature)
    C = flow.correlation
    assert pytest.approx(C.T, abs=1e-14) == C
    assert np.diag(C) == pytest.approx(1, abs=1e-14)
    assert np.abs(C).max() <= 1
    assert np.linalg.eigvalsh(C).min() > -1e-5  # it is a matrix of scalar products
    assert np.all(np.triu(flow.response, 1) == 0)
    assert np.diag(flow.response) == pytest.approx(1)


def test_thinned_correlations_stay_so(hundred):
    C = hundred.correlation
    assert len(C) < 400
    assert pytest.approx(C.T, abs=1e-14) == C
    assert np.diag(C) == pytest.approx(1, abs=1e-14)
    assert np.abs(C).max() <= 1 + 1e-6


@pytest.mark.parametrize(("mixture", "temperature"), [(PURE, 1.0), (MIXED, 0.9)])
def test_equilibrium_stays_and_its_response_is_that_of_its_fluctuations(mixture, temperature):
    assert temperature > dynamical_temperature(mixture)
    flow = descend(mixture, [1, 3, 8], start_temperature=temperature, temperature=temperature)
    assert flow.energies == pytest.approx(-1 / temperature, abs=1e-5)
    expected = (1 - flow.correlation) / temperature
    off = np.abs(flow.susceptibility - expected)
    apart = np.tril(np.ones_like(off, dtype=bool), -5)
    assert off[apart].max() < 2e-3
    assert off[:, 0].max() < 1e-4


def test_energy_is_lost_as_the_mean_square_of_the_gradient():
    times = np.linspace(0, 1, 101)
    flow = descend(PURE, times, step=0.03)
    moved = 2 * (1 - np.diag(flow.correlation, 1)) / np.diff(flow.grid) ** 2
    middle = (flow.grid[1:] + flow.grid[:-1]) / 2
    inside = (middle > 0.1) & (middle < 0.9)
    fall = -CubicSpline(times, flow.energies)(middle[inside], 1)
    assert moved[inside] == pytest.approx(fall, rel=0.02)


def test_own_descents_come_to_it_as_one_over_n():
    sizes, means, errors = {50: 32, 100: 24, 200: 3}, [], []
    for n, count in sizes.items():
        ends = []
        for seed in range(count):
            model, rng = draw(n, 3, [12, seed])
            state = random_points(n, count=1, rng=rng)[0]
            for _ in range(125):
                state = to_sphere(state - 0.04 * model.gradient(state))
            ends.append(model.energy(state) / n)
        means.append(np.mean(ends))
        errors.append(np.std(ends, ddof=1) / np.sqrt(count))
    line, covariance = np.polyfit(
        1 / np.array(list(sizes)), means, 1, w=1 / np.array(errors), cov="unscaled"
    )
    error = np.sqrt(covariance[1, 1])
    limit = descend(PURE, [5]).energies[0]
    assert error < 0.03
    assert line[1] == pytest.approx(limit, abs=3 * error)
    assert means[0] > limit + 2 * errors[0]  # so that a wrong limit would show


def test_whole_numbers_may_be_floats():
    one, other = descend({3: 1}, 1), descend({3.0: 1.0}, [1.0])
    assert one.energies == pytest.approx(other.energies, abs=0)


@pytest.mark.parametrize(
    "mixture",
    [{}, 3, {1: 1.0}, {3: -1.0}, {3: 0.0}, {3: np.nan}, {2.5: 1}, {101: 1.0}, {10**12: 1.0},
     {3: 1e300}, {3: 1e-300}],
)  # fmt: skip
def test_what_is_no_mixture_is_refused(mixture):
    with pytest.raises(ValueError, match=r"mixture|order|coefficient"):
        descend(mixture, [1])


@pytest.mark.parametrize("times", [[], -1, np.nan, np.inf, 0, [[1]], "soon", 1e9, None, True])
def test_what_is_no_time_is_refused(times):
    with pytest.raises(ValueError, match=r"time"):
        descend(PURE, times)


@pytest.mark.parametrize("start", [0.8, 0, -1, np.nan, "hot"])
def test_starts_below_the_static_temperature_are_refused(start):
    with pytest.raises(ValueError, match=r"start.temperature"):
        descend(PURE, [1], start_temperature=start)


@pytest.mark.parametrize("temperature", [-1, np.inf, np.nan, "hot"])
def test_what_is_no_temperature_is_refused(temperature):
    with pytest.raises(ValueError, match="temperature"):
        descend(PURE, [1], temperature=temperature)


@pytest.mark.parametrize("step", [0, 2, np.nan, 1.0, 0.31])
def test_steps_that_are_too_large_are_refused(step):
    with pytest.raises(ValueError, match="step"):
        descend(PURE, [1, 20], step=step)


def test_what_halving_the_step_changes_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(infinite_size, "_TOLERANCE", 1e-7)
    with pytest.raises(
        ValueError, match=r"changes results by \S+, by more than 1e-07; give a small"
    ):
        descend(PURE, [5])


@pytest.mark.parametrize(("end", "step"), [(0.1, 1e-4), (1, 1e-3), (30, 0.02), (1000, 0.05)])
def test_steps_that_would_fill_the_memory_or_take_hours_are_refused_at_once(end, step):
    with pytest.raises(ValueError, match=r"half steps up to the last time.*give a larger step"):
        descend(PURE, [end], step=step)


@pytest.mark.parametrize(("end", "step"), [(0.3, 0.02), (60, 0.3)])
def test_as_many_steps_are_taken_and_times_kept_as_are_counted_on(end, step, monkeypatch):
    taken, room, put = [], [], _Run._put

    def counted(run, now, *state):
        put(run, now, *state)
        taken.append(now)
        room.append(len(run.t))

    monkeypatch.setattr(_Run, "_put", counted)
    descend(PURE, [end], step=step)
    monkeypatch.setattr(reach, "_WORK", 0.0)
    with pytest.raises(ValueError, match="half steps") as refused:
        descend(PURE, [end], step=step)
    said = str(refused.value).replace(",", "")
    steps, kept = (int(each) for each in re.findall(r"(\d+) (?:half|times)", said))
    assert len(taken) / 2 == pytest.approx(1.5 * steps, rel=0.02)  # two a step, of both runs
    assert max(room) <= kept + 5
