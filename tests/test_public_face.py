"""Every public name of the rooms that compute, with arguments as readers give them.

What is the same in other clothes gives the same; what is odd gives a result or one sentence. No
argument changes, no global generator moves, nothing warns.
"""

import contextlib
import dataclasses
import importlib
import inspect
import math
import os
import pickle
import random
import traceback
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import curvature, landscape, networks, spinglass, statistics

LIB = str(Path(statistics.__file__).parents[1])
ROOMS = ("theory", "spinglass", "critical_points", "dynamics", "hopfield", "statistics",
         "landscape", "networks", "curvature")  # fmt: skip
EXAMPLES = 400 if os.environ.get("COURSE_TESTS") == "all" else 8
CLOTHES = settings(max_examples=EXAMPLES, derandomize=EXAMPLES < 100, database=None,
                   suppress_health_check=list(HealthCheck))  # fmt: skip


def rng():
    return np.random.default_rng(3)


def model():
    return spinglass.SphericalSpinGlass.sample(4, 3, rng=rng())


def network():
    return networks.MLP((3, 4, 2), activation="tanh", rng=rng()).double()


def task():
    return networks.objective(rng().standard_normal((6, 3)), np.arange(6) % 2)


def matrix():
    square = rng().standard_normal((7, 7))
    return curvature.Matrix(torch.tensor(square + square.T))


def starts(count=3):
    return spinglass.random_points(4, count=count, rng=rng())


def vector(size=26, seed=0):
    return np.random.default_rng(seed).standard_normal(size)


def bowl():
    x = np.linspace(-1, 1, 7)
    return {"x": x, "y": x, "losses": x[:, None] ** 2 + x**2 + 0.1 * np.sin(9 * x)}


def path():
    steps = np.linspace(-1, 1, 9)
    return {"steps": steps, "losses": 1 + steps**2}


def effect():
    return statistics.mean([1.0, 1.5, 1.25, 1.75], unit="run")


def runs(seed=0, shape=(8,)):
    return np.random.default_rng(seed).lognormal(size=shape)


def rising(x):
    return np.asarray(x) ** 3 - x


