"""A chapter is run again if something that it used has changed, and for nothing else."""

import json

import pytest
from turns import in_turn

from book.street import keys, places

# Of a file: from, to, and whether the chapter has used it.
CHANGES = [
    ("notebooks/01-example.ipynb", "rate = ", "rate = 0 + ", True),
    ("lib/prose.py", '"""', '"""Indeed: ', True),  # imported by the chapter
    ("lib/tried.py", "x + ", "0 + x + ", True),  # run in a sweep's worker
    ("lib/deeper.py", "import json", "import json  # the same", True),  # imported there
    ("lib/number.json", "1", "2", True),  # read there
    ("lib/words.txt", "some", "other", True),  # read in the chapter
    ("lib/presets.yml", "quick: 3", "quick: 4", True),
    ("lib/presets.yml", "01-weights: 1", "01-weights: 2", True),
    ("lib/presets.yml", "split: 7", "split: 8", True),  # read in the worker
    ("lib/presets.yml", "split: 7", "split: [7", True),  # no YAML at all
    ("lib/presets.yml", "02-circle: 2", "02-circle: 3", False),
    ("lib/presets.yml", "full: 30", "full: 40", False),
    ("lib/presets.yml", "# Sizes", "# Every size", False),
    ("lib/theory/__init__.py", '"""', '"""Indeed: ', False),  # reached by nothing here
    ("lib/explorer/explorer.css", "", "p {}", False),
    ("lib/newcomer.py", "", '"""New."""', False),
    ("book/street/worker.py", "START_SECONDS = 1", "START_SECONDS = 2", True),
    ("book/street/tidy.py", '"""', '"""Indeed: ', True),
    ("book/street/expressions.py", '"""', '"""Indeed: ', True),
    ("book/street/sealed.py", '"""', '"""Indeed: ', True),
    ("book/street/stage.py", '"""', '"""Indeed: ', False),
    ("book/_static/course.css", "", "p {}", False),
    ("tests-only/requirements.txt", "", "pytest==0", False),
]
PRESETS = """# Sizes and seeds
presets: [quick, full]
seeds: {split: 7, 01-weights: 1, 02-circle: 2}
chapters: {"01": {images: {quick: 3, full: 30}}, "02": {spins: 2}}
"""
CHAPTER = """
from pathlib import Path
from lib import presets, prose, sweep, tried
rate = presets.seed("01-weights") + presets.chapter("01", preset).images
Path(prose.__file__).with_name("words.txt").read_text()
print(sum(sweep.run(tried.sum_up, sweep.grid(x=[1, 2]), name="sums")))
"""
TRIED = """
from lib import presets
def sum_up(x):
    from lib import deeper
    return x + presets.seed("split") + deeper.number()
"""
DEEPER = """
import json
from pathlib import Path
def number():
    return json.loads(Path(__file__).with_name("number.json").read_text())
"""
# For each change: make it, ask whether the chapter has another key and is to be run, undo it.
ASKING = """
import json, sys
from pathlib import Path
from book.street import execute, keys, places
chapter, parameters = places.chapters()[0], {"preset": "quick"}
key = keys.chapter_key(chapter, parameters)
for name, old, new, _ in json.loads(sys.stdin.read()):
    path, before = Path(name), Path(name).read_text() if Path(name).exists() else ""
    path.parent.mkdir(exist_ok=True)
    path.write_text(before.replace(old, new) if old else before + new)
    print(json.dumps([keys.chapter_key(chapter, parameters) != key,
                      execute.cached(chapter, parameters) is None]))
    path.write_text(before) if before else path.unlink()
assert execute.cached(chapter, parameters), "all is as it was"
"""
IS_FRESH = """
from book.street import execute, places
print(execute.cached(places.chapters()[0], {"preset": "quick"}) is not None)
"""


@pytest.fixture
def chapter(small_book):
    """Return a small book whose chapter uses something of every kind."""
    files = {"tried.py": TRIED, "deeper.py": DEEPER, "number.json": "1", "words.txt": "some",
             "presets.yml": PRESETS}  # fmt: skip
    for name, text in files.items():
        (small_book.root / "lib" / name).write_text(text)
    small_book.write(CHAPTER)
    return small_book


def asked(book, changes=CHANGES):
    """Return, for each change, whether the key is another one and whether the chapter is to run."""
    said = book.run(ASKING, json.dumps(changes)).splitlines()
    return {(c[0], c[1]): json.loads(line) for c, line in zip(changes, said, strict=True)}


@pytest.mark.parametrize("workers", in_turn(1, 2))
def test_a_change_of_what_a_run_used_runs_the_chapter_again_and_no_other_does(chapter, workers):
    # With two workers the functions run in processes of their own; the second time none does.
    for kept in (False, True):
        if kept:
            chapter.sidecar.unlink()
        done = chapter.build(COURSE_SWEEP_WORKERS=str(workers))
        assert done.returncode == 0, done.stderr
        expected = {(c[0], c[1]): [c[3]] * 2 for c in CHANGES}
        assert asked(chapter) == expected, f"with results kept: {kept}"


def test_what_is_used_is_named_in_the_record_and_nothing_else(chapter):
    chapter.build()
    used = chapter.facts()["used"]
    ours = {name for name in used if name.endswith(("json", "txt")) or "#" in name}
    assert ours == {"lib/number.json", "lib/words.txt", "lib/presets.yml#seeds/01-weights",
                    "lib/presets.yml#seeds/split",
                    *(name for name in used if "#chapters/01/" in name)}  # fmt: skip
    assert not [name for name in used if "theory" in name or "claims" in name]


def test_a_changed_chapter_really_runs_again_and_an_unchanged_one_does_not(chapter):
    first = chapter.build().stdout
    assert "01-example: done" in first
    number = int(chapter.printed()[0])
    assert "running" not in chapter.build().stdout
    (chapter.root / "lib" / "number.json").write_text("2")
    assert "01-example: done" in chapter.build().stdout
    assert int(chapter.printed()[0]) == number + 2


def test_before_a_run_all_of_lib_counts(chapter):
    changes = [c for c in CHANGES if c[0].startswith("lib/") and c[1]]
    script = ASKING.replace("assert", "pass  # assert")
    said = chapter.run(script, json.dumps(changes)).splitlines()
    assert set(said) == {"[true, true]"}


@pytest.mark.parametrize("name", ["python", "platform", "numpy"])
def test_another_python_platform_or_pin_and_other_parameters_give_another_key(name, monkeypatch):
    notebook, quick, full = places.chapters()[0], {"preset": "quick"}, {"preset": "full"}
    before, installed = keys.circumstances(notebook, quick), keys.packages()
    assert keys.circumstances(notebook, full) != before
    monkeypatch.setattr(keys, "packages", lambda: {**installed, name: f"{installed[name]}.1"})
    assert keys.circumstances(notebook, quick) != before
    assert keys.key(before, {}) != keys.key(keys.circumstances(notebook, quick), {})


def test_a_pins_version_counts_and_that_of_a_package_which_is_not_pinned_does_not(chapter):
    assert chapter.build().returncode == 0
    for name, fresh in [("newcomer", "True"), ("Brotli", "False")]:
        folder = chapter.root / f"{name}-9.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 9\n")
        assert chapter.run(IS_FRESH).strip() == fresh
