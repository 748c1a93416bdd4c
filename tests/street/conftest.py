"""Small books as fixtures: the street and lib of this one, with one short chapter."""

import shutil
from pathlib import Path

import pytest
import yaml
from small_books import ROOT, SmallBook

_LEFT_OUT = shutil.ignore_patterns("__pycache__", "chapter_*.py", "*.png")


@pytest.fixture(scope="session")
def template_book(tmp_path_factory) -> Path:
    """Return a folder with what every small book begins with."""
    root = tmp_path_factory.mktemp("template")
    for name in ("book", "lib"):
        shutil.copytree(ROOT / name, root / name, ignore=_LEFT_OUT)
    for name in ("_config.yml", "pyproject.toml", "requirements.txt", "CITATION.cff"):
        shutil.copy(ROOT / name, root / name)
    shutil.copy(ROOT / "CHANGELOG.md", root / "CHANGELOG.md")
    (root / "notebooks").mkdir()
    (root / "book" / "index.md").write_text("# A small book\n\nOne page and one chapter.\n")
    glossary = "# Glossary\n\n```{glossary}\nspin\n  A number that is 1 or -1.\n```\n"
    (root / "book" / "glossary.md").write_text(glossary)
    files = [{"file": name} for name in ("notebooks/01-example", "book/glossary")]
    contents = {"format": "jb-book", "root": "book/index", "chapters": files}
    (root / "_toc.yml").write_text(yaml.safe_dump(contents))
    SmallBook(root).write("print(1 + 1)")
    return root


@pytest.fixture(scope="session")
def whole_book(template_book, tmp_path_factory) -> SmallBook:
    """Return the small book, built once and not touched."""
    book = SmallBook(shutil.copytree(template_book, tmp_path_factory.mktemp("built") / "small"))
    done = book.build("book")
    assert done.returncode == 0, done.stdout + done.stderr
    return book


@pytest.fixture
def small_book(template_book, tmp_path) -> SmallBook:
    """Return a small book whose chapter prints a number; nothing of it is built."""
    return SmallBook(shutil.copytree(template_book, tmp_path / "small"))


@pytest.fixture
def built_book(whole_book, tmp_path) -> SmallBook:
    """Return a small book that is built."""
    return SmallBook(shutil.copytree(whole_book.root, tmp_path / "small"))
