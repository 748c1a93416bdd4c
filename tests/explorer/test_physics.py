"""The physics that runs in the page gives lib's numbers, on the same inputs, to 1e-6."""

import numpy as np
import pytest
import torch
from node import node
from scipy.ndimage import center_of_mass
from scipy.special import softmax

from lib import critical_points, dynamics, networks
from lib.chapters import c10
from lib.explorer import Globe
from lib.explorer.spheres import couplings
from lib.hopfield import Hopfield, hebb, overlap, projection
from lib.spinglass import SphericalSpinGlass, random_points

FORM = {"form": "Form, tangents", "matrix": "eigenvalues"}


def model_of(n, p, seed):
    return SphericalSpinGlass.sample(n, p, rng=np.random.default_rng(seed))


# ---- spin glasses of two and three spins


@pytest.mark.parametrize(("n", "p"), [(2, 2), (2, 3), (2, 6), (3, 2), (3, 3), (3, 4), (3, 6)])
def test_energy_gradient_and_hessian_are_those_of_the_spin_glass(n, p):
    model = model_of(n, p, 11)
    sigma = random_points(n, count=20, rng=np.random.default_rng(1))
    body = """
      const form = new Form(given.n, given.p, given.form);
      return given.x.map((x) => ({
        energy: form.value(x), gradient: form.gradient(x),
        curvatures: eigenvalues(form.hessian(x, tangents(x)).map((row) => Array.from(row))),
      }));
    """
    form, x = couplings(model), sigma / np.sqrt(n)
    found = node(FORM, body, n=n, p=p, form=form, x=x)
    energies, gradients = model.energy_and_gradient(sigma)
    np.testing.assert_allclose([f["energy"] for f in found], energies / n, atol=1e-9)
    np.testing.assert_allclose([f["gradient"] for f in found], gradients / np.sqrt(n), atol=1e-9)
    bends = np.linalg.eigvalsh(model.hessian(sigma))
    np.testing.assert_allclose(
        [np.ravel(f["curvatures"]) for f in found], bends.reshape(20, -1), atol=1e-8
    )


def census(n, models):
    """Return energies and indices of all critical points that the page finds, model by model."""
    body = """
      return given.models.map(({ p, form }) => {
        const shape = new Form(given.n, p, form), circle = given.n === 2;
        const { points, complete = true } = circle ? { points: onCircle(shape) } : onSphere(shape);
        points.sort((a, b) => a.energy - b.energy);
        const [energies, indices] = ["energy", "index"].map((key) => points.map((c) => c[key]));
        return { complete, energies, indices };
      });
    """
    given = [{"p": m.p, "form": couplings(m)} for m in models]
    return node({"form": "Form", "critical": "onCircle, onSphere"}, body, n=n, models=given)


@pytest.mark.parametrize("n", [2, 3])
def test_the_page_finds_every_critical_point(n):
    models = [model_of(n, p, seed) for p in (2, 3, 4, 5, 6) for seed in range(12)]
    for model, found in zip(models, census(n, models), strict=True):
        known = critical_points.find_all(model, rng=np.random.default_rng(0))
        assert known.certificate.complete
        assert found["complete"]
        np.testing.assert_allclose(found["energies"], known.energies, atol=1e-8)
        assert sorted(found["indices"]) == sorted(known.indices)


DRAWN = {"form": "drawn", "random": "randomFrom"}


def test_python_sees_the_instance_that_the_page_has_drawn():
    model = model_of(3, 4, 0)
    figure = Globe(name="02-x", caption="c", alt="a globe with hills and valleys", models=[model])
    assert figure.model() is model
    body = "return drawn(3, 4, randomFrom(9, 4, 3));"
    figure.shown, figure.seed = node(DRAWN, body), 9
    points = random_points(3, count=10, rng=np.random.default_rng(0))
    value = "return given.x.map((x) => new Form(3, 4, given.J).value(x));"
    found = node({"form": "Form"}, value, J=figure.shown, x=points / np.sqrt(3))
    np.testing.assert_allclose(figure.model().energy(points) / 3, found, atol=1e-12)
    np.testing.assert_allclose(couplings(figure.model()), figure.shown, atol=1e-14)


