"""A kernel for somebody else's notebook: limited memory, time and disk, and no network on Linux.

``python -m book.street.confined -f CONNECTION_FILE`` starts it.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

MEMORY = 8 * 2**30  # bytes of addresses
SECONDS = 900  # of a processor
WRITTEN = 100 * 2**20  # bytes of any one file
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def confine() -> None:
    """Limit this process and those that it starts, as far as the system allows."""
    with suppress(ImportError):
        import resource

        for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS),
                             (resource.RLIMIT_FSIZE, WRITTEN)):  # fmt: skip
            resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":  # a network of its own, with nothing on it
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


if __name__ == "__main__":
    confine()
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
