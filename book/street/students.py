"""The students' edition: the chapters without their solutions, and a zip that a class can run.

``python -m book.street.students`` writes ``_build/students``. What the check of an answer compares
with is computed in ``lib/exercises``, which a student can read: this takes answers off the page, it
is no lock.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from book.street.places import BUILD, ROOT, chapters
from book.street.shown import Shown

FOLDER = BUILD / "students"
ARCHIVE = BUILD / "students.zip"
EDITION = Shown(solutions=False, teaching=False)
# What the edition needs beside its notebooks: `make lab` works in it.
_FILES = ("Makefile", "README.md", "pyproject.toml", "requirements.txt", "environment.yml",
          "CITATION.cff", "LICENSE", "LICENSE-TEXT")  # fmt: skip
_FOLDERS = ("lib", "book")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "teaching", "results")


def write_edition(folder: Path = FOLDER, archive: Path = ARCHIVE) -> list[Path]:
    """Write the edition into a folder, anew, and pack it; return its notebooks."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "notebooks").mkdir(parents=True)
    made = []
    for chapter in chapters():
        made.append(folder / "notebooks" / chapter.name)
        nbformat.write(unsolved(nbformat.read(chapter, as_version=4)), made[-1])
    for name in _FILES:
        shutil.copy(ROOT / name, folder / name)
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=_LEFT_OUT)
    for page in folder.rglob("*.md"):
        page.write_text(EDITION.text(page.read_text(encoding="utf8")), encoding="utf8")
    archive.unlink(missing_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            packed.write(file, Path("course") / file.relative_to(folder))
    return made


def unsolved(notebook: NotebookNode) -> NotebookNode:
    """Return a chapter without the cells that solve its exercises, and what speaks of them."""
    notebook.cells = EDITION.cells(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = EDITION.text(cell.source)
    return notebook


if __name__ == "__main__":
    write_edition()
    print(f"The students' edition lies in {FOLDER}, packed in {ARCHIVE}")
