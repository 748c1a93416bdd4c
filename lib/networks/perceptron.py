"""The multilayer perceptron, its activations, its initial weights, and widths of equal size."""

import bisect
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from torch import Tensor, nn

from lib import checks

#: A generator of random numbers, NumPy's or torch's.
Rng = np.random.Generator | torch.Generator
INITS = ("he", "xavier", "default")
_SPREAD = 0.005
_DEEPEST = 10  # hidden layers whose 2^depth choices of wider ones are all tried
_REACH = 0.25  # counts further than this from the budget are no answer to it
Choice = tuple[int, tuple[int, ...]]  # a count and the hidden widths that give it


class Activation(NamedTuple):
    """An activation φ, and its derivatives in terms of a = φ(z), of tensors or NumPy's arrays.

    ``value`` gives φ(z), ``in_place`` puts it where a tensor z was; ``slope`` gives φ′ (0 at the
    kink of "relu", as autograd has it) and ``bend`` φ″/φ′, or is None where φ″ = 0.
    """

    value: Callable[[Any], Any]
    in_place: Callable[[Tensor], Tensor]
    slope: Callable[[Any], Any]
    bend: Callable[[Any], Any] | None


def either(of_tensor: Callable, of_array: Callable) -> Callable[[Any], Any]:
    """Return one function of two: for tensors, and for NumPy's arrays."""
    return lambda values: (of_tensor if isinstance(values, Tensor) else of_array)(values)


_relu, _tanh = either(torch.relu, lambda z: np.maximum(z, 0)), either(torch.tanh, np.tanh)
_same, _ones = either(torch.positive, np.positive), either(torch.ones_like, np.ones_like)
#: The activations by name.
ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation(_relu, torch.relu_, either(torch.sign, np.sign), None),
    "tanh": Activation(_tanh, torch.tanh_, lambda a: 1 - a * a, lambda a: -2 * a),
    "identity": Activation(_same, _same, _ones, None),
}


def torch_generator(rng: Rng) -> torch.Generator:
    """Return a torch generator: the one given, or a new one seeded by a NumPy generator.

    A NumPy generator moves on by one draw, so that the next network gets other numbers.

    Args:
        rng: a NumPy or a torch generator, on the CPU.

    Raises:
        ValueError: if it is neither, such as a bare seed.

    >>> a, b = (torch_generator(np.random.default_rng(0)) for _ in range(2))
    >>> torch.equal(torch.rand(3, generator=a), torch.rand(3, generator=b))
    True
    """
    if isinstance(rng, torch.Generator):
        return rng
    if isinstance(rng, np.random.Generator):
        return torch.Generator().manual_seed(int(rng.integers(2**63)))
    raise ValueError(f"rng is a NumPy or a torch generator, not {rng!r}: np.random.default_rng(…)")


class MLP(nn.Module):
    """A multilayer perceptron a_l = φ(W_l a_{l−1} + b_l), without φ on the last layer.

    Its parameters stand in the order W_1, b_1, W_2, b_2, …, as in every parameter vector here.
    As a residual network each hidden layer but the first adds what enters it, cut or filled with
    zeros where widths differ, which costs no parameter (He et al. 2016, shortcut A). The initial
    weights of the layers with a shortcut are then divided by the root of their number: otherwise
    the variance doubles in each (Zhang, Dauphin and Ma 2019, "Fixup initialization", section 2).

    Args:
        widths: from inputs to outputs, such as (784, 51, 10); three or more for a hidden layer.
        activation: φ, "relu", "tanh" or "identity".
        init: "he" draws W_l from N(0, 2/n_{l−1}) (He et al. 2015), "xavier" from
            N(0, 2/(n_{l−1} + n_l)) (Glorot and Bengio 2010), both with zero biases; "default" is
            PyTorch's, all uniform on ±1/√n_{l−1}.
        bias: False leaves the b_l out.
        residual: add the shortcuts.
        rng: a NumPy or a torch generator.

    Raises:
        ValueError: if a width is not positive or a name unknown.

    >>> network = MLP((4, 3, 2), rng=np.random.default_rng(0))
    >>> network(torch.zeros(5, 4)).shape, sum(p.numel() for p in network.parameters())
    (torch.Size([5, 2]), 23)
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        activation: str = "relu",
        init: str = "he",
        bias: bool = True,
        residual: bool = False,
        rng: Rng,
    ) -> None:
        super().__init__()
        check_shape(widths, activation)
        checks.one_of(init, INITS, "init")
        self.activation = activation
        self.residual = residual
        generator = torch_generator(rng)
        self.layers = nn.ModuleList()
        for inputs, outputs in pairwise(map(int, widths)):
            # Without skip_init PyTorch would draw from, and move, its global generator.
            layer = nn.utils.skip_init(nn.Linear, inputs, outputs, bias=bias)
            _draw(layer, init, generator)
            self.layers.append(layer)
        for layer in self.linear[1:-1] if residual else ():
            layer.weight.data /= math.sqrt(len(widths) - 3)

    @property
    def widths(self) -> tuple[int, ...]:
        """From inputs to outputs."""
        return (self.weights[0].shape[1], *map(len, self.weights))

    @property
    def linear(self) -> list[nn.Linear]:
        """The layers, from the inputs on."""
        return cast(list[nn.Linear], list(self.layers))

    @property
    def weights(self) -> list[Tensor]:
        """The matrices W_l, (n_l, n_{l−1})."""
        return [layer.weight for layer in self.linear]

    @property
    def biases(self) -> list[Tensor | None]:
        """The vectors b_l, (n_l,), or None where there are none."""
        return [layer.bias for layer in self.linear]

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the outputs, (images, n_L), of inputs (images, n_0)."""
        values, act = inputs, ACTIVATIONS[self.activation].value
        for l, layer in enumerate(self.linear[:-1]):
            leaving = act(layer(values))
            if self.residual and l:
                # A negative width of the filling cuts.
                leaving = leaving + nn.functional.pad(
                    values, (0, leaving.shape[-1] - values.shape[-1])
                )
            values = leaving
        return self.linear[-1](values)


