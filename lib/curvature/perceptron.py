"""The Hessian of perceptrons, its products written out by hand (R-operator)."""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from lib.curvature.operators import LossHessian, Operator
from lib.networks import LOSSES, MLP, Objective, cut, joined, plain_perceptron
from lib.networks.losses import check_fit
from lib.networks.parameters import check_steady
from lib.networks.stack import Stack


def hessian(network: nn.Module, objective: Callable[[nn.Module], Tensor]) -> Operator:
    """Return the Hessian of a network's loss at its present parameters, as an operator.

    Args:
        network: one of ``lib.networks.plain_perceptron`` without shortcuts, all of whose parameters
            vary, with a ``lib.networks.Objective`` gets a ``PerceptronHessian``; others get a
            ``LossHessian`` of the parameters that vary.
        objective: a mean loss over images, or any function of the network that gives a number.

    Raises:
        ValueError: if the loss changes from call to call, as with dropout while training, images
            and network do not fit, or torch has a second derivative wrong.

    >>> import numpy as np
    >>> from lib.networks import MLP, objective
    >>> network = MLP((3, 4, 2), rng=np.random.default_rng(0))
    >>> hessian(network, objective(np.ones((5, 3), np.float32), np.zeros(5, int))).size
    26
    """
    plain = plain_perceptron(network)
    if plain is not None and isinstance(objective, Objective):
        check_fit(plain.widths, plain.weights[0].dtype, objective)
        if not plain.residual and all(p.requires_grad for p in plain.parameters()):
            return PerceptronHessian(plain, objective)
    check_steady(network, objective)
    return LossHessian(network, lambda: objective(network)).checked()


class PerceptronHessian(Operator):
    """The Hessian of a plain perceptron's loss, by hand: see ``Passes``.

    Attributes:
        loss: the loss, a tensor of no dimension.
        gradient: its gradient, (n,), in the order W_1, b_1, W_2, b_2, … of all vectors here.
    """

    @torch.no_grad()
    def __init__(self, network: MLP, objective: Objective) -> None:
        inputs, targets = objective.inputs.T.contiguous(), objective.shared(1)
        self._passes = Passes(Stack.of([network]), inputs, targets, objective.loss)
        self.loss, self.gradient = self._passes.losses[0], self._passes.gradient[0]
        self.size, self.dtype = len(self.gradient), self.gradient.dtype
        self.device = self.gradient.device

    @torch.no_grad()
    def _products(self, block: Tensor) -> Tensor:
        return self._passes.products(block[None])[0]


class _Layer(NamedTuple):
    """A layer z_l = W_l a_{l−1} + b_l of M networks as the two passes left it, for B images.

    ``values`` is a_{l−1}, (M, in, B) or (in, B), and ``error`` is δ_l = ∂L/∂z_l, (M, out, B).
    With an axis for the directions ``slope`` is φ′ and ``bend`` (φ″/φ′) ∂L/∂a_{l−1}, both at
    z_{l−1}, (M, in, 1, B); nothing is asked of them at the inputs, and None stands for φ″ = 0.
    """

    weight: Any
    biased: bool
    values: Any
    error: Any
    slope: Any
    bend: Any


