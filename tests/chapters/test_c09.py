"""Cohorts are trainings of single networks; each measure against another way to take it."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from lib import claims, networks, presets
from lib.chapters import c09
from lib.claims import rule
from lib.networks import MLP, Recipe, activity, correlations, route_weights, routes, set_parameters

LOOKS = [1, 3]
TASK = {"images": 60, "validation_images": 40, "test_images": 50, "side": 6, "batch": 20}
PLAIN = {"bias": False, "scaling": "centred", "optimiser": "sgd"}
RECIPE = Recipe(hidden=(6,), phases=((0.1, 3),), **TASK, **PLAIN)


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@pytest.fixture(scope="module")
def cohort():
    return c09.cohort(RECIPE, (5, 0), 3, LOOKS, 2)


# --- cohorts ------------------------------------------------------------------------------------


def test_a_training_in_pieces_goes_on_where_it_stopped(cohort):
    networks = RECIPE.fresh((5, 0), 3)
    orders = [np.random.default_rng([5, 0, k, 1]) for k in range(3)]
    RECIPE.train(networks[:1], orders[:1])
    alone = c09.cohort(RECIPE, (5, 0), 1, LOOKS, 1)
    np.testing.assert_allclose(alone.ends[0], cohort.ends[0], atol=1e-5)
    np.testing.assert_array_equal(alone.starts[0], cohort.starts[0])
    assert cohort.seen["train loss"][-1, 0] == pytest.approx(
        RECIPE.tasks().train(networks[0]).item(), rel=0.2
    )


def test_measures_are_those_of_the_kept_networks(cohort):
    for when, kept in ((0, cohort.starts), (-1, cohort.ends)):
        for row, parameters in enumerate(kept):
            model = c09.network(RECIPE, parameters)
            for name, task in zip(("train", "test", "validation"), RECIPE.tasks(), strict=True):
                seen = (cohort.seen[f"{name} {what}"][when, row] for what in ("loss", "error"))
                assert next(seen) == pytest.approx(task(model).item(), rel=1e-5)
                assert next(seen) == pytest.approx(task.error(model))
            assert cohort.seen["length"][when, row] == pytest.approx(
                np.sum(parameters**2), rel=1e-5
            )


def test_early_stopping_takes_the_first_look_with_the_lowest_validation(cohort):
    for reading in c09.READINGS:
        look = cohort.seen[f"validation {reading}"][1:].argmin(axis=0) + 1
        errors = cohort.stopped(reading).mean(axis=1)
        for k, at in enumerate(look):
            assert errors[k] == pytest.approx(cohort.seen["test error"][at, k])
    assert cohort.missed.mean(axis=2) == pytest.approx(cohort.seen["test error"])


def test_cohorts_join_and_looks_are_found_by_share(cohort):
    other = c09.cohort(RECIPE, (5, 1), 2, LOOKS, 2)
    both = c09.joined([cohort, other])
    assert both.seen["test loss"].shape == (3, 5)
    np.testing.assert_array_equal(both.missed[:, 3:], other.missed)
    np.testing.assert_array_equal(both.ends[2:], other.ends)
    assert [both.at(share) for share in (1, 0.99, 1 / 3, 0.1)] == [2, 1, 1, 0]
    assert (both.fits == (both.seen["train error"] == 0)).all()


def test_looks_that_fall_are_refused():
    with pytest.raises(ValueError, match="number of epochs"):
        c09.cohort(RECIPE, 0, 1, [3, 1], 1)


def test_orders_are_those_of_a_training_from_the_seed(cohort):
    runs = networks.train_from_seed(RECIPE, (5, 0), 2)
    many = RECIPE.fresh((5, 0), 2)
    again = RECIPE.train(many, RECIPE.orders((5, 0), 2))
    np.testing.assert_array_equal(again.parameters, runs.parameters)
    other = RECIPE.train(RECIPE.fresh((5, 0), 2), RECIPE.orders((5, 1), 2))
    assert not np.array_equal(other.parameters, runs.parameters)


def test_untrained_networks_are_those_before_training(cohort):
    fresh = c09.untrained(RECIPE, (5, 0), 3)
    np.testing.assert_allclose(fresh["loss"], cohort.seen["test loss"][0], rtol=1e-5)
    np.testing.assert_allclose(fresh["error"], cohort.seen["test error"][0])


# --- curvature and assumptions ------------------------------------------------------------------


def test_eigenvalues_are_those_of_autograd(cohort):
    found, gradient = c09.eigenvalues(RECIPE, cohort.ends[0], 0, 0.1)
    task = RECIPE.tasks().train.double()

    def loss(flat):
        a, b = flat[: 6 * 36].view(6, 36), flat[6 * 36 :].view(10, 6)
        return torch.nn.functional.cross_entropy((task.inputs @ a.T).relu() @ b.T, task.targets)

    flat = torch.from_numpy(cohort.ends[0]).double()
    matrix = torch.autograd.functional.hessian(loss, flat).numpy()
    np.testing.assert_allclose(found, np.linalg.eigvalsh(matrix), atol=1e-9)
    slope = torch.autograd.functional.jacobian(loss, flat).norm().item()
    assert gradient == pytest.approx(slope)
    assert c09.eigenvalues(RECIPE, cohort.ends[0], 200, 0.1)[1] < slope


def test_correlations_are_those_of_the_paths_of_the_network(cohort):
    found = c09.assumed(RECIPE, cohort.ends[0], 1, 6000, [2])
    first = cohort.ends[0][: 6 * 36]
    one_output = MLP((36, 6, 1), bias=False, rng=np.random.default_rng(0))
    set_parameters(one_output, np.concatenate([first, np.ones(6, np.float32)]))
    images = RECIPE.tasks().train.inputs.numpy()
    taken = routes(one_output.widths)
    assert len(route_weights(one_output, taken)) == 36 * 6
    terms = images[:, taken[:, 0]] * activity(one_output, images, taken)
    pairs = np.array([(a, b) for a in range(len(taken)) for b in range(len(taken)) if a != b])
    exact = np.nanmean(np.abs(correlations(terms[:, pairs[:, 0]], terms[:, pairs[:, 1]])))
    assert found.correlation() == pytest.approx(exact, abs=0.015)
    assert found.correlation("shuffled") < found.correlation()
    assert found.is_on == pytest.approx((images @ first.reshape(6, 36).T > 0).mean(axis=0))


def test_rounding_to_the_values_that_are_there_changes_nothing(rng):
    values = np.array([-0.3, -0.1, 0.1, 0.25], np.float32)
    weights = rng.choice(values, 6 * 46)
    found = c09.assumed(RECIPE, weights, 2, 50, [4, 2])
    assert found.rises[0] == 0
    assert found.rises.shape == (2,)
    assert c09.spins(RECIPE) == round(np.sqrt(36 * 6))
    np.testing.assert_allclose(c09.rounded(weights, 4)[0], weights, atol=1e-6)


def test_rounding_is_least_squares_for_its_own_values(rng):
    weights = rng.normal(size=500)
    errors = []
    for count in (1, 2, 8, 64):
        near, labels = c09.rounded(weights, count)
        means = np.array([weights[labels == k].mean() for k in np.unique(labels)])
        nearest = means[np.abs(weights[:, None] - means).argmin(axis=1)]
        np.testing.assert_allclose(near, nearest, atol=0.02)
        errors.append(np.mean((near - weights) ** 2))
    assert errors[0] == pytest.approx(weights.var())
    assert errors[1] == pytest.approx((1 - 2 / np.pi) * weights.var(), rel=0.1)
    assert errors == sorted(errors, reverse=True)
    with pytest.raises(ValueError, match="cannot take"):
        c09.rounded([1.0], 2)


def test_values_of_equal_use_are_means_of_equal_shares(rng):
    weights = rng.normal(size=600)
    order = np.sort(weights).reshape(20, 30)
    expected = np.repeat(order.mean(axis=1), 30)
    np.testing.assert_allclose(np.sort(c09.evenly(weights, 20)), expected)
    assert (np.bincount(np.unique(c09.evenly(weights, 20), return_inverse=True)[1]) == 30).all()
    scaled = np.concatenate([weights[:200], 9 * weights[200:]])
    parts = np.split(c09.evenly(scaled, 20, [200, 400]), [200])
    for part, use in zip(parts, (10, 20), strict=True):
        assert (np.bincount(np.unique(part, return_inverse=True)[1]) == use).all()
    assert len(np.unique(np.concatenate(parts))) == 20


def test_uniformity_is_of_the_weights_and_can_fail():
    """Units scaled by c, their outputs by 1/c: the same function, of weights of all sizes."""
    recipe = replace(RECIPE, hidden=(40,), phases=((0.3, 1),))
    usual = c09.cohort(recipe, (5, 0), 1, [60], 1).ends[0].astype(float)
    scale = np.exp(3 * np.random.default_rng(5).normal(size=40))
    first, second = np.split(usual, [40 * 36])
    uneven = np.concatenate(
        [(first.reshape(40, 36) * scale[:, None]).ravel(), (second.reshape(10, 40) / scale).ravel()]
    )
    even, other = (c09.assumed(recipe, w, 2, 50, [2, 38]) for w in (usual, uneven))
    assert even.even[-1] < 5 < other.even[-1]
    assert even.even[0] > 15


# --- effects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", ["normal", "exponential"])
def test_an_exponent_is_found_with_an_interval_that_covers_it(rng, draw):
    hits = 0
    for _ in range(100):
        groups = {n: getattr(rng, draw)(size=40) * n**-0.5 for n in (25, 50, 100, 250)}
        low, high = c09.exponent(groups).interval
        hits += low < -0.5 < high
    assert hits >= 88


def test_instances_are_the_units_and_how_they_differ_is_left_out(rng):
    runs = {n: rng.normal(size=(40, 6)) / n + 9 * rng.normal(size=(40, 1)) for n in (1, 4)}
    found = c09.exponent(runs, unit="instance")
    assert (found.unit, found.n) == ("instance", 80)
    assert found.interval[0] < -1 < found.interval[1]


def test_near_the_best_of_the_others_by_brute_force(rng):
    errors = rng.normal(5, 0.6, 50).round(1)
    hits = sum(
        one <= min([*group[:k], *group[k + 1 :]]) + 1 + 1e-9
        for group in errors[:44].reshape(4, 11)
        for k, one in enumerate(group)
    )
    found = c09.near_best(errors)
    assert found.estimate == pytest.approx(hits / 44)
    assert found.n == 4
    assert c09.near_best(errors, points=9).estimate == 1


def test_near_the_best_does_not_fall_with_the_number_of_runs(rng):
    many = rng.normal(5, 0.6, 40_000)
    few, all_of_them = c09.near_best(many[:4400]), c09.near_best(many)
    assert few.interval[0] < all_of_them.estimate < few.interval[1]
    assert c09.near_best(many, rivals=20).estimate < c09.near_best(many, rivals=5).estimate


def made(hidden, train_error, late, early):
    """Return a cohort that would have stopped at the second of three looks."""
    seen = {"train error": np.broadcast_to(train_error, (3, len(train_error)))}
    seen["validation error"] = np.array([[0.0], [0.1], [0.1]]) + np.zeros(len(train_error))
    missed = np.array([late, early, late])
    return c09.Cohort(hidden, np.arange(3), seen, missed, np.zeros(0), np.zeros(0))


def test_overfitting_counts_networks_that_fit(rng):
    late, early = rng.random((2, 6, 40)) < np.array([0.3, 0.2])[:, None, None]
    cohorts = {3: made(3, [0, 0, 0.1, 0.1, 0, 0], late, early), 9: made(9, [0] * 6, early, early)}
    kept = [0, 1, 4, 5]
    rows = np.concatenate([late[kept].astype(float) - early[kept], np.zeros((6, 40))])
    found, left = c09.overfitting(cohorts)
    assert found.estimate == pytest.approx(100 * rows.mean())
    assert (found.n, left) == (10, 2)


def test_one_may_stop_at_every_second_look_only(rng):
    one = made(3, [0, 0], *(rng.random((2, 2, 9)) < 0.5))
    np.testing.assert_array_equal(one.stopped("error"), one.missed[1])
    np.testing.assert_array_equal(one.stopped("error", 2), one.missed[2])


def test_wrong_labels_are_as_many_as_asked_and_learning_them_harms():
    task = RECIPE.tasks().train
    wrong = c09.mislabelled(task, 0.4, rng=np.random.default_rng(1))
    assert int((wrong.targets != task.targets).sum()) == 24
    assert set(wrong.targets.tolist()) <= set(range(10))
    recipe = replace(RECIPE, hidden=(60,), phases=((0.3, 1),))
    found = c09.cohort(recipe, (5, 1), 4, [2, 150], 1, wrong=0.4)
    assert found.fits[-1].all()
    right = c09.cohort(recipe, (5, 1), 4, [2, 150], 1)
    assert found.seen["test error"][-1].mean() > right.seen["test error"][-1].mean() + 0.1


def test_a_spread_that_only_follows_the_mean_does_not_concentrate_relative_to_it(rng):
    sizes, draws = (25, 100, 400), rng.normal(1, 0.1, size=(3, 2000))
    falling = {n: row * n**-0.5 for n, row in zip(sizes, draws, strict=True)}
    fresh = dict(zip(sizes, draws, strict=True))
    made = {}
    for n, row in falling.items():
        seen = {f"{part} loss": np.stack([draws[0], row]) for part in ("train", "test")}
        made[n] = c09.Cohort(n, np.arange(2), seen, *np.zeros((3, 0)))
    rows = {row["setting"]: row for row in c09._losses(made, fresh)}
    for setting, exponent in (("training loss", -0.5), ("over the mean loss", 0.0)):
        assert rows[setting]["effect"].estimate == pytest.approx(exponent, abs=0.05)
        assert rows[setting]["control"].estimate == pytest.approx(0, abs=0.05)


# --- the bottom ---------------------------------------------------------------------------------


def test_copied_units_say_and_learn_what_the_narrow_network_does():
    wide = replace(RECIPE, hidden=(120,), phases=((0.3, 60),))
    narrow = replace(wide, hidden=(40,))
    inputs = RECIPE.tasks().test.inputs
    one = narrow.fresh((5, 0), 1)[0]
    torch.testing.assert_close(c09.copied(wide, one, 3)(inputs), one(inputs), atol=1e-5, rtol=1e-5)
    there = c09.epochs_to_bottom(wide, (5, 0), count=3, copies=3)
    np.testing.assert_allclose(there, c09.epochs_to_bottom(narrow, (5, 0), count=3), atol=1)
    assert np.isfinite(there).all()


def test_epochs_to_the_bottom_are_the_first_at_which_a_cohort_is_there():
    recipe = replace(RECIPE, hidden=(40,), phases=((0.3, 30),))
    looks = list(range(1, 31))
    seen = c09.cohort(recipe, (5, 0), 3, looks, 1).seen
    there = [seen["train error"] == 0, seen["train loss"] <= 0.1, seen["train loss"] <= 0.03]
    expected = [np.where(row.any(axis=0), row.argmax(axis=0), np.inf) for row in there]
    np.testing.assert_array_equal(c09.epochs_to_bottom(recipe, (5, 0), count=3), expected)


@pytest.mark.parametrize(
    ("growth", "word"), [(0.01, "holds"), (0.0046, "in between"), (0.0, "fails"), (-0.01, "fails")]
)
def test_an_effort_that_grows_exponentially_holds_and_one_that_falls_fails(
    rng, monkeypatch, growth, word
):
    def epochs(units):
        usual = 20 * np.exp(growth * units) * np.exp(0.1 * rng.normal(size=(3, 40)))
        return {0.1: 2 * usual, 0.2: usual, 0.4: np.full((3, 40), np.inf)}

    def efforts(_, hidden, family, *, copies=1, **changed):
        return epochs(hidden // copies)

    monkeypatch.setattr(c09, "efforts", efforts)
    plan = presets.chapter("09", "quick")
    plan.effort = {**plan.effort, "epochs": 1000}
    rows = list(c09._effort(plan, 1))
    assert "0.2 and 0.2; of 40 networks 0 not there" in rows[0]["note"]
    found = rule.judge(claims.part("C11.networks-at-zero"), [claims.record(**row) for row in rows])
    assert found.word == word, found.reason


# --- the ledger ---------------------------------------------------------------------------------


def test_every_row_is_one_that_the_ledger_takes_and_none_is_missing(monkeypatch, tmp_path):
    real = c09.sweep.run

    def run(function, cases, *, name):
        return real(function, cases, name=name, store=tmp_path / name, workers=1)

    monkeypatch.setattr(c09.sweep, "run", run)
    plan = SimpleNamespace(
        recipe=TASK | PLAIN, rate=0.3, looks=[10, 20, 60], sizes=[25, 100, 250], networks=42,
        cohorts={2: 1, 25: 1, 50: 1, 100: 1, 250: 1}, untrained=63, keep=3,
        assumed_sizes=[100, 25, 250], assumed_networks=3, pairs=60, values=[4], varied_cohorts=1,
        varied={"the rate = 0.1": {"rate": 0.25}, "the rate = 0.4": {"rate": 0.35},
                "the images = half": {"images": 30}, "the images = double": {"images": 90}},
        effort={"narrow": [50, 25, 100], "rates": [0.1, 0.2], "networks": 4, "epochs": 3},
        harmed={"hidden": 100, "how": {"count": 3, "wrong": 0.4, "looks": [5, 90]}},
    )  # fmt: skip
    rows = c09.evidence(plan)
    given = {f"{row['claim']}.{row['name']}": set() for row in rows}
    for row in rows:
        claims.record(**row)
        part = next(p for p in claims.ledger()[row["claim"]].parts if p.name == row["name"])
        given[part.id].add(part.setting(row["setting"]))
    parts = {part.id: part for part in claims.parts("09") if part.measured}
    assert set(given) == set(parts)
    for name, part in parts.items():
        assert set(part.variants) | {"reference"} == given[name], name
    assert c09.evidence(plan, family=2)[0]["effect"] != rows[0]["effect"]


@pytest.mark.parametrize("preset", presets.names())
def test_settings_of_the_chapter_fit_together(preset):
    plan = presets.chapter("09", preset)
    for recipe in (plan.recipe, *(plan.recipe | changed for changed in plan.varied.values())):
        assert sum(recipe[f"{part}images"] for part in ("", "validation_", "test_")) <= 5000
    widths = {*plan.sizes, *plan.assumed_sizes, *plan.effort["narrow"], plan.hessian_hidden}
    assert widths <= set(plan.cohorts)
    assert plan.sizes[-1] % plan.effort["narrow"][0] == 0
    assert plan.keep * min(plan.cohorts.values()) >= plan.hessian_networks
    for hidden in plan.assumed_sizes:
        assert plan.keep * plan.cohorts[hidden] >= plan.assumed_networks
    assert c09.spins(c09.recipes(plan)[plan.assumed_sizes[0]]) == 100
    assert {plan.looks[-1] * share for share in map(float, c09.SHARES)} <= set(plan.looks)