SMALL = {"n": 4, "p": 3}
PATTERNS = np.sign(np.random.default_rng(0).standard_normal((2, 9)))
#: How each public name is called: by keywords, made anew for each call.
CALLS = {
    "theory.algorithmic_threshold": lambda: {"mixture": {3: 1.0}},
    "theory.complexity": lambda: {"u": np.array([-1.6, -1.5]), "p": 3, "index": 1},
    "theory.deviation_rate": lambda: {"u": np.array([-1.7, -1.65]), "p": 3},
    "theory.dynamical_temperature": lambda: {"mixture": {3: 1.0}},
    "theory.effective_width": lambda: {"widths": [784, 20, 10]},
    "theory.eigenpair_count": lambda: dict(SMALL),
    "theory.energy_at_index_fraction": lambda: {"alpha": np.array([0.1, 0.5]), "p": 3},
    "theory.ground_state_energy": lambda: {"p": 3},
    "theory.hessian_density": lambda: {"x": np.array([0.5, 8.0]), "u": -1.5, "p": 3},
    "theory.hessian_edges": lambda: {"u": np.array([-1.6, -1.5]), "p": 3},
    "theory.index_fraction": lambda: {"u": np.array([-1.6, -1.5]), "p": 3},
    "theory.layer_energy": lambda: {"p": 3, "k": 1},
    "theory.lowest_curvature": lambda: dict(SMALL),
    "theory.mean_critical_points": lambda: {**SMALL, "index": 1, "below": -0.5},
    "theory.mean_energy": lambda: {**SMALL, "index": 1},
    "theory.saddles_per_minimum": lambda: {**SMALL, "below": -1.0},
    "theory.share_below": lambda: {**SMALL, "index": 0, "below": -1.0},
    "theory.marginal_multiplier": lambda: {"mixture": {3: 1.0}},
    "theory.static_temperature": lambda: {"mixture": {3: 1.0}},
    "theory.threshold_complexity": lambda: {"p": 3},
    "theory.threshold_energy": lambda: {"p": 3},
    "spinglass.SphericalSpinGlass": lambda: {"couplings": rng().standard_normal((3, 3, 3))},
    "spinglass.draw": lambda: {**SMALL, "seed": 3},
    "spinglass.free_curvatures": lambda: {**SMALL, "seed": 3, "points": 2},
    "spinglass.random_points": lambda: {"n": 4, "count": 3, "rng": rng()},
    "spinglass.tangent_basis": lambda: {"sigma": starts()},
    "spinglass.to_sphere": lambda: {"points": rng().standard_normal((3, 4))},
    "critical_points.census_of": lambda: {"n": 3, "p": 3, "seed": 5},
    "critical_points.certify": lambda: {"model": model(), "roots": rng().standard_normal((3, 4))},
    "critical_points.count": lambda: {"n": 3, "p": 3, "seed": 5},
    "critical_points.find_all": lambda: {"model": model(), "rng": rng()},
    "critical_points.find_minima": lambda: {"model": model(), "starts": 5, "rng": rng()},
    "critical_points.find_roots": lambda: {"model": model(), "rng": rng()},
    "critical_points.group": lambda: {"features": runs(0, (5, 2)), "tolerance": 0.1},
    "critical_points.search": lambda: {
        "model": model(), "rng": rng(), "batch": 20, "patience": 2, "most_batches": 3,
    },
    "critical_points.search_of": lambda: {"n": 3, "p": 3, "seed": 5, "starts": 20},
    "dynamics.critical_point": lambda: {
        "gradient": rising, "hessian": lambda x: (3 * np.asarray(x) ** 2 - 1)[..., None],
        "starts": np.array([[0.2], [0.9]]), "tolerance": 1e-8, "max_steps": 30,
    },
    "dynamics.descend": lambda: {"model": model(), "starts": starts()},
    "dynamics.descent_energies": lambda: {**SMALL, "seed": 3, "starts": 3},
    "dynamics.newton_step": lambda: {"gradient": np.ones(2), "hessian": np.diag([1.0, 2.0])},
    "dynamics.refine": lambda: {"model": model(), "starts": starts()},
    "dynamics.saddle_free_step": lambda: {
        "gradient": np.ones(2), "hessian": np.diag([1.0, -2.0]), "damping": 0.5,
    },
    "dynamics.spectral_step": lambda: {
        "gradient": np.ones(2), "hessian": np.diag([1.0, -2.0]), "curvature": np.abs,
    },
    "hopfield.Hopfield": lambda: {"patterns": PATTERNS},
    "hopfield.capacity": lambda: {"T": 0.3},
    "hopfield.free_energy": lambda: {"T": 0.3, "n_mixed": 3},
    "hopfield.free_energy_at": lambda: {"overlaps": np.array([0.5, 0.5, 0.1]), "T": 0.3},
    "hopfield.glass_order": lambda: {"load": 0.1, "T": 0.3},
    "hopfield.glass_temperature": lambda: {"load": 0.1},
    "hopfield.hebb": lambda: {"patterns": PATTERNS},
    "hopfield.mixture_barrier": lambda: {"T": 0.3},
    "hopfield.mixture_threshold": lambda: {"n_mixed": 3},
    "hopfield.overlap": lambda: {"T": 0.3, "n_mixed": 3},
    "hopfield.projection": lambda: {"patterns": PATTERNS},
    "hopfield.retrieval_overlap": lambda: {"load": 0.05, "T": 0.3},
    "hopfield.stability": lambda: {"T": 0.3, "n_mixed": 3},
    "hopfield.stable_load": lambda: {"T": 0.3},
    "statistics.Effect": lambda: {
        "estimate": 1.0, "interval": (0.5, 1.5), "n": 4, "unit": "run", "method": "known",
        "standard_error": 0.2,
    },
    "statistics.crossed": lambda: {"table": runs(0, (5, 4)), "unit": "pair"},
    "statistics.crossed_variances": lambda: {"table": runs(0, (5, 4))},
    "statistics.difference": lambda: {"one": runs(), "other": runs(1), "unit": "run"},
    "statistics.difference_of_proportions": lambda: {
        "one": (3, 9), "other": (5, 8), "unit": "run",
    },
    "statistics.exact": lambda: {"value": 1.0, "spread": np.array([0.9, 1.0, 1.2]), "method": "?"},
    "statistics.exponential_share": lambda: {
        "sizes": np.array([4.0, 6.0, 9.0, 13.0]), "unit": "run",
        "groups": [runs(k) * math.exp(0.4 * s) for k, s in enumerate((4.0, 6.0, 9.0, 13.0))],
    },
    "statistics.greatest_difference": lambda: {
        "one": runs(0, (4, 3)), "other": runs(1, (4, 3)), "unit": "run",
    },
    "statistics.mean": lambda: {"values": runs(), "unit": "run", "log": True},
    "statistics.power": lambda: {"effect": effect(), "true": 1.0, "smallest": 0.5},
    "statistics.proportion": lambda: {"hits": 3, "n": 9, "unit": "run"},
    "statistics.rank_correlation": lambda: {"x": runs(), "y": runs(1), "unit": "run"},
    "statistics.ratio": lambda: {"one": runs(), "other": runs(1), "unit": "run"},
    "statistics.slope": lambda: {
        "x": np.array([1.0, 2.0, 3.0]), "groups": [runs(1), runs(2), runs(3)], "unit": "run",
    },
    "statistics.spread": lambda: {"values": runs(), "unit": "run"},
    "landscape.random_direction": lambda: {
        "network": network(), "normalisation": "filter", "rng": rng(),
    },
    "landscape.random_walk": lambda: {"steps": 5, "dimension": 3, "rng": rng()},
    "landscape.Line": path,
    "landscape.Plane": bowl,
    "landscape.line": lambda: {
        "network": network(), "objective": task(), "direction": vector(),
        "steps": np.array([-0.5, 0.0, 0.5]), "origin": vector(seed=2),
    },
    "landscape.losses_at": lambda: {
        "network": network(), "objective": task(), "directions": [vector()],
        "coordinates": np.array([[0.0], [0.5]]),
    },
    "landscape.plane": lambda: {
        "network": network(), "objective": task(), "one": vector(), "two": vector(seed=1),
        "x": np.array([-0.5, 0.0, 0.5]), "y": np.array([0.0, 0.25]),
    },
    "landscape.segment": lambda: {
        "start": network(), "end": vector(), "objective": task(), "points": 3,
    },
    "landscape.bent_count": lambda: {"excess": np.array([-0.5, 0.5]), "rounding": 1e-6},
    "landscape.output_chords": lambda: {
        "objective": task(), "chords": 2, "classes": 2, "scale": 5.0, "rng": rng(),
    },
    "landscape.Bowl": lambda: {"seed": 0},
    "landscape.weight_chords": lambda: {
        "network": network(), "objective": task(), "chords": 2, "rng": rng(),
    },
    "networks.MLP": lambda: {"widths": (3, 4, 2), "activation": "tanh", "init": "he", "rng": rng()},
    "networks.objective": lambda: {
        "inputs": rng().standard_normal((6, 3)), "targets": np.arange(6) % 2,
        "loss": "cross-entropy",
    },
    "networks.torch_generator": lambda: {"rng": rng()},
    "networks.train": lambda: {
        "network": network(), "objective": task(), "rng": rng(), "rate": 0.1,
        "weight_decay": 0.01, "batch": 2, "epochs": 2, "stop": 0.01, "keep": 0.5,
        "store_every": 2, "optimiser": "sgd",
    },
    "networks.train_many": lambda: {
        "networks": [network()], "objective": task(), "rng": rng(), "rate": 0.1,
        "weight_decay": 0.01, "batch": 2, "epochs": 2, "stop": 0.01, "keep": 0.5,
    },
    "networks.get_parameters": lambda: {"network": network()},
    "networks.set_parameters": lambda: {"network": network(), "vector": vector()},
    "networks.shapes": lambda: {"widths": (3, 4, 2)},
    "networks.aligned": lambda: {"network": network(), "reference": network()},
    "networks.distance": lambda: {"one": network(), "other": network()},
    "networks.distances": lambda: {
        "points": np.stack([vector(), vector(seed=1)]), "like": network(),
    },
    "networks.rescaled": lambda: {
        "network": networks.MLP((3, 4, 2), rng=rng()).double(),
        "factors": [np.array([1.0, 2.0, 3.0, 0.5])],
    },
    "networks.shuffled": lambda: {"network": network(), "rng": rng()},
    "networks.correlations": lambda: {"one": runs(0, (9, 2)), "other": runs(1, (9, 2))},
    "networks.routes": lambda: {"widths": (2, 3, 1)},
    "networks.matched_widths": lambda: {
        "depths": (1, 2), "budget": 900, "inputs": 20, "outputs": 5,
    },
    "networks.parameter_count": lambda: {"widths": (3, 4, 2)},
    "networks.plain_perceptron": lambda: {"network": network()},
    "curvature.Matrix": lambda: {"matrix": np.diag([1.0, 2.0])},
    "curvature.hessian": lambda: {"network": network(), "objective": task()},
    "curvature.eigenpairs": lambda: {
        "operator": matrix(), "k": 2, "rng": rng(), "tolerance": 1e-3,
    },
    "curvature.spectral_density": lambda: {
        "operator": matrix(), "rng": rng(), "steps": 5, "probes": 3,
    },
    "curvature.trace": lambda: {"operator": matrix(), "rng": rng(), "probes": 3},
    "curvature.classify": lambda: {
        "points": np.ones((1, 2)), "gradients": np.full((1, 2), 1e-12),
        "hessians": np.diag([1.0, -1.0])[None], "flat": 1e-8, "near": 1e-3, "zero": 1e-8,
    },
    "curvature.full_hessian": lambda: {"operator": matrix()},
    "curvature.morse_index": lambda: {"eigenvalues": np.array([1.0, -1.0]), "zero": 1e-8},
    "curvature.NetworkSurface": lambda: {
        "widths": (3, 4, 2), "inputs": rng().standard_normal((6, 3)), "targets": np.arange(6) % 2,
        "decay": 0.1,
    },
    # Read off a surface or a line: what is odd is in there.
    "landscape.grid_minima": bowl,
    "landscape.nonconvex_share": bowl,
    "landscape.roughness": bowl,
    "landscape.radius": lambda: {**path(), "level": 1.5},
    "landscape.barrier": path,
}  # fmt: skip
READS = {f"landscape.{name}": landscape.Plane for name in ("grid_minima", "nonconvex_share",
                                                           "roughness")}  # fmt: skip
