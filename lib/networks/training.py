"""Training one network: gradient descent on random batches, with a history of what happened."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm.auto import tqdm

from lib import checks
from lib.networks.losses import Objective, check_fit
from lib.networks.parameters import get_parameters, plain_perceptron
from lib.networks.perceptron import Rng, torch_generator

OPTIMISERS = ("sgd", "momentum", "adam")
_MOMENTUM = 0.9
_CHUNK = 8192  # images worked on together where no gradient is needed


@dataclass(frozen=True)
class History:
    """What training did.

    Attributes:
        losses: (epochs + 1,), the loss over all images before training and after each epoch,
            without weight decay.
        ended: "loss" (the stopping loss was reached), "epochs" (all were run) or "diverged" (the
            loss was no longer finite).
        trajectory: (points, P), parameter vectors on the way, first and last included, or None.
        kept: (P,), the parameters after the first epoch with a loss of at most ``keep``, or None.
    """

    losses: NDArray[np.float64]
    ended: str
    trajectory: NDArray[np.floating] | None = None
    kept: NDArray[np.floating] | None = None


@dataclass(frozen=True)
class Settings:
    """How to descend; further arguments of ``train`` and ``train_many``, checked.

    Attributes:
        optimiser: "sgd", "momentum" (0.9) or "adam" (Kingma and Ba 2015).
        rate: the learning rate.
        weight_decay: λ of the term λ|w|²/2, added through its gradient.
        batch: images a step; None takes all of them.
        epochs: the most to run.
        stop: a loss to stop at; None runs all epochs.
        keep: a loss at whose first passing the parameters are kept, while training goes on.

    Raises:
        ValueError: if a value makes no sense.
    """

    optimiser: str = "adam"
    rate: float = 1e-3
    weight_decay: float = 0.0
    batch: int | None = 100
    epochs: int = 20
    stop: float | None = None
    keep: float | None = None

    def __post_init__(self) -> None:
        checks.one_of(self.optimiser, OPTIMISERS, "optimiser")
        decay = checks.real(self.weight_decay, "the weight decay", least=0)
        object.__setattr__(self, "rate", checks.real(self.rate, "the rate", above=0))
        object.__setattr__(self, "weight_decay", decay)
        for name in ("stop", "keep"):
            if (value := getattr(self, name)) is not None:
                object.__setattr__(self, name, checks.real(value, name))
        object.__setattr__(self, "epochs", checks.whole(self.epochs, "the number of epochs", 0))
        if self.batch is not None:
            images = checks.whole(self.batch, "the number of images a batch", 1)
            object.__setattr__(self, "batch", images)

    def make(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return PyTorch's optimiser of these settings; decay adds λ w to the gradient."""
        rate, decay = self.rate, self.weight_decay
        if self.optimiser == "adam":
            return torch.optim.Adam(parameters, rate, weight_decay=decay, fused=True)
        momentum = _MOMENTUM if self.optimiser == "momentum" else 0.0
        return torch.optim.SGD(parameters, rate, momentum, weight_decay=decay, fused=True)

    def batches(self, images: int, generator: torch.Generator) -> Iterator[Tensor]:
        """Yield the images of each batch of one epoch, (batch,), in a new random order."""
        order = torch.randperm(images, generator=generator)
        return iter(order.split(self.batch or images))


class Record:
    """What is noted down while one network trains.

    Args:
        settings: say when training ends and when parameters are kept.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.losses: list[float] = []
        self.ended = "epochs"
        self.kept: NDArray[np.floating] | None = None

    def after_epoch(self, loss: float, parameters: Callable[[], Tensor]) -> bool:
        """Note the loss over all images after an epoch; say whether training ends with it."""
        self.losses.append(loss)
        stop, keep = self.settings.stop, self.settings.keep
        if self.kept is None and keep is not None and loss <= keep:
            self.kept = parameters().cpu().numpy()
        if not np.isfinite(loss):
            self.ended = "diverged"
        elif stop is not None and loss <= stop:
            self.ended = "loss"
        return self.ended != "epochs"

    def history(self, path: Sequence[Tensor] = ()) -> History:
        """Return the history, with a trajectory where parameters were stored."""
        trajectory = torch.stack(list(path)).cpu().numpy() if path else None
        return History(np.array(self.losses), self.ended, trajectory, self.kept)


def train(
    network: nn.Module,
    objective: Objective,
    *,
    rng: Rng,
    store_every: int | None = None,
    **settings: Any,
) -> History:
    """Train a network in place and return the history.

    Each epoch goes through all images in a new random order. After it the loss over all images
    is taken; training ends at the first epoch at which it is at most ``stop``.

    Args:
        network: any module of the objective's floating type.
        objective: the loss and its images.
        rng: order of the images: a NumPy or a torch generator.
        store_every: keep the parameters every so many steps; None keeps none.
        settings: optimiser, rate, weight_decay, batch, epochs, stop and keep: see ``Settings``.

    Raises:
        ValueError: if a name is unknown or a number makes no sense.

    >>> from lib.networks import MLP, objective
    >>> rng = np.random.default_rng(0)
    >>> task = objective(np.eye(4, dtype=np.float32), np.arange(4))
    >>> history = train(MLP((4, 8, 4), rng=rng), task, rng=rng, rate=0.1, stop=0.01, epochs=99)
    >>> history.ended
    'loss'
    """
    how = Settings(**settings)
    every = 0 if store_every is None else checks.whole(store_every, "store_every", 1)
    record, generator = Record(how), torch_generator(rng)
    path: list[Tensor] = []
    steps = 0
    if plain := plain_perceptron(network):
        check_fit(plain.widths, plain.weights[0].dtype, objective)
    descent = how.make(network.parameters())
    record.losses.append(mean_loss(network, objective))
    with progress(how.epochs, "train") as bar:
        for _ in range(how.epochs):
            for images in how.batches(len(objective), generator):
                if every and steps % every == 0:
                    path.append(get_parameters(network))
                descent.zero_grad()
                objective.some(images)(network).backward()
                descent.step()
                steps += 1
            loss = mean_loss(network, objective)
            bar.set_postfix(loss=f"{loss:.3g}")
            bar.update()
            if record.after_epoch(loss, lambda: get_parameters(network)):
                break
    if every:
        path.append(get_parameters(network))
    return record.history(path)


@torch.no_grad()
def mean_loss(network: nn.Module, objective: Objective) -> float:
    """Return the loss over all images, worked on in parts to save memory."""
    total = 0.0
    for first in range(0, len(objective), _CHUNK):
        part = objective.some(slice(first, first + _CHUNK))
        losses = part.per_image(network(part.inputs), part.targets)
        total += losses.sum(dtype=torch.float64).item()
    return total / len(objective)


def progress(total: int, name: str, unit: str = "epoch") -> tqdm:
    """Return a progress bar, silent under ``COURSE_QUIET=1``."""
    quiet = os.environ.get("COURSE_QUIET", "0") not in ("", "0")
    return tqdm(total=total, desc=name, unit=unit, leave=False, disable=quiet)
