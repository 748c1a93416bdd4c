"""Hessians: products in units of a gradient, the largest eigenvalues, the density."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np
import torch
from digits import doubled, relative, task, trained
from rounds import Row
from scipy.sparse.linalg import LinearOperator, eigsh

from lib.curvature import LossHessian, SpectralDensity, eigenpairs, hessian, spectral_density

_TOP, _TOLERANCE = 10, 1e-3
_STEPS, _PROBES, _COLUMNS = 40, 8, 8
_GRADIENTS = 16  # timed, where a peer is so many gradients


class Bowl:
    """A trained network, its loss, and what is right in float64."""

    def __init__(self, layers: int) -> None:
        self.network, self.task = trained(layers), task()
        self.loss = lambda: self.task(self.network)
        self.by_hand = hessian(self.network, self.task)
        self.by_graph = LossHessian(self.network, self.loss)
        generator = torch.Generator().manual_seed(0)
        self.block = torch.randn(_COLUMNS, self.by_hand.size, generator=generator)

    @cached_property
    def by_curvlinops(self) -> Any:
        """The operator of curvlinops on the same parameters and images."""
        from curvlinops import HessianLinearOperator

        parameters, data = list(self.network.parameters()), [(self.task.inputs, self.task.targets)]
        loss = torch.nn.CrossEntropyLoss()
        return HessianLinearOperator(
            self.network, loss, parameters, data, check_deterministic=False
        )

    @cached_property
    def exact(self) -> LossHessian:
        """The Hessian in float64, by double backward."""
        network, loss = doubled(self.network), self.task.double()
        return LossHessian(network, lambda: loss(network))

    @cached_property
    def products(self) -> torch.Tensor:
        """The right products with the block, (columns, n)."""
        return self.exact.rows(self.block.double())

    @cached_property
    def top(self) -> np.ndarray:
        """The right largest eigenvalues, by SciPy in float64."""
        n = self.exact.size
        matvec = lambda v: (self.exact @ torch.from_numpy(np.ravel(v))).numpy()  # noqa: E731
        operator = LinearOperator((n, n), matvec=matvec, dtype=np.float64)
        start = np.random.default_rng(0).normal(size=n)
        return np.sort(eigsh(operator, _TOP, which="LA", tol=1e-8, v0=start)[0])[::-1]

    @cached_property
    def eigenthings_steps(self) -> int:
        """The fewest Lanczos steps with which hessian-eigenthings, which has no rule to stop, is
        as accurate as asked for."""
        for steps in (20, 24, 28, 32, 40, 60):
            if _top_error(self, eigenthings(self, steps)) <= _TOLERANCE:
                return steps
        return 100


def block_products(bowl: Bowl) -> torch.Tensor:
    return bowl.by_hand.rows(bowl.block)


def one_product(bowl: Bowl) -> torch.Tensor:
    return bowl.by_graph.rows(bowl.block[:1])


def top_eigenvalues(bowl: Bowl) -> np.ndarray:
    operator = hessian(bowl.network, bowl.task)
    return eigenpairs(operator, _TOP, tolerance=_TOLERANCE, rng=np.random.default_rng(0)).values


def density(bowl: Bowl) -> SpectralDensity:
    operator = hessian(bowl.network, bowl.task)
    return spectral_density(operator, steps=_STEPS, probes=_PROBES, rng=np.random.default_rng(0))


def gradients(bowl: Bowl, count: int) -> list[torch.Tensor]:
    """So many gradients by one backward pass each; the last one is returned."""
    for _ in range(count):
        last = torch.autograd.grad(bowl.loss(), list(bowl.network.parameters()))
    return list(last)


def pyhessian(bowl: Bowl) -> np.ndarray:
    from pyhessian import hessian as pyhessian_of

    bowl.network.zero_grad(set_to_none=True)
    torch.manual_seed(0)
    data = (bowl.task.inputs, bowl.task.targets)
    found = pyhessian_of(bowl.network, torch.nn.functional.cross_entropy, data=data, cuda=False)
    return np.sort(found.eigenvalues(top_n=_TOP, tol=_TOLERANCE)[0])[::-1]


def curvlinops(bowl: Bowl) -> np.ndarray:
    operator = bowl.by_curvlinops.to_scipy()
    start = np.random.default_rng(0).normal(size=operator.shape[0]).astype(np.float32)
    return np.sort(eigsh(operator, _TOP, which="LA", tol=_TOLERANCE, v0=start)[0])[::-1]


def curvlinops_product(bowl: Bowl) -> torch.Tensor:
    return (bowl.by_curvlinops @ bowl.block[0])[None]


def eigenthings(bowl: Bowl, steps: int | None = None) -> np.ndarray:
    from hessian_eigenthings import lanczos

    found = lanczos(_eigenthings_operator(bowl), k=_TOP, which="LA", seed=0, tol=_TOLERANCE,
                    max_iter=steps or bowl.eigenthings_steps)  # fmt: skip
    return np.sort(found.eigenvalues.numpy())[::-1]


def eigenthings_density(bowl: Bowl) -> np.ndarray:
    from hessian_eigenthings import spectral_density as eigenthings_spectral_density

    found = eigenthings_spectral_density(
        _eigenthings_operator(bowl), num_runs=_PROBES, lanczos_steps=_STEPS, seed=0
    )
    return found.raw_eigenvalues.numpy()


def _eigenthings_operator(bowl: Bowl) -> Any:
    from hessian_eigenthings import HessianOperator, supervised_loss

    data = [(bowl.task.inputs, bowl.task.targets)]
    loss = supervised_loss(torch.nn.functional.cross_entropy)
    return HessianOperator(bowl.network, data, loss)


def _product_error(bowl: Bowl, result: torch.Tensor | list[torch.Tensor]) -> float:
    if isinstance(result, list):
        return _gradient_error(bowl, result)
    return relative(result, bowl.products[: len(result)])


def _gradient_error(bowl: Bowl, result: list[torch.Tensor]) -> float:
    return relative(torch.cat([part.reshape(-1) for part in result]), bowl.exact.gradient)


def _top_error(bowl: Bowl, values: np.ndarray) -> float:
    return float(np.max(np.abs(values - bowl.top) / np.abs(bowl.top)))


def _density_error(bowl: Bowl, result: SpectralDensity | np.ndarray | list) -> float:
    """The error of the upper edge, which every probe reaches; or that of a gradient."""
    if isinstance(result, list):
        return _gradient_error(bowl, result)
    nodes = result.nodes if isinstance(result, SpectralDensity) else result
    return float(np.max(np.abs(nodes.max(1) / bowl.top[0] - 1)))


def _row(name: str, layers: int, peer: str, ours: Callable, theirs: Callable, check: Callable,
         tolerance: float, goal: float, units: tuple[float, float] = (1, 1)) -> Row:  # fmt: skip
    return Row(
        name=f"{name}, {layers} hidden",
        peer=peer,
        problem=partial(Bowl, layers),
        ours=ours,
        theirs=theirs,
        check=check,
        tolerance=tolerance,
        goal=goal,
        units=units,
        precision="float32",
    )


def _rows(layers: int) -> list[Row]:
    """The rows of one network; a goal against gradients is 1/(gradients that we may cost)."""
    many = partial(gradients, count=_GRADIENTS)
    whole = (float(_STEPS * _PROBES), float(_GRADIENTS))
    return [
        _row("Hessian product, 8 at once", layers, "a gradient", block_products, many,
             _product_error, 1e-4, 1 / 1.1, (_COLUMNS, _GRADIENTS)),
        _row("Hessian product, any net", layers, "a gradient", one_product, many,
             _product_error, 1e-4, 1 / 1.6, (1, _GRADIENTS)),
        _row("Hessian product, any net", layers, "curvlinops", one_product, curvlinops_product,
             _product_error, 1e-4, 2),
        _row("top 10 eigenvalues", layers, "40 gradients", top_eigenvalues, many,
             _top_or_gradient, _TOLERANCE, 1, (40, _GRADIENTS)),
        _row("top 10 eigenvalues", layers, "PyHessian", top_eigenvalues, pyhessian,
             _top_error, _TOLERANCE, 4),
        _row("top 10 eigenvalues", layers, "hessian-eigenthings", top_eigenvalues, eigenthings,
             _top_error, _TOLERANCE, 1.5),
        _row("top 10 eigenvalues", layers, "curvlinops, eigsh", top_eigenvalues, curvlinops,
             _top_error, _TOLERANCE, 10),
        _row("spectral density", layers, "a gradient a product", density, many,
             _density_error, 1e-3, 1 / 1.7, whole),
        _row("spectral density", layers, "hessian-eigenthings", density, eigenthings_density,
             _density_error, 1e-3, 1.3),
    ]  # fmt: skip


def _top_or_gradient(bowl: Bowl, result: np.ndarray | list) -> float:
    check = _gradient_error if isinstance(result, list) else _top_error
    return check(bowl, result)


ROWS = [row for layers in (1, 5) for row in _rows(layers)]
