"""What several test modules share: ``site_files``, the reader of the built site; ``odd_networks``,
modules that are nearly perceptrons; ``small_books``, to break; ``turns``, for slow cases;
``visits``, to look at pages; ``mutate``, mistakes to make."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is not a fault: no example has to be made or to end within a time.
settings.register_profile("course", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("course")

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


# What takes long, as beginnings of files' names; tests of one line share what is made once. These
# come first, for one that began last would keep its worker when the others rest.
_LONG = [
    ("tests/street/test_faults.py", "tests/street/test_sealed.py"),
    ("tests/street/test_evidence.py",),
    ("tests/browser/test_paper.py",),
    ("tests/chapters/c04",),
    ("tests/chapters/test_c07.py",),
    ("tests/browser/test_lab.py",),
    ("tests/street/test_environment.py",),
]


def _group(nodeid):
    """Return what one worker takes whole: a file, but for visits to pages, which are dealt out."""
    file = nodeid.partition("::")[0]
    line = next((line for line in _LONG if file.startswith(line)), None)
    return line or (nodeid if file.startswith("tests/browser/") else file)


def _turn(group):
    """Return when a group comes: what takes long first, visits, which are short and many, last."""
    return _LONG.index(group) if group in _LONG else len(_LONG) + group.startswith("tests/browser/")


def pytest_collection_modifyitems(items):
    """Put the groups into their order."""
    items.sort(key=lambda item: _turn(_group(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Take one worker more than processors: who waits for a browser or a build needs none.

    ``PYTEST_XDIST_AUTO_NUM_WORKERS`` still says otherwise.
    """
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    ours = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))
    return len(ours(0)) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep a group on one worker, where what its tests share is made once.

    Groups by pytest-xdist's own mark are none since pytest 9.2: a test's name no longer bears them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Files(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _group(nodeid)

    config.option.loadscopereorder = False  # by the number of tests
    return Files(config, log)