def test_drawn_couplings_are_those_of_the_model():
    """H has variance n at every point: that of N^p normal couplings; seeds draw apart."""
    body = """
      const x = given.x, seeds = Array.from({ length: 4000 }, (_, k) => k + 1);
      return seeds.map((seed) => 3 * new Form(3, 3, drawn(3, 3, randomFrom(seed, 3, 3))).value(x));
    """
    for x in (np.array([1.0, -1.0, 1.0]) / np.sqrt(3), np.array([0.0, 0.0, 1.0])):
        energies = node(FORM | DRAWN | {"form": "Form, drawn"}, body, x=x)
        assert np.mean(energies) == pytest.approx(0, abs=4 * np.sqrt(3 / 4000))
        assert np.var(energies) == pytest.approx(3, abs=4 * 3 * np.sqrt(2 / 4000))
        assert abs(np.corrcoef(energies[1:], energies[:-1])[0, 1]) < 4 / np.sqrt(4000)


def test_complex_solutions_are_all_there_and_come_in_mirrored_pairs():
    body = """
      return given.models.map(({ p, form }) => solutions(new Form(2, p, form)));
    """
    models = [model_of(2, p, seed) for p in (3, 4, 6, 8) for seed in range(10)]
    given = [{"p": m.p, "form": couplings(m)} for m in models]
    found = node({"form": "Form", "critical": "solutions"}, body, models=given)
    for model, answer in zip(models, found, strict=True):
        v = np.array(answer["re"]) + 1j * np.array(answer["im"])
        lines = critical_points.find_roots(model, rng=np.random.default_rng(0))
        w = (lines[:, 0] + 1j * lines[:, 1]) / (lines[:, 0] - 1j * lines[:, 1])  # e^{2iθ}
        assert len(v) == len(w) == model.p
        np.testing.assert_allclose(_sorted(v), _sorted(w), rtol=1e-6, atol=1e-6)
        mirrored = 1 / v.conj()
        np.testing.assert_allclose(_sorted(v), _sorted(mirrored), rtol=1e-5, atol=1e-6)


def _sorted(values):
    return values[np.lexsort([values.imag.round(5), values.real.round(5)])]


def test_a_ball_ends_in_the_valley_that_descent_finds():
    model = model_of(3, 4, 3)
    starts = random_points(3, count=60, rng=np.random.default_rng(2))
    body = """
      const form = new Form(3, given.p, given.form), { points } = onSphere(form);
      const valleys = points.filter((c) => c.index === 0);
      return given.x.map((x) => valleys[basin(form, x, valleys)].at);
    """
    modules = {"form": "Form", "critical": "onSphere", "descent": "basin"}
    form = couplings(model)
    ends = node(modules, body, p=4, form=form, x=starts / np.sqrt(3))
    sigma = starts
    for _ in range(4000):
        sigma = sigma - 0.02 * model.gradient(sigma)
        sigma *= (np.sqrt(3) / np.linalg.norm(sigma, axis=1))[:, None]
    assert np.linalg.norm(model.gradient(sigma), axis=1).max() < 1e-6
    np.testing.assert_allclose(ends, sigma / np.sqrt(3), atol=1e-6)


# ---- optimisers


SLOPES = {
    "plain": (lambda x, y: [10 * x, -2 * y], lambda x, y: [[10, 0], [0, -2]]),
    "monkey": (
        lambda x, y: [3 * x**2 - 3 * y**2, -6 * x * y],
        lambda x, y: [[6 * x, -6 * y], [-6 * y, -6 * x]],
    ),
    "two valleys": (lambda x, y: [2 * x, y**3 - y], lambda x, y: [[2, 0], [0, 3 * y**2 - 1]]),
}  # gradient and Hessian of each surface, written out