READS |= {f"landscape.{name}": landscape.Line for name in ("radius", "barrier")}
#: What only holds results, is a type, a constant, or several arrays in a row; tested elsewhere.
ELSEWHERE = {
    "theory.PrecisionError", "spinglass.Seed", "critical_points.Certificate",
    "critical_points.Count", "critical_points.CriticalPoints", "critical_points.Search",
    "dynamics.Arrivals", "dynamics.Ends", "dynamics.walk", "hopfield.Stability",
    "hopfield.critical_overlap",
    "statistics.complete", "landscape.NORMALISATIONS", "landscape.Shipped",
    "landscape.shipped_plane", "networks.ACTIVATIONS", "networks.LOSSES", "networks.Objective",
    "networks.Rng", "networks.History", "networks.Recipe", "networks.Runs", "networks.augmented",
    "networks.cut", "networks.joined", "networks.train_from_seed", "networks.activity",
    "networks.route_weights",
    "curvature.LossHessian", "curvature.Operator", "curvature.PerceptronHessian",
    "curvature.Eigenpairs", "curvature.Estimate", "curvature.SpectralDensity",
    "curvature.Classified",
}  # fmt: skip
#: Where what is not a number is left out or kept apart, as the docstring says.
# Half of a symmetric matrix is read; beyond a radius a loss may be no number.
KNOWS_NAN = {
    "dynamics.newton_step", "dynamics.saddle_free_step", "dynamics.spectral_step",
    "landscape.radius",
}  # fmt: skip
RNGS = [0, None, "seed", np.random.RandomState(0), np.random, [1, 2]]
NUMBERS = [math.nan, math.inf, -math.inf, -1, 0, 1, 2.5, -1e-300, True, "three", None, (),
           np.float64("nan"), np.datetime64("2020-01-01"), Fraction(1, 3)]  # fmt: skip


