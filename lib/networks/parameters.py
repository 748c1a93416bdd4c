"""Parameters as one vector and as layers: the way between the two, and who goes it safely."""

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from lib.networks.perceptron import MLP

_Array = TypeVar("_Array", Tensor, NDArray[np.float64])


def tensor(values: ArrayLike | Tensor) -> Tensor:
    """Return values as a tensor, copied only where torch cannot share the array's memory.

    Raises:
        ValueError: if they are complex, of which no network is made here.
    """
    if not isinstance(values, Tensor):
        values = torch.from_numpy(np.require(values, requirements=["C", "W"]))
    if values.is_complex():
        raise ValueError(f"values are real numbers, not of type {values.dtype}")
    return values


def get_parameters(network: nn.Module) -> Tensor:
    """Return a copy of all parameters as one vector, (P,), in the module's order."""
    return joined([parameter.detach() for parameter in network.parameters()])


@torch.no_grad()
def set_parameters(network: nn.Module, vector: ArrayLike | Tensor) -> None:
    """Copy a vector (P,) into the parameters of a network, in the module's order.

    Raises:
        ValueError: if the length is not the number of parameters.
    """
    parameters = list(network.parameters())
    given = tensor(vector)
    if given.ndim > 1:
        raise ValueError(f"parameters are one vector (P,), not of shape {tuple(given.shape)}")
    pieces = cut(given, [parameter.shape for parameter in parameters])
    for parameter, piece in zip(parameters, pieces, strict=True):
        parameter.copy_(piece)


def shapes(widths: Sequence[int], *, biased: bool = True) -> list[tuple[int, ...]]:
    """Return the shapes of W_1, b_1, W_2, b_2, … of a perceptron, (out, in) and (out,).

    >>> shapes((4, 3, 2))
    [(3, 4), (3,), (2, 3), (2,)]
    """
    pairs = [((out, width), (out,)) for width, out in pairwise(widths)]
    return [shape for pair in pairs for shape in pair[: 1 + biased]]


def cut(vectors: _Array, shapes: Sequence[Sequence[int]]) -> list[_Array]:
    """Cut vectors (…, P), of torch or NumPy, into arrays (…, *shape): views where that can be.

    Raises:
        ValueError: if P is not what the shapes need.

    >>> [part.shape for part in cut(np.zeros((5, 23)), shapes((4, 3, 2)))]
    [(5, 3, 4), (5, 3), (5, 2, 3), (5, 2)]
    """
    sizes = [math.prod(shape) for shape in shapes]
    if not vectors.shape or vectors.shape[-1] != sum(sizes):
        given = tuple(vectors.shape)
        raise ValueError(f"the network has {sum(sizes)} parameters, not a vector {given}")
    lead, ends = tuple(vectors.shape[:-1]), accumulate(sizes)
    return [
        vectors[..., end - size : end].reshape(lead + tuple(shape))
        for end, size, shape in zip(ends, sizes, shapes, strict=True)
    ]


def joined(parts: Sequence[_Array], *, lead: int = 0) -> _Array:
    """Return arrays (…, *shape) one after the other, (…, P): the inverse of ``cut``.

    Args:
        parts: arrays of torch or NumPy.
        lead: how many axes they have in common, in front.
    """
    common = tuple(parts[0].shape[:lead])
    flat = [part.reshape(*common, -1) for part in parts]
    return torch.cat(flat, -1) if isinstance(flat[0], Tensor) else np.concatenate(flat, -1)


def augmented(vectors: _Array, widths: Sequence[int], *, biased: bool = True) -> list[_Array]:
    """Cut vectors (…, P) of a perceptron into [W_l b_l], (…, out, in + 1), zeros where no bias is.

    >>> [part.shape for part in augmented(np.zeros(23), (4, 3, 2))]
    [(3, 5), (2, 4)]
    """
    parts, step = cut(vectors, shapes(widths, biased=biased)), 1 + biased
    columns = parts[1::2] if biased else [0 * weight[..., 0] for weight in parts]
    stack = torch.cat if isinstance(vectors, Tensor) else np.concatenate
    return [
        stack([weight, column[..., None]], -1)
        for weight, column in zip(parts[::step], columns, strict=True)
    ]


def plain_perceptron(network: nn.Module) -> MLP | None:
    """Return the network itself if it is a perceptron and nothing else, else None.

    Only such a network computes what formulas for perceptrons say: an ``MLP`` of linear layers,
    all with biases or none, each of whose parameters stands in one layer once; no hook, no pruning
    or other parametrisation, no method replaced.

    >>> network = MLP((3, 2), rng=np.random.default_rng(0))
    >>> plain_perceptron(network) is network, plain_perceptron(nn.Sequential(nn.Linear(3, 2)))
    (True, None)
    """
    if type(network) is not MLP or any(type(layer) is not nn.Linear for layer in network.layers):
        return None
    pairs = zip(network.weights, network.biases, strict=True)
    used = [part for pair in pairs for part in pair if part is not None]
    # A module names a shared parameter once, and a pruned one by another name.
    own = [id(part) for part in used] == [id(part) for part in network.parameters()]
    biased = len({bias is None for bias in network.biases})
    alike = len({(part.dtype, part.device) for part in used}) == biased == 1
    return network if own and alike and all(map(_untouched, network.modules())) else None


def copied(network: nn.Module) -> nn.Module:
    """Return a deep copy, also of a network that keeps computed weights, as pruning does."""
    computed = [
        value
        for module in network.modules()
        for value in vars(module).values()
        if isinstance(value, Tensor) and not value.is_leaf
    ]
    return copy.deepcopy(network, {id(value): value.detach().clone() for value in computed})


@torch.no_grad()
def check_steady(network: nn.Module, loss: Callable[[nn.Module], Tensor]) -> None:
    """Refuse a network whose loss or buffers change from call to call, as while training.

    Raises:
        ValueError: if they do, or the loss is not one number.
    """
    probe = copied(network)
    buffers = [buffer.clone() for buffer in probe.buffers()]
    with torch.random.fork_rng(devices=[]):
        first, second = (torch.as_tensor(loss(probe)) for _ in range(2))
    if first.numel() != 1:
        raise ValueError(f"the loss must be one number, got shape {tuple(first.shape)}")
    still = all(map(torch.equal, probe.buffers(), buffers))
    if not still or not torch.allclose(first, second, rtol=1e-5, equal_nan=True):
        raise ValueError(
            "this network's loss or buffers change from call to call, as dropout and batch norm "
            "have it while training: call its .eval() first"
        )


def _untouched(module: nn.Module) -> bool:
    """Say whether a module has no hook and its class's own way forward."""
    return "forward" not in vars(module) and not any(_hooks(module))


def _hooks(module: nn.Module) -> Iterator[dict]:
    """Yield the module's hooks of every kind."""
    for name in ("forward", "forward_pre", "backward", "backward_pre"):
        yield getattr(module, f"_{name}_hooks")
