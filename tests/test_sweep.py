"""lib.sweep: the same results on one core, on several and on a cluster, and nothing done twice."""

import importlib
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import joblib
import numpy as np
import psutil
import pytest
from distributed import Client, LocalCluster
from joblib.externals.loky import get_reusable_executor

from lib import provenance, sweep
from lib.provenance import get

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = """
import sys
from lib import samples, sweep
cases = sweep.grid(i=range(8), log=[sys.argv[2]])
print(sweep.run(samples.slow, cases, name="squares", workers=2, store=sys.argv[1]))
"""
KILLED_WRITING = """
import os, signal, sys
from pathlib import Path
from lib import samples, sweep
written, write = [], Path.write_bytes
def half(self, content):
    if self.parent == Path(sys.argv[1]):
        written.append(self)
        if len(written) == int(sys.argv[3]):
            write(self, content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
    return write(self, content)
Path.write_bytes = half
cases = sweep.grid(x=range(4), log=[sys.argv[2]])
print(sweep.run(samples.logged, cases, name="squares", workers=1, store=sys.argv[1]))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project whose lib holds the sweeps' engine and the samples; workers import that lib."""
    root = tmp_path_factory.mktemp("project")
    (root / "lib").mkdir()
    for name in ("__init__", "provenance", "presets", "checks", "sweep"):
        shutil.copy(ROOT / "lib" / f"{name}.py", root / "lib")
    shutil.copy(ROOT / "lib" / "presets.yml", root / "lib")
    shutil.copy(ROOT / "tests/samples/sweep_samples.py", root / "lib" / "samples.py")
    shutil.copy(ROOT / "tests/samples/deeper.py", root / "lib")
    (root / "lib" / "number.json").write_text("1")
    shutil.copy(ROOT / "requirements.txt", root)
    (root / "pyproject.toml").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        patch.setattr(provenance, "ROOT", root)
        patch.setattr(provenance, "_LOADED", provenance.now(provenance.code()))
        yield root
        joblib.externals.loky.get_reusable_executor().shutdown(kill_workers=True)


@pytest.fixture(scope="module")
def samples(project):
    """The module ``lib.samples`` of the project."""
    package = importlib.import_module("lib")
    package.__path__.insert(0, str(project / "lib"))
    get_reusable_executor().shutdown()  # of tests before: its workers know no samples
    yield importlib.import_module("lib.samples")
    package.__path__.remove(str(project / "lib"))
    for name in ("samples", "deeper"):
        sys.modules.pop(f"lib.{name}", None)


@pytest.fixture(scope="module")
def cluster(samples):
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(host="127.0.0.1", **options) as local, Client(local) as client:
        yield client


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def calls(log):
    return sorted(map(int, Path(log).read_text().split()))


def same(left, right):
    return all(
        a.seed == b.seed and type(a) is type(b) and np.array_equal(a.values, b.values)
        for a, b in zip(left, right, strict=True)
    )


# --- engines ------------------------------------------------------------------------------------


def test_no_cases_give_no_results(samples, store):
    assert sweep.run(samples.power, [], name="nothing", store=store) == []


def test_results_stand_in_the_order_of_the_cases_on_any_number_of_workers(samples, store):
    cases = sweep.grid(n=[3, 60], seed=range(3))
    alone = sweep.run(samples.spectrum, cases, name="a", workers=1, store=store / "1")
    pool = sweep.run(samples.spectrum, cases[::-1], name="a", workers=2, store=store / "2")
    assert [(r.seed, r.values.size) for r in alone] == [(c["seed"], c["n"]) for c in cases]
    assert same(alone, pool[::-1])


def test_a_cluster_gives_the_same_results(samples, cluster, store):
    cases = sweep.grid(n=[3, 60], seed=range(2))
    alone = sweep.run(samples.spectrum, cases, name="a", workers=1, store=store / "1")
    given = sweep.run(samples.spectrum, cases, name="a", client=cluster, store=store / "2")
    address = cluster.scheduler.address
    by_address = sweep.run(samples.spectrum, cases, name="a", client=address, store=store / "3")
    assert same(alone, given)
    assert same(alone, by_address)


