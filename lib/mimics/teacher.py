"""The teacher: an ensemble of small convolutional networks, and the logits that it gives out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lib import networks
from lib.data import CLASSES
from lib.mimics.task import Task, shifts

Phases = Sequence[tuple[float, int]]  # (rate, epochs), one after the other
_CHUNK = 8192  # images worked on together where no gradient is needed


class Convolutional(nn.Module):
    """Two convolutions that halve the image each, ReLU after each, and a linear layer.

    Args:
        side: pixels a side of the images.
        channels: of the two convolutions.
        rng: a NumPy or a torch generator.

    >>> network = Convolutional(14, (2, 3), rng=np.random.default_rng(0))
    >>> network(torch.zeros(5, 196)).shape
    torch.Size([5, 10])
    """

    def __init__(self, side: int, channels: Sequence[int], *, rng: networks.Rng) -> None:
        super().__init__()
        self.side = side
        first, second = channels
        left = math.ceil(math.ceil(side / 2) / 2)
        make = nn.utils.skip_init
        self.first = make(nn.Conv2d, 1, first, 5, stride=2, padding=2)
        self.second = make(nn.Conv2d, first, second, 3, stride=2, padding=1)
        self.last = make(nn.Linear, second * left * left, CLASSES)
        _draw(self, networks.torch_generator(rng))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the logits, (images, 10), of images (images, side²)."""
        squares = inputs.view(-1, 1, self.side, self.side)
        values = torch.relu(self.second(torch.relu(self.first(squares))))
        return self.last(values.flatten(1))


@dataclass(frozen=True)
class Teaching:
    """What a teacher says of every image, centred logits: of each image they add up to zero.

    Attributes:
        train: (copies, n, 10), of the images to train on and their shifted copies.
        test: (test images, 10).
        test_labels: (test images,).
        errors: share of the test images that each network of the ensemble gets wrong.
        parameters: of all its networks together.
    """

    train: NDArray[np.float32]
    test: NDArray[np.float32]
    test_labels: NDArray[np.int64]
    errors: NDArray[np.float64]
    parameters: int

    @property
    def error(self) -> float:
        """Share of the test images that the ensemble gets wrong."""
        return float(np.mean(self.test.argmax(axis=1) != self.test_labels))


def teach(
    task: Task,
    *,
    members: int,
    channels: Sequence[int],
    phases: Phases,
    batch: int,
    seed: int,
) -> Teaching:
    """Train an ensemble on the shifted images and return the mean of its members' logits.

    Ba and Caruana (2014) average the logits of the ensemble as well. A number added to all ten
    logits of an image changes no probability, so each image's are centred.

    Args:
        task: the images.
        members: networks of the ensemble.
        channels: of their convolutions.
        phases: (rate, epochs over all shifted copies), one after the other.
        batch: images a step.
        seed: of the members' weights and orders.
    """
    images, labels = task.lessons(shifted=True)
    digits = task.digits()
    lesson = networks.objective(images, labels)
    ensemble = []
    for member in range(members):
        rng = np.random.default_rng([seed, member])
        network = Convolutional(task.side, channels, rng=rng)
        for rate, epochs in phases:
            networks.train(network, lesson, rng=rng, rate=rate, epochs=epochs, batch=batch)
        ensemble.append(network)
    test = [logits(network, digits.test_images) for network in ensemble]
    copies = shifts(digits.train_images, task.side, task.reach)
    taught = [np.mean([logits(n, copy) for n in ensemble], axis=0) for copy in copies]
    return Teaching(
        train=np.stack(taught),
        test=np.mean(test, axis=0),
        test_labels=digits.test_labels,
        errors=np.array([np.mean(each.argmax(axis=1) != digits.test_labels) for each in test]),
        parameters=sum(len(networks.get_parameters(network)) for network in ensemble),
    )


@torch.no_grad()
def logits(network: nn.Module, images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a network's outputs, (n, 10), less their mean over the digits."""
    parts = torch.as_tensor(images).split(_CHUNK)
    outputs = torch.cat([network(part) for part in parts])
    return (outputs - outputs.mean(dim=1, keepdim=True)).numpy()


@torch.no_grad()
def _draw(network: nn.Module, generator: torch.Generator) -> None:
    """Draw weights as He et al. (2015) do, N(0, 2/inputs), with zero biases."""
    for parameter in network.parameters():
        if parameter.ndim == 1:
            parameter.zero_()
        else:
            parameter.normal_(0, math.sqrt(2 / parameter[0].numel()), generator=generator)
