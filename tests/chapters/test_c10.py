"""Chapter 10: steps, where runs end, the race, the search, and what is filed."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from lib import claims, critical_points, dynamics, networks, presets
from lib.chapters import c10

HOW = {"hidden": [4], "images": 8, "decay": 0.01}
SEARCH = {"descents": 3, "times": [0, 30], "noises": [0.0, 1.0], "steps": 150}


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setenv("COURSE_SWEEP_WORKERS", "1")


@pytest.fixture
def plan():
    return SimpleNamespace(
        problem=HOW, runs=3, tied_runs=2, varied_runs=2, networks=3, varied_networks=2,
        descent={"method": "descent", "scale": 0.02, "steps": 500, "rate": 1.0, "flat": 1e-5},
        stuck_settings={"usual weights": {"scale": None}},
        index_settings={"eight hidden units": {"hidden": [5]}}, slopes=["1e-2"],
        fixed_dampings=[0.1, 1], dampings=[1, 0.1], rates={"descent": [0.5, 1]}, race_starts=4,
        passes=3, glass={"n": 5, "p": 3}, glasses=3, search=SEARCH,
    )  # fmt: skip


# ---- steps


def test_shifted_steps_lead_downhill_and_become_newtons_at_a_minimum():
    h, g = rng().standard_normal((20, 5, 5)), rng(1).standard_normal((20, 5))
    h = h + np.swapaxes(h, 1, 2)
    assert (np.sum(c10.shifted_step(g, h, 0.1) * g, axis=1) < 0).all()
    up = h @ h + np.eye(5)
    assert c10.shifted_step(g, up, 0.3) == pytest.approx(dynamics.newton_step(g, up, 0.3))


# ---- the problem


def test_inputs_are_uncorrelated_and_of_variance_one():
    problem = c10.problem((5, 1), **HOW)
    assert np.cov(problem.inputs.T, bias=True) == pytest.approx(np.eye(6), abs=1e-8)
    assert np.bincount(problem.labels).tolist() == [8] * 4
    assert not np.allclose(c10.problem((5, 2), **HOW).inputs, problem.inputs)


@pytest.mark.parametrize("hidden", [[4], [4, 3]])
def test_loss_and_error_agree_with_a_torch_network(hidden):
    problem = c10.problem((5, 1), **HOW | {"hidden": hidden})
    network = networks.MLP(problem.widths, activation="tanh", rng=rng()).double()
    task = networks.objective(problem.inputs, problem.labels, "cross-entropy")
    point = networks.get_parameters(network).numpy()
    with torch.no_grad():
        bare = task(network).item()
        wrong = network(torch.from_numpy(problem.inputs)).argmax(1).numpy() != problem.labels
    assert problem.surface.loss(point) == pytest.approx(bare + 0.005 * np.sum(point**2))
    assert problem.misread(point[None]) == pytest.approx(np.mean(wrong))


def test_starts_have_the_spread_that_is_asked_for():
    problem = c10.problem((5, 1), **HOW)
    drawn = problem.starts(4000, scale=None, rng=rng())
    assert drawn.std(0)[[0, 24, 30, 47]] == pytest.approx([0.447, 0, 0.5, 0], abs=0.03)
    assert problem.starts(4000, scale=0.1, rng=rng()).std() == pytest.approx(0.1, rel=0.02)


def test_tied_units_are_copies_and_the_rest_is_kept():
    problem, x = c10.problem((5, 1), **HOW), np.arange(48.0)[None]
    tied = problem.tied(x)[0]
    assert tied[12:24].tolist() == tied[:12].tolist()
    assert tied[26:28].tolist() == tied[24:26].tolist()
    last = tied[28:44].reshape(4, 4)
    assert np.array_equal(last[:, 2:], last[:, :2])
    assert tied[44:].tolist() == x[0, 44:].tolist()


# ---- where runs end


def test_descent_leaves_what_newton_and_copies_rest_at():
    seeds = [(5, k) for k in range(3)]
    descents, newton, tied = (
        [c10.relax(seed, method=name, scale=0.02, steps=steps, **HOW) for seed in seeds]
        for name, steps in (("descent", 20000), ("Newton", 20), ("tied", 20000))
    )
    assert {end.kind for end in descents} == {"minimum"}
    assert {end.kind for end in newton} == {"saddle"}
    assert c10.stuck(tied).estimate > 0.5 > c10.stuck(descents).estimate == 0
    assert all(0 < end.steps < 20000 for end in descents)


def test_the_network_asleep_has_an_index_that_a_count_explains():
    surface = c10.problem((5, 1), **HOW).surface
    curvatures = np.linalg.eigvalsh(surface.hessian(np.zeros(48)))
    assert np.sum(curvatures < -1e-9) == 12  # four units, three contrasts of classes


def test_leaving_the_origin_takes_the_time_of_linear_theory():
    more = {"method": "descent", "dampings": [1.0], "starts": 6, "steps": 300, **HOW}
    near, far = (c10.race((5, 2), scale=scale, **more) for scale in (1e-8, 1e-4))
    waits = [np.argmax(losses < 0.95 * losses[0], axis=0).mean() for losses in (near, far)]
    surface = c10.problem((5, 2), **HOW).surface
    law = 1 / np.log1p(-np.linalg.eigvalsh(surface.hessian(np.zeros(48)))[0])
    assert (waits[0] - waits[1]) / np.log(1e4) == pytest.approx(law, rel=0.05)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="no method 'momentum'"):
        c10.relax((5, 2), method="momentum", scale=0.1, steps=1, **HOW)


# ---- the race


def run(method, dampings, steps=10):
    return c10.race((5, 3), method=method, dampings=dampings, starts=3, steps=steps, **HOW)


METHODS = [*c10.STEPS, "descent", "stochastic"]


def test_all_methods_start_from_the_same_places():
    firsts = [run(method, [1.0], steps=1)[0] for method in METHODS]
    assert all(np.array_equal(first, firsts[0]) for first in firsts)


def test_chosen_dampings_never_raise_the_loss_of_downhill_steps():
    for method in ("shifted Newton", "saddle-free Newton"):
        assert (np.diff(run(method, [1e3, 1, 0.1, 0.01]), axis=0) <= 1e-12).all()


def test_descent_is_that_written_out():
    problem = c10.problem((5, 3), **HOW)
    x = problem.starts(3, scale=None, rng=rng([5, 3, 3]))
    for _ in range(4):
        x = x - 0.5 * problem.surface.gradient(x)
    assert run("descent", [2.0], 4)[-1] == pytest.approx(problem.surface.loss(x))


def test_a_pass_of_stochastic_descent_sees_every_batch_size_once():
    problem = c10.problem((5, 3), **HOW)
    parts = c10._batches(problem, rng())
    assert len(parts) == 3  # of 32 images, ten or eleven at a time
    x = problem.starts(2, scale=None, rng=rng(1))
    assert run("stochastic", [1.0], 2).shape == (3, 3)
    whole = np.average([part.loss(x) for part in parts], axis=0, weights=[11, 11, 10])
    assert whole == pytest.approx(problem.surface.loss(x))


def test_a_run_away_is_infinite():
    assert np.isinf(run("descent", [1e-200], 3)[-1]).all()


def test_the_setting_is_chosen_by_half_of_the_starts_and_judged_by_the_other():
    flat = np.ones((2, 3, 4))
    lucky = flat.copy()
    lucky[..., ::2], lucky[..., 1::2] = 0.5, 7.0  # good where it is chosen, bad where it is judged
    setting, losses = c10.tuned({1.0: flat, 2.0: lucky})
    assert setting == 2.0
    assert (losses == 7).all()
    rival = flat * np.array([3.0, 5.0])[:, None, None]
    assert c10.times_as_high({1.0: rival}, {1.0: flat}).estimate == pytest.approx(15**0.5)


# ---- critical points


@pytest.fixture(scope="module")
def found():
    return c10.search((5, 1), **SEARCH, **HOW)


def test_every_start_is_reported(found):
    assert len(found.status) == len(found.losses) == found.begun.shape[1] == 12
    critical = found.status == "critical"
    assert 0 < critical.sum() < 12
    assert (found.slopes[critical] < 1e-8).all()
    assert (found.slopes[found.status == "gradient-flat"] > 1e-6).all()
    assert found.losses.max() == pytest.approx(np.log(4))  # the network asleep


def test_searches_begin_along_descents(found):
    """Without noise first: the places at the start, then those after thirty steps."""
    problem = c10.problem((5, 1), **HOW)
    x = problem.starts(3, scale=None, rng=rng([5, 1, 1]))
    assert found.begun[0, :3] == pytest.approx(problem.surface.loss(x), rel=1e-12)
    for _ in range(30):
        x = x - problem.surface.gradient(x)
    assert found.begun[0, 3:6] == pytest.approx(problem.surface.loss(x), rel=1e-9)
    assert np.abs(found.begun[0, 6:] - found.begun[0, :6]).min() > 1e-3


def test_copies_of_a_point_are_one_and_a_looser_slope_takes_more(found):
    places = found.distinct()
    assert len(set(found.losses[places].round(5))) == len(places)
    assert {*places} <= {*found.distinct(1e-1)}
    assert len(found.distinct(1e-1)) > len(places)


def hand_made(losses, indices):
    none = np.zeros(len(losses))
    return c10.Found(
        status=np.full(len(losses), "critical"), losses=np.array(losses), misread=-np.array(losses),
        indices=np.array(indices), slopes=none, groups=np.arange(len(losses)),
        begun=np.stack([none, none]),
    )  # fmt: skip


def test_correlation_is_that_of_the_ranks():
    made = hand_made([0.1, 0.2, 0.4, 0.3, 0.5, 0.6], [0, 1, 2, 5, 6, 7])
    every = made.distinct()
    # One pair of neighbours is exchanged, twice over: 1 − 6 Σd²/(n(n² − 1)).
    assert made.correlation(every) == pytest.approx(1 - 6 * 2 / (6 * 35))
    assert made.correlation(every, of="misread") == pytest.approx(-(1 - 12 / 210))
    assert np.isnan(made.correlation(every[:4]))
    assert np.isnan(hand_made([1.0] * 7, range(7)).correlation(np.arange(7)))


def test_intervals_of_a_correlation_end_at_one():
    made = [hand_made(np.arange(7.0), order) for order in ([0, 1, 2, 3, 4, 6, 5], range(7))]
    found = c10.correlation(made, lambda one: one.correlation(one.distinct()))
    assert found.estimate == pytest.approx((1 + 1 - 6 * 2 / (7 * 48)) / 2)
    assert found.interval[1] == 1


def test_a_search_of_many_starts_is_not_biased_and_one_of_low_points_is(plan, monkeypatch):
    plan.search = {"descents": 500, "times": [0], "noises": [0]}
    found = c10.search_bias(plan)
    assert found.n == 3
    assert found.estimate == pytest.approx(0, abs=0.03)
    assert c10.censuses(plan, 2)[0].energies[0] != c10.censuses(plan)[0].energies[0]

    def minima(n, p, seed, starts):
        whole = critical_points.census_of(n, p, seed)
        low = slice(len(whole.energies) // 3)
        return SimpleNamespace(energies=whole.energies[low], indices=whole.indices[low])

    monkeypatch.setattr(c10.critical_points, "search_of", minima)
    monkeypatch.setattr(c10.sweep, "run", lambda f, cases, **_: [f(**case) for case in cases])
    assert c10.search_bias(plan).estimate < -0.1


def test_an_incomplete_census_is_left_out(plan, monkeypatch):
    whole = c10.censuses(plan)
    whole[0] = replace(whole[0], certificate=SimpleNamespace(complete=False))
    monkeypatch.setattr(c10, "censuses", lambda *_: whole)
    assert c10.search_bias(plan).n == 2


# ---- what is filed


def test_each_race_stands_under_its_own_setting(plan):
    found = c10.races(plan, 2)
    seed, how = (presets.seed("10-race"), 1, 1), {"starts": 4, **HOW}
    one = c10.race(seed, method="shifted Newton", dampings=[1], steps=3, **how)
    assert np.array_equal(found["shifted Newton"][1][1], one)
    assert found["descent"][0.5].shape == (2, 4, 4)
    chosen = c10.race(seed, method="Newton", dampings=[1, 0.1], steps=3, **how)
    assert np.array_equal(found["Newton, chosen"][0.0][1], chosen)


def test_another_family_has_other_seeds(plan):
    one, same, other = (
        c10.searches(plan, 1, **which)[0].losses for which in ({"family": 1}, {}, {"family": 2})
    )
    assert np.array_equal(one, same)
    assert not np.isclose(one, other).all()


def test_every_row_is_one_that_the_ledger_takes(plan, monkeypatch):
    draws = rng(3)
    monkeypatch.setattr(
        c10, "searches",
        lambda _, n, *__, **___: [hand_made(draws.random(12), np.arange(12)) for _ in range(n)],
    )  # fmt: skip
    rows = c10.evidence(plan)
    names = [(row["name"], row.get("setting", "")) for row in rows]
    assert len(set(names)) == len(names) == 7
    for row in rows:
        part = claims.part(f"{row['claim']}.{row['name']}")
        assert row["effect"].unit == part.sample
        assert not row.get("setting") or part.setting(row["setting"]) in part.variants


@pytest.mark.parametrize("name", ["C25.stuck-at-saddles", "C07.index-against-error"])
def test_the_full_size_varies_all_that_the_ledger_lists(name):
    full, part = presets.chapter("10", "full"), claims.part(name)
    slopes = [f"the slope accepted = {slope}" for slope in full.slopes]
    index = [*full.index_settings, "the images misread", *slopes]
    said = [*full.stuck_settings, "a saddle"] if name[:3] == "C25" else index
    assert {part.setting(one) for one in said} == set(part.variants)
