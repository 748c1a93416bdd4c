"""Physics runs where PyTorch cannot be had: what its chapters import asks for no torch.

A Mac with an Intel processor has no build of the pinned version. Chapter 2 has two sections on
a network, which need torch. They import it in a cell of their own, tagged ``networks``, which is
left out here: the chapter's physics does not ask for it.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
# The chapters on physics, and what every chapter imports.
CHAPTERS = ("02", "03", "06")
BLOCKED = """
import importlib.abc, sys
class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "torchvision", "loss_landscapes"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
"""


def imports(number):
    """Return the import statements of a chapter, but for those of its networks."""
    (path,) = (ROOT / "notebooks").glob(f"{number}-*.ipynb")
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and "networks" not in cell.metadata.get("tags", []):
            tree = ast.parse(re.sub(r"^\s*%.*$", "", cell.source, flags=re.M))
            yield from (ast.unparse(node) for node in ast.walk(tree)
                        if isinstance(node, ast.Import | ast.ImportFrom))  # fmt: skip


def run(code):
    """Run code in a fresh Python in which torch cannot be imported."""
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code], cwd=ROOT, capture_output=True, text=True
    )


@pytest.mark.parametrize("number", CHAPTERS)
def test_a_chapter_on_physics_imports_no_torch(number):
    lines = list(dict.fromkeys(imports(number)))
    assert len(lines) > 3
    done = run("\n".join(lines))
    assert done.returncode == 0, done.stderr


def test_the_machinery_of_every_chapter_imports_no_torch():
    done = run(
        "from lib import claims, data, exercises, explorer, figures, presets, prose, sweep\n"
        "data.mnist(train=10, test=5); exercises.catalogue()"
    )
    assert done.returncode == 0, done.stderr


def test_the_block_blocks():
    assert "torch" in run("from lib import networks").stderr
