"""Repeated experiments: one function over many cases, on every core, kept as they finish.

A killed run goes on where it stopped, and what changed is computed again: a result lies under a
key made of the function, the code that it reaches, its case and the packages, beside the names and
digests of what it read (``lib.provenance``). The engines are joblib's process pool (loky) and Dask.
"""

from __future__ import annotations

import itertools
import os
import pickle
import re
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import joblib
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm

from lib import provenance
from lib.provenance import Kept

Case = Mapping[str, Any]
Setting = dict[str, dict[str, str]]  # code and packages: names and digests or versions
_ALONE = threading.RLock()  # one case at a time in a process: its threads are set for all of it
_INSIDE: ContextVar[bool] = ContextVar("inside a case", default=False)
_HEARD: ContextVar[list[Done] | None] = ContextVar("who listens", default=None)


class Done(NamedTuple):
    """A case that there is a result of: of which sweep, its function, and the file it lies in."""

    sweep: str
    function: Callable[..., Any]
    case: Case
    seconds: float
    path: Path


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
        function: of a module of ``lib``, so that every worker can import it.
        cases: keyword arguments of each call; see ``grid``.
        name: of the experiment: the label of the progress bar and the folder of the store.
        client: a ``distributed.Client``, or the address of a Dask scheduler; the cluster's
            workers are used in place of this machine's, and ``workers`` says nothing. By default
            ``COURSE_SWEEP_CLUSTER``, else none.
        workers: processes; 1 runs in this one. By default ``COURSE_SWEEP_WORKERS``, else one
            a core.
        store: folder of the results; by default ``_build/sweep/<name>`` of the project, or of the
            working folder where ``lib`` is installed without it.

    Returns:
        One result a case.

    Raises:
        ValueError: if an argument is malformed.
        OSError: if the store takes no results, found before the first case where it can be.
        RuntimeError: if a case fails; the finished ones are kept.

    >>> import tempfile
    >>> from lib import theory
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     levels = run(theory.threshold_energy, grid(p=[2]), name="levels", store=folder)
    >>> round(levels[0], 3)
    1.414
    """
    cases = _checked(function, cases, name)
    workers = _workers(workers)
    client = client or os.environ.get("COURSE_SWEEP_CLUSTER") or None
    root = provenance.ROOT if (provenance.ROOT / "pyproject.toml").is_file() else Path.cwd()
    folder = provenance.writable(Path(store or root / "_build" / "sweep" / name))
    setting = _setting(function.__module__)
    keys = [_key(function, setting, case) for case in cases]
    found = {key: kept for key in keys if (kept := provenance.get(folder / key))}
    todo = {key: case for key, case in zip(keys, cases, strict=True) if key not in found}
    done = sum(key in found for key in keys)
    quiet = os.environ.get("COURSE_QUIET", "0") not in ("", "0")
    bar = tqdm(total=len(cases), initial=done, desc=name, unit="case", disable=quiet)
    with bar, closing(_results(name, function, todo, setting, client, workers)) as results:
        for key, result in results:
            provenance.put(folder / key, result)
            found[key] = result
            bar.update(keys.count(key))
    for kept in found.values():
        provenance.add(setting["code"] | kept.read)
    if (heard := _HEARD.get()) is not None:
        heard += [Done(name, function, case, found[key].seconds, folder / key)
                  for key, case in zip(keys, cases, strict=True)]  # fmt: skip
    return [pickle.loads(found[key].result) for key in keys]


@contextmanager
def heard() -> Iterator[list[Done]]:
    """List the cases of every sweep that is run inside, kept ones too.

    Yields:
        The list, which grows; a case that two sweeps share stands in it twice.
    """
    found: list[Done] = []
    before = _HEARD.set(found)
    try:
        yield found
    finally:
        _HEARD.reset(before)


def grid(**axes: Iterable[Any]) -> list[dict[str, Any]]:
    """Return every combination of the axes' values as cases, the last axis fastest.

    >>> grid(depth=[1, 5], seed=range(2))[1]
    {'depth': 1, 'seed': 1}
    """
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


@cache
def follow(parent: int) -> None:
    """End this process soon after its parent, so that a killed run leaves nothing running."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


# --- arguments ----------------------------------------------------------------------------------


def _checked(function: Any, cases: Iterable[Any], name: Any) -> list[Case]:
    """Return the cases as a list, or say what is wrong with the arguments of a sweep."""
    module, path = (str(getattr(function, word, "")) for word in ("__module__", "__qualname__"))
    if not module.startswith("lib.") or getattr(sys.modules[module], path, None) != function:
        raise ValueError(f"a sweep runs a function of a module of lib, got {function!r}")
    if not isinstance(name, str) or not re.fullmatch(r"\w[\w.-]*", name):
        raise ValueError(f"name the sweep by letters, digits, '-', '_' and '.', got {name!r}")
    return list(cases)


