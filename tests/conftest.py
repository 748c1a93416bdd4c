"""What several test modules share: ``site_files``, the reader of the built site; ``odd_networks``,
modules that are nearly perceptrons; ``small_books``, to break; ``turns``, for slow cases;
``visits``, to look at pages; ``mutate``, mistakes to make."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

# One thread a worker: matrices of tests are small, and threads that wait for a core burn another.
os.environ |= {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}

# Tests are imported without packages, so a module that they share is loaded here, when first used.
_SHARED = {"site_files": "site/site.py", "odd_networks": "odd_networks.py",
           "small_books": "street/small_books.py", "turns": "turns.py",
           "visits": "browser/visits.py", "mutate": "mutate.py"}  # fmt: skip


class _Finder:
    """Finds the shared modules by their names."""

    def find_spec(self, name, path=None, target=None):
        if name in _SHARED:
            file = Path(__file__).parent / _SHARED[name]
            return importlib.util.spec_from_file_location(name, file)
        return None


sys.meta_path.insert(0, _Finder())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep a file on one worker, where what its tests share is made once; visits are dealt out."""
    for item in items:
        if not any(item.iter_markers("browser")) and not any(item.iter_markers("xdist_group")):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