def test_a_cluster_does_the_work(samples, cluster, store):
    pids = sweep.run(samples.pid, sweep.grid(i=range(4)), name="p", client=cluster, store=store)
    assert os.getpid() not in pids
    assert set(pids) <= set(cluster.run(os.getpid).values())


def test_a_cluster_of_the_environment_does_the_work_and_has_no_cluster_within(
    samples, cluster, store, monkeypatch
):
    monkeypatch.setenv("COURSE_SWEEP_CLUSTER", cluster.scheduler.address)
    cases = [{"i": i, "folder": store / str(i)} for i in range(2)]
    found = sweep.run(samples.outer, cases, name="out", store=store / "out")
    assert {pid for pid, _ in found} <= set(cluster.run(os.getpid).values())
    assert all(inner == [pid, pid] for pid, inner in found)


def test_a_worker_that_is_killed_half_way_changes_no_result(samples, store, tmp_path):
    log, options = tmp_path / "log", {"n_workers": 2, "threads_per_worker": 1}
    log.touch()
    with LocalCluster(host="127.0.0.1", dashboard_address=":0", **options) as local:
        killer = threading.Thread(target=kill_one, args=(log,))
        killer.start()
        cases, address = sweep.grid(i=range(8), log=[log]), local.scheduler_address
        found = sweep.run(samples.slow, cases, name="squares", client=address, store=store)
        killer.join()
    assert found == [i * i for i in range(8)]
    assert len(calls(log)) > 8  # what the killed one had in hand was computed again
    assert str(os.getpid()) not in Path(log).read_text().split()
    assert len(entries(store)) == 8


def kill_one(log):
    """Kill whoever computes the third case or so, in the midst of it."""
    until(lambda: len(calls(log)) >= 3)
    os.kill(int(Path(log).read_text().split()[-1]), signal.SIGKILL)


def test_a_failing_case_of_a_cluster_is_named(samples, cluster, store):
    cases = sweep.grid(a=[6], b=[3, 0])
    with pytest.raises(RuntimeError, match=r"sweep 'ratio': the case a=6, b=0 failed: ZeroDiv"):
        sweep.run(samples.ratio, cases, name="ratio", client=cluster, store=store)


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [("code", "lib/samples.py", r"a worker has lib/samples.py \w{64}, not other: give it the same"),
     ("packages", "numpy", r"a worker has numpy \d\S+, not other: give it the same")],
)  # fmt: skip
def test_a_worker_with_another_lib_or_package_is_refused(samples, kind, name, said):
    setting = sweep._setting("lib.samples")
    setting[kind][name] = "other"
    with pytest.raises(ValueError, match=said):
        sweep._work("s", samples.power, setting, -1, "key", b"")


def test_code_that_changed_since_it_was_loaded_is_refused(samples, store, monkeypatch):
    monkeypatch.setitem(provenance._LOADED, "lib/samples.py", "an earlier one")
    with pytest.raises(ValueError, match=r"lib/samples\.py changed since it was loaded: restart"):
        sweep.run(samples.power, [{"base": 1, "exp": 1}], name="s", store=store)


@pytest.mark.parametrize("workers", [1, 2])
def test_each_case_has_its_own_copy_of_what_it_is_given(samples, store, workers):
    cases = [{"rng": rng, "i": i} for rng in [np.random.default_rng(1)] for i in range(3)]
    draws = sweep.run(samples.draw, cases, name="draws", workers=workers, store=store)
    assert draws == [np.random.default_rng(1).normal()] * 3


def test_tensors_survive_and_each_case_computes_on_one_thread(samples, store):
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        for workers in (1, 2):
            cases = [{"x": torch.full((2,), float(i))} for i in range(2)]
            results = sweep.run(
                samples.double, cases, name="t", workers=workers, store=store / f"{workers}"
            )
            assert [x.tolist() for x, *_ in results] == [[0, 0], [2, 2]]
            assert [threads for _, *threads in results] == [[{1}, 1]] * 2
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_sweep_within_a_sweep_opens_no_pool(samples, store):
    cases = [{"i": i, "folder": store / str(i)} for i in range(2)]
    for pid, inner in sweep.run(samples.outer, cases, name="out", workers=2, store=store):
        assert inner == [pid, pid]


