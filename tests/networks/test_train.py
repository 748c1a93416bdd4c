"""Training against hand-written descent, and what its history says."""

from fractions import Fraction

import numpy as np
import odd_networks
import pytest
import torch

from lib.networks import MLP, get_parameters, objective, train
from lib.networks.training import Settings

LABELS = np.arange(40) % 4


def rng(seed=0):
    return np.random.default_rng(seed)


def order(seed=7):
    return torch.Generator().manual_seed(seed)


def task(dtype=np.float64):
    noise = rng(3).normal(size=(40, 6))
    noise[:, :4] += 2 * np.eye(4)[LABELS]
    return objective(noise.astype(dtype), LABELS)


def network(seed=0):
    return MLP((6, 5, 4), activation="tanh", rng=rng(seed)).double()


def descend(model, loss, rate, decay, momentum, steps):
    """Full-batch descent as a textbook writes it."""
    moving = [p for p in model.parameters() if p.requires_grad]
    velocity = [torch.zeros_like(p) for p in moving]
    for _ in range(steps):
        gradients = torch.autograd.grad(loss(model), moving, materialize_grads=True)
        with torch.no_grad():
            for v, p, g in zip(velocity, moving, gradients, strict=True):
                v.mul_(momentum).add_(g + decay * p)
                p.sub_(rate * v)


def gradient(model, loss):
    return torch.cat([p.flatten() for p in torch.autograd.grad(loss(model), model.parameters())])


@pytest.mark.parametrize(("optimiser", "momentum"), [("sgd", 0.0), ("momentum", 0.9)])
def test_descent_is_that_of_the_textbook(optimiser, momentum):
    ours, theirs = network(), network()
    options = {"rate": 0.1, "weight_decay": 0.01, "batch": None, "epochs": 15}
    train(ours, task(), rng=rng(), optimiser=optimiser, **options)
    descend(theirs, task(), 0.1, 0.01, momentum, 15)
    assert torch.allclose(get_parameters(ours), get_parameters(theirs), atol=1e-12)


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_adam_is_that_of_kingma_and_ba(decay):
    ours, theirs = network(), network()
    options = {"rate": 0.05, "weight_decay": decay, "batch": None, "epochs": 10}
    train(ours, task(), rng=rng(), optimiser="adam", **options)
    m = v = torch.zeros(len(get_parameters(theirs)), dtype=torch.float64)
    for t in range(1, 11):
        g = gradient(theirs, task()) + decay * get_parameters(theirs)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        step = 0.05 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
        torch.nn.utils.vector_to_parameters(get_parameters(theirs) - step, theirs.parameters())
    assert torch.allclose(get_parameters(ours), get_parameters(theirs), atol=1e-10)


def test_a_seed_fixes_everything():
    results = []
    for _ in range(2):
        model = network()
        history = train(model, task(), rng=torch.Generator().manual_seed(4), batch=7, epochs=3)
        results.append((get_parameters(model), history.losses))
    assert torch.equal(results[0][0], results[1][0])
    assert np.array_equal(results[0][1], results[1][1])


def test_history_holds_the_loss_before_and_after_each_epoch():
    model, reference = network(), network()
    history = train(model, task(), rng=rng(), batch=15, epochs=4)
    assert len(history.losses) == 5
    assert history.ended == "epochs"
    assert history.losses[0] == pytest.approx(task()(reference).item(), rel=1e-12)
    assert history.losses[-1] == pytest.approx(task()(model).item(), rel=1e-12)
    assert history.losses[-1] < history.losses[0]


@pytest.mark.parametrize("name", ["a perceptron", "a frozen bias", *odd_networks.NETWORKS])
def test_each_epoch_goes_through_all_images_in_a_new_random_order(name):
    def make():
        model = MLP((4, 5, 4), activation="tanh", rng=rng()).double()
        model.layers[0].bias.requires_grad_(name == "a perceptron")
        return odd_networks.make(name) if name in odd_networks.NETWORKS else model

    ours, theirs, generator = make(), make(), order()
    images = objective(rng(3).normal(size=(9, 4)), np.arange(9) % 4)
    options = {"optimiser": "sgd", "rate": 0.1, "batch": 4, "epochs": 2}
    train(ours, images, rng=order(), **options)
    for _ in range(2):
        for batch in torch.randperm(9, generator=generator).split(4):
            descend(theirs, images.some(batch), 0.1, 0.0, 0.0, 1)
    assert torch.allclose(get_parameters(ours), get_parameters(theirs), atol=1e-12)


def test_the_loss_over_more_images_than_go_at_once_is_their_mean():
    x, model = rng().normal(size=(9000, 6)), network()
    many = objective(x, np.arange(9000) % 4)
    history = train(model, many, rng=rng(), epochs=0)
    assert history.losses[0] == pytest.approx(many(model).item(), rel=1e-12)


def test_a_network_without_hidden_layers_trains():
    model = MLP((6, 4), rng=rng()).double()
    losses = train(model, task(), rng=order(), rate=0.05, epochs=5).losses
    assert losses[-1] < losses[0]


