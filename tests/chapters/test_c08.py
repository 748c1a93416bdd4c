"""Chapter 08: what stands between copies, walks of known law, exact trees, sharpness, evidence."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy.cluster.hierarchy import average, cophenet
from scipy.spatial.distance import pdist, squareform

from lib import claims, curvature, landscape, networks
from lib.chapters import c08
from lib.networks import Recipe

OVERLAPS = [0.9, 0.7, 0.4]
LOOKS = {"images": 60, "probes": 400, "directions": 3, "steps": {"unit": 0.3, "filter": 0.3}}


@pytest.fixture(scope="session")
def tiny():
    return Recipe(
        hidden=(12,), phases=((0.01, 60),), batch=20, images=120, test_images=200, side=7,
        scaling="standard", stop=0.2,
    )  # fmt: skip


# --- the way between two networks ---------------------------------------------------------------


@pytest.fixture(scope="module")
def found(tiny):
    return c08.train_pairs(tiny, [5], pairs=2, points=9)


@pytest.fixture(scope="module")
def solutions(tiny):
    return networks.train_from_seed(tiny, [5], 4).networks


def test_every_end_computes_what_it_should(tiny, solutions):
    task, (one, other, *_) = tiny.tasks().train, solutions
    places = c08.other_ends(one, other, rng=np.random.default_rng(0))
    for kind, twin in zip(c08.ENDS, (other, other, one), strict=True):
        assert task(places[kind]).item() == pytest.approx(task(twin).item(), rel=1e-5)
    assert networks.distance(one, places["its own copy"]) > 0.5


def test_no_wall_stands_between_a_network_and_its_copy_once_units_are_matched(tiny, solutions):
    one, task = solutions[0], tiny.tasks().train
    copied = c08.other_ends(one, one, rng=np.random.default_rng(1))["its own copy"]
    raw, matched = (
        landscape.barrier(landscape.segment(one, end, task, 9))
        for end in (
            copied,
            c08.other_ends(one, copied, rng=np.random.default_rng(2))["units matched"],
        )
    )
    assert matched == pytest.approx(0, abs=1e-6)
    assert raw > 0.05


def test_ways_begin_and_end_at_the_solutions(tiny, found, solutions):
    task, test = tiny.tasks().train, tiny.tasks().test
    losses, errors = (
        [each(one) for one in solutions] for each in (lambda n: task(n).item(), test.error)
    )
    np.testing.assert_allclose(found.losses[:, :, 0], np.transpose([losses[::2]] * 3), rtol=1e-4)
    np.testing.assert_allclose(found.losses[:, :2, -1], np.transpose([losses[1::2]] * 2), rtol=1e-4)
    np.testing.assert_allclose(found.losses[:, 2, -1], losses[::2], rtol=1e-4)
    np.testing.assert_allclose(found.errors[:, 0], errors[0], atol=0.011)
    np.testing.assert_allclose(found.errors[:2, -1], errors[1], atol=0.011)
    assert found.parameters.shape == (4, networks.parameter_count(tiny.widths))


def test_barriers_are_rises_over_the_untrained_loss_of_the_pair(tiny, found):
    task = tiny.tasks().train
    untrained = [task(one).item() for one in tiny.fresh([5], 4)]
    np.testing.assert_allclose(found.untrained, np.reshape(untrained, (2, 2)).mean(1), rtol=1e-5)
    line = found.losses[0, 0]
    t = np.linspace(0, 1, 9)
    rise = np.max(line - (1 - t) * line[0] - t * line[-1]) / found.untrained[0]
    assert found.barriers("as trained")[0] == pytest.approx(rise)
    coarse = found.barriers("as trained", every=4)
    assert (coarse <= found.barriers("as trained") + 1e-12).all()
    assert (found.barriers("units matched") < found.barriers("as trained")).all()


def test_a_way_whose_rise_is_known_climbs_as_high(tiny, found, solutions):
    one, task = solutions[0], tiny.tasks().train
    for twin in c08.doubled(one):
        assert task(twin).item() == pytest.approx(task(one).item(), rel=1e-5)
    outputs, top = one(task.inputs).detach(), one.biases[-1].detach()
    quarter = task.per_image(top + (outputs - top) * (0.75**2 + 0.25**2), task.targets).mean()
    line = landscape.segment(*c08.doubled(one), task, 5).losses
    assert line[[1, 3]] == pytest.approx(quarter.item(), rel=1e-5)
    np.testing.assert_allclose(found.known_over(every=2), 1, rtol=1e-3)
    assert (found.rises > 0.01).all()
    assert (found.known_over(every=8) < 0.01).all()  # the ends alone show no wall


# --- walks on a sphere --------------------------------------------------------------------------


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def test_walks_end_on_the_sphere_at_their_overlap_in_every_direction(rng):
    start = np.tile(np.eye(5)[0], (20_000, 1))
    for end in c08.moved(start, 0.6, rng=rng):
        np.testing.assert_allclose(end[:, 0], 0.6)
        np.testing.assert_allclose(np.linalg.norm(end, axis=1), 1)
        np.testing.assert_allclose(np.cov(end[:, 1:].T), 0.64 / 4 * np.eye(4), atol=0.006)


@pytest.mark.parametrize("overlap", [1.1, -2.0, np.nan])
def test_an_impossible_overlap_is_refused(overlap, rng):
    with pytest.raises(
        ValueError, match=r"an overlap must be (at least -1 and at most 1|a real number); got"
    ):
        c08.moved(np.eye(3), overlap, rng=rng)


@pytest.mark.parametrize(
    ("degree", "law"),
    [(1, lambda q, n: q), (2, lambda q, n: (n * q**2 - 1) / (n - 1)),
     (3, lambda q, n: ((n + 2) * q**3 - 3 * q) / (n - 1))],
)  # fmt: skip
def test_a_product_of_coordinates_decays_as_its_harmonic(degree, law, rng):
    n, q = 40, np.array(OVERLAPS)
    found = c08.walk(lambda x: x[:, :degree].prod(axis=1), n, OVERLAPS, walkers=40_000, rng=rng)
    np.testing.assert_allclose(found.correlations, law(q, n), atol=0.02)
    assert found.exponent() == pytest.approx(np.log(law(0.9, n)) / np.log(0.9), abs=0.1)
    assert found.memory.size == 0


def test_the_exponent_is_the_mean_degree_that_gradients_give(rng):
    """C′(1) = E|∇f|²/Var f on the sphere, for a mixture of degrees (exercise 08-3)."""
    n, shares = 80, np.array([0.3, 0.7])

    def mixed(x):
        one, three = x[:, 0] * np.sqrt(n), x[:, 1:4].prod(axis=1) * n**1.5
        return np.sqrt(shares) @ [one, three]

    found = c08.walk(mixed, n, [0.97], walkers=100_000, rng=rng)
    assert found.exponent(0.97) == pytest.approx(shares @ [1, 3], abs=0.15)


def test_a_walk_does_not_care_about_blocks_nor_a_constant(rng):
    size = {"overlaps": OVERLAPS, "walkers": 300}
    one, other = (
        c08.walk(lambda x, c=c: c + x[:, 0], 10, **size, rng=np.random.default_rng(0))
        for c in (0.0, 5.0)
    )
    assert one.ends.shape == (2, 3, 300)
    assert one.starts.shape == (300,)
    np.testing.assert_allclose(one.correlations, other.correlations, atol=1e-9)


def test_memory_is_what_is_left_of_a_low_place(rng):
    low = np.eye(30)[0]
    found = c08.walk(lambda x: -x[:, 0], 30, OVERLAPS, walkers=3000, low=low, rng=rng)
    np.testing.assert_allclose(found.memory, OVERLAPS, atol=0.02)


@pytest.mark.parametrize("p", [2, 3])
def test_a_spin_glass_forgets_its_minimum_by_the_law_of_the_walk(p):
    runs = [c08.glass_walk(60, p, (p, k), overlaps=OVERLAPS, walkers=400) for k in range(12)]
    law = np.array(OVERLAPS) ** p
    assert np.abs(np.mean([found.correlations for found in runs], axis=0) - law).max() < 0.06
    assert np.abs(np.mean([found.memory for found in runs], axis=0) - law).max() < 0.06


def test_losses_of_many_points_are_those_of_the_networks(tiny):
    task, fresh = tiny.tasks().train, tiny.fresh([0], 5)
    points = np.stack([networks.get_parameters(one).double().numpy() for one in fresh])
    expected = [task(one).item() for one in fresh]
    found = c08.losses_at(tiny.widths, task, 2.0, points / 2)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_network_walks_on_its_own_sphere(tiny):
    solution = networks.train_from_seed(tiny, [5], 1).parameters[0]
    size = {"images": 40, "overlaps": OVERLAPS, "walkers": 60}
    found, again = (c08.network_walk(tiny, solution, [7], **size) for _ in range(2))
    assert 1 > found.memory[0] > found.memory[-1]
    np.testing.assert_array_equal(found.ends, again.ends)
    norm = np.linalg.norm(solution)
    points = np.random.default_rng(0).standard_normal((500, len(solution)))
    points *= norm / np.linalg.norm(points, axis=1, keepdims=True)
    task = tiny.tasks().train
    typical = c08.losses_at(tiny.widths, task, 1.0, points)
    assert found.starts.mean() == pytest.approx(typical.mean(), rel=0.2)
    assert isinstance(task.inputs, torch.Tensor)


# --- trees of networks --------------------------------------------------------------------------


@pytest.fixture
def exact():
    """Return the distances of a random binary tree: exactly ultrametric."""
    rng = np.random.default_rng(0)
    return squareform(cophenet(average(pdist(rng.standard_normal((12, 2))))))


@pytest.fixture
def points(tiny):
    fresh = tiny.fresh([0], 6)
    return np.stack([networks.get_parameters(one).double().numpy() for one in fresh])


def test_a_tree_is_ultrametric(exact):
    found = c08.tree_indices(exact)
    assert found["cophenetic"] == pytest.approx(1)
    assert found["ultrametricity"] == pytest.approx(1)
    assert found["naive"] == pytest.approx(0, abs=1e-12)


def test_independent_distances_are_none_however_little_they_differ():
    rng = np.random.default_rng(1)
    found = [
        c08.ultrametricity(squareform(10 + 1e-6 * rng.standard_normal(190))) for _ in range(30)
    ]
    assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(30) + 1e-3


def test_the_naive_index_is_fooled_by_equidistant_points():
    far = squareform(pdist(np.random.default_rng(0).standard_normal((12, 4000))))
    assert np.ptp(far[far > 0]) < 0.1 * far.max()
    found = c08.tree_indices(far)
    assert found["naive"] < 0.02
    assert abs(found["ultrametricity"]) < 0.3


def test_ultrametricity_does_not_change_with_unit_or_zero_point():
    d = squareform(pdist(np.random.default_rng(3).standard_normal((8, 3))))
    moved = 5 * d + 2 * (1 - np.eye(8))
    assert c08.ultrametricity(moved) == pytest.approx(c08.ultrametricity(d))


def test_two_points_have_no_hierarchy():
    with pytest.raises(ValueError, match="three points"):
        c08.tree_indices([[0, 1], [1, 0]])


def test_equal_sides_say_nothing():
    assert np.isnan(c08.ultrametricity(1 - np.eye(4)))


def test_brackets_join_at_the_heights_of_the_linkage(exact):
    x, y = c08.brackets(exact)
    heights = np.sort(y.reshape(-1, 5)[:, 1])
    np.testing.assert_allclose(heights, np.sort(c08.linkage(exact)[:, 2]))
    assert (np.nanmin(x), np.isnan(y).sum()) == (0, 11)
    assert np.nanmax(x) <= 11


def test_overlaps_are_cosines(points, tiny):
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    i, j = np.triu_indices(6, 1)
    raw = networks.distances(points, tiny.fresh([0], 1)[0])
    np.testing.assert_allclose(c08.pair_overlaps(points, raw), (unit @ unit.T)[i, j], atol=1e-12)


def test_the_null_keeps_the_norm_of_every_layer_and_nothing_else(points, tiny):
    null = c08.null_points(points, tiny.widths, rng=np.random.default_rng(0))
    shapes = networks.shapes(tiny.widths)
    for one, two in zip(*(networks.cut(rows, shapes) for rows in (points, null)), strict=True):
        sizes = [np.linalg.norm(part.reshape(6, -1), axis=1) for part in (one, two)]
        np.testing.assert_allclose(*sizes)
    assert abs(np.corrcoef(points[0], null[0])[0, 1]) < 0.2


def test_nulls_are_as_many_as_asked_and_differ(points, tiny):
    found = c08.null_distances(tiny, points, [0], draws=4)
    assert found.shape == (4, 6, 6)
    assert len({c08.tree_indices(distances)["cophenetic"] for distances in found}) == 4
    np.testing.assert_array_equal(found, c08.null_distances(tiny, points, [0], draws=4))


def test_runs_that_part_late_are_nearer(tiny):
    recipe = replace(tiny, stop=0.0)
    points = c08.forked_runs(recipe, [3], branches=(2, 2, 2), epochs=(1, 4))
    d = networks.distances(points, recipe.fresh([0], 1)[0], align=True)
    last, middle, first = d[0, 1], d[0, 2:4].min(), d[0, 4:].min()
    assert 0 < last < middle < first
    assert c08.ultrametricity(d) > 0.5


def test_a_family_goes_on_from_what_it_shares(tiny):
    """A family without forks is a plain training, whatever happened before the fork."""
    short = replace(tiny, phases=((0.01, 1),), stop=None)
    starts = [networks.get_parameters(one) for one in tiny.fresh([3], 2)]
    early = c08.forked_runs(replace(short, phases=((0.01, 2),)), [3], branches=(2, 2), epochs=[1])
    near = [np.linalg.norm(early[k] - starts[k // 2].double().numpy()) for k in range(4)]
    far = [np.linalg.norm(early[k] - starts[1 - k // 2].double().numpy()) for k in range(4)]
    assert max(near) < min(far)
    assert np.abs(early[0] - early[1]).max() > 0
    alone = c08.forked_runs(replace(short, phases=((0.01, 1),)), [3], branches=(2, 1), epochs=[0])
    assert alone.shape == (2, early.shape[1])


@pytest.mark.parametrize(
    ("branches", "epochs"),
    [((2, 2), []), ((2, 2), [3, 5]), ((2, 2, 2), [3, 1]), ((2, 2), [60]), ((2, 2), [-1])],
)
def test_epochs_that_do_not_fit_are_refused(tiny, branches, epochs):
    with pytest.raises(ValueError, match="forks rise to below 60, not"):
        c08.forked_runs(tiny, [3], branches=branches, epochs=epochs)


# --- flat solutions -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def solution(tiny):
    return networks.train_from_seed(tiny, [5], 1).networks[0]


def test_trace_and_top_eigenvalue_are_those_of_the_full_hessian(tiny):
    recipe = replace(tiny, side=5, hidden=(4,))
    found = c08.flatness(recipe, [5], count=2, **LOOKS)
    task = recipe.tasks().train.some(slice(60)).double()
    runs = networks.train_from_seed(recipe, [5], 2)
    assert found.measures.shape == (len(c08.MEASURES), 2)
    np.testing.assert_allclose(found.losses, runs.losses[:, -1])
    np.testing.assert_allclose(found.errors, runs.misread(recipe.tasks().test).mean(axis=1))
    for k, network in enumerate(runs.networks):
        hessian = curvature.full_hessian(curvature.hessian(network.double(), task))
        exact = np.linalg.eigvalsh(np.asarray(hessian))
        assert found.measures[1, k] == pytest.approx(exact[-1], rel=1e-2)
        assert found.measures[0, k] == pytest.approx(exact.sum(), rel=0.15)


def test_a_small_rise_is_half_the_curvature_times_the_square_of_the_step(tiny):
    """With tanh: the kinks of ReLU add to a rise of any size what no Hessian sees."""
    smooth = networks.train_from_seed(replace(tiny, activation="tanh"), [5], 1).networks[0]
    network, task = smooth.double(), tiny.tasks().train.double()
    small, large = (
        c08.rise(network, task, "unit", step, 200, rng=np.random.default_rng(0))
        for step in (0.01, 0.02)
    )
    assert large / small == pytest.approx(4, rel=0.1)
    operator = curvature.hessian(network, task)
    trace = curvature.trace(operator, rng=np.random.default_rng(1), probes=200).value
    assert small == pytest.approx(trace / operator.size * 0.01**2 / 2, rel=0.15)


def test_rescaled_layers_change_the_euclidean_rise_and_not_the_filters(tiny, solution):
    network, task = networks.rescaled(solution, [1.0]), tiny.tasks().train
    with torch.no_grad():
        network.linear[0].bias.zero_()
    twin = networks.rescaled(network, [5.0])

    def ratio(kind):
        one, other = (
            c08.rise(n, task, kind, 0.3, 5, rng=np.random.default_rng(0)) for n in (network, twin)
        )
        return other / one

    assert ratio("filter") == pytest.approx(1, rel=1e-3)
    assert abs(np.log(ratio("unit"))) > 0.5


def test_what_acts_on_both_makes_a_correlation_that_is_gone_within_groups():
    rng = np.random.default_rng(0)

    def group(shift):
        own = rng.standard_normal((5, 40))
        return c08.Flat(own[:4] + shift, rng.standard_normal(40), own[4] + shift)

    groups = [group(shift) for shift in (0.0, 6.0)]
    pooled, within = (c08.associations(groups, within=each) for each in (False, True))
    assert list(pooled) == list(c08.MEASURES)
    for name in c08.MEASURES:
        assert pooled[name].estimate > 0.6
        assert pooled[name].interval[0] > 0.4
        assert within[name].interval[0] < 0 < within[name].interval[1]


def test_a_tendency_within_groups_is_seen_although_the_groups_differ_the_other_way():
    rng = np.random.default_rng(1)
    groups = []
    for shift in (0.0, 6.0):
        own = rng.standard_normal(40)
        measures = np.tile(own + 0.3 * rng.standard_normal(40) + shift, (4, 1))
        groups.append(c08.Flat(measures, rng.standard_normal(40), own - shift))
    pooled, within = (c08.associations(groups, within=each)["trace"] for each in (False, True))
    assert pooled.estimate < -0.3
    assert within.interval[0] > 0.7


# --- what the ledger asks -----------------------------------------------------------------------


def test_evidence_is_all_that_the_ledger_asks(tiny):
    recipe = vars(replace(tiny, phases=((0.01, 2),)))
    plan = SimpleNamespace(recipe=recipe, leaves=4, groups=2, few_groups=1, points=41, workers=1,
                           widths=[8, 128], stops=[0.3, 0.01])  # fmt: skip
    rows = c08.evidence(plan, family=1)
    measured = [part for part in claims.parts("08") if part.measured]
    asked = {f"{part.id}, {variant}" for part in measured for variant in part.variants}
    names = {claims.record(**row).name for row in rows}
    assert names == asked | {part.id for part in measured}
    other = c08.cohorts(plan, family=2)["reference"][0]
    first, second = c08.cohorts(plan, family=1)["reference"]
    assert len({each.untrained[0] for each in (first, second, other)}) == 3
    assert rows[0]["effect"].n == 4
    both = np.concatenate([each.barriers("units matched") for each in (first, second)])
    assert rows[0]["effect"].estimate == pytest.approx(both.mean())