def check_shape(widths: Sequence[int], activation: str) -> None:
    """Refuse what is not a perceptron."""
    if len(widths) < 2:
        raise ValueError(f"widths run from inputs to outputs, at least two; got {tuple(widths)}")
    for width in widths:
        checks.whole(width, "a width", 1)
    checks.one_of(activation, ACTIVATIONS, "activation")


@torch.no_grad()
def _draw(layer: nn.Linear, init: str, generator: torch.Generator) -> None:
    """Draw the initial weights and biases of a layer."""
    if init == "default":
        bound = 1 / math.sqrt(layer.in_features)
        for parameter in layer.parameters():
            parameter.uniform_(-bound, bound, generator=generator)
        return
    fan = layer.in_features if init == "he" else layer.in_features + layer.out_features
    layer.weight.normal_(0, math.sqrt(2 / fan), generator=generator)
    if layer.bias is not None:
        layer.bias.zero_()


def parameter_count(widths: Sequence[int]) -> int:
    """Return the number of weights and biases of a perceptron, Σ_l (n_{l−1} + 1) n_l.

    Args:
        widths: from inputs to outputs.

    >>> parameter_count((784, 51, 10))
    40555
    """
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(widths))


def matched_widths(
    depths: Iterable[int], *, budget: int, inputs: int, outputs: int
) -> dict[int, tuple[int, ...]]:
    """Return hidden widths for each depth such that all networks have nearly equal size.

    Widths of one network differ by one at most. Of all choices whose counts, biases included,
    lie within 0.5 % of each other, (max − min)/min, one as near to the budget as can be is taken.
    One hidden layer has counts ``inputs + outputs + 1`` apart, so the budget itself can
    be missed by half of that.

    Args:
        depths: numbers of hidden layers, each from 1 to 10.
        budget: number of parameters to come near to.
        inputs, outputs: n_0 and n_L.

    Returns:
        depth → hidden widths, from the inputs on.

    Raises:
        ValueError: if a depth is not from 1 to 10, another argument not positive, or no widths
            match within 0.5 %.

    >>> matched_widths([1, 3], budget=1000, inputs=10, outputs=2)
    {1: (76,), 3: (19, 19, 18)}
    """
    depths = [checks.whole(d, "a depth", 1, most=_DEEPEST) for d in dict.fromkeys(depths)]
    budget = checks.whole(budget, "the budget", 1)
    inputs, outputs = checks.whole(inputs, "inputs", 1), checks.whole(outputs, "outputs", 1)
    choices = [sorted(_choices(depth, budget, inputs, outputs)) for depth in depths]
    windows = []
    for low in sorted({count for row in choices for count, _ in row}):
        places = [bisect.bisect_left(row, (low,)) for row in choices]
        if all(place < len(row) for place, row in zip(places, choices, strict=True)):
            windows.append([row[place] for place, row in zip(places, choices, strict=True)])
    best = min(
        (window for window in windows if _spread(window) <= _SPREAD),
        key=lambda window: (max(abs(count - budget) for count, _ in window), _spread(window)),
        default=None,
    )
    if not depths or best is None:
        raise ValueError(
            f"no hidden widths give depths {depths} counts within {_SPREAD:.1%} of each other "
            f"near {budget} parameters: take a larger budget or fewer depths"
        )
    return {depth: widths for depth, (_, widths) in zip(depths, best, strict=True)}


def _choices(depth: int, budget: int, inputs: int, outputs: int) -> Iterator[Choice]:
    """Yield the counts within reach of the budget, with some layers one wider than the others."""
    width, least = 1, 0
    while least <= (1 + _REACH) * budget:
        wider = (ones for ones in itertools.product((0, 1), repeat=depth) if not all(ones))
        every = (tuple(width + one for one in ones) for ones in wider)
        counts = {widths: parameter_count((inputs, *widths, outputs)) for widths in every}
        least, width = min(counts.values()), width + 1
        yield from ((c, widths) for widths, c in counts.items() if abs(c / budget - 1) <= _REACH)


def _spread(window: list[Choice]) -> float:
    """Return (max − min)/min of the counts."""
    counts = [count for count, _ in window]
    return (max(counts) - min(counts)) / min(counts)
