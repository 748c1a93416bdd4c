"""Style, types and layers by tools, and the house rules that can be measured, each able to fail."""

import ast
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
MODULE_LINES, FUNCTION_LINES = 300, 40
SOURCES = [path for folder in ("lib", "book") for path in sorted((ROOT / folder).rglob("*.py"))]
PHYSICS = ("theory", "spinglass", "critical_points", "dynamics", "hopfield")


def run(command, folder=ROOT, **variables):
    """Run a command of the environment; return its status and what it said."""
    program = command.split()
    program[0] = str(PROGRAMS / Path(program[0]).name)
    plain = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"} | variables
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, env=plain)
    return done.returncode, done.stdout + done.stderr


# --- tools --------------------------------------------------------------------------------------

HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf8"))
COMMANDS = [hook["entry"].removeprefix(".venv/bin/") for hook in HOOKS["repos"][0]["hooks"]]


def test_the_hooks_are_the_four_tools():
    assert COMMANDS == ["ruff check", "ruff format --check", "mypy", "lint-imports"]


@pytest.mark.parametrize("command", COMMANDS)
def test_tool_is_content(command):
    status, said = run(command)
    assert status == 0, f"{command}:\n{said[-4000:]}"


BROKEN = [  # a line that is added to a module, the contract that finds it, and what it says
    ("theory/__init__", "import torch", "Physics computes", "lib.theory -> torch"),
    ("spinglass/model", "from lib import networks", "Plain", "lib.spinglass.model -> lib.networks"),
    ("networks/widths", "from lib.figures import row", "Networks", "widths -> lib.figures"),
    ("prose", "from book.street import places", "Nothing", "lib.prose -> book.street.places"),
    ("newcomer", "import math", "Plain", "- lib.newcomer"),
    ("data", "from lib.networks import MLP", "No room", ".networks -> .data"),
]


def test_every_contract_finds_what_breaks_it(tmp_path):
    for folder in ("lib", "book"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, line, _, _ in BROKEN:
        with (tmp_path / "lib" / f"{module}.py").open("a", encoding="utf8") as source:
            source.write(f"\n{line}\n")
    status, said = run("lint-imports --no-cache", tmp_path, PYTHONPATH=str(tmp_path))
    assert status == 1
    found = re.split(r"\n(.+)\n-+\n", said[said.index("Broken contracts") :])[1:]
    told = dict(zip(found[::2], found[1::2], strict=True))
    for _, _, contract, link in BROKEN:
        (text,) = [text for name, text in told.items() if name.startswith(contract)]
        assert link in text, contract


# --- imports ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [("import lib", ("numpy", "scipy", "torch", "matplotlib", "IPython", "yaml", "lib.theory")),
     (f"from lib import {', '.join(PHYSICS)}", ("torch", "matplotlib", "sklearn"))],
)  # fmt: skip
def test_an_import_brings_nothing_heavy(statement, heavy):
    code = f"import sys; {statement}; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


# --- house rules --------------------------------------------------------------------------------


def faults(source, documented=True, lines_allowed=MODULE_LINES):
    """Return what a module's source breaks: sizes, and docstrings of what is public if wanted."""
    tree, found = ast.parse(source), []
    lines = len(source.splitlines())
    if lines > lines_allowed:
        found.append(f"the module has {lines} lines, more than {lines_allowed}")
    if not ast.get_docstring(tree):
        found.append("the module has no docstring")
    found += [
        f"{node.name} has {length(node)} lines, more than {FUNCTION_LINES}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and length(node) > FUNCTION_LINES
    ]
    if documented:
        named = list(public(tree))
        found += [f"{node.name} has no docstring" for node in named if not ast.get_docstring(node)]
        found += [
            f"{node.name} takes the whole numbers {pair} by their places"
            for node in named
            for pair in side_by_side(node)
        ]
    return found


def side_by_side(node):
    """Yield pairs of whole numbers that a caller could mix up: both by place, one after the other.

    What the model names comes in the field's order: n spins, p of them a term, an index.
    """
    places = node.args.args if isinstance(node, ast.FunctionDef) else []
    for one, other in pairwise(places):
        kinds = [each.annotation and ast.unparse(each.annotation) for each in (one, other)]
        pair = (one.arg, other.arg)
        ordered = one.arg in ("n", "p") or pair in (("steps", "dimension"), ("one", "other"))
        if set(kinds) <= {"int", "int | None"} and not ordered:
            yield f"{one.arg} and {other.arg}"


def length(function):
    """Return the lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return function.end_lineno - body[0].lineno + 1 if body else 0


def public(node):
    """Yield the public functions and classes of a module, and the public methods of these."""
    for child in node.body:
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if child.name.startswith("_"):
            continue
        yield child
        if isinstance(child, ast.ClassDef):
            yield from public(child)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_the_house_rules(path):
    place = path.relative_to(ROOT).parts
    # A chapter's room is one readable module, however long.
    allowed = 1_000 if place[:2] == ("lib", "chapters") else MODULE_LINES
    found = faults(path.read_text(encoding="utf8"), "lib" in place, allowed)
    if place[:2] == ("lib", "exercises"):  # whose functions are what a student is asked for
        found = [each for each in found if not each.endswith("by their places")]
    assert found == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [("x = 1\n", "no docstring"),
     ('"""A noun."""\n' + "x = 1\n" * MODULE_LINES, f"the module has {MODULE_LINES + 1} lines"),
     ('"""A noun."""\ndef f():\n    """Do."""\n' + "    x = 1\n" * 41, "f has 41 lines"),
     ('"""A noun."""\ndef f():\n    return 1\n', "f has no docstring"),
     ('"""A noun."""\ndef f(a: int, b: int) -> int:\n    """Do."""\n', "numbers a and b by"),
     ('"""A noun."""\nclass A:\n    """An A."""\n    def f(self):\n        pass\n', "f has no")],
)  # fmt: skip
def test_the_house_rules_find(source, fault):
    assert any(fault in found for found in faults(source))


def test_the_house_rules_let_a_good_module_pass():
    private = "def _f():\n    return 1\n"
    good = 'def g(n: int, p: int, *, a: int, b: int):\n    """Do."""\n    return 1\n'
    assert faults('"""A noun."""\n' + private + good) == []
