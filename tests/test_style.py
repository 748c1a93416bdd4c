"""Style, types and import contracts, and the house rules that a tool can measure."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SOURCES = sorted([*ROOT.glob("lib/**/*.py"), *ROOT.glob("book/**/*.py")])


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "-p", "lib", "-p", "book"],
        ["lint-imports"],
    ],
    ids=lambda command: " ".join(command),
)
def test_tool(command):
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_functions_are_small_and_documented(path):
    text = path.read_text(encoding="utf8")
    assert len(text.splitlines()) <= 300
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            inherited = isinstance(node, ast.FunctionDef) and node.name == "execute_managed_notebook"
            assert ast.get_docstring(node) or inherited or _inner(tree, node), node.name
        if isinstance(node, ast.FunctionDef):
            assert _statements(node) <= 40, f"{node.name} is too long to see at once"


def _inner(tree, node):
    """Say whether a function is defined inside another: it is not public."""
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n is not node)
    return any(node in ast.walk(function) for function in functions)


def _statements(node):
    """Count the lines of a function's body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return node.end_lineno - body[0].lineno + 1 if body else 0


def test_importing_lib_imports_nothing_heavy():
    code = "import sys, lib; print([m for m in ('torch', 'matplotlib', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