def _key(function: Callable[..., Any], setting: Setting, case: Case) -> str:
    """Return the key of a result."""
    try:
        of_case = joblib.hash(sorted(dict(**case).items()))
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise ValueError(
            f"a case is a dict of arguments, plain values and arrays, got {case!r:.80}"
        ) from error
    return provenance.content([function.__module__, function.__qualname__, setting, of_case])


def _workers(workers: int | None) -> int:
    """Return the number of processes: the argument, else the environment's, else the cores."""
    given = os.environ.get("COURSE_SWEEP_WORKERS") or joblib.cpu_count()
    value = str(given if workers is None else workers)
    if not re.fullmatch(r"[1-9]\d*", value):
        raise ValueError("workers, or else COURSE_SWEEP_WORKERS, must be a whole number above 0, "
                         f"got {value}")  # fmt: skip
    return int(value)


def _setting(module: str) -> Setting:
    """Return what a result depends on beside its case: the code reached, and the packages.

    Raises:
        ValueError: if that code changed since this process loaded it.
    """
    code = provenance.reached(module)
    for name, digest in provenance.now(code).items():
        if code[name] != digest:
            raise ValueError(f"{name} changed since it was loaded: restart the kernel, run again")
    return {"code": code, "packages": provenance.packages()}


_setting_of_worker = cache(_setting)  # a worker is what it was when it started


# --- calls --------------------------------------------------------------------------------------


def _results(
    name: str, function: Callable[..., Any], todo: Mapping[str, Case], setting: Setting,
    client: Any, workers: int,
) -> Generator[tuple[str, Kept], None, None]:  # fmt: skip
    """Compute the results that are missing; yield each with its key as it comes in."""
    work = partial(_work, name, function, setting, os.getpid())
    calls = [(key, pickle.dumps(dict(case))) for key, case in todo.items()]
    if client is not None and calls and not _INSIDE.get():  # no pools within pools
        yield from _on_cluster(client, work, calls)
        return
    workers = 1 if _INSIDE.get() else min(workers, len(calls) or 1)
    with joblib.parallel_config("loky", n_jobs=workers, inner_max_num_threads=1):
        engine = joblib.Parallel(return_as="generator_unordered", batch_size=1)
        yield from engine(joblib.delayed(work)(*call) for call in calls)


def _on_cluster(
    client: Any, work: Callable[..., tuple[str, Kept]], calls: Iterable[tuple[str, bytes]]
) -> Generator[tuple[str, Kept], None, None]:
    """Make calls on a Dask cluster that is already running; one that loses a worker goes on."""
    from distributed import Client, as_completed

    if isinstance(client, str):
        with Client(client, set_as_default=False) as cluster:
            yield from _on_cluster(cluster, work, calls)
    elif not hasattr(client, "scheduler"):
        raise ValueError(f"client is a distributed.Client or a scheduler's address, not {client!r}")
    else:
        client.wait_for_workers(1, timeout=60)
        futures = [client.submit(work, *call, pure=False) for call in calls]
        try:
            for future, result in as_completed(futures, loop=client.loop, with_results=True):
                yield result
                future.release()
        finally:
            client.cancel(futures)


def _work(
    name: str, function: Callable[..., Any], setting: Setting, caller: int, key: str, case: bytes
) -> tuple[str, Kept]:
    """Make a call, in whatever process; return its pickled result and what was read for it.

    Raises:
        RuntimeError: if it fails, with the case in words.
    """
    if os.getpid() != caller:
        _compare(function.__module__, setting, caller)
    arguments = pickle.loads(case)
    words, start = _words(arguments), time.process_time()
    try:
        with _one_thread():
            result = pickle.dumps(function(**arguments))
    except Exception as error:
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        raise RuntimeError(f"sweep {name!r}: the case {words} failed: {said}") from error
    seconds = round(time.process_time() - start, 3)  # of the processor: others may be at work
    return key, Kept(result, provenance.used(by=setting["code"]), seconds)


def _compare(module: str, setting: Setting, caller: int) -> None:
    """Refuse to work in another process if code and packages there are not the caller's."""
    if os.getppid() == caller:
        follow(caller)
    here = _setting_of_worker(module)
    for kind, things in setting.items():
        for name, thing in things.items():
            if thing != (have := here[kind].get(name)):
                raise ValueError(f"a worker has {name} {have}, not {thing}: give it the same")


@contextmanager
def _one_thread() -> Iterator[None]:
    """Hold this process for one case, silent, on one thread: so sums have one order."""
    torch, inside = sys.modules.get("torch"), _INSIDE.set(True)
    threads = torch.get_num_threads() if torch else 0
    with _ALONE, threadpool_limits(1):
        quiet, os.environ["COURSE_QUIET"] = os.environ.get("COURSE_QUIET", "0"), "1"
        try:
            if torch:
                torch.set_num_threads(1)
            yield
        finally:
            os.environ["COURSE_QUIET"] = quiet
            _INSIDE.reset(inside)
            if torch:
                torch.set_num_threads(threads)


def _words(case: Case) -> str:
    """Write a case in short: ``depth=5, seed=3``."""
    return ", ".join(f"{word}={value!r:.60}" for word, value in case.items()) or "()"
