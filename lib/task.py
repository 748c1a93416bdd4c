"""A call made ready for any process: packed with all it needs, made on one thread."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import cloudpickle
from threadpoolctl import threadpool_limits

from lib import fingerprint

_LOADED = fingerprint.lib_digest()  # lib as this process has it, should the files change later


def setting() -> dict[str, Any]:
    """Return what a result depends on beside its call: ``lib`` and the packages' versions.

    ``lib`` counts as loaded and as it lies on disk: where they differ, a result belongs to
    neither version, and no other process takes it for its own.
    """
    return {"lib": (_LOADED, fingerprint.lib_digest()), "packages": fingerprint.packages()}


def pack(function: Callable[..., Any], case: Mapping[str, Any]) -> bytes:
    """Pickle a call so that a process can make it that imports nothing of the caller's but ``lib``.

    Raises:
        ValueError: if the call reaches something that cannot be pickled.
    """
    modules = fingerprint.local_modules(function, dict(case))
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        return cloudpickle.dumps((function, dict(case)))
    except (TypeError, pickle.PicklingError) as error:
        raise ValueError(f"the call cannot be sent to another process: {error}") from error
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)


def follow(parent: int) -> None:
    """End this process soon after its parent, so that a killed run leaves nothing running."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def work(task: bytes, expected: dict[str, Any] | None = None) -> bytes:
    """Make a packed call on one thread, in whatever process, and pickle its result.

    Args:
        task: what ``pack`` returned.
        expected: the caller's ``setting()``, when this may be another machine.

    Raises:
        ValueError: if ``lib`` or a package here is not the caller's.
    """
    if expected is not None:
        _compare(expected)
    function, case = pickle.loads(task)
    with ONE_THREAD:
        return cloudpickle.dumps(function(**case))


def _compare(expected: dict[str, Any]) -> None:
    """Refuse to work where ``lib`` or a package is not the one that the result's key names."""
    if _LOADED not in expected["lib"]:
        raise ValueError(
            "lib changed meanwhile, or a worker has another version: restart workers, run again"
        )
    here = fingerprint.packages()
    for name, version in expected["packages"].items():
        if here.get(name, version) != version:
            raise ValueError(f"a worker has {name} {here[name]}, not {version}: install the same")


class _OneThread:
    """Linear algebra on one thread while anyone is inside, so that sums have one order."""

    def __init__(self) -> None:
        self.entered = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self.entered == 0:
                self._torch = sys.modules.get("torch")
                self._before = self._torch.get_num_threads() if self._torch else 0
                self._limits = threadpool_limits(1)
            self.entered += 1
            if self._torch:
                self._torch.set_num_threads(1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.entered -= 1
            if self.entered == 0:
                self._limits.restore_original_limits()
                if self._torch:
                    self._torch.set_num_threads(self._before)


ONE_THREAD = _OneThread()
