"""Work shared between Python threads, each with one thread inside torch's operators."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

_In = TypeVar("_In")
_Out = TypeVar("_Out")


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
        if threads == 1:
            return [function(part) for part in parts]
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            return list(pool.map(function, parts))
    finally:
        torch.set_num_threads(threads)