def test_joblib_still_works_after_a_sweep(samples, store):
    sweep.run(samples.pid, sweep.grid(i=range(2)), name="pids", workers=2, store=store)
    assert joblib.Parallel(n_jobs=2)(joblib.delayed(pow)(base, 2) for base in (2, 3)) == [4, 9]


# --- the store ----------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_a_second_run_computes_nothing(samples, store, tmp_path, workers):
    cases = sweep.grid(x=range(4), log=[tmp_path / "log"])
    first = sweep.run(samples.logged, cases, name="squares", workers=workers, store=store)
    again = sweep.run(samples.logged, cases, name="squares", workers=workers, store=store)
    assert first == again == [0, 1, 4, 9]
    assert calls(tmp_path / "log") == [0, 1, 2, 3]


def test_equal_cases_are_computed_once_and_shared_by_nobody(samples, store):
    first, second = sweep.run(samples.listed, [{"n": 1}, {"n": 1}], name="t", store=store)
    assert first == second
    assert first is not second
    assert len(list(store.iterdir())) == 1


def test_a_new_case_leaves_the_others_kept(samples, store, tmp_path):
    log = tmp_path / "log"
    for stop in (2, 3):
        cases = sweep.grid(x=range(stop), log=[log])
        sweep.run(samples.logged, cases, name="s", workers=1, store=store)
    assert calls(log) == [0, 1, 2]


@pytest.mark.parametrize("damage", [b"", b"nonsense", "cut", "a flipped bit"])
def test_a_damaged_entry_is_computed_again(samples, store, tmp_path, damage):
    cases = sweep.grid(x=[3], log=[tmp_path / "log"])
    sweep.run(samples.logged, cases, name="s", workers=1, store=store)
    (entry,) = store.iterdir()
    whole, kept = entry.read_bytes(), get(entry)
    flipped = bytes([*whole[:-9], whole[-9] ^ 1, *whole[-8:]])
    entry.write_bytes({"cut": whole[:-1], "a flipped bit": flipped}.get(damage, damage))
    assert sweep.run(samples.logged, cases, name="s", workers=1, store=store) == [9]
    assert calls(tmp_path / "log") == [3, 3]
    assert get(entry)[:2] == kept[:2]


