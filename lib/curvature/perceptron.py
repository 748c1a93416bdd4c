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
    What does not depend on the direction is computed once, here; a block of directions then goes
    through each layer as one large matrix product.

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
            (next(pieces), None if l.bias is None else next(pieces)) for l in self._layers
        ]
        entering, outputs = self._push(directions)
        result = torch.empty_like(block, memory_format=torch.contiguous_format)
        self._pull(directions, entering, self._top(outputs), result)
        return result

    def _push(self, directions: _Directions) -> tuple[list[Tensor | None], Tensor]:
        """Forward: R{a_{l−1}} of each layer and R{z_L}, (B, k, ·); the inputs do not move."""
        entering: list[Tensor | None] = [None]
        for layer, above, (matrix, vector) in zip(
            self._layers, [*self._layers[1:], None], directions, strict=True
        ):
            z = _side_by_side(layer.values, matrix, vector)
            if entering[-1] is not None:
                _add_product(z, entering[-1], layer.weight.T)
            if above is not None and above.slope is not None:
                entering.append(z.mul_(above.slope[:, None]))
        return entering, z

    def _pull(
        self,
        directions: _Directions,
        entering: list[Tensor | None],
        error: Tensor,
        result: Tensor,
    ) -> None:
        """Backward: from R{δ_L}, (B, k, out), to the rows of the product, (k, n), filled in."""
        ends = list(result.split([shape.numel() for shape in self._shapes], 1))
        for l in reversed(range(len(self._layers))):
            layer, moved = self._layers[l], entering[l]
            if layer.bias is not None:
                torch.sum(error, 0, out=ends.pop())
            matrix = _over_images(error, layer.values)
            if moved is not None and self._whole:
                matrix += _swapped(layer.error.T @ moved.flatten(1), len(result))
            ends.pop().copy_(matrix.flatten(1))
            if moved is not None:
                error = self._down(layer, error, directions[l][0], moved)

    def _down(self, layer: Layer, error: Tensor, matrix: Tensor, moved: Tensor) -> Tensor:
        """R{δ_{l−1}}, (B, k, in), from R{δ_l}, V_l and R{a_{l−1}}."""
        assert layer.slope is not None
        if not self._whole:
            return (error @ layer.weight).mul_(layer.slope[:, None])
        back = (layer.error @ matrix.transpose(0, 1).flatten(1)).view(moved.shape)
        _add_product(back, error, layer.weight)
        back.mul_(layer.slope[:, None])
        return back if layer.bend is None else back.addcmul_(layer.bend[:, None], moved)


def _side_by_side(values: Tensor, matrices: Tensor, vectors: Tensor | None) -> Tensor:
    """Images (B, in) through k layers (k, out, in) with biases (k, out): (B, k, out)."""
    k, out, width = matrices.shape
    flat = matrices.reshape(k * out, width).T
    moved = values @ flat if vectors is None else torch.addmm(vectors.reshape(-1), values, flat)
    return moved.view(len(values), k, out)


def _add_product(total: Tensor, moved: Tensor, matrix: Tensor) -> None:
    """Add moved @ matrix, (B, k, in) by (in, out), to a total (B, k, out), in place."""
    total.view(-1, total.shape[2]).addmm_(moved.view(-1, moved.shape[2]), matrix)


def _over_images(moved: Tensor, values: Tensor) -> Tensor:
    """Sum over images of moved ⊗ values, (B, k, out) and (B, in): (k, out, in)."""
    count, k, out = moved.shape
    return (moved.view(count, k * out).T @ values).view(k, out, -1)


def _swapped(rows: Tensor, k: int) -> Tensor:
    """View (out, k · in) as k matrices, (k, out, in)."""
    return rows.view(len(rows), k, -1).transpose(0, 1)
