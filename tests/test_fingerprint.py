"""lib.fingerprint: equal things have one key in every process; any difference that counts shows."""

import functools
import importlib
import os
import subprocess
import sys
import types
from dataclasses import dataclass

import numpy as np
import pytest

from lib import fingerprint, prose
from lib.fingerprint import key

SCRIPT = """
import functools, sys
import numpy as np
import helper
from lib.fingerprint import key

RATE = {"a": 0.5}

class Model:
    size = 3
    def energy(self): return helper.f(self.size) * RATE["a"]

@functools.cache
def inner(x): return x in {"alpha", "beta", "gamma"}

def outer(x, *, scale=np.ones(2)): return inner(x) or outer(Model().energy())

values = (outer, Model(), {"alpha", "beta", "gamma"}, np.random.default_rng(3), lambda: RATE)
print(*[key(value) for value in values])
"""


@dataclass
class Point:
    x: float
    label: str = "a"


def script_keys(folder, **env):
    command = [sys.executable, str(folder / "script.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True,
                          env=os.environ | env)  # fmt: skip
    return done.stdout.split()


def function(text, name="f", **scope):
    scope = {"__name__": "__main__", **scope}
    exec(text, scope)
    return scope[name]


DIFFERENT = [
    None, True, 1, 1.0, 1 + 0j, "1", b"1", -0.0, 0.0, float("nan"), (), [], set(), {}, ...,
    (1, 2), [1, 2], [2, 1], [[1], 2], [1, [2]], {1, 2}, {1: 2}, {2: 1}, ["a", "b"], ["ab"],
    np.zeros(2), np.zeros((1, 2)), np.zeros((2, 1)), np.zeros(2, "f4"), np.array([0, 1.0]),
    np.array([1, None]), np.array([None, 1]), np.float64(1), np.int64(1), Point(1), Point(2),
    Point(1, "b"), Point, np.linalg.norm, np.sum, np, sys, len, max, np.add, np.multiply,
    np.random.default_rng(1), np.random.default_rng(2), functools.partial(max, 1),
    functools.partial(max, 2), functools.partial(min, 1), Point(1).__eq__, range(3), range(4),
]  # fmt: skip


def test_things_that_differ_have_different_keys():
    assert len({key(value) for value in DIFFERENT}) == len(DIFFERENT)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({1, 2, 3}, {3, 2, 1}),
        (np.arange(6).reshape(2, 3).T, np.array([[0, 3], [1, 4], [2, 5]])),
        ([t := (1, 2), t], [(1, 2), (1, 2)]),  # sharing is not content
        (Point(1.0), Point(1.0)),
    ],
)
def test_things_that_are_equal_have_one_key(left, right):
    assert key(left) == key(right)


def test_a_cycle_ends():
    left, right = [1], [2]
    left.append(left)
    right.append(right)
    assert key(left) == key(left) != key(right)


def test_tensors_and_modules_of_torch_count_by_content():
    import torch

    x = torch.arange(4.0)
    others = [x.half(), x.bfloat16(), x + 1, x.reshape(2, 2), x.clone().requires_grad_(), x.numpy()]
    assert key(x) == key(torch.arange(4.0))
    assert len({key(value) for value in [x, x[0], *others]}) == len(others) + 2
    networks = [torch.manual_seed(seed) and torch.nn.Linear(2, 2) for seed in (1, 1, 2)]
    keys = [key(network) for network in networks]
    assert keys[0] == keys[1] != keys[2]


def test_keys_hold_in_another_process_whatever_its_order_of_sets(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "helper.py").write_text("def f(x): return x")
    keys = script_keys(tmp_path, PYTHONHASHSEED="1")
    assert keys == script_keys(tmp_path, PYTHONHASHSEED="2")
    assert len(set(keys)) == 5


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        ("helper.py", "return x", "return 2 * x", [True, True, False, False, True]),
        ("deeper.py", "N = 1", "N = 2", [True, True, False, False, True]),
        ("script.py", '"a": 0.5', '"a": 0.6', [True, True, False, False, True]),
    ],
)
def test_a_change_anywhere_that_a_function_reaches_shows(tmp_path, file, old, new, changed):
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "helper.py").write_text("import deeper\ndef f(x): return x")
    (tmp_path / "deeper.py").write_text("N = 1")
    before = script_keys(tmp_path)
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))
    after = script_keys(tmp_path)
    assert [a != b for a, b in zip(before, after, strict=True)] == changed


@pytest.mark.parametrize(
    "changed",
    [
        "def f(x, y=1): return g(x) + 2 * C",
        "def f(x, y=2): return g(x) + C",
        "def f(x, *, y=1): return g(x) + C",
        "def f(x, y=1): return g(x) - C",
        "def f(x, y=1): return h(x) + C",
        "def f(x, y=1): return [g(z) + C for z in x]",
    ],
)
def test_a_changed_function_of_a_cell_has_another_key(changed):
    scope = {"g": abs, "h": len, "C": 3}
    text = "def f(x, y=1): return g(x) + C"
    base = key(function(text, **scope))
    assert base == key(function("\n\n# moved down\n" + text, **scope, unread=object()))
    assert base != key(function(changed, **scope))
    assert base != key(function(text, **scope | {"C": 4}))
    assert base != key(function(text, **scope | {"g": function("def g(x): return x", "g")}))


def test_closures_decorators_and_methods_are_followed():
    text = """
import functools
def make(n):
    @functools.lru_cache
    def f(x): return x + n
    class A:
        @property
        def a(self): return f(n)
        @staticmethod
        def b(): return f(2)
    return f, A, A().b
"""
    make = function(text, "make")
    for one, two, three in zip(make(1), make(1), make(2), strict=True):
        assert key(one) == key(two) != key(three)


def test_installed_things_and_lib_count_by_name():
    assert not fingerprint.local_modules(np, prose.glue, pytest.fixture, subprocess)


def test_local_modules_are_those_that_a_function_reaches(tmp_path, monkeypatch):
    (tmp_path / "near_module.py").write_text("import far_module\ndef f(): return 1")
    (tmp_path / "far_module.py").write_text("N = 1")
    monkeypatch.syspath_prepend(tmp_path)
    near = importlib.import_module("near_module")
    names = {module.__name__ for module in fingerprint.local_modules(near.f)}
    assert names == {"near_module", "far_module"}


def test_a_module_without_file_is_followed_by_what_is_read():
    made = types.ModuleType("made")
    exec("RATE = 1\ndef f(): return RATE", made.__dict__)
    before = key(made.f)
    made.RATE = 2
    assert key(made.f) != before


def test_what_has_no_content_is_refused():
    with pytest.raises(ValueError, match=r"no key can be made of a generator, .*pass plain values"):
        key([1, 2], (i for i in range(3)))


def test_the_library_is_every_file_of_lib(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprint, "_LIB", tmp_path)
    (tmp_path / "inner").mkdir()
    (tmp_path / "__pycache__").mkdir()
    seen = {fingerprint.lib_digest()}
    for name, text in [("a.py", "1"), ("a.py", "2"), ("inner/b.yml", ""), ("c.js", "x")]:
        (tmp_path / name).write_text(text)
        seen.add(fingerprint.lib_digest())
    assert len(seen) == 5
    (tmp_path / "__pycache__" / "a.pyc").write_text("compiled")
    assert fingerprint.lib_digest() in seen


def test_packages_name_python_and_what_is_installed():
    versions = fingerprint.packages()
    assert versions["numpy"] == np.__version__
    assert versions["python"] == ".".join(map(str, sys.version_info[:3]))
