"""A small book: the street and lib of this one, with one short chapter, in a temporary folder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[2]
KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "chapter_*.py", "*.png")


class SmallBook:
    """A copy of the project with the chapter 01-example and one page beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notebook = root / "notebooks" / "01-example.ipynb"
        self.executed = root / "_build" / "executed" / "quick" / "01-example.ipynb"
        self.sidecar = self.executed.with_name("01-example.run.json")
        self.site = root / "_build" / "html"

    def write(self, *sources: str, metadata: dict | None = None) -> None:
        """Write the chapter: these cells, after its title and its parameters."""
        cells = [new_markdown_cell("# An example"),
                 new_code_cell('preset = "quick"', metadata={"tags": ["parameters"]}),
                 *map(new_code_cell, sources)]  # fmt: skip
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number}"
        notebook = new_notebook(cells=cells, metadata=metadata or {"kernelspec": KERNEL})
        self.notebook.write_text(nbformat.writes(notebook), encoding="utf8")

    def command(self, *arguments: str) -> list[str]:
        """Return the command of a build."""
        return [sys.executable, "-E", "-s", "-m", "book.build", *arguments]

    def build(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        """Run a build to its end, by default of the chapter alone."""
        return subprocess.run(
            self.command(*(arguments or ["execute"])), cwd=self.root, env=os.environ | variables,
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def start(self, *arguments: str, **options) -> subprocess.Popen:
        """Start a build."""
        return subprocess.Popen(
            self.command(*(arguments or ["execute"])), cwd=self.root, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def python(self, code: str, stdin: str = "") -> str:
        """Run code in the project, as its street would."""
        return subprocess.run(
            [sys.executable, "-c", code], cwd=self.root, text=True, input=stdin,
            stdout=subprocess.PIPE, check=True,
            env=os.environ | {"PYTHONPATH": str(self.root)},
        ).stdout  # fmt: skip

    def printed(self) -> list[str]:
        """Return what the executed chapter's cells printed."""
        cells = nbformat.read(self.executed, as_version=4).cells
        return ["".join(o.get("text", "") for o in c.get("outputs", ())).strip() for c in cells[3:]]

    def facts(self) -> dict:
        """Return what is known of the chapter's run."""
        return json.loads(self.sidecar.read_text(encoding="utf8"))


@pytest.fixture(scope="session")
def _template(tmp_path_factory) -> Path:
    """Return a folder with what every small book begins with."""
    root = tmp_path_factory.mktemp("template")
    for name in ("book", "lib"):
        shutil.copytree(ROOT / name, root / name, ignore=_LEFT_OUT)
    for name in ("_config.yml", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, root / name)
    (root / "notebooks").mkdir()
    (root / "book" / "index.md").write_text("# A small book\n\nOne page and one chapter.\n")
    contents = {"format": "jb-book", "root": "book/index",
                "chapters": [{"file": "notebooks/01-example"}]}  # fmt: skip
    (root / "_toc.yml").write_text(yaml.safe_dump(contents))
    return root


@pytest.fixture
def small_book(_template, tmp_path) -> SmallBook:
    """Return a small book whose chapter prints a number; nothing of it is built."""
    book = SmallBook(shutil.copytree(_template, tmp_path / "small"))
    book.write("print(1 + 1)")
    return book
