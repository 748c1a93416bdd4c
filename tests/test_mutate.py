"""What ``make mutate`` does: its changes are mistakes, and a test that is blind is found out."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="mistakes are tried in forked processes")

import mutate

LEVELS = Path("lib/theory/levels.py")
SAMPLE = '''"""A sample."""


def area(side: float = 1.0) -> float:
    """Return the area of a square."""
    if side < 0:
        raise ValueError(f"a side has {side + 1}")
    return max(side * side, 0)
'''


def test_each_kind_of_mistake_is_made_and_words_are_left_alone(tmp_path, monkeypatch):
    (tmp_path / "sample.py").write_text(SAMPLE)
    monkeypatch.setattr(mutate, "ROOT", tmp_path)
    found = [(m.line, m.old, m.new) for m in mutate.mutations(Path("sample.py"))]
    assert found == [
        (4, "1.0", "2.0"),
        (6, "side < 0", "(side <= 0)"), (6, "side < 0", "(side > 0)"), (6, "0", "1"),
        (8, "max(side * side, 0)", "(min(side * side, 0))"),
        (8, "side * side", "(side / side)"), (8, "0", "1"),
    ]  # fmt: skip


def test_every_mistake_is_a_module_that_reads_otherwise():
    source = (mutate.ROOT / LEVELS).read_bytes()
    same, found = ast.dump(ast.parse(source)), list(mutate.mutations(LEVELS))
    assert len(found) > 50
    assert all(ast.dump(ast.parse(mutation.apply(source))) != same for mutation in found)


@pytest.mark.parametrize(
    ("test", "said"),
    [("assert area(3) == 9", "(side <= 0)"), ("assert area(3) == 8", "fails without any")],
)  # fmt: skip
def test_what_no_test_notices_is_printed(tmp_path, test, said):
    for folder in ("lib/theory", "tests/theory"):
        (tmp_path / folder).mkdir(parents=True)
    for package in ("lib", "lib/theory"):
        (tmp_path / package / "__init__.py").touch()
    shutil.copy(mutate.__file__, tmp_path / "tests")
    (tmp_path / LEVELS).write_text(SAMPLE)
    (tmp_path / "tests/theory/test_area.py").write_text(
        f"from lib.theory.levels import area\n\n\ndef test_area():\n    {test}\n"
    )
    done = subprocess.run(
        [sys.executable, "tests/mutate.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert said in (done.stdout.partition("Survivors:")[2] + done.stderr)