def test_every_public_name_is_tried_or_said_to_be_elsewhere():
    there = {f"{room}.{name}" for room in ROOMS
             for name in importlib.import_module(f"lib.{room}").__all__}  # fmt: skip
    assert CALLS.keys() | ELSEWHERE == there
    assert CALLS.keys() & ELSEWHERE == set()


@pytest.mark.parametrize("name", CALLS)
@CLOTHES
@given(st.data())
def test_the_same_in_other_clothes_gives_the_same(name, data):
    dressed = [(at, *pair) for at, value in CALLS[name]().items() for pair in clothes(value)]
    at, plain, other = data.draw(st.sampled_from(dressed or [("", None, None)]))
    expected = outcome(name, CALLS[name]() | ({at: plain} if at else {}))
    found = outcome(name, CALLS[name]() | ({at: other} if at else {}))
    assert same(expected, found), (at, other)


@pytest.mark.parametrize("name", CALLS)
@CLOTHES
@given(st.data())
def test_what_is_odd_gives_a_result_or_a_sentence(name, data):
    plain = CALLS[name]()
    at = data.draw(st.sampled_from(sorted(plain)))
    odd = data.draw(oddities(plain[at]))
    found = outcome(name, plain | {at: odd})
    if not isinstance(found, str) and found and is_nan(odd) and name not in KNOWS_NAN:
        assert any(math.isnan(value) for value in found), (at, odd, found)


