"""Training many networks of one shape together, the same as one by one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

from lib.networks.objective import Objective
from lib.networks.perceptron import MLP, get_parameters
from lib.networks.randomness import Rng, torch_generator
from lib.networks.stack import Stack
from lib.networks.threads import over_threads
from lib.networks.training import History, Settings, progress

# Networks stacked at most: with batches of their own, copies of the images must stay in the cache.
_SHARED, _OWN = 32, 16


def train_many(
    networks: Sequence[MLP],
    objective: Objective,
    *,
    rng: Rng | Sequence[Rng],
    optimiser: str = "adam",
    rate: float = 1e-3,
    weight_decay: float = 0.0,
    batch: int | None = 100,
    epochs: int = 20,
    stop: float | None = None,
    keep: float | None = None,
    stacks: int = 2,
) -> list[History]:
    """Train networks of one shape in place, as ``train`` would one by one, but faster.

    With one generator all networks meet the same batches, so that the first layer is one wide
    product for all of them: right for a study of initial weights, not of the noise of the order.
    With a sequence of generators each network has its own order, that of
    ``train(network, rng=its generator)``. A network that has reached the stopping loss, or whose
    loss is no longer finite, is left as it is.

    Args:
        networks: perceptrons of equal widths, activation, biases and shortcuts.
        objective: the loss and its images.
        rng: a NumPy or torch generator, or one for each network.
        optimiser, rate, weight_decay, batch, epochs, stop, keep: as for ``train``.
        stacks: stacks to make at least; two for two threads, one is faster on a single thread.

    Returns:
        One history a network, without trajectories.

    Raises:
        ValueError: if the shapes differ, or an argument is one that ``train`` refuses.

    >>> from lib.networks import objective
    >>> rng = np.random.default_rng(0)
    >>> networks = [MLP((4, 8, 4), rng=rng) for _ in range(3)]
    >>> task = objective(np.eye(4, dtype=np.float32), np.arange(4))
    >>> [h.ended for h in train_many(networks, task, rng=rng, rate=0.1, stop=0.01, epochs=99)]
    ['loss', 'loss', 'loss']
    """
    settings = Settings(optimiser, rate, weight_decay, batch, epochs, stop, keep)
    _check_alike(networks)
    own = isinstance(rng, Sequence)
    generators = [torch_generator(one) for one in (rng if isinstance(rng, Sequence) else [rng])]
    if own and len(generators) != len(networks):
        raise ValueError(f"{len(generators)} generators for {len(networks)} networks: give as many")
    if stacks < 1:
        raise ValueError(f"networks train in one stack or more, not in {stacks}")
    size = min(_OWN if own else _SHARED, math.ceil(len(networks) / stacks))
    groups = [slice(first, first + size) for first in range(0, len(networks), size)]
    with progress(len(networks) * epochs, "train together") as bar:
        run = partial(_train_group, networks, objective, settings, generators, bar)
        histories = over_threads(run, groups)
    return [history for group in histories for history in group]


def _check_alike(networks: Sequence[MLP]) -> None:
    """Refuse networks that cannot be stacked."""
    if not networks:
        raise ValueError("there is no network to train: give at least one")
    shapes = {(n.widths, n.activation, n.residual, n.biases[0] is not None) for n in networks}
    if len(shapes) > 1:
        raise ValueError(f"networks of one shape train together, not {sorted(map(str, shapes))}")


def _train_group(
    networks: Sequence[MLP],
    objective: Objective,
    settings: Settings,
    generators: Sequence[torch.Generator],
    bar: tqdm,
    group: slice,
) -> list[History]:
    """Train some of the networks as one stack."""
    shared = len(generators) == 1
    # Each group draws the one shared order anew.
    orders = [generators[0].clone_state()] if shared else list(generators[group])
    return _Group(list(networks[group]), objective, settings, orders).run(bar)


class _Group:
    """A stack in training. Row r of the stack is network ``alive[r]``."""

    def __init__(
        self,
        networks: list[MLP],
        objective: Objective,
        settings: Settings,
        generators: list[torch.Generator],
    ) -> None:
        self.networks, self.objective, self.settings = networks, objective, settings
        self.generators = generators
        self.stack = Stack(networks)
        self.alive = list(range(len(networks)))
        self.descent = settings.make(self.stack.parameters)
        self.losses: list[list[float]] = [[] for _ in networks]
        self.batch_losses: list[list[Tensor]] = [[] for _ in networks]
        self.ended = ["epochs"] * len(networks)
        self.kept: list[np.ndarray | None] = [None] * len(networks)

    def run(self, bar: tqdm) -> list[History]:
        """Train to the end and return the histories."""
        self._look()
        for epoch in range(self.settings.epochs):
            if not self.alive:
                break
            steps = [self._step(images) for images in self._batches()]
            for row, k in enumerate(self.alive):
                self.batch_losses[k].append(torch.stack(steps)[:, row])
            self._look()
            self._keep()
            bar.update(len(self.alive))
            self._freeze(bar, self.settings.epochs - epoch)
        for row, k in enumerate(self.alive):
            self.stack.write(row, self.networks[k])
        return [
            History(
                np.array(self.losses[k]),
                _joined(self.batch_losses[k]),
                self.ended[k],
                kept=self.kept[k],
            )
            for k in range(len(self.networks))
        ]

    def _batches(self) -> Iterator[Tensor]:
        """Yield the images of each step of an epoch: (batch,) for all, or (alive, batch)."""
        count = len(self.objective)
        if len(self.generators) == 1:
            return self.settings.batches(count, self.generators[0])
        orders = [self.settings.batches(count, self.generators[k]) for k in self.alive]
        return map(torch.stack, zip(*orders, strict=True))

    def _step(self, images: Tensor) -> Tensor:
        """Make one step of all networks and return the losses before it, (alive,)."""
        losses = self.stack.gradient(self.objective, images)
        self.descent.step()
        return losses

    def _look(self) -> None:
        """Take the loss of each network over all images."""
        for k, loss in zip(self.alive, self.stack.mean_losses(self.objective), strict=True):
            self.losses[k].append(loss.item())

    def _keep(self) -> None:
        """Keep the parameters of networks that have just reached the loss to keep them at."""
        for row, k in enumerate(self.alive):
            if self.settings.keeps(self.losses[k]):
                self.stack.write(row, self.networks[k])
                self.kept[k] = get_parameters(self.networks[k]).cpu().numpy()

    def _freeze(self, bar: tqdm, left: int) -> None:
        """Take networks that are done out of the stack, with their part of the optimiser."""
        staying = []
        for row, k in enumerate(self.alive):
            if reason := self.settings.verdict(self.losses[k][-1]):
                self.ended[k] = reason
                self.stack.write(row, self.networks[k])
                bar.update(left - 1)
            else:
                staying.append(row)
        if len(staying) < len(self.alive):
            before = self.stack.parameters
            self.stack.keep(staying)
            self._carry_state(before, staying)
            self.alive = [self.alive[row] for row in staying]

    def _carry_state(self, before: list[Tensor], rows: list[int]) -> None:
        """Give a new optimiser the moments of the networks that stay."""
        old, self.descent = self.descent, self.settings.make(self.stack.parameters)
        for was, now in zip(before, self.stack.parameters, strict=True):
            for name, value in old.state[was].items():
                moment = torch.is_tensor(value) and value.shape == was.shape
                self.descent.state[now][name] = value[rows] if moment else value


def _joined(parts: list[Tensor]) -> np.ndarray:
    """Return the batch losses of all epochs as one array."""
    return torch.cat(parts).double().cpu().numpy() if parts else np.empty(0)
