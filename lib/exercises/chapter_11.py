"""Exercises of chapter 11: what a mimic shows, and what a thousand test images can decide."""

import numpy as np
from scipy.special import softmax

from lib.exercises import Inputs, Outcomes, choice, function, number


@choice("ad")
def table_says() -> None:
    """11-1 What the table says (read, first steps, 5 minutes)

    Ask of each pair of rows what they differ in: depth, size, or what taught them.
    b: Compare the two shallow networks trained on labels with the deep one.
    c: Compare the largest mimic with the ensemble that taught it.
    """


@number(tolerance=0)
def units_needed() -> Outcomes:
    """11-2 A student of equal size (compute, first steps, 8 minutes)

    Each hidden unit costs its weights in, its bias and its weights out.
    - The weights are all there: count the biases of both layers too.
    - One too many: round to the nearest, not up.
    - Right before rounding: hidden units are a whole number.
    """
    units = (100_000 - 10) / (196 + 10 + 1)
    yield round(units)
    yield round(100_000 / (196 + 10))
    yield np.ceil(units)
    yield units


@number(tolerance=0.01)
def images_needed() -> Outcomes:
    """11-3 How many test images (derive, standard, 15 minutes)

    On one image the difference is 1, -1 or 0: what is its variance?
    - This treats the networks as tested on different images: they share them.
    - With so many images the chance is one half: a chance of 0.8 needs 0.84 more.
    """
    first, second, effect, certain, likely = 0.03, 0.025, 0.005, 1.959964, 0.841621
    variance = first + second - (first - second) ** 2
    needed = (certain + likely) ** 2 * variance / effect**2
    yield needed
    yield needed * (first * (1 - first) + second * (1 - second)) / variance
    yield certain**2 * variance / effect**2


@function(lambda rng: [(*rng.normal(0, 4, (2, 10)), T) for T in rng.uniform(2, 20, 5).tolist()])
def soft_gradient(z: np.ndarray, v: np.ndarray, T: float) -> Outcomes:
    """11-4 Logits as the limit of soft answers (derive, standard, 15 minutes)

    The derivative of a cross-entropy in the logits is softmax minus the target.
    - The logits are divided by the temperature: the chain rule gives one more factor.
    - Divide the logits by the temperature before the softmax.
    """
    difference = softmax(z / T) - softmax(v / T)
    yield difference / T
    yield difference
    yield (softmax(z) - softmax(v)) / T


def _differences(rng: np.random.Generator) -> Inputs:
    """Draw differences with effects of seeds and of images large enough to be seen."""
    shapes = ((4, 30), (6, 50), (8, 25), (5, 80))
    return [
        (rng.normal(0, 2, (s, 1)) + rng.normal(0, 3, (1, n)) + rng.normal(0, 1, (s, n)),)
        for s, n in shapes
    ]


@function(_differences)
def standard_error(d: np.ndarray) -> Outcomes:
    """11-5 Seeds are not test images (explore, takes thought, 20 minutes)

    Add the mean squares of seeds and of images, less that of the rest, over S n.
    - This counts the seeds alone: other test images would differ as well.
    - This counts the images alone: other seeds would differ as well.
    - These entries are not independent: a row shares its seed, a column its image.
    - The rest is counted twice, once in each mean square: take it off once.
    """
    seeds, images = d.mean(axis=1), d.mean(axis=0)
    rest = np.sum((d - seeds[:, None] - images + d.mean()) ** 2)
    rest /= (len(seeds) - 1) * (len(images) - 1)
    by_seed, by_image = seeds.var(ddof=1) / len(seeds), images.var(ddof=1) / len(images)
    yield np.sqrt(by_seed + by_image - rest / d.size)
    yield np.sqrt(by_seed)
    yield np.sqrt(by_image)
    yield d.std(ddof=1) / np.sqrt(d.size)
    yield np.sqrt(by_seed + by_image)