# --- calls --------------------------------------------------------------------------------------


def outcome(name, arguments):
    """Return a call's numbers, or the sentence it refuses with; nothing else may happen."""
    room, noun = name.split(".")
    function = getattr(importlib.import_module(f"lib.{room}"), noun)
    whole, made = dict(arguments), READS.get(name)
    before, states = shown(arguments), global_states()
    try:
        if made:
            fields = [field for field in inspect.signature(made).parameters if field in whole]
            function = partial(function, made(**{field: whole.pop(field) for field in fields}))
        found = list(numbers(function(**whole)))
    except (ValueError, TypeError) as error:
        place, found = traceback.extract_tb(error.__traceback__)[-1].filename, str(error)
        ours = place.startswith(LIB) or any(map(no_number, arguments.values()))
        if not ours or not found or "\n" in found:
            raise AssertionError(f"no sentence: {error!r} from {place}") from error
    assert same(before, shown(arguments)), "an argument has changed"
    assert states == global_states(), "a global generator has moved"
    return found


def no_number(value):
    """Say whether a value is of a kind that Python and NumPy refuse by themselves."""
    if isinstance(value, tuple | list) and value:
        return any(map(no_number, value))
    kind = np.asarray(value).dtype.kind if isinstance(value, np.ndarray) else ""
    return kind in "OUS" if kind else isinstance(value, str | None | np.datetime64 | list | tuple)


def global_states():
    return (pickle.dumps(np.random.get_state()), random.getstate(),  # noqa: NPY002
            torch.random.get_rng_state().numpy().tobytes())  # fmt: skip


def shown(arguments):
    """Return the numbers of the arguments that no call may change."""
    changing = {"rng", "network", "networks"}
    return [list(numbers(value)) for name, value in arguments.items() if name not in changing]