@pytest.mark.parametrize("name", SLOPES)
@pytest.mark.parametrize("begin", [(1.0, 0.05), (-0.7, 0.9), (0.3, -1.2)])
def test_the_ways_of_optimisers_are_those_of_lib(name, begin):
    terms, steps = [[*powers, c] for powers, c in c10.SURFACES[name].items()], 12
    gradient, hessian = (lambda at, of=of: np.array(of(*at), float) for of in SLOPES[name])
    methods = {
        "descent": (lambda g, _, damping: -g / damping, 12.5),
        "Newton": (dynamics.newton_step, 0.0),
        "shifted Newton": (c10.shifted_step, 0.5),
        "saddle-free Newton": (dynamics.saddle_free_step, 0.5),
    }  # fmt: skip
    body = """
      const surface = new Polynomial(given.terms);
      return Object.fromEntries(Object.entries(given.methods).map(([name, damping]) =>
        [name, walk(surface, name, given.begin, { damping, steps: given.steps, reach: 1e9 })]));
    """
    dampings = {key: damping for key, (_, damping) in methods.items()}
    found = node(
        {"polynomial": "Polynomial", "optimisers": "walk"}, body,
        terms=terms, methods=dampings, begin=begin, steps=steps,
    )  # fmt: skip
    for key, (step, damping) in methods.items():
        known = dynamics.walk(step, gradient, hessian, np.array(begin), steps, dampings=[damping])
        near = np.maximum.accumulate(np.abs(known).max(axis=1)) < 1e6
        way = np.array(found[key], dtype=float)  # gone is NaN
        np.testing.assert_allclose(way[near], known[near], rtol=1e-6, atol=1e-6)
        assert near[:2].all()


# ---- the memory


def patterns(p, n, seed=0):
    return Hopfield.sample(n, p, rng=np.random.default_rng(seed)).patterns


@pytest.mark.parametrize("rule", ["Hebb", "projection"])
def test_fields_and_energy_are_those_of_lib(rule):
    xi, rng = patterns(7, 60), np.random.default_rng(1)
    states = np.where(rng.random((5, 60)) < 0.5, -1, 1)
    body = """
      const network = new Network(given.xi, given.rule);
      return given.states.map((s) => (
        { fields: network.fields(s), energy: network.energy(s), overlaps: network.overlaps(s) }));
    """
    found = node({"hopfield": "Network"}, body, xi=xi, rule=rule, states=states)
    couplings = {"Hebb": hebb, "projection": projection}[rule](xi)
    np.testing.assert_allclose([f["fields"] for f in found], states @ couplings, atol=1e-9)
    energies = -0.5 * np.sum((states @ couplings) * states, axis=1)
    np.testing.assert_allclose([f["energy"] for f in found], energies, atol=1e-8)
    np.testing.assert_allclose([f["overlaps"] for f in found], states @ xi.T / 60, atol=1e-12)


@pytest.mark.parametrize("temperature", [0.0, 0.4])
def test_turns_are_taken_as_in_lib(temperature):
    """One spin after the other, in a given order and with given dice."""
    n, xi, rng = 50, patterns(6, 50), np.random.default_rng(2)
    spins, order, dice = (
        np.where(rng.random(n) < 0.5, -1, 1), rng.permutation(n).tolist() * 3, rng.random(3 * n),
    )  # fmt: skip
    body = """
      const spins = Int8Array.from(given.spins); let k = 0;
      new Network(given.xi).turns(spins, given.temperature, given.order, () => given.dice[k++]);
      return spins;
    """
    given = {"xi": xi, "spins": spins, "order": order, "dice": dice, "temperature": temperature}
    found = node({"hopfield": "Network"}, body, **given)
    couplings, known = hebb(xi), spins.astype(float)
    for i, die in zip(order, dice, strict=True):
        field = couplings[i] @ known
        if temperature:
            known[i] = 1 if die < 1 / (1 + np.exp(-2 * field / temperature)) else -1
        elif abs(field) > 1e-12:
            known[i] = np.sign(field)
    assert found == known.tolist()


def test_the_overlap_of_few_patterns_is_that_of_mean_field_theory():
    heats = [0.1, 0.3, 0.5, 0.8, 0.95, 1.2]
    found = node({"hopfield": "meanField"}, "return given.T.map(meanField);", T=heats)
    known = [overlap(T) for T in heats]
    np.testing.assert_allclose(found, known, atol=1e-6)


def test_states_go_into_an_address_and_come_back():
    spins = np.where(np.random.default_rng(0).random((3, 77)) < 0.5, -1, 1)
    body = "return given.spins.map((s) => Array.from(unpack(pack(s), s.length)));"
    assert node({"bits": "pack, unpack"}, body, spins=spins) == spins.tolist()


# ---- a few spins


