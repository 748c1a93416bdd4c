"""Small exact problems and the independent judges of this folder."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lib.networks import MLP, Objective, get_parameters, objective

Problem = tuple[MLP, Objective]


@contextmanager
def scripting_allowed() -> Iterator[None]:
    """Let others script functions, which torch deprecates.

    The dependency linear_operator of curvlinops does when imported, and torch itself does when
    it first differentiates forward.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`torch.jit.script", DeprecationWarning)
        yield


@pytest.fixture(scope="session")
def oracle() -> ModuleType:
    """Return curvlinops, an independent implementation of the same operators."""
    with scripting_allowed():
        import curvlinops
    return curvlinops


@pytest.fixture(scope="session")
def problem() -> Callable[..., Problem]:
    """Return a maker of small networks in float64 with data of their own."""

    def make(
        widths: tuple[int, ...] = (5, 4, 3),
        *,
        activation: str = "tanh",
        loss: str = "cross-entropy",
        bias: bool = True,
        images: int = 20,
        seed: int = 0,
    ) -> Problem:
        rng = np.random.default_rng(seed)
        network = MLP(widths, activation=activation, bias=bias, rng=rng).double()
        with torch.no_grad():  # biases start at zero, where mistakes with them would not show
            for parameter in network.parameters():
                parameter += 0.3 * torch.as_tensor(rng.standard_normal(tuple(parameter.shape)))
        inputs = rng.standard_normal((images, widths[0]))
        labels = rng.integers(0, widths[-1], images)
        values = rng.standard_normal((images, widths[-1]))
        return network, objective(inputs, values if loss == "squared" else labels, loss)

    return make


@pytest.fixture(scope="session")
def exact() -> Callable[[nn.Module, Objective], Tensor]:
    """Return the Hessian by forward over reverse differentiation, (n, n)."""

    def matrix(network: nn.Module, mean_loss: Objective) -> Tensor:
        names = [name for name, p in network.named_parameters() if p.requires_grad]
        shapes = [p.shape for p in network.parameters() if p.requires_grad]

        def loss(vector: Tensor) -> Tensor:
            pieces = vector.split([shape.numel() for shape in shapes])
            weights = {n: v.view(s) for n, v, s in zip(names, pieces, shapes, strict=True)}
            outputs = torch.func.functional_call(network, weights, (mean_loss.inputs,))
            return mean_loss.per_image(outputs, mean_loss.targets).mean()

        varying = [p.detach().reshape(-1) for p in network.parameters() if p.requires_grad]
        with scripting_allowed():
            return torch.func.hessian(loss)(torch.cat(varying)).detach()

    return matrix


@pytest.fixture(scope="session")
def parameters() -> Callable[[nn.Module], np.ndarray]:
    """Return the parameters of a network as a vector of NumPy."""
    return lambda network: get_parameters(network).numpy()
