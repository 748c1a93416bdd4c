"""Chapter 01: the tied saddle against automatic differentiation, chords, all rows of evidence."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch.autograd.functional import hessian
from torch.func import functional_call

from lib import claims
from lib.chapters import c01
from lib.networks import MLP, get_parameters, objective, set_parameters

DECAY = 3e-3


def rng(seed=0):
    return np.random.default_rng(seed)


def task():
    labels = np.arange(60) % 5
    return objective(rng(1).normal(size=(60, 6)) + 1.5 * np.eye(6)[labels], labels)


@pytest.fixture(scope="module")
def saddle():
    return c01.tied_saddle(task(), units=2, copies=3, decay=DECAY, rng=rng(4))


def test_the_gradient_vanishes_and_units_are_equal_in_groups(saddle):
    for parameter in saddle.network.parameters():
        parameter.grad = None
    saddle.loss(saddle.network).backward()
    gradient = torch.cat([p.grad.flatten() for p in saddle.network.parameters()])
    assert gradient.norm() < 1e-8
    rows = saddle.network.weights[0].detach()
    assert torch.equal(rows[:2], rows[2:4])
    assert torch.equal(rows[:2], rows[4:])
    assert (rows[0] - rows[1]).norm() > 0.1


def test_the_hessian_is_that_of_automatic_differentiation(saddle):
    names = [name for name, _ in saddle.network.named_parameters()]
    shapes = [parameter.shape for parameter in saddle.network.parameters()]

    def loss(vector):
        pieces = vector.split([shape.numel() for shape in shapes])
        parameters = {n: p.view(s) for n, p, s in zip(names, pieces, shapes, strict=True)}
        outputs = functional_call(saddle.network, parameters, (task().inputs,))
        data = torch.nn.functional.cross_entropy(outputs, task().targets)
        return data + DECAY / 2 * vector.square().sum()

    theirs = hessian(loss, get_parameters(saddle.network)).numpy()
    assert np.allclose(saddle.hessian, theirs, atol=1e-12)
    assert np.allclose(saddle.eigenvalues, np.linalg.eigvalsh(theirs), atol=1e-12)
    down = saddle.eigenvectors[:, 0]
    assert np.allclose(theirs @ down, saddle.eigenvalues[0] * down)


def test_the_index_is_that_of_the_blocks_that_part_equal_units(saddle):
    """Moving one copy by (δw, δv) and another by the opposite changes the outputs in second
    order only, so its curvature is 2 δv·C δw + δw·B δw + λ|δ|² with the errors e of the outputs:
    B = Σ (v·e) φ″ x xᵀ/n and C = Σ φ′ e xᵀ/n, x with a one for the bias."""
    x = torch.cat([task().inputs, torch.ones(60, 1)], 1).double()
    outputs = saddle.network(task().inputs)
    errors = (outputs.softmax(1) - torch.nn.functional.one_hot(task().targets, 5)) / 60
    index = 0
    for unit in range(2):
        w = torch.cat([saddle.network.weights[0][unit], saddle.network.biases[0][unit : unit + 1]])
        t = torch.tanh(x @ w)
        v = saddle.network.weights[1][:, unit]
        b = x.T @ (((errors @ v) * -2 * t * (1 - t**2))[:, None] * x)
        c = (errors * (1 - t**2)[:, None]).T @ x
        block = torch.cat([torch.cat([b, c.T], 1), torch.cat([c, torch.zeros(5, 5)], 1)])
        values = torch.linalg.eigvalsh(block) + DECAY
        index += 2 * int((values < 0).sum())
    assert saddle.index == index
    assert saddle.index > 5


def test_without_copies_the_point_is_a_minimum():
    alone = c01.tied_saddle(task(), units=2, copies=1, decay=DECAY, rng=rng(4))
    assert alone.index == 0
    loss = alone.loss(alone.network)
    slopes = torch.autograd.grad(loss, list(alone.network.parameters()))
    assert torch.cat([slope.flatten() for slope in slopes]).norm() < 1e-8


def test_a_nudged_tie_lets_descent_find_less(saddle):
    copy = MLP(saddle.network.widths, activation="tanh", rng=rng()).double()
    nudge = 0.1 * torch.from_numpy(saddle.eigenvectors[:, 0])
    set_parameters(copy, get_parameters(saddle.network) + nudge)
    before = saddle.loss(saddle.network).item()
    descent = torch.optim.SGD(copy.parameters(), 0.5)
    for _ in range(400):
        descent.zero_grad()
        saddle.loss(copy).backward()
        descent.step()
    assert saddle.loss(copy).item() < before - 1e-3


def test_directions_by_kind_and_what_they_see(saddle):
    ways = saddle.directions(500, rng=rng())
    assert {kind: len(way) for kind, way in ways.items()} == {
        "Gaussian": 500, "filter-normalised": 50, "ways down": 50}  # fmt: skip
    down = {kind: np.mean(c01.along(saddle.hessian, way) < 0) for kind, way in ways.items()}
    assert down["ways down"] == 1
    assert max(down["Gaussian"], down["filter-normalised"]) < 0.02
    assert np.abs(ways["ways down"] @ saddle.eigenvectors[:, saddle.index :]).max() < 1e-12
    filters = ways["filter-normalised"][0][:36].reshape(6, 6)
    norms = saddle.network.weights[0].detach().norm(dim=1)
    assert np.allclose(np.linalg.norm(filters, axis=1), norms)


def test_a_small_network_is_spread_over_its_copies():
    wide, small = (MLP((3, h, 2), rng=rng()).double() for h in (4, 2))
    set_parameters(wide, c01._spread((3, 2, 2), 2) @ get_parameters(small).numpy())
    for copy in (0, 2):
        assert torch.equal(wide.weights[0][copy : copy + 2], small.weights[0])
        assert torch.equal(wide.biases[0][copy : copy + 2], small.biases[0])
        assert torch.equal(wide.weights[1][:, copy : copy + 2], small.weights[1])
    assert torch.equal(wide.biases[1], small.biases[1])


def test_each_seed_has_a_saddle_of_its_own():
    size = {"images": 60, "side": 4, "units": 2, "copies": 2}
    one, again, other = (c01.saddle((7, k), **size) for k in (0, 0, 1))
    assert np.array_equal(one.hessian, again.hessian)
    assert not torch.equal(one.objective.inputs, other.objective.inputs)
    hits = c01.shown((7, 0), 200, **size)
    assert hits["ways down"] == (20, 20)
    assert hits["Gaussian"][0] < 20 == hits["Gaussian"][1] / 10


def test_curvatures_are_the_quadratic_form():
    matrix = rng().normal(size=(6, 6))
    matrix = matrix + matrix.T
    directions = rng(1).normal(size=(9, 6))
    expected = [v @ matrix @ v / (v @ v) for v in directions]
    assert np.allclose(c01.along(matrix, directions), expected)
    assert np.allclose(c01.along(matrix, 7 * directions), expected)


RECIPE = {"hidden": [6], "phases": [[0.01, 8]], "batch": 50, "images": 200, "side": 7}


@pytest.mark.parametrize("loss", c01.LOSSES)
def test_chords_between_outputs_bend_up_and_between_weights_down(loss):
    found = c01.heights(loss, RECIPE, (3, 1), outputs=30, weights=10, spread=5)
    assert (found["outputs"] < 0).all()
    assert (found["weights"] > 0).all()
    again = c01.heights(loss, RECIPE, (3, 1), outputs=30, weights=10, spread=5)
    assert np.array_equal(found["outputs"], again["outputs"])


def test_a_squared_error_lies_below_its_chords_by_an_eighth_of_their_squares():
    # Of ½|z|² the middle lies |a − b|²/8 below the chord: ten outputs of spread s give 10 s²/4.
    found = c01.heights("mean squared error", RECIPE, 5, outputs=60, weights=2, spread=3)
    assert found["outputs"].mean() == pytest.approx(-10 * 3**2 / 4, rel=0.02)


def test_evidence_is_all_that_the_ledger_asks():
    variants = ("the copies of a unit = two", "the copies of a unit = five",
                "the different units = two", "the different units = five",
                "the weight decay = 0.0005", "the weight decay = 0.002")  # fmt: skip
    plan = SimpleNamespace(
        workers=1, saddles=3, varied_saddles=3, saddle_directions=100,
        saddle={"images": 60, "side": 4, "units": 2, "copies": 2},
        saddle_variants={name: {"copies": 3} for name in variants},
        recipe=RECIPE, chords={"outputs": 20, "weights": 10}, spreads={"one": 1, "twenty-five": 25},
    )  # fmt: skip
    rows = c01.evidence(plan)
    names = {claims.record(**row).name for row in rows}
    measured = [part for part in claims.parts("01") if part.measured]
    asked = {f"{part.id}, {variant}" for part in measured for variant in part.variants}
    assert names == asked | {part.id for part in measured}
    saddles = [row for row in rows if row["claim"] == "C20"]
    assert all(row["control"].estimate == 1 for row in saddles)
    assert all((row["effect"].n, row["effect"].unit) == (3, "saddle") for row in saddles)
    assert all(row["note"] == "0 of 3 searches did not come to rest" for row in saddles)
    one, two = (c01.chords(plan, family)["cross-entropy"]["outputs"] for family in (1, 2))
    assert not np.allclose(one, two)


def test_a_search_that_does_not_come_to_rest_is_left_out_and_counted(monkeypatch):
    size = {"images": 60, "side": 4, "units": 2, "copies": 2}
    plan = SimpleNamespace(workers=1, saddles=3, varied_saddles=2, saddle_directions=40,
                           saddle=size, saddle_variants={})  # fmt: skip
    made = c01.saddle

    def restless(seed, **more):
        if seed[-1] == 1:
            raise c01.NotAtRest("the gradient stays")
        return made(seed, **more)

    monkeypatch.setattr(c01, "saddle", restless)
    monkeypatch.setattr(
        c01.sweep, "run", lambda shown, cases, **_: [shown(**each) for each in cases]
    )
    rows = list(c01._saddles(plan, 1))
    assert {row["note"] for row in rows} == {"1 of 3 searches did not come to rest"}
    assert {row["effect"].n for row in rows} == {2}


def test_a_search_that_stops_short_says_so(monkeypatch):
    monkeypatch.setattr(c01, "minimize", lambda _, start, **__: SimpleNamespace(x=start))
    with pytest.raises(c01.NotAtRest, match="take a larger decay"):
        c01.tied_saddle(task(), rng=rng())
