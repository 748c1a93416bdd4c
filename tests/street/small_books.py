"""A small book: the street and lib of this one, with one short chapter, in a temporary folder."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[2]
KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}


class SmallBook:
    """A copy of the project with the chapter 01-example and two pages beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.python = sys.executable
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
        self.notebook.write_text(json.dumps(notebook), encoding="utf8")

    def start(
        self, *arguments: str, prefix: list[str] | None = None, **variables: str | None
    ) -> subprocess.Popen:
        """Start a build, by default of the chapter alone; a variable that is None is unset."""
        command = [self.python, "-E", "-s", "-m", "book.build", *(arguments or ["execute"])]
        env = {name: value for name, value in (os.environ | variables).items() if value is not None}
        return subprocess.Popen(
            [*(prefix or []), *command], cwd=self.root, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def build(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        """Run a build to its end."""
        with self.start(*arguments, **options) as process:
            out, errors = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, out, errors)

    def refused(self, *arguments: str, **options) -> str:
        """Run a build that fails as a build should; return its one sentence."""
        done = self.build(*arguments, **options)
        assert done.returncode == 1, done.stdout + done.stderr
        first, *others = done.stderr.strip().split("\n\n")
        assert others[-1] == "The book was not built.", done.stderr
        assert "Traceback" not in done.stderr
        return first

    def run(self, code: str, stdin: str = "") -> str:
        """Run code in the project, as its street would; return what it prints."""
        return subprocess.run(
            [self.python, "-c", code], cwd=self.root, text=True, input=stdin, check=True,
            stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(self.root)},
        ).stdout  # fmt: skip

    def printed(self) -> list[str]:
        """Return what the executed chapter's cells printed."""
        cells = nbformat.read(self.executed, as_version=4).cells
        return ["".join(o.get("text", "") for o in c.get("outputs", ())).strip() for c in cells[3:]]

    def facts(self) -> dict:
        """Return what is known of the chapter's run."""
        return json.loads(self.sidecar.read_text(encoding="utf8"))

    def pages(self) -> dict[str, bytes]:
        """Return the files of the site, but for how long the chapter took."""
        files = [path for path in self.site.rglob("*") if path.is_file() and path.name != ".key"]
        pages = {path.relative_to(self.site).as_posix(): path.read_bytes() for path in files}
        for name, content in pages.items():
            pages[name] = re.sub(rb"in \d+ seconds", b"in some seconds", content)
        index = pages.get("searchindex.js", b"")
        return pages | {"searchindex.js": re.sub(rb'"\d+": (\d+|\[[^\]]*\]),? *', b"", index)}

    def own_python(self, *lines: str) -> None:
        """Give the book an environment of its own, without a past; its Python begins with lines."""
        folder = self.root / ".venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        self.python = str(folder / "bin" / "python")
        (packages,) = folder.glob("lib/python*/site-packages")
        (packages / "shared.pth").write_text("\n".join(p for p in sys.path if "site-pack" in p))
        if lines:
            (packages / "first.pth").write_text("import first_lines")
            (packages / "first_lines.py").write_text("\n".join(lines))


def descendants(process: subprocess.Popen) -> list[psutil.Process]:
    """Return a process and all that it started, as far as they live."""
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def until(condition, seconds: float = 120) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def runs(process: subprocess.Popen, program: str) -> bool:
    """Say whether a process or one that it started runs a program."""
    for one in descendants(process):
        try:
            if program in " ".join(one.cmdline()):
                return True
        except psutil.Error:
            continue
    return False


def within(*options: str) -> list[str]:
    """Return what puts a command into a namespace of its own, such as one with other mounts."""
    prefix = ["unshare", *options]
    if (
        not shutil.which("unshare")
        or subprocess.run([*prefix, "true"], capture_output=True).returncode
    ):
        pytest.skip(f"`{' '.join(prefix)}` is not possible on this machine")
    return prefix
