"""The Hessian of a multilayer perceptron, its products written out by hand (R-operator)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from lib.curvature.heads import HEADS, named
from lib.curvature.operators import Operator, cut, flatten
from lib.curvature.passes import ACTIVATIONS, Layer, record

_Directions = list[tuple[Tensor, Tensor | None]]  # V_l (k, out, in) and c_l (k, out), by layer


class PerceptronHessian(Operator):
    """The Hessian, or the Gauss–Newton matrix, of a perceptron's loss.

    With z_l = W_l a_{l−1} + b_l, a_l = φ(z_l), δ_l = ∂L/∂z_l, the derivative R{·} of both passes
    along a direction (V, c) gives the product exactly (Pearlmutter 1994, "Fast exact
    multiplication by the Hessian")::

        R{z_l} = W_l R{a_{l−1}} + V_l a_{l−1} + c_l,      R{a_l} = φ′(z_l) R{z_l},
        R{δ_L} = L″ R{z_L},
        R{δ_l} = φ′(z_l) (W_{l+1}ᵀ R{δ_{l+1}} + V_{l+1}ᵀ δ_{l+1}) + φ″(z_l) R{z_l} ∂L/∂a_l,
        H v    = (R{δ_l} a_{l−1}ᵀ + δ_l R{a_{l−1}}ᵀ,  R{δ_l}), layer by layer.

    Without the terms in δ and φ″ it is the Gauss–Newton matrix Jᵀ L″ J (Schraudolph 2002).
    What does not depend on the direction is computed once, here; a block of k directions then goes
    through each layer in a few matrix products, images along the last axis throughout.

    Args:
        weights: matrices W_l, (out, in), from the inputs on.
        biases: vectors b_l, (out,), or None for a layer that has none.
        inputs: images, (B, in).
        targets: labels (B,) for "cross-entropy", values (B, out) for "squared".
        activation: φ, after each layer but the last: "relu" (φ″ = 0), "tanh" or "identity".
        loss: "cross-entropy" (mean over images) or "squared" (mean over images of ½|f − y|²).
        gauss_newton: take the Gauss–Newton matrix.

    Attributes:
        loss: the loss, a tensor of no dimension.
        gradient: its gradient, (n,), in the order W_1, b_1, W_2, b_2, … of all vectors here.

    Raises:
        ValueError: if shapes do not fit together or a name is unknown.

    >>> eye = torch.eye(2, dtype=torch.float64)
    >>> H = PerceptronHessian([eye], [None], eye, eye, loss="squared")
    >>> H @ torch.tensor([2.0, 0.0, 0.0, 0.0], dtype=torch.float64)
    tensor([1., 0., 0., 0.], dtype=torch.float64)
    """

    def __init__(
        self,
        weights: Sequence[Tensor],
        biases: Sequence[Tensor | None],
        inputs: Tensor,
        targets: Tensor,
        *,
        activation: str = "relu",
        loss: str = "cross-entropy",
        gauss_newton: bool = False,
    ) -> None:
        phi = named(ACTIVATIONS, activation)
        head = named(HEADS, loss)
        with torch.no_grad():
            self._layers, top = record(weights, biases, inputs, phi, lambda f: head(f, targets))
            self.gradient = flatten([part for layer in self._layers for part in layer.gradient()])
        self.loss, self._top = top.value, top.curvature
        self._shapes = [shape for layer in self._layers for shape in layer.shapes()]
        self._whole = not gauss_newton
        self.size, self.dtype, self.device = len(self.gradient), inputs.dtype, inputs.device

    @torch.no_grad()
    def _products(self, block: Tensor) -> Tensor:
        pieces = iter(cut(block, self._shapes))
        directions = [
            (next(pieces), None if layer.bias is None else next(pieces)) for layer in self._layers
        ]
        entering, outputs = self._push(directions)
        return self._pull(directions, entering, self._top(outputs))

    def _push(self, directions: _Directions) -> tuple[list[Tensor | None], Tensor]:
        """Forward: R{a_{l−1}} of each layer and R{z_L}, (k, ·, B); the inputs do not move."""
        entering: list[Tensor | None] = []
        moved: Tensor | None = None
        for layer, (matrix, vector) in zip(self._layers, directions, strict=True):
            if moved is not None and layer.slope is not None:
                moved = moved.mul_(layer.slope)
            entering.append(moved)
            z = _all(matrix, layer.values)
            if vector is not None:
                z += vector[..., None]
            moved = z if moved is None else z.baddbmm_(_each(layer.weight, moved), moved)
        return entering, z

    def _pull(
        self, directions: _Directions, entering: list[Tensor | None], error: Tensor
    ) -> Tensor:
        """Backward: from R{δ_L}, (k, out, B), to the rows of the product, (k, n)."""
        parts: list[Tensor] = []
        for l in reversed(range(len(self._layers))):
            layer, moved = self._layers[l], entering[l]
            if layer.bias is not None:
                parts.append(error.sum(2))
            matrix = _all(error, layer.values.T)
            if moved is not None and self._whole:
                matrix.baddbmm_(_each(layer.error, moved), moved.mT)
            parts.append(matrix.flatten(1))
            if moved is not None:
                error = self._down(layer, error, directions[l][0], moved)
        return torch.cat(parts[::-1], 1)

    def _down(self, layer: Layer, error: Tensor, matrix: Tensor, moved: Tensor) -> Tensor:
        """R{δ_{l−1}}, (k, in, B), from R{δ_l}, V_l and R{a_{l−1}}."""
        assert layer.slope is not None
        back = torch.bmm(_each(layer.weight.T, error), error)
        if not self._whole:
            return back.mul_(layer.slope)
        back.baddbmm_(matrix.mT, _each(layer.error, matrix)).mul_(layer.slope)
        return back if layer.bend is None else back.addcmul_(layer.bend, moved)


def _all(moved: Tensor, values: Tensor) -> Tensor:
    """Multiply k matrices (k, i, j) with the same (j, m), as one product: (k, i, m)."""
    return (moved.reshape(-1, moved.shape[2]) @ values).view(*moved.shape[:2], -1)


def _each(matrix: Tensor, stack: Tensor) -> Tensor:
    """Repeat a matrix for each of a stack, without copying it."""
    return matrix.expand(len(stack), *matrix.shape)
