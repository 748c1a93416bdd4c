"""Randomness of the torch side: one kind of generator made from another."""

from __future__ import annotations

import numpy as np
import torch

Rng = np.random.Generator | torch.Generator


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
