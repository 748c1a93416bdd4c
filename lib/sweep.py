"""Repeated experiments: one function over many cases, on every core, kept as they finish.

A killed run goes on where it stopped, and what changed is computed again: a result lies in the
store under a key made of the function, its case, ``lib`` and the packages (``lib.fingerprint``).
The engines are joblib's process pool (loky) and Dask; here is only what joins them.
"""

from __future__ import annotations

import itertools
import os
import pickle
import re
import reprlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Executor, as_completed
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import joblib
from joblib.externals.loky import ProcessPoolExecutor
from tqdm.auto import tqdm

from lib import fingerprint, task
from lib.store import Store

Case = Mapping[str, Any]
_THREADS = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")


def run(
    function: Callable[..., Any],
    cases: Iterable[Case],
    *,
    name: str,
    client: Any = None,
    workers: int | None = None,
    store: str | os.PathLike[str] | None = None,
) -> list[Any]:
    """Return ``function(**case)`` for every case, in the order of the cases.

    The function must depend on its arguments alone (pass a seed, not a generator that others draw
    from): then neither the order nor the number of workers matters. Each case sees its own copy
    of what it is given, and linear algebra on one thread. Under ``COURSE_QUIET=1`` no progress
    is shown.

    Args:
        function: of a module, a script or a notebook's cell.
        cases: keyword arguments of each call; see ``grid``.
        name: of the experiment: the label of the progress bar and the folder of the store.
        client: a ``distributed.Client``, or the address of a Dask scheduler; the cluster's
            workers are used in place of this machine's, and ``workers`` says nothing.
        workers: processes; 1 runs in this one. By default ``COURSE_SWEEP_WORKERS``, else one
            a core.
        store: folder of the results; by default ``_build/sweep/<name>`` of the project.

    Returns:
        One result a case.

    Raises:
        ValueError: if an argument is malformed.
        RuntimeError: if a case fails; the finished ones are kept.

    >>> import tempfile
    >>> run(pow, grid(base=[2, 3], exp=[2]), name="powers", workers=1, store=tempfile.mkdtemp())
    [4, 9]
    """
    cases = _checked(function, cases, name)
    workers = _workers(workers)
    kept = Store(store if store is not None else _project() / "_build" / "sweep" / name)
    common = fingerprint.key(function, task.setting())
    keys = [fingerprint.key(common, sorted(case.items())) for case in cases]
    todo = {key: case for key, case in zip(keys, cases, strict=True) if key not in kept}
    done = len(cases) - sum(key in todo for key in keys)
    bar = tqdm(total=len(cases), initial=done, desc=name, unit="case", disable=_is_quiet())
    with bar, closing(_calls(function, todo, client, workers)) as calls:
        for key, call in calls:
            kept.write(key, _outcome(call, todo[key], name))
            bar.update(keys.count(key))
    return [kept.read(key) for key in keys]


def grid(**axes: Iterable[Any]) -> list[dict[str, Any]]:
    """Return every combination of the axes' values as cases, the last axis fastest.

    >>> grid(depth=[1, 5], seed=range(2))[1]
    {'depth': 1, 'seed': 1}
    """
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


def _checked(function: Any, cases: Iterable[Any], name: Any) -> list[Case]:
    """Return the cases as a list, or say what is wrong with the arguments of a sweep."""
    if not callable(function):
        raise ValueError(f"a sweep runs a function over cases, got {function!r}")
    if not isinstance(name, str) or not re.fullmatch(r"\w[\w.-]*", name):
        raise ValueError(f"name the sweep by letters, digits, '-', '_' and '.', got {name!r}")
    cases = list(cases)
    for case in cases:
        if not isinstance(case, Mapping) or not all(isinstance(word, str) for word in case):
            raise ValueError(f"a case is a dict of the function's arguments, got {case!r:.80}")
    return cases


def _workers(workers: int | None) -> int:
    """Return the number of processes: the argument, else the environment's, else the cores."""
    if workers is None:
        value = os.environ.get("COURSE_SWEEP_WORKERS") or str(joblib.cpu_count())
        if not value.isdecimal() or int(value) < 1:
            raise ValueError(f"COURSE_SWEEP_WORKERS must be a whole number above 0, got {value!r}")
        return int(value)
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be a whole number above 0, got {workers!r}")
    return workers


def _is_quiet() -> bool:
    """Say whether nobody looks at a progress bar: under papermill, or inside another sweep."""
    return os.environ.get("COURSE_QUIET", "0") not in ("", "0") or task.ONE_THREAD.entered > 0


def _project() -> Path:
    """Return the root of this repository, or of the project around the working folder."""
    beside, here = Path(__file__).resolve().parents[1], Path.cwd()
    candidates = [beside, here, *here.parents]
    return next((c for c in candidates if (c / "pyproject.toml").is_file()), here)


def _calls(
    function: Callable[..., Any], todo: Mapping[str, Case], client: Any, workers: int
) -> Generator[tuple[str, Callable[[], bytes]], None, None]:
    """Yield, for each key, what returns (or raises) its pickled result, as results come in."""
    packed = ((key, task.pack(function, case)) for key, case in todo.items())
    workers = 1 if task.ONE_THREAD.entered else min(workers, len(todo))  # no pools within pools
    if client is None and workers <= 1:
        for key, call in packed:
            yield key, partial(task.work, call)
        return
    with _engine(client, workers) as executor:
        here = task.setting()
        futures = {executor.submit(task.work, call, here): key for key, call in packed}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result
        finally:
            for future in futures:
                future.cancel()


@contextmanager
def _engine(client: Any, workers: int) -> Iterator[Executor]:
    """Open the processes of this machine, or a Dask cluster that is already running."""
    if client is None:
        with _pool(workers) as executor:
            yield executor
    elif isinstance(client, str):
        with _connected(client) as connection:
            yield connection.get_executor(pure=False)
    elif hasattr(client, "get_executor"):
        yield client.get_executor(pure=False)
    else:
        raise ValueError(f"client is a distributed.Client or a scheduler's address, not {client!r}")


@contextmanager
def _pool(workers: int) -> Iterator[Executor]:
    """Open processes of this sweep's own, with lib as it is now; none is left behind.

    Not joblib's shared pool: scikit-learn would be handed ours, and fails on it.
    """
    threads = {f"{library}_NUM_THREADS": "1" for library in _THREADS}
    executor = ProcessPoolExecutor(
        workers, initializer=task.follow, initargs=(os.getpid(),), env=threads
    )
    try:
        yield executor
    except BaseException:
        executor.shutdown(kill_workers=True)
        raise
    executor.shutdown()


def _connected(address: str) -> Any:
    """Connect to a Dask scheduler, or say in one sentence that there is none."""
    from distributed import Client

    try:
        return Client(address, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ValueError(f"no Dask scheduler answers at {address!r}: {error}") from error


def _outcome(call: Callable[[], bytes], case: Case, name: str) -> Any:
    """Return a case's result, or name the case that failed."""
    try:
        return pickle.loads(call())
    except Exception as error:
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        raise RuntimeError(f"sweep {name!r}: the case {_in_words(case)} failed: {said}") from error


def _in_words(case: Case) -> str:
    """Write a case in short: ``depth=5, seed=3``."""
    short = reprlib.Repr()
    short.maxother = short.maxstring = 60
    return ", ".join(f"{word}={short.repr(value)}" for word, value in case.items()) or "()"
