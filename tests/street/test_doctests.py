"""The examples in the docstrings of book/ are right; those of lib/ pytest collects itself."""

import doctest
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = [p for p in sorted((ROOT / "book").rglob("*.py")) if ">>>" in p.read_text("utf8")]


def load(path):
    """Import a module of the package ``book``, or one of the scripts that Sphinx loads."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if "_ext" not in path.parts:
        return importlib.import_module(name)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_examples_are_right(path):
    result = doctest.testmod(load(path))
    assert result.attempted > 0
    assert result.failed == 0
