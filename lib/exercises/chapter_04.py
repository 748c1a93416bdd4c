"""Exercises of chapter 4: reading and making a comparison of networks of different depth."""

import math

import numpy as np

from lib.exercises import Outcomes, choice, function, number


@choice("abd")
def needed() -> None:
    """04-1 What the figure can tell (read, first steps, 5 minutes)

    Ask for each whether the word could be wrong without it.
    c: Colours repeat the height; they add nothing that can be compared.
    """


@function(
    lambda rng: [
        (int(rng.integers(2000, 90000)), int(layers), *rng.integers(4, 200, 2).tolist())
        for layers in (1, *rng.integers(2, 12, 4))
    ]
)
def hidden_width(budget: int, layers: int, inputs: int, outputs: int) -> Outcomes:
    """04-2 Equal parameters (compute, standard, 12 minutes)

    Count weights and biases layer by layer: a quadratic in the width. Solve it.
    - This is the width without biases: each unit has one, the outputs too.
    - One hidden layer too many: between so many layers there is one matrix less.
    - Rounded down: the real number is asked.
    """

    def width(matrices: int, biases: int) -> float:
        linear, constant = inputs + outputs + biases, budget - outputs * (biases > 0)
        return 2 * constant / (linear + math.sqrt(linear**2 + 4 * matrices * constant))

    yield width(layers - 1, layers)
    yield width(layers - 1, 0)
    yield width(layers, layers + 1)
    yield math.floor(width(layers - 1, layers))


@function(
    lambda rng: [
        (int(layers), float(growth))
        for layers, growth in zip((1, *rng.integers(2, 30, 4)), rng.uniform(1.2, 9, 5), strict=True)
    ]
)
def chain_radius(layers: int, growth: float) -> Outcomes:
    """04-3 Why radii shrink (derive, standard, 12 minutes)

    Take the logarithm of the product: a sum of independent numbers. How do their variances add?
    - This is for weights that all move together: here each has a number of its own.
    - This is the share at which all grow together to that factor; here each goes its own way.
    - The step is in the exponent: it has to move the logarithm of the output, not the output.
    - One layer too many: the layers that are given are all layers of weights.
    """
    yield math.log(growth) / math.sqrt(layers)
    yield math.log(growth) / layers
    yield growth ** (1 / layers) - 1
    yield (growth - 1) / math.sqrt(layers)
    yield math.log(growth) / math.sqrt(layers + 1)


@number(tolerance=0)
def runs() -> Outcomes:
    """04-4 How many runs? (derive, standard, 8 minutes)

    All runs go well with a probability that is a power: when is it small enough?
    - This is how many give one failure on average: none is still quite likely then.
    """
    failures, certainty = 0.1, 0.95
    yield math.ceil(math.log(1 - certainty) / math.log(1 - failures))
    yield 1 / failures


@number(tolerance=0.01)
def factor() -> Outcomes:
    """04-5 A scale makes a floor (explore, takes thought, 12 minutes)

    A floor is a share of grid points: those below a tenth of the surface's own range.
    - Both on the scale of the gentle surface: here each has its own.
    - This is the floor of the steep surface alone: divide by that of the gentle one.
    """
    steps = np.linspace(-1, 1, 101)
    gentle = steps[:, None] ** 2 + steps**2
    steep = np.exp(3 * gentle) - 1
    floor, alone = np.mean(gentle <= gentle.max() / 10), np.mean(steep <= steep.max() / 10)
    yield alone / floor
    yield np.mean(steep <= gentle.max() / 10) / floor
    yield alone
