"""Chapter 07: counts against depth, minima of tiny networks, ends of trained ones, evidence."""

from functools import partial
from math import log
from types import SimpleNamespace

import numpy as np
import pytest
import turns

from lib import claims, curvature, networks, presets, statistics, theory
from lib.chapters import c07
from lib.critical_points import census_of
from lib.curvature import NetworkSurface
from lib.networks import MLP, Recipe, get_parameters, parameter_count, shuffled, train_from_seed
from lib.spinglass import draw


def land(*losses):
    return c07.Landscape(3, np.array(losses, float), np.ones(len(losses)))


# --- counts of the model ------------------------------------------------------------------------


DEPTHS = np.linspace(2, 100, 98_001)


def peak(reading, budget, count=c07.equation_5):
    return DEPTHS[np.argmax(count(DEPTHS, c07.spins(DEPTHS, budget, reading)))]


@pytest.mark.parametrize(("p", "n"), [(3, 5), (4, 9), (2, 6), (11, 30)])
def test_equation_5_is_the_logarithm_of_the_eigenpair_count(p, n):
    assert c07.equation_5(p, n) == pytest.approx(log(theory.eigenpair_count(n=n, p=p)))


def test_equation_5_is_continuous_at_depth_two():
    assert c07.equation_5(2 + 1e-9, 50.0) == pytest.approx(np.log(50), abs=1e-6)


@pytest.mark.parametrize(
    ("reading", "budget", "depth"),
    [
        ("path mass", 1e4, 3.11), ("width", 1e4, 9.62), ("parameters per layer", 1e4, 4.59),
        ("width", 1e13, 10.186), ("parameters per layer", 1e13, 4.591),
    ],
)  # fmt: skip
def test_equation_5_is_largest_where_its_reading_says(reading, budget, depth):
    assert peak(reading, budget) == pytest.approx(depth, abs=0.01)


def test_minima_are_largest_much_later_than_all_solutions():
    assert peak("width", 1e16, c07.minima_law) == pytest.approx(44.7, abs=0.2)
    at = {depth: c07.spins(depth, 10_240, "width") for depth in (10, 40)}
    assert at == {10: pytest.approx(32), 40: pytest.approx(16)}
    assert c07.exact_mean(40, 16) < c07.exact_mean(10, 32)
    assert c07.exact_mean(40, 16, 0) > c07.exact_mean(10, 32, 0)


def test_at_fixed_spins_numbers_only_grow():
    assert (np.diff(c07.equation_5(DEPTHS, 30)) > 0).all()
    assert (np.diff(c07.minima_law(DEPTHS[1000:], 50)) > 0).all()


@pytest.mark.parametrize("depth", [2, 3, 12, 40])
def test_the_paths_of_a_network_are_those_of_definition_3_1(depth):
    units = 7
    budget = (depth - 2) * units**2 + 101 * units
    found = c07.spins(depth, budget, "path mass, a hundred inputs")
    assert found == pytest.approx(theory.effective_width([100, *[units] * (depth - 1), 1]))


def test_equal_widths_have_the_paths_of_the_path_mass():
    units, depth = 12, 5
    expected = theory.effective_width([units] * (depth + 1))
    assert c07.spins(depth, depth * units**2, "path mass") == pytest.approx(expected)


@pytest.mark.parametrize(("depth", "size"), [(3, 3), (4, 5), (10, 8)])
def test_pairs_are_half_of_the_mean_number_and_fewer_than_solutions(depth, size):
    half = theory.mean_critical_points(n=size, p=depth) / 2
    assert np.exp(c07.exact_mean(depth, size)) == pytest.approx(half)
    assert c07.exact_mean(depth, size) < c07.equation_5(depth, size)


def test_two_layers_have_as_many_pairs_as_spins_and_two_minima():
    assert c07.exact_mean(2, 9) == pytest.approx(np.log(9))
    assert c07.exact_mean(2, 9, 0) == pytest.approx(np.log(2))