def test_a_killed_run_goes_on_where_it_stopped(tmp_path, store, project):
    script, first, second = (tmp_path / name for name in ("script.py", "first", "second"))
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(store)]
    quiet = os.environ | {"COURSE_QUIET": "1", "PYTHONPATH": str(project)}
    with subprocess.Popen([*command, str(first)], env=quiet) as running:
        until(lambda: len(entries(store)) >= 2)
        running.send_signal(signal.SIGKILL)
    until(lambda: not any(map(psutil.pid_exists, calls(first))))  # its workers end with it
    kept = len(entries(store))
    assert 2 <= kept < 8
    again = [*command, str(first)]  # the log is an argument: another one is another case
    first.rename(second)
    done = subprocess.run(again, env=quiet, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([i * i for i in range(8)])
    assert done.stderr == ""
    assert len(calls(first)) == 8 - kept


def entries(store):
    return [path for path in store.glob("*") if re.fullmatch(r"\w{64}", path.name)]


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_case_is_named_and_the_finished_ones_stay(samples, store, workers):
    cases = sweep.grid(a=[6], b=[3, 2, 0])
    with pytest.raises(RuntimeError, match=r"sweep 'ratio': the case a=6, b=0 failed: ZeroDivisio"):
        sweep.run(samples.ratio, cases, name="ratio", workers=workers, store=store)
    if workers == 1:
        assert len(list(store.iterdir())) == 2
    assert sweep.run(samples.ratio, cases[:2], name="ratio", workers=workers, store=store) == [2, 3]


def test_results_lie_in_the_projects_build_folder_by_default(samples, project):
    sweep.run(samples.power, sweep.grid(base=[2], exp=[2]), name="powers", workers=1)
    assert len(list((project / "_build" / "sweep" / "powers").iterdir())) == 1


def test_a_store_that_takes_nothing_is_said_before_the_first_case(samples, tmp_path):
    (tmp_path / "file").write_text("in the way")
    cases = sweep.grid(x=[1], log=[tmp_path / "log"])
    said = r"no result can be kept in .*/file/store: Not a directory"
    with pytest.raises(OSError, match=said):
        sweep.run(samples.logged, cases, name="s", workers=1, store=tmp_path / "file" / "store")
    assert not (tmp_path / "log").exists()


def test_a_full_disk_is_one_sentence_and_leaves_nothing(samples, store, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match=r"no result can be kept in .*: No space left on device"):
        sweep.run(samples.power, [{"base": 2, "exp": 2}], name="s", workers=1, store=store)
    assert list(store.iterdir()) == []


def test_a_run_that_is_killed_while_it_writes_loses_the_case_in_hand(tmp_path, store, project):
    log, script = tmp_path / "log", tmp_path / "script.py"
    script.write_text(KILLED_WRITING)
    command = [sys.executable, str(script), str(store), str(log)]
    quiet = os.environ | {"COURSE_QUIET": "1", "PYTHONPATH": str(project)}
    assert subprocess.run([*command, "3"], env=quiet).returncode == -signal.SIGKILL
    assert len(entries(store)) == 2
    assert len(list(store.iterdir())) == 3  # and half a file, which nothing takes for a result
    done = subprocess.run([*command, "9"], env=quiet, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[0, 1, 4, 9]"
    assert calls(log) == [0, 1, 2, 2, 3]


def test_who_listens_hears_every_case_with_its_seconds(samples, store):
    cases = sweep.grid(n=[3, 500], seed=[1])
    sweep.run(samples.spectrum, cases[:1], name="s", workers=1, store=store)
    with sweep.heard() as found:
        results = sweep.run(samples.spectrum, cases, name="s", workers=2, store=store)
    assert [(done.sweep, done.function, done.case["n"]) for done in found] == [
        ("s", samples.spectrum, 3), ("s", samples.spectrum, 500)
    ]  # fmt: skip
    assert 0 < found[0].seconds < found[1].seconds < 10
    assert same([pickle.loads(get(done.path).result) for done in found], results)
    sweep.run(samples.spectrum, cases, name="s", workers=1, store=store)
    assert len(found) == 2


# --- what a result depends on -------------------------------------------------------------------


CHANGES = [  # of a file from, to, and whether the function's results come of it
    ("samples.py", "return x**2", "return x**2 + 0", True),
    ("deeper.py", "import json", "import json  # the same", True),  # imported in the function
    ("number.json", "1", "2", True),
    ("presets.yml", "split: 2024", "split: 2025", True),
    ("presets.yml", "01-weights: 1", "01-weights: 2", False),
    ("another.py", "", '"""Nothing."""', False),
    ("style.css", "", "p {}", False),
]
USING = """
import sys
from lib import samples, sweep
sweep.run(samples.seeded, sweep.grid(x=[1, 2], log=[sys.argv[1]]), name="s")
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_change_of_what_a_case_used_and_of_nothing_else_computes_it_again(
    project, tmp_path, workers
):
    root = shutil.copytree(project, tmp_path / "project", ignore=shutil.ignore_patterns("_build"))
    (root / "lib" / "another.py").touch()
    (root / "lib" / "style.css").touch()
    log = tmp_path / "log"
    env = {"COURSE_QUIET": "1", "COURSE_SWEEP_WORKERS": str(workers), "PYTHONPATH": str(root)}

    def computed():
        log.write_text("")
        command = [sys.executable, "-c", USING, str(log)]
        subprocess.run(command, env=os.environ | env, cwd=tmp_path, check=True)
        return calls(log) == [1, 2]

    assert [computed(), computed()] == [True, False]
    for file, old, new, counts in CHANGES:
        before = (root / "lib" / file).read_text()
        assert old in before
        (root / "lib" / file).write_text(before.replace(old, new, 1))
        assert computed() == counts, file


def test_a_change_of_a_package_computes_again(samples, store, tmp_path, monkeypatch):
    cases = sweep.grid(x=[3], log=[tmp_path / "log"])
    sweep.run(samples.logged, cases, name="s", workers=1, store=store)
    monkeypatch.setattr(provenance, "packages", lambda: {"numpy": "0.1"})
    sweep.run(samples.logged, cases, name="s", workers=1, store=store)
    assert calls(tmp_path / "log") == [3, 3]


def test_a_kept_result_says_what_it_used_as_a_new_one_does(samples, store, tmp_path, monkeypatch):
    cases = sweep.grid(x=[1], log=[tmp_path / "log"])
    said = []
    for _ in range(2):
        monkeypatch.setattr(provenance, "_used", {})
        sweep.run(samples.seeded, cases, name="s", workers=2, store=store)
        said.append(set(provenance.used()) - set(sys.modules))
    (new, kept) = said
    assert new == kept
    assert {"lib/deeper.py", "lib/number.json", "lib/presets.yml#seeds/split"} <= new


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"function": 3}, "runs a function of a module of lib, got 3"),
        ({"function": pow}, "runs a function of a module of lib, got <built-in function pow>"),
        ({"function": lambda: 1}, "runs a function of a module of lib, got <function <lambda>"),
        ({"function": calls}, "runs a function of a module of lib, got <function calls"),
        ({"cases": [3]}, "a case is a dict of arguments, plain values and arrays, got 3"),
        ({"cases": [{1: 2}]}, "a case is a dict of .* got {1: 2}"),
        ({"name": "../up"}, r"name the sweep by letters.*'\.\./up'"),
        ({"name": ""}, "name the sweep"),
        ({"workers": 0}, "workers.* must be a whole number above 0, got 0"),
        ({"workers": True}, "workers.* must be a whole number above 0, got True"),
        ({"workers": 1.5}, r"workers.* must be a whole number above 0, got 1\.5"),
        ({"client": 5}, "client is a distributed.Client or a scheduler's address, not 5"),
        ({"client": "nonsense://x"}, "nonsense"),
        (
            {"cases": [{"base": threading.Lock(), "exp": 1}]},
            "arrays, got {'base': <",
        ),
    ],
)
def test_bad_arguments_are_named(samples, store, change, message):
    arguments = {"function": samples.power, "cases": [{"base": 2, "exp": 2}], "name": "s"} | change
    function, cases = arguments.pop("function"), arguments.pop("cases")
    with pytest.raises(ValueError, match=message):
        sweep.run(function, cases, store=store, **arguments)


def test_a_bad_setting_of_the_build_is_named(samples, monkeypatch):
    monkeypatch.setenv("COURSE_SWEEP_WORKERS", "many")
    with pytest.raises(ValueError, match=r"COURSE_SWEEP_WORKERS, must be .* got many"):
        sweep.run(samples.power, [], name="s")


# --- progress -----------------------------------------------------------------------------------


def test_the_bar_counts_cases_and_is_silent_when_asked(samples, store, capsys, monkeypatch):
    cases = sweep.grid(base=[1, 2], exp=[2])
    monkeypatch.delenv("COURSE_QUIET", raising=False)
    sweep.run(samples.power, cases, name="loud", workers=1, store=store / "1")
    assert "loud: 100%" in capsys.readouterr().err
    monkeypatch.setenv("COURSE_QUIET", "0")
    told = sweep.run(samples.told, [{"name": "COURSE_QUIET"}], name="q", workers=1, store=store)
    assert told == ["1"]  # a case is silent, whoever looks on
    assert os.environ["COURSE_QUIET"] == "0"
    capsys.readouterr()
    monkeypatch.setenv("COURSE_QUIET", "1")
    sweep.run(samples.power, cases, name="still", workers=1, store=store / "2")
    assert capsys.readouterr().err == ""


def test_the_build_sets_the_number_of_workers(samples, store, monkeypatch):
    monkeypatch.setenv("COURSE_SWEEP_WORKERS", "1")
    pids = sweep.run(samples.pid, sweep.grid(i=range(2)), name="p", store=store)
    assert set(pids) == {os.getpid()}