class Passes:
    """Both passes through M perceptrons of one shape, and the products that follow from them.

    With z_l = W_l a_{l−1} + b_l, a_l = φ(z_l), δ_l = ∂L/∂z_l, the derivative R{·} of both passes
    along a direction (V, c) gives a product with the Hessian exactly (Pearlmutter 1994, "Fast
    exact multiplication by the Hessian")::

        R{z_l} = W_l R{a_{l−1}} + V_l a_{l−1} + c_l,      R{a_l} = φ′(z_l) R{z_l},
        R{δ_L} = L″ R{z_L},
        R{δ_l} = φ′(z_l) (W_{l+1}ᵀ R{δ_{l+1}} + V_{l+1}ᵀ δ_{l+1}) + φ″(z_l) R{z_l} ∂L/∂a_l,
        H v    = (R{δ_l} a_{l−1}ᵀ + δ_l R{a_{l−1}}ᵀ,  R{δ_l}), layer by layer.

    What does not depend on the direction is computed once, here; K directions then go through each
    layer in a few matrix products, (M, units, K, B): units first, so that a layer takes all of
    them in one product. Tensors and NumPy's arrays go the same way.

    Args:
        stack: the networks, without shortcuts.
        inputs: the images as columns, (in, B).
        targets: labels (M, B), or values (M, C, B).
        loss: its name.

    Attributes:
        losses: (M,).
    """

    def __init__(self, stack: Stack, inputs: Any, targets: Any, loss: str) -> None:
        passed, outputs = stack.forward(inputs)
        self.losses, error, self._curvature = LOSSES[loss].head(outputs, targets)
        self._layers: list[_Layer] = []
        for l, delta, back in stack.backward(passed, error):
            values, active = passed[l]
            slope = stack.activation.slope(active)[:, :, None] if l else None
            bent = None
            if l and stack.activation.bend is not None:
                bent = (stack.activation.bend(active) * back)[:, :, None]
            biased = stack.biases[l] is not None
            self._layers.insert(0, _Layer(stack.weights[l], biased, values, delta, slope, bent))

    @property
    def gradient(self) -> Any:
        """The gradients, (M, n)."""
        parts = []
        for layer in self._layers:
            parts.append(layer.error @ layer.values.mT)
            if layer.biased:
                parts.append(layer.error.sum(2))
        return joined(parts, lead=1)

    def products(self, rows: Any) -> Any:
        """Return the products of each network's Hessian with its rows, (M, K, n) → (M, K, n)."""
        shapes = [
            shape
            for layer in self._layers
            for shape in (layer.weight.shape[1:], layer.weight.shape[1:2])[: 1 + layer.biased]
        ]
        pieces = iter(cut(rows, shapes))
        matrices: list[Any] = []
        entering: list[Any] = []
        moved = None
        for layer in self._layers:
            matrices.append(next(pieces))
            z = _all(matrices[-1].swapaxes(1, 2), layer.values)
            if layer.biased:
                z += next(pieces).swapaxes(1, 2)[..., None]
            if moved is not None:
                moved *= layer.slope
                z += _through(layer.weight, moved)
            entering.append(moved)
            moved = z
        return self._pull(matrices, entering, self._curvature(z))

    def _pull(self, matrices: list[Any], entering: list[Any], error: Any) -> Any:
        """Backward: from R{δ_L}, (M, out, K, B), to the products, (M, K, n)."""
        parts = []
        for layer, matrix, moved in zip(
            self._layers[::-1], matrices[::-1], entering[::-1], strict=True
        ):
            if layer.biased:
                parts.append(error.sum(3).swapaxes(1, 2))
            product = _all(error, layer.values.mT)
            if moved is not None:
                product += _all(moved, layer.error.mT).swapaxes(1, 3)
            parts.append(product.swapaxes(1, 2))
            if moved is not None:
                error = self._down(layer, error, matrix, moved)
        return joined(parts[::-1], lead=2)

    def _down(self, layer: _Layer, error: Any, matrix: Any, moved: Any) -> Any:
        """R{δ_{l−1}}, (M, in, K, B), from R{δ_l}, V_l (M, K, out, in) and R{a_{l−1}}."""
        back = _through(layer.weight.mT, error)
        back += _all(matrix.swapaxes(1, 3).mT, layer.error)
        back *= layer.slope
        if layer.bend is not None:
            back += layer.bend * moved
        return back


def _all(rows: Any, values: Any) -> Any:
    """Multiply rows (M, i, K, j) of each network with its (j, B), as one product: (M, i, K, B)."""
    m, i, k, j = rows.shape
    return (rows.reshape(m, i * k, j) @ values).reshape(m, i, k, values.shape[-1])


def _through(weight: Any, moved: Any) -> Any:
    """Multiply each network's (M, i, j) with what moves in it, (M, j, K, B): (M, i, K, B)."""
    m, j, k, images = moved.shape
    return (weight @ moved.reshape(m, j, k * images)).reshape(m, -1, k, images)