@pytest.mark.parametrize("index", [None, 0])
def test_between_whole_spins_the_logarithm_is_linear(index):
    low, high = (c07.exact_mean(6, n, index) for n in (7, 8))
    assert c07.exact_mean(6, 7.25, index) == pytest.approx(0.75 * low + 0.25 * high)


@pytest.mark.parametrize(
    ("depth", "size", "above"), [(10, 20, True), (40, 16, True), (5, 5, True), (3, 100, False)]
)
def test_the_law_lies_above_the_exact_mean_but_for_three_layers(depth, size, above):
    found = c07.exact_mean(depth, size, 0)
    assert (c07.minima_law(depth, size) > found) is above
    assert abs(c07.minima_law(depth, size) - found) < 0.4 * found


def test_the_law_has_the_exponent_of_the_threshold():
    for depth in (5, 12, 45):
        rate = c07.minima_law(depth, 1e10) / 1e10
        assert rate == pytest.approx(theory.threshold_complexity(depth), rel=1e-3)


@pytest.mark.parametrize(("n", "p"), [(4, 2), (4, 3), (3, 4), (3, 5)])
def test_there_are_as_many_solutions_as_equation_5_says(n, p):
    assert c07.count_solutions(n, p, 5)[0] == theory.eigenpair_count(n=n, p=p)


@pytest.mark.parametrize(("n", "p"), [(5, 3), (4, 4)])
def test_real_solutions_lie_at_the_energies_of_the_critical_points(n, p):
    found = census_of(n, p, 7)
    u = c07.complex_energies(draw(n, p, 7)[0], found)
    real = u[found.certificate.real]
    assert np.abs(real.imag).max() < 1e-9
    both = np.concatenate([real.real, real.real * (-1) ** p])
    np.testing.assert_allclose(np.sort(both), found.energies, atol=1e-9)
    assert 2 * c07.count_solutions(n, p, 7)[1] == len(found.energies)
    for energy in u[~found.certificate.real]:  # in conjugate pairs
        assert np.abs(u - energy.conj()).min() < 1e-8 * max(1, abs(energy))


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: c07.spins(1.5, 100, "width"), "at least 2"),
        (lambda: c07.spins(5, 3, "width"), "budget"),
        (lambda: c07.spins(5, 100, "area"), "choose one of path mass"),
        (lambda: c07.exact_mean(1, 5), "order"),
        (lambda: c07.exact_mean(3, 1.5), "spins"),
        (lambda: c07.exact_mean(3, float("inf")), "spins"),
        (lambda: c07.minima_law(3, float("nan")), "spins"),
    ],
)
def test_bad_input_is_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()


# --- minima of tiny networks --------------------------------------------------------------------


SETTING = {"side": 2, "images": 30, "runs": 6, "seed": 1}


@pytest.fixture(scope="module")
def surface():
    rng = np.random.default_rng(0)
    return NetworkSurface((2, 3, 2), rng.normal(size=(12, 2)), rng.integers(2, size=12), decay=0.01)


def test_descent_ends_where_the_gradient_vanishes_and_never_climbs(surface):
    starts = np.random.default_rng(1).normal(size=(5, surface.size))
    ends = c07.descend(surface, starts)
    assert (surface.loss(ends) <= surface.loss(starts)).all()
    assert np.linalg.norm(surface.gradient(ends), axis=1).max() < 1e-8


def test_descent_finds_the_bottom_of_a_convex_loss():
    x = np.random.default_rng(2).normal(size=(20, 3))
    surface = NetworkSurface((3, 2), x, np.arange(20) % 2, decay=0.1)
    ends = c07.descend(surface, np.random.default_rng(3).normal(size=(4, surface.size)))
    np.testing.assert_allclose(ends, ends[[0]] + 0 * ends, atol=1e-7)


