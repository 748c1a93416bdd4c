"""lib.sweep: the same results on one core, on several and on a cluster, and nothing done twice."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
import psutil
import pytest
from distributed import Client, LocalCluster
from threadpoolctl import threadpool_info

from lib import fingerprint, sweep, task

SCRIPT = """
import os, sys, time
from lib import sweep

def slow(i):
    with open(os.environ["LOG"], "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(0.3)
    return i * i

print(sweep.run(slow, sweep.grid(i=range(8)), name="squares", workers=2, store=sys.argv[1]))
"""


@dataclass(frozen=True)
class Spectrum:
    seed: int
    values: np.ndarray


def spectrum(n, seed):
    """Eigenvalues of a random symmetric matrix: something with a random stream and BLAS in it."""
    matrix = np.random.default_rng(seed).normal(size=(n, n))
    return Spectrum(seed, np.linalg.eigvalsh(matrix + matrix.T))


def logged(x, log):
    """Square a number, leaving a line in a file for each call that is really made."""
    with Path(log).open("a") as file:
        file.write(f"{x}\n")
    return x**2


def calls(log):
    return sorted(map(int, Path(log).read_text().split()))


def same(left, right):
    return all(
        a.seed == b.seed and type(a) is type(b) and np.array_equal(a.values, b.values)
        for a, b in zip(left, right, strict=True)
    )


@pytest.fixture(scope="module")
def cluster():
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(host="127.0.0.1", **options) as local, Client(local) as client:
        yield client


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def test_no_cases_give_no_results(store):
    assert sweep.run(pow, [], name="nothing", store=store) == []


def test_results_stand_in_the_order_of_the_cases_on_any_number_of_workers(store):
    cases = sweep.grid(n=[3, 60], seed=range(3))
    alone = sweep.run(spectrum, cases, name="a", workers=1, store=store / "1")
    pool = sweep.run(spectrum, cases[::-1], name="a", workers=2, store=store / "2")
    assert [(r.seed, r.values.size) for r in alone] == [(c["seed"], c["n"]) for c in cases]
    assert same(alone, pool[::-1])


def test_a_cluster_gives_the_same_results(cluster, store):
    cases = sweep.grid(n=[3, 60], seed=range(2))
    alone = sweep.run(spectrum, cases, name="a", workers=1, store=store / "1")
    given = sweep.run(spectrum, cases, name="a", client=cluster, store=store / "2")
    address = cluster.scheduler.address
    by_address = sweep.run(spectrum, cases, name="a", client=address, store=store / "3")
    assert same(alone, given)
    assert same(alone, by_address)


def test_a_cluster_does_the_work(cluster, store):
    pids = sweep.run(lambda i: os.getpid(), sweep.grid(i=range(4)), name="p", client=cluster,
                     store=store)  # fmt: skip
    assert os.getpid() not in pids
    assert set(pids) <= set(cluster.run(os.getpid).values())


def test_a_failing_case_of_a_cluster_is_named(cluster, store):
    cases = sweep.grid(a=[6], b=[3, 0])
    with pytest.raises(RuntimeError, match=r"sweep 'ratio': the case a=6, b=0 failed: ZeroDiv"):
        sweep.run(lambda a, b: a / b, cases, name="ratio", client=cluster, store=store)


def test_a_worker_with_another_lib_or_package_is_refused(store):
    call = task.pack(pow, {"base": 2, "exp": 3})
    assert pickle.loads(task.work(call, task.setting())) == 8
    with pytest.raises(ValueError, match="a worker has another version: restart workers"):
        task.work(call, task.setting() | {"lib": ("other",)})
    with pytest.raises(ValueError, match=r"a worker has numpy .*, not 0\.1"):
        task.work(call, task.setting() | {"packages": {"numpy": "0.1"}})


@pytest.mark.parametrize("workers", [1, 2])
def test_a_second_run_computes_nothing(store, tmp_path, workers):
    cases = sweep.grid(x=range(4), log=[tmp_path / "log"])
    first = sweep.run(logged, cases, name="squares", workers=workers, store=store)
    again = sweep.run(logged, cases, name="squares", workers=workers, store=store)
    assert first == again == [0, 1, 4, 9]
    assert calls(tmp_path / "log") == [0, 1, 2, 3]


def test_equal_cases_are_computed_once_and_shared_by_nobody(store):
    first, second = sweep.run(lambda n: [n], [{"n": 1}, {"n": 1}], name="t", store=store)
    assert first == second
    assert first is not second
    assert len(list(store.iterdir())) == 1


def test_a_new_case_leaves_the_others_kept(store, tmp_path):
    log = tmp_path / "log"
    for stop in (2, 3):
        sweep.run(logged, sweep.grid(x=range(stop), log=[log]), name="s", workers=1, store=store)
    assert calls(log) == [0, 1, 2]


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_entry_is_computed_again(store, tmp_path, damage):
    cases = sweep.grid(x=[3], log=[tmp_path / "log"])
    sweep.run(logged, cases, name="s", workers=1, store=store)
    (entry,) = store.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1] if damage is None else damage)
    assert sweep.run(logged, cases, name="s", workers=1, store=store) == [9]
    assert calls(tmp_path / "log") == [3, 3]
    assert entry.read_bytes() == whole


@pytest.mark.parametrize(
    ("target", "changed"),
    [("lib_digest", lambda: "edited"), ("packages", lambda: {"numpy": "0.1"})],
)
def test_a_change_of_lib_or_packages_computes_everything_again(
    store, tmp_path, monkeypatch, target, changed
):
    cases = sweep.grid(x=[3], log=[tmp_path / "log"])
    sweep.run(logged, cases, name="s", workers=1, store=store)
    monkeypatch.setattr(fingerprint, target, changed)
    sweep.run(logged, cases, name="s", workers=1, store=store)
    assert calls(tmp_path / "log") == [3, 3]


def test_a_changed_function_or_what_it_reads_computes_everything_again(store):
    def run(text):
        scope = {"__name__": "__main__"}
        exec(text, scope)
        cases = sweep.grid(x=[2, 3])
        return sweep.run(scope["f"], cases, name="f", workers=1, store=store)

    helper = "def g(x): return {} * x\ndef f(x): return g(x) + RATE\nRATE = {}"
    assert run(helper.format(3, 1)) == [7, 10]
    assert run(helper.format(4, 1)) == [9, 13]  # the helper
    assert run(helper.format(4, 2)) == [10, 14]  # the constant
    assert len(list(store.iterdir())) == 6


def test_a_killed_run_goes_on_where_it_stopped(tmp_path, store):
    script, first, second = (tmp_path / name for name in ("script.py", "first", "second"))
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(store)]
    quiet = os.environ | {"COURSE_QUIET": "1"}
    with subprocess.Popen(command, env=quiet | {"LOG": str(first)}) as running:
        until(lambda: len(entries(store)) >= 2)
        running.send_signal(signal.SIGKILL)
    until(lambda: not any(map(psutil.pid_exists, calls(first))))  # its workers end with it
    kept = len(entries(store))
    assert 2 <= kept < 8
    done = subprocess.run(
        command, env=quiet | {"LOG": str(second)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([i * i for i in range(8)])
    assert done.stderr == ""
    assert len(calls(second)) == 8 - kept


def entries(store):
    return [path for path in store.glob("*") if len(path.name) == 64]  # no temporary files


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_case_is_named_and_the_finished_ones_stay(store, workers):
    def ratio(a, b):
        return a / b

    cases = sweep.grid(a=[6], b=[3, 2, 0])
    with pytest.raises(RuntimeError, match=r"sweep 'ratio': the case a=6, b=0 failed: ") as failure:
        sweep.run(ratio, cases, name="ratio", workers=workers, store=store)
    assert isinstance(failure.value.__cause__, ZeroDivisionError)
    assert [child for child in psutil.Process().children() if is_worker(child)] == []
    if workers == 1:
        assert len(list(store.iterdir())) == 2
    assert sweep.run(ratio, cases[:2], name="ratio", workers=workers, store=store) == [2, 3]


@pytest.mark.parametrize("workers", [1, 2])
def test_each_case_has_its_own_copy_of_what_it_is_given(store, workers):
    def draw(rng, i):
        return rng.normal()

    cases = [{"rng": rng, "i": i} for rng in [np.random.default_rng(1)] for i in range(3)]
    draws = sweep.run(draw, cases, name="draws", workers=workers, store=store)
    assert draws == [np.random.default_rng(1).normal()] * 3


def test_tensors_survive_and_each_case_computes_on_one_thread(store):
    import torch

    def double(x):
        return 2 * x, {pool["num_threads"] for pool in threadpool_info()}, torch.get_num_threads()

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        for workers in (1, 2):
            cases = [{"x": torch.full((2,), float(i))} for i in range(2)]
            results = sweep.run(
                double, cases, name="t", workers=workers, store=store / f"{workers}"
            )
            assert [x.tolist() for x, *_ in results] == [[0, 0], [2, 2]]
            assert [threads for _, *threads in results] == [[{1}, 1]] * 2
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_sweep_within_a_sweep_opens_no_pool(store):
    def outer(i, folder):
        cases = sweep.grid(i=range(2))
        return os.getpid(), sweep.run(lambda i: os.getpid(), cases, name="in", store=folder)

    cases = [{"i": i, "folder": store / str(i)} for i in range(2)]
    for pid, inner in sweep.run(outer, cases, name="out", workers=2, store=store):
        assert inner == [pid, pid]


def is_worker(process):
    return "popen_loky" in " ".join(process.cmdline())


def test_joblib_and_what_builds_on_it_still_work_after_a_sweep(store):
    sweep.run(pow, sweep.grid(base=[2, 3], exp=[2]), name="powers", workers=2, store=store)
    assert [child for child in psutil.Process().children() if is_worker(child)] == []
    squares = joblib.Parallel(n_jobs=2)(joblib.delayed(pow)(base, 2) for base in (2, 3))
    joblib.externals.loky.get_reusable_executor().shutdown(kill_workers=True)
    assert squares == [4, 9]


def test_the_bar_counts_cases_and_is_silent_when_asked(store, capsys, monkeypatch):
    monkeypatch.delenv("COURSE_QUIET", raising=False)
    sweep.run(pow, sweep.grid(base=[1, 2], exp=[2]), name="loud", workers=1, store=store / "1")
    assert "loud: 100%" in capsys.readouterr().err
    monkeypatch.setenv("COURSE_QUIET", "1")
    sweep.run(pow, sweep.grid(base=[1, 2], exp=[2]), name="still", workers=1, store=store / "2")
    assert capsys.readouterr().err == ""


def test_the_build_sets_the_number_of_workers(store, monkeypatch):
    monkeypatch.setenv("COURSE_SWEEP_WORKERS", "1")
    pids = sweep.run(lambda i: os.getpid(), sweep.grid(i=range(2)), name="p", store=store)
    assert set(pids) == {os.getpid()}


def test_results_lie_in_the_projects_build_folder_by_default(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    monkeypatch.setattr(sweep, "__file__", str(tmp_path / "elsewhere" / "lib" / "sweep.py"))
    sweep.run(pow, sweep.grid(base=[2], exp=[2]), name="powers", workers=1)
    assert len(list((tmp_path / "_build" / "sweep" / "powers").iterdir())) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"function": 3}, "runs a function over cases, got 3"),
        ({"cases": [3]}, "a case is a dict of the function's arguments, got 3"),
        ({"cases": [{1: 2}]}, "a case is a dict"),
        ({"name": "../up"}, r"name the sweep by letters.*'\.\./up'"),
        ({"name": ""}, "name the sweep"),
        ({"workers": 0}, "workers must be a whole number above 0, got 0"),
        ({"workers": 1.5}, r"workers must be a whole number above 0, got 1\.5"),
        ({"client": 5}, "client is a distributed.Client or a scheduler's address, not 5"),
        ({"client": "nonsense://x"}, "no Dask scheduler answers at 'nonsense://x'"),
        ({"cases": [{"base": threading.Lock(), "exp": 1}]}, "no key can be made of a lock"),
    ],
)
def test_bad_arguments_are_named(store, change, message):
    arguments = {"function": pow, "cases": [{"base": 2, "exp": 2}], "name": "s"} | change
    function, cases = arguments.pop("function"), arguments.pop("cases")
    with pytest.raises(ValueError, match=message):
        sweep.run(function, cases, store=store, **arguments)


def test_a_bad_setting_of_the_build_is_named(monkeypatch):
    monkeypatch.setenv("COURSE_SWEEP_WORKERS", "many")
    with pytest.raises(ValueError, match=r"COURSE_SWEEP_WORKERS .* got 'many'"):
        sweep.run(pow, [], name="s")
