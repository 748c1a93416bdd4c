"""Functions for sweeps, put into a copy of lib as ``lib.samples``: workers find them there."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from lib import presets, sweep


@dataclass(frozen=True)
class Spectrum:
    seed: int
    values: np.ndarray


def power(base, exp):
    return base**exp


def spectrum(n, seed):
    """Eigenvalues of a random symmetric matrix: something with a random stream and BLAS in it."""
    matrix = np.random.default_rng(seed).normal(size=(n, n))
    return Spectrum(seed, np.linalg.eigvalsh(matrix + matrix.T))


def logged(x, log):
    """Square a number, leaving a line in a file for each call that is really made."""
    with Path(log).open("a") as file:
        file.write(f"{x}\n")
    return x**2


def slow(i, log):
    """Square a number in a while, leaving the process that does it in a file."""
    with Path(log).open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(0.3)
    return i * i


def pid(i):
    return os.getpid()


def told(name):
    return os.environ.get(name)


def listed(n):
    return [n]


def ratio(a, b):
    return a / b


def draw(rng, i):
    return rng.normal()


def double(x):
    import torch

    return 2 * x, {pool["num_threads"] for pool in threadpool_info()}, torch.get_num_threads()


def outer(i, folder):
    return os.getpid(), sweep.run(pid, sweep.grid(i=range(2)), name="in", store=folder)


def seeded(x, log):
    """Add a seed of the presets and a number of another module, which is imported here."""
    from lib import deeper

    return logged(x, log) + presets.seed("split") + deeper.number()
