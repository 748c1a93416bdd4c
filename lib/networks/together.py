"""Training many networks of one shape together, the same as one by one."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import torch
from torch import Tensor
from tqdm.auto import tqdm

from lib.networks.losses import Objective, check_fit
from lib.networks.parameters import get_parameters, plain_perceptron
from lib.networks.perceptron import MLP, Rng, torch_generator
from lib.networks.stack import Stack
from lib.networks.training import History, Record, Settings, progress

# Networks stacked at most: with batches of their own, copies of the images must stay in the cache.
_SHARED, _OWN = 32, 16

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def train_many(
    networks: Sequence[MLP],
    objective: Objective,
    *,
    rng: Rng | Sequence[Rng],
    **settings: Any,
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
        settings: optimiser, rate, weight_decay, batch, epochs, stop and keep, as for ``train``.

    Returns:
        One history a network, without trajectories.

    Raises:
        ValueError: if the shapes differ, a network is no plain perceptron whose parameters all
            vary, or an argument is one that ``train`` refuses.

    >>> import numpy as np
    >>> from lib.networks import objective
    >>> rng = np.random.default_rng(0)
    >>> networks = [MLP((4, 8, 4), rng=rng) for _ in range(3)]
    >>> task = objective(np.eye(4, dtype=np.float32), np.arange(4))
    >>> [h.ended for h in train_many(networks, task, rng=rng, rate=0.1, stop=0.01, epochs=99)]
    ['loss', 'loss', 'loss']
    """
    how = Settings(**settings)
    _alike(networks)
    check_fit(networks[0].widths, networks[0].weights[0].dtype, objective)
    own = isinstance(rng, Sequence)
    generators = [torch_generator(one) for one in (rng if isinstance(rng, Sequence) else [rng])]
    if own and len(generators) != len(networks):
        raise ValueError(f"{len(generators)} generators for {len(networks)} networks: give as many")
    size = min(_OWN if own else _SHARED, math.ceil(len(networks) / 2))  # for two threads
    groups = [slice(first, first + size) for first in range(0, len(networks), size)]
    with progress(len(groups) * how.epochs, "train together") as bar:

        def run(group: slice) -> list[History]:
            # Each group draws the one shared order anew.
            orders = generators[group] if own else [generators[0].clone_state()]
            return _Group(networks[group], objective, how, orders).run(bar)

        histories = over_threads(run, groups)
    return [history for group in histories for history in group]


def over_threads(function: Callable[[_In], _Out], parts: Iterable[_In]) -> list[_Out]:
    """Return the function of each part, in order, worked out by as many threads as torch has.

    Small matrices gain nothing from threads inside an operator, which wait for each other at the
    end of every one. Operators release Python's lock, so threads over the parts do not wait. Each
    part sees one thread whatever their number, so the results do not depend on it.

    Args:
        function: of one part; it must not change what another part reads.
        parts: such as pieces of a plane, or groups of networks.

    >>> over_threads(lambda k: k * k, range(4))
    [0, 1, 4, 9]
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            return list(pool.map(function, parts))
    finally:
        torch.set_num_threads(threads)


def _alike(networks: Sequence[MLP]) -> None:
    """Refuse networks that cannot be stacked."""
    if not networks:
        raise ValueError("there is no network to train: give at least one")
    for network in networks:
        if plain_perceptron(network) is None or not all(
            p.requires_grad for p in network.parameters()
        ):
            raise ValueError(
                "perceptrons train together whose parameters are all their own and all vary, none "
                "shared, frozen, pruned or hooked: use train, one by one"
            )
    shapes = {(n.widths, n.activation, n.residual, n.biases[0] is not None) for n in networks}
    if len(shapes) > 1:
        raise ValueError(f"networks of one shape train together, not {sorted(map(str, shapes))}")


class _Group:
    """A stack in training. Row r of the stack is network ``alive[r]``."""

    def __init__(
        self,
        networks: Sequence[MLP],
        objective: Objective,
        settings: Settings,
        generators: Sequence[torch.Generator],
    ) -> None:
        self.networks, self.objective = networks, objective
        self.settings, self.generators = settings, generators
        self.alive = list(range(len(networks)))
        self.stack = Stack.of(networks)
        self.stack.keep(self.alive)
        self.descent = settings.make(self.stack.parameters)
        self.records = [Record(settings) for _ in networks]

    def run(self, bar: tqdm) -> list[History]:
        """Train to the end and return the histories."""
        for record, loss in zip(self.records, self.stack.losses(self.objective), strict=True):
            record.losses.append(loss.item())
        for _ in range(self.settings.epochs):
            bar.update()
            if not self.alive:
                continue
            for images in self._batches():
                self.stack.gradient(self.objective, images)
                self.descent.step()
            losses = self.stack.losses(self.objective).tolist()
            ended = {row for row, loss in enumerate(losses) if self._note(row, loss)}
            if ended:
                self._leave(ended)
        for row in range(len(self.alive)):
            self._write(row)
        return [record.history() for record in self.records]

    def _batches(self) -> Iterator[Tensor]:
        """Yield the images of each step of an epoch: (batch,) for all, or (alive, batch)."""
        count = len(self.objective)
        if len(self.generators) == 1:
            return self.settings.batches(count, self.generators[0])
        orders = [self.settings.batches(count, self.generators[k]) for k in self.alive]
        return map(torch.stack, zip(*orders, strict=True))

    def _note(self, row: int, loss: float) -> bool:
        """Note what an epoch did to one network; say whether its training ends."""
        record = self.records[self.alive[row]]
        return record.after_epoch(loss, lambda: get_parameters(self._write(row)))

    def _write(self, row: int) -> MLP:
        """Copy a row of the stack into its network, and return this."""
        network = self.networks[self.alive[row]]
        self.stack.write(row, network)
        return network

    def _leave(self, ended: set[int]) -> None:
        """Take networks that are done out of the stack; the others keep their moments."""
        for row in ended:
            self._write(row)
        staying = [row for row in range(len(self.alive)) if row not in ended]
        before, old = self.stack.parameters, self.descent
        self.stack.keep(staying)
        self.descent = self.settings.make(self.stack.parameters)
        for was, now in zip(before, self.stack.parameters, strict=True):
            for name, value in old.state[was].items():
                moment = torch.is_tensor(value) and value.shape == was.shape
                self.descent.state[now][name] = value[staying] if moment else value
        self.alive = [self.alive[row] for row in staying]
