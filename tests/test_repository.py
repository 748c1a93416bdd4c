"""The repository is whole and tells one story: pins, files, menu, no trace of a machine."""

import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
FILES = ["README.md", "LICENSE", "LICENSE-TEXT", "CITATION.cff", "CONTRIBUTING.md", "_config.yml",
         "_toc.yml", "environment.yml", "pyproject.toml", "requirements.txt", "Makefile", ".ci/run",
         ".pre-commit-config.yaml", "book/_static/figure-readme.png"]  # fmt: skip


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path):
    lines = (ROOT / path).read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonical(name): version for name, version in pairs}


BOOK, TESTS = pins("requirements.txt"), pins("tests/requirements.txt")


@pytest.mark.parametrize("name", FILES)
def test_file_is_there(name):
    assert (ROOT / name).stat().st_size > 100


def test_the_running_environment_is_the_pinned_one():
    for name, version in (BOOK | TESTS).items():
        assert importlib.metadata.version(name).partition("+")[0] == version, name


def test_every_direct_dependency_is_pinned_and_none_twice():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = {canonical(re.split(r"[<>=]", name)[0]) for name in project["dependencies"]}
    assert direct <= set(BOOK)
    assert not set(BOOK) & set(TESTS)


def test_binders_environment_has_the_same_pins():
    """conda is not run here: its pins are compared with those of the environment that is."""
    parts = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = [part for part in parts if isinstance(part, str) and "=" in part]
    pip = next(part["pip"] for part in parts if isinstance(part, dict))
    found = dict(re.split(r"==?", part) for part in conda + [p for p in pip if "==" in p])
    found["torch"] = found.pop("pytorch-cpu")
    assert found.pop("python") == "3.11"
    assert {name: BOOK[canonical(name)] for name in found} == found
    assert "--no-deps -e ." in pip


def test_the_menu_lists_every_target():
    menu = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^  ([a-z]+) ", menu.stdout, re.M))
    assert {"book", "test", "serve", "lab", "full", "bench", "clean", "help"} <= listed


def test_address_and_authors_stand_once():
    tracked = tracked_texts()
    assert [name for name, text in tracked.items() if "github.com/OWNER" in text] == ["_config.yml"]
    assert [n for n, text in tracked.items() if "AUTHORS OF " + "THIS" in text] == ["CITATION.cff"]


def test_no_file_names_a_registry_or_a_machine():
    hosts = "|".join(["pypi" + r"\.org", "registry" + r"\.npmjs", "files" + r"\.pythonhosted"])
    bad = re.compile(rf"{hosts}|/{'work'}/|/{'root'}/")
    assert [name for name, text in tracked_texts().items() if bad.search(text)] == []


def tracked_texts():
    """Return every text file that git tracks, or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    texts = {}
    for name in listed.splitlines():
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".woff2"}:
            texts[name] = path.read_text(encoding="utf8")
    return texts


def test_an_old_python_is_told_what_it_needs():
    text = (ROOT / "book/environment.py").read_text()
    assert "This book needs Python 3.11 or newer" in text
    compile(text.replace("from __future__ import annotations", ""), "environment.py", "exec")
