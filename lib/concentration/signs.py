"""Which way the loss curves where a network ends: the signs of its full Hessian."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from lib import curvature
from lib.concentration.task import Task
from lib.networks import MLP, Objective, objective, set_parameters, train_many

Real = NDArray[np.float64]
Pair = tuple[NDArray[np.floating], NDArray[np.floating]]  # (hidden, pixels), (10, hidden)


class Signs(NamedTuple):
    """The loss, its gradient and its full Hessian's eigenvalues at some weights.

    Attributes:
        loss: over the images to train on.
        gradient: |∇L|; only where it vanishes is the number of negative eigenvalues an index.
        eigenvalues: ascending, shape (parameters,).
    """

    loss: float
    gradient: float
    eigenvalues: Real

    def share_below(self, tolerance: float) -> float:
        """Return the share of eigenvalues below −tolerance · max|λ|."""
        edge = tolerance * np.abs(self.eigenvalues).max()
        return float(np.mean(self.eigenvalues < -edge))

    @property
    def negative_weight(self) -> float:
        """Σ|λ| over the negative eigenvalues, over Σ|λ|: flat directions hardly count."""
        return curvature.spectrum(self.eigenvalues).negative_weight


def signs(task: Task, weights: Pair) -> Signs:
    """Return loss, gradient and eigenvalues of the full Hessian, in float64.

    The loss has a kink wherever a hidden unit turns on; the Hessian is that of the piece on which
    the weights lie.

    Args:
        task: its images to train on are used.
        weights: of both layers, a network without biases of at most 5000 weights.
    """
    goal = _goal(task).double()
    network = _network(weights).double()
    operator = curvature.hessian(network, goal)
    loss = goal(network)
    slopes = torch.autograd.grad(loss, list(network.parameters()))
    gradient = torch.cat([slope.ravel() for slope in slopes]).norm().item()
    eigenvalues = np.linalg.eigvalsh(curvature.full_hessian(operator)).astype(np.float64)
    return Signs(loss.item(), gradient, eigenvalues)


def start_and_end(
    task: Task, start: Pair, end: Pair, steps: int, rate: float
) -> tuple[Signs, Signs]:
    """Return the signs at a network's start, and at its end after ``descended`` from there."""
    return signs(task, start), signs(task, descended(task, end, steps, rate))


def descended(task: Task, weights: Pair, steps: int, rate: float) -> Pair:
    """Return the weights after so many steps of descent on all images: nearer to where it ends."""
    network, order = _network(weights), torch.Generator().manual_seed(0)
    train_many(
        [network], _goal(task), rng=order, optimiser="sgd", rate=rate, batch=None, epochs=steps
    )
    first, second = (w.detach().numpy().copy() for w in network.weights)
    return first, second


def _goal(task: Task) -> Objective:
    """Return the loss over the images to train on."""
    return objective(task.images, task.labels)


def _network(weights: Pair) -> MLP:
    """Return the network of given weights."""
    first, second = weights
    network = MLP((first.shape[1], len(first), len(second)), bias=False, rng=torch.Generator())
    flat = np.concatenate([np.ravel(w) for w in weights]).astype(np.float32)
    set_parameters(network, torch.from_numpy(flat))
    return network