def numbers(result):
    """Yield the numbers that something holds, in order."""
    if isinstance(result, torch.Tensor):
        result = result.detach().numpy()
    if isinstance(result, bool | int | float | np.generic | np.ndarray | complex):
        with contextlib.suppress(TypeError, ValueError):
            for value in np.ravel(result).tolist():
                if isinstance(value, complex):
                    yield from (value.real, value.imag)
                else:
                    yield float(value)
    elif isinstance(result, torch.nn.Module):
        for parameter in result.parameters():
            yield from numbers(parameter)
    elif isinstance(result, dict):
        for value in result.values():
            yield from numbers(value)
    elif isinstance(result, tuple | list):
        for value in result:
            yield from numbers(value)
    elif dataclasses.is_dataclass(result) and not isinstance(result, type):
        for field in dataclasses.fields(result):
            yield from numbers(getattr(result, field.name))


def same(one, other):
    """Say whether nested lists hold the same numbers, to rounding."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return (
        one == other
        or math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)
        or (math.isnan(one) and math.isnan(other))
    )


# --- what is drawn ------------------------------------------------------------------------------


def clothes(value):
    """Return pairs of what is plain and the same in another form."""
    if isinstance(value, np.ndarray):
        found = [(value, value[::-1].copy()[::-1]), (value, np.asfortranarray(value)),
                 (value, np.repeat(value, 2, axis=-1)[..., ::2]), (value, value.tolist()),
                 (value, frozen(value))]  # fmt: skip
        if value.dtype == float:
            single = value.astype(np.float32)
            found.append((single.astype(float), single))
        return found
    if isinstance(value, bool):
        return [(value, np.bool_(value))]
    if isinstance(value, int):
        return [(value, kind(value)) for kind in (float, np.int64, np.uint16, np.float64)]
    if isinstance(value, float):
        single = np.float32(value)
        return [(float(single), single), (value, np.float64(value)), (value, np.array(value))]
    if isinstance(value, tuple) and all(isinstance(one, int) for one in value):
        return [(value, list(value)), (value, np.array(value))]
    return []


def frozen(array):
    other = array.copy()
    other.setflags(write=False)
    return other


def oddities(value):
    """Return a strategy of what does not fit in the place of a value."""
    if isinstance(value, np.random.Generator):
        return st.sampled_from(RNGS)
    if isinstance(value, np.ndarray):
        return st.builds(spoilt, st.just(value), st.sampled_from([*SPOILERS]), st.integers(0, 99))
    if isinstance(value, bool):
        return st.booleans()
    if isinstance(value, int | float):
        return st.sampled_from(NUMBERS) | st.integers(-3, 5) | st.floats(-4, 4)
    if isinstance(value, str):
        return st.sampled_from(["", "nonsense", None, 3])
    if isinstance(value, tuple | list) and value:
        inner = oddities(value[0])
        return st.just(type(value)()) | inner.map(lambda odd: type(value)([odd, *value[1:]]))
    return st.just(value)


def hit(array, at, value):
    other = np.array(array, dtype=float)
    other.flat[at % other.size] = value
    return other


SPOILERS = {
    "NaN": lambda array, at: hit(array, at, math.nan),
    "inf": lambda array, at: hit(array, at, math.inf),
    "-inf": lambda array, at: hit(array, at, -math.inf),
    "huge": lambda array, at: hit(array, at, 1e30),
    "tiny": lambda array, at: array * 1e-30,
    "zero": lambda array, at: array * 0,
    "empty": lambda array, at: array[:0],
    "one": lambda array, at: array[:1],
    "an axis more": lambda array, at: array[None],
    "an axis less": lambda array, at: array[0],
    "words": lambda array, at: array.astype(str),
    "objects": lambda array, at: np.full(array.shape, None),
    "complex": lambda array, at: array + 1j,
    "nothing": lambda array, at: None,
    "a word": lambda array, at: "words",
}


def spoilt(array, how, at):
    return SPOILERS[how](array, at)


def is_nan(value):
    return any(math.isnan(one) for one in numbers(value))