def test_a_copy_with_units_swapped_and_turned_is_the_same_minimum(surface):
    network = MLP((2, 3, 2), activation="tanh", init="xavier", rng=np.random.default_rng(4))
    copy = shuffled(network, rng=np.random.default_rng(0))
    ends = c07.descend(surface, [get_parameters(one).double().numpy() for one in (network, copy)])
    assert np.linalg.norm(ends[0] - ends[1]) > 0.1
    assert land(*surface.loss(ends)).kinds().tolist() == [0, 0]


def test_minima_are_numbered_from_the_lowest_and_what_is_none_is_left_out():
    found = land(0.3, 0.1, 0.3 + 1e-9, np.nan, 0.2)
    assert found.kinds().tolist() == [2, 0, 2, -1, 1]
    assert found.distinct() == 3
    assert (found.distinct(runs=1), found.distinct(runs=4)) == (1, 2)
    assert found.distinct(same=0.9) == 1
    assert land(np.nan, np.nan).kinds().tolist() == [-1, -1]
    assert found.unseen() == pytest.approx(2 / 5)
    assert found.bad() == pytest.approx(3 / 4)
    assert found.bad(above=1.5) == pytest.approx(2 / 4)
    assert (found.bad(runs=1), found.bad(runs=2)) == (0, 1 / 2)


def test_the_chance_of_a_new_minimum_is_what_the_next_descents_find():
    rng = np.random.default_rng(5)
    likely = 0.8 ** np.arange(12) / np.sum(0.8 ** np.arange(12))
    told, true = [], []
    for _ in range(400):
        kinds = rng.choice(12, size=30, p=likely)
        told.append(land(*(1.0 + kinds)).unseen())
        true.append(1 - likely[np.unique(kinds)].sum())
    assert np.mean(told) == pytest.approx(np.mean(true), abs=0.01)


def test_strong_decay_leaves_one_minimum_without_weights():
    found = c07.explore((4, 9), (3, 3), decay=1.0, **SETTING)
    assert found.distinct() == 1
    assert found.weights.max() < 0.5  # the biases of the outputs stay
    assert (found.unseen(), found.bad()) == (0, 0)


@pytest.mark.parametrize("preset", presets.names())
def test_tiny_networks_have_equal_sizes(preset):
    plan = presets.chapter("07", preset)
    sizes = {parameter_count((plan.tiny["side"] ** 2, *shape, 2)) for shape in plan.shapes}
    assert sizes == {62}


def test_a_landscape_of_each_pair_of_the_full_preset():
    for digits in presets.chapter("07", "full").digits:
        found = c07.explore(digits, (2,), decay=0.01, **SETTING | {"runs": 2})
        assert np.isfinite(found.losses).all()


# --- networks trained at one size ---------------------------------------------------------------


RECIPE = Recipe(hidden=(6, 5), phases=((0.02, 6),), batch=20, images=60, side=4,
                activation="tanh", scaling="standard")  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return c07.train_and_measure(RECIPE, (3, 0), 8)