def test_the_energies_of_all_states_are_counted():
    bonds = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, -1.0)]
    body = """
      const bonds = given.bonds.map(([i, j, J]) => ({ i, j, J }));
      return states(bonds, 3).map(({ spins, energy }) =>
        [spins, energy, bonds.filter((b) => content(b, spins)).length]);
    """
    found = node({"ising": "states, content"}, body, bonds=bonds)
    assert len({tuple(spins) for spins, *_ in found}) == 8
    for spins, energy, content in found:
        assert energy == -sum(J * spins[i] * spins[j] for i, j, J in bonds)
        assert content == (3 - energy) / 2
    assert sorted(energy for _, energy, _ in found) == [-1] * 6 + [3] * 2  # frustrated


# ---- networks that read


READ = {"perceptron": "Perceptron, softmax, centred"}


@pytest.mark.parametrize("widths", [(49, 8, 5, 10), (49, 6, 10), (49, 30, 10)])
def test_a_perceptron_answers_as_that_of_lib_does(widths):
    network = networks.MLP(widths, rng=np.random.default_rng(4)).double()
    images = np.random.default_rng(5).uniform(size=(6, 49))
    layers = [
        {"weights": layer.weight.detach().numpy().ravel(), "biases": layer.bias.detach().numpy()}
        for layer in network.linear
    ]
    layers = [{key: each[key].tolist() for key in each} for each in layers]
    body = """
      const mind = new Perceptron(given.layers);
      return given.images.map((image) => {
        const outputs = mind.outputs(image);
        return { outputs, shares: softmax(outputs, 3) };
      });
    """
    found = node(READ, body, layers=layers, images=images)
    known = network(torch.as_tensor(images)).detach().numpy()
    np.testing.assert_allclose([f["outputs"] for f in found], known, atol=1e-9)
    np.testing.assert_allclose([f["shares"] for f in found], softmax(known / 3, axis=1), atol=1e-9)


def test_a_drawing_is_moved_to_the_middle_and_a_centred_one_stays():
    image = np.zeros((9, 9))
    image[1:4, 5:8] = [[0.2, 1, 0.2], [1, 1, 1], [0.2, 1, 0.2]]
    body = "return given.images.map((image) => centred(image, 9));"
    middle = np.roll(image, (2, -2), (0, 1))
    moved, still, empty = node(
        READ, body, images=[image.ravel().tolist(), middle.ravel().tolist(), [0.0] * 81]
    )
    np.testing.assert_array_equal(moved, middle.ravel())
    np.testing.assert_array_equal(still, middle.ravel())
    assert not any(empty)
    assert center_of_mass(middle) == pytest.approx((4, 4))


@pytest.mark.parametrize("axis", [[0.3, -0.5, 0.8], [1.0, 0.1, 0.2], [-0.4, 0.9, 0.1]])
def test_the_border_of_two_tints_runs_smoothly_through_the_triangles(axis):
    """Half a globe of each tint: how far the border is from its plane, in sides of triangles."""
    modules = {"../solid/mesh": "ball", "icosphere": "icosphere"}
    body = """
      const mesh = ball(icosphere(4), 0.2), [a, b, c] = given.axis;
      const dot = ([x, y, z]) => a * x + b * y + c * z;
      icosphere(4).points.forEach((p, k) => (mesh.tints[k] = dot(p) > 0 ? 1 : 6));
      mesh.version += 1;
      return { shares: mesh.shares(), points: icosphere(4).points, faces: icosphere(4).faces };
    """
    found = node(modules, body, axis=axis)
    shares = np.reshape(found["shares"], (-1, 8))
    assert np.allclose(shares.sum(axis=1), 1, atol=0.2)  # twelve corners have five neighbours
    lead, at = shares[:, 1] - shares[:, 6], np.array(found["points"])
    pairs = np.array([(f[i], f[i - 1]) for f in found["faces"] for i in range(3)])
    one, other = pairs[lead[pairs[:, 0]] * lead[pairs[:, 1]] < 0].T
    part = lead[one] / (lead[one] - lead[other])
    border = at[one] + part[:, None] * (at[other] - at[one])
    side = np.linalg.norm(at[one] - at[other], axis=1).mean()
    off = border @ np.array(axis) / np.linalg.norm(axis)
    assert off.std() < 0.2 * side  # 0.25 for a border that takes the sides' middles