def test_training_stops_where_the_loss_is_just_reached():
    losses = train(network(), task(), rng=order(), rate=0.05, epochs=5).losses
    for options in ({"stop": losses[3]}, {"keep": losses[3]}):
        history = train(network(), task(), rng=order(), rate=0.05, epochs=5, **options)
        assert np.array_equal(history.losses, losses[: len(history.losses)])
        stops = "stop" in options
        assert (history.ended, len(history.losses)) == (("loss", 4) if stops else ("epochs", 6))
        assert (history.kept is None) is stops
    shorter = network()
    train(shorter, task(), rng=order(), rate=0.05, epochs=3)
    assert np.array_equal(history.kept, get_parameters(shorter).numpy())


def test_training_stops_at_the_first_epoch_below_the_loss():
    history = train(network(), task(), rng=rng(), rate=0.05, stop=0.3, epochs=200)
    assert history.ended == "loss"
    assert history.losses[-1] <= 0.3 < history.losses[-2]


def test_a_loss_that_is_not_finite_ends_the_training():
    model = MLP((6, 5, 5, 4), rng=rng()).double()
    history = train(model, task(), rng=rng(), optimiser="sgd", rate=1e200, epochs=50)
    assert history.ended == "diverged"
    assert not np.isfinite(history.losses[-1])
    assert len(history.losses) < 51


def test_trajectory_has_both_ends_and_the_steps_between():
    model = network()
    start = get_parameters(model).numpy()
    history = train(model, task(), rng=rng(), batch=10, epochs=3, store_every=5)
    each = train(network(), task(), rng=rng(), batch=10, epochs=3, store_every=1).trajectory
    assert len(np.unique(each, axis=0)) == 13
    assert np.array_equal(history.trajectory, each[[0, 5, 10, 12]])
    assert np.array_equal(history.trajectory[0], start)
    assert np.array_equal(history.trajectory[-1], get_parameters(model).numpy())
    assert train(network(), task(), rng=rng(), epochs=1).trajectory is None


def test_no_epoch_changes_nothing():
    model = network()
    history = train(model, task(), rng=rng(), epochs=0, store_every=1)
    assert torch.equal(get_parameters(model), get_parameters(network()))
    assert np.array_equal(history.trajectory, [get_parameters(model).numpy()])


def test_whole_numbers_of_any_type_serve():
    one, two = network(), network()
    options = {"batch": 10.0, "epochs": np.int64(2), "store_every": 3.0}
    whole = train(one, task(), rng=rng(), batch=10, epochs=2, store_every=3)
    floats = train(two, task(), rng=rng(), **options)
    assert np.array_equal(whole.trajectory, floats.trajectory)
    assert len(floats.trajectory) == 4


def test_progress_is_silent_when_asked(capfd, monkeypatch):
    for quiet, shown in (("1", False), ("0", True)):
        monkeypatch.setenv("COURSE_QUIET", quiet)
        train(network(), task(), rng=rng(), epochs=2)
        assert ("train" in capfd.readouterr().err) is shown


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"optimiser": "lbfgs"}, "no optimiser 'lbfgs'.*adam"),
        ({"rate": 0.0}, "the rate must be above 0; got 0.0"),
        ({"rate": float("nan")}, "the rate must be a real number; got nan"),
        ({"weight_decay": -1.0}, "the weight decay must be at least 0; got -1.0"),
        ({"stop": float("nan")}, "stop must be a real number; got nan"),
        ({"keep": float("nan")}, "keep must be a real number; got nan"),
        ({"batch": 0}, "images a batch must be a whole number of at least 1"),
        ({"epochs": -1}, "epochs must be a whole number of at least 0"),
        ({"epochs": 2.5}, "epochs must be .*got 2.5"),
        ({"batch": 5.5}, "images a batch.*5.5"),
        ({"rng": 0}, "generator, not 0"),
        ({"store_every": 0}, "store_every must be a whole number of at least 1"),
    ],
)
def test_senseless_settings_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        train(network(), task(), **{"rng": rng(), **options})


def test_settings_of_any_kind_of_number_are_plain_ones():
    given = {"rate": Fraction(1, 8), "weight_decay": Fraction(1, 4), "stop": np.float32(0.5),
             "keep": np.int64(2), "batch": np.int64(3), "epochs": np.int8(4)}  # fmt: skip
    held = vars(Settings(**given))
    assert {name: type(held[name]) for name in given} == {
        "rate": float, "weight_decay": float, "stop": float, "keep": float, "batch": int,
        "epochs": int,
    }  # fmt: skip
    assert [held[name] for name in given] == [0.125, 0.25, 0.5, 2.0, 3, 4]


def test_a_loss_of_other_images_than_the_networks_is_refused():
    model, before = network(), get_parameters(network())
    images = np.ones((3, model.widths[0] + 1))
    with pytest.raises(ValueError, match="does not take images of 7 numbers"):
        train(model, objective(images, [0, 1, 0]), rng=order())
    assert torch.equal(get_parameters(model), before)


def test_adam_has_its_usual_rate_if_none_is_given():
    models = [network() for _ in range(2)]
    train(models[0], task(), rng=order(), epochs=2)
    train(models[1], task(), rng=order(), epochs=2, rate=1e-3)
    assert torch.equal(*map(get_parameters, models))