def test_losses_are_the_last_of_training_and_depend_on_the_seed_alone(found):
    last = train_from_seed(RECIPE, (3, 0), 8).losses[:, -1]
    np.testing.assert_array_equal(found.losses, last)
    assert (found.losses < np.log(10)).all()
    again = c07.train_and_measure(RECIPE, (3, 0), 8)
    for one, other in zip(found, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.allclose(found.losses, c07.train_and_measure(RECIPE, (3, 1), 8).losses)


def test_top_curvature_is_that_of_the_full_hessian(found):
    task = RECIPE.tasks().train.double()
    for network, top in zip(train_from_seed(RECIPE, (3, 0), 8).networks, found.tops, strict=True):
        matrix = curvature.full_hessian(curvature.hessian(network.double(), task))
        assert top == pytest.approx(np.linalg.eigvalsh(matrix)[-1], rel=5e-3)


def test_alignment_brings_networks_nearer_and_finds_shuffled_copies_again(found):
    trained = train_from_seed(RECIPE, (3, 0), 8).networks
    raw = [networks.distance(*trained[k : k + 2]) for k in range(0, 8, 2)]
    assert (found.aligned <= np.array(raw) + 1e-6).all()
    assert np.mean(raw) == pytest.approx(np.sqrt(2), abs=0.2)
    np.testing.assert_allclose(found.copies, 0.5 / np.sqrt(1 + 0.5**2 / 2), atol=0.05)
    assert (found.walls >= 0).all()


def test_a_noisy_copy_is_off_by_a_share_of_its_norm():
    network = RECIPE.network(rng=np.random.default_rng(1))
    copy = c07.noisy(network, rng=np.random.default_rng(2), size=0.3)
    w, v = (get_parameters(one).numpy() for one in (network, copy))
    assert np.linalg.norm(w - v) == pytest.approx(0.3 * np.linalg.norm(w), rel=1e-5)


@pytest.mark.parametrize("preset", presets.names())
def test_networks_of_each_preset_have_equal_sizes(preset):
    plan = presets.chapter("07", preset)
    made = c07.recipes(plan, 0.1)
    assert list(made) == [2, 4, 8]
    sizes = [networks.parameter_count(recipe.widths) for recipe in made.values()]
    assert max(sizes) / min(sizes) < 1.005
    assert {sum(epochs for _, epochs in recipe.phases) for recipe in made.values()} == {40}


# --- what the ledger asks -----------------------------------------------------------------------


PLAN = SimpleNamespace(
    workers=1, instances=3,
    sizes={"": [4, 3], "the spins = six": [3, 3], "the spins = ten": [2, 3],
           "four spins per term": [3, 4]},
    parameters=200, hidden=[1, 3, 7], rates=[0.02, 0.05], rate=0.02, tuning=8, networks=8, few=8,
    recipe={"images": 40, "side": 3, "batch": 20, "passes": 5, "weight_decay": 0.001},
    variants={"the passes = twenty": {"passes": 10}, "the passes = eighty": {"passes": 15},
              "the weight decay = none": {"weight_decay": 0.0},
              "the weight decay = ten times": {"weight_decay": 0.01},
              "the parameters = 400": {"parameters": 150}, "the images = 125": {"images": 30},
              "the parameters = 1600": {"parameters": 300}, "the images = 500": {"images": 50}},
    tiny={"side": 2, "images": 20, "decay": 0.01, "runs": 6}, units=[1, 2, 5, 8],
    shapes=[[3], [2, 2], [2, 2, 2]], digits=[[4, 9], [3, 5]],
    tiny_variants={"the images = twenty": {"images": 15}, "the images = eighty": {"images": 25},
                   "the weight decay = a third": {"decay": 0.005},
                   "the weight decay = three times": {"decay": 0.03}},
)  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    turns.wait(place=1, of=3)
    return c07.evidence(PLAN, family=1)


def ended(n, rng, rho, distance):
    losses = rng.normal(size=n)
    tops = rho * losses + np.sqrt(1 - rho**2) * rng.normal(size=n)
    row = np.full(n // 2, distance) + 1e-3 * rng.normal(size=n // 2)
    return c07.Ends(losses, tops, row, row, row, row)


def test_evidence_is_all_that_the_ledger_asks(rows):
    names = {claims.record(**row).name for row in rows}
    measured = [part for part in claims.parts("07") if part.measured]
    asked = {f"{part.id}, {variant}" for part in measured for variant in part.variants}
    assert names == asked | {part.id for part in measured}


def test_falls_are_those_of_the_formulas():
    n = {h: c07.spins(h, 1000, "width") for h in (10, 40)}
    found = c07.fall(c07.equation_5, reading="width", budget=1000)
    assert found == pytest.approx(1 - c07.equation_5(40, n[40]) / c07.equation_5(10, n[10]))
    fixed = c07.fall(c07.equation_5, reading="width", budget=1000, fixed=True)
    assert fixed == pytest.approx(1 - c07.equation_5(40, 10) / c07.equation_5(10, 10))
    minima = c07.fall(partial(c07.exact_mean, index=0), reading="width", budget=1000, whole=int)
    logs = [
        theory.mean_critical_points(n=n, p=h, index=0, log=True) for h, n in ((10, 10), (40, 5))
    ]
    assert minima == pytest.approx(1 - logs[1] / logs[0])


def test_minima_by_the_path_mass_turn_with_the_choices():
    """A twentieth is crossed with the parameters, the depths and the reading."""
    found = {name: c07.fall(partial(c07.exact_mean, index=0), **changed)
             for name, changed in c07.CHOICES.items()
             if changed.get("reading") != "parameters per layer"}  # fmt: skip
    assert 0.05 < found[""] < 0.055
    assert found["the parameters = 12,000"] < 0.05
    assert found["the layers = 10 to 36"] < 0.04
    assert found["the layers = 5 to 20"] < found["width"] < -0.1


def test_growth_is_a_factor_per_unit_and_saturates_by_parts():
    lands = {(units,): [land(*range(1, 2**units + 1)), land(*range(1, 2**units + 1))]
             for units in (1, 2, 3)}  # fmt: skip
    found = c07.minima_growth(lands, first=1, last=3)
    assert (found.estimate, found.log) == (pytest.approx(2), True)
    same = {(units,): [land(1, 2, 1, 2), land(1, 2, 1, 2)] for units in (1, 2, 3)}
    assert c07.minima_growth(same, first=1, last=3, part=2).estimate == pytest.approx(1)
    assert c07.unseen(lands[1,]) == 1
    assert c07.unseen(same[1,]) == 0


def test_bad_ends_are_compared_by_pairs_of_digits():
    shallow = [land(1, 1, 1.05, 1), land(1, 1, 1, 1)]
    deep = [land(1, 2, 3, 1), land(1, 1, 1, 4)]
    found = c07.worse_ends(deep, shallow)
    assert found.estimate == pytest.approx((0.5 + 0.25) / 2)
    assert c07.worse_ends(deep, shallow, height=1.5).estimate == pytest.approx(0.25)
    lower = c07.worse_ends(deep, shallow, height=0.01)
    assert lower.estimate == pytest.approx((0.25 + 0.25) / 2)
    assert c07.worse_ends(deep, shallow, part=2).estimate == pytest.approx(0.25)


def test_the_best_rate_is_that_of_the_lowest_mean_logarithm():
    losses = {0.1: [1.0, 0.01], 0.2: [0.2, 0.2], 0.4: [np.nan, 0.001]}
    none = np.zeros(2)
    runs = {rate: c07.Ends(np.array(row), *[none] * 5) for rate, row in losses.items()}
    assert c07.best_rate(runs) == 0.1


def test_trends_are_per_doubling_of_depth_and_signs_do_not_hide_a_trade_off():
    rng = np.random.default_rng(3)
    found = {2: ended(3000, rng, -0.6, 0.8), 4: ended(3000, rng, -0.4, 0.9),
             8: ended(3000, rng, 0.2, 1.0)}  # fmt: skip
    assert c07.distance_trend(found, lambda e: e.aligned).estimate == pytest.approx(0.1, abs=1e-3)
    weaker = c07.trade_off_trend(found)
    assert weaker.estimate == pytest.approx(-0.2, abs=0.04)
    assert weaker.interval[0] < weaker.estimate < weaker.interval[1]
    assert abs(c07.trade_off_trend(found, shuffled=True).estimate) < 0.03


def test_a_share_of_solutions_has_the_exact_mean():
    plan = SimpleNamespace(workers=1, instances=60)
    every, real = c07.shares(plan, 4, 3)
    assert (every == 1).all()
    share = statistics.mean(real, unit="instance")
    expected = theory.mean_critical_points(n=4, p=3) / 2 / theory.eigenpair_count(n=4, p=3)
    assert abs(share.estimate - expected) < 4 * share.standard_error < 0.15
