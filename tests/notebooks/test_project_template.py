"""The template of the project runs as it is, and its steps are those that the rubric grades."""

import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
PLAN = (ROOT / "book/teaching/plan.md").read_text(encoding="utf8")
PATH = re.search(r'href="../../(_static/[\w-]+\.ipynb)"', PLAN)[1]
TEMPLATE = nbformat.read(ROOT / "book" / PATH, as_version=4)


def test_it_runs_and_gives_a_verdict_whose_control_can_be_told_from_it(capsys):
    names = {}
    for cell in TEMPLATE.cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            exec(cell.source, names)
    said = capsys.readouterr().out
    assert re.search(r"claim: (holds|fails|undecided); control: (fails|undecided)", said)
    assert names["verdict"](names["control"], 1.5) == "holds"  # far below one and a half times


def test_its_steps_are_the_rows_of_the_rubric_and_these_add_up_to_all_points():
    rows = re.findall(r"^\| (\d+) % \*\*(\w+)\*\*", PLAN, flags=re.M)
    steps = re.findall(r"^## (\w+)", "\n".join(c.source for c in TEMPLATE.cells), flags=re.M)
    assert [name for _, name in rows] == steps
    assert sum(int(points) for points, _ in rows) == 100
