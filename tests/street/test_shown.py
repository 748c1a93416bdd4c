"""An edition for a class: without solutions, without the teacher's pages, each by one setting."""

import re

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from book import build
from book.street import download, expressions, keys, places, settings, shown, stage, students
from book.street.address import Address
from book.street.execute import Run

CONFIG = (places.ROOT / "_config.yml").read_text(encoding="utf8")
TOC = (places.ROOT / "_toc.yml").read_text(encoding="utf8")
CLASS = shown.Shown(solutions=False, teaching=False)
SOLVED = [
    new_markdown_cell(":::{dropdown} Solution of Exercise 01-1\nSo.\n:::"),
    new_code_cell("# Solution of Exercise 01-1\nx = 1", metadata={"tags": ["solution"]}),
]
MARK = r"<!-- /?(solutions|teaching) -->"
ABSENT = r"teaching/|worked\s+solution|solution\s+is\s+folded"


def config(**values):
    """Return the book's settings with others of ours."""
    return yaml.safe_dump(yaml.safe_load(CONFIG) | {shown.KEY: values})


def test_a_book_shows_all_and_a_setting_hides():
    says = yaml.safe_load(CONFIG)[shown.KEY]
    assert set(says) == {"solutions", "teaching"}
    assert shown.read() == shown.Shown(**says)
    assert shown.read(config(solutions=True, teaching=True)) == shown.Shown()
    assert shown.read(config(solutions=False)) == shown.Shown(solutions=False)
    assert shown.read("title: A") == shown.Shown()


@pytest.mark.parametrize(
    ("name", "value"), [("answers", False), ("solutions", "no"), ("teaching", 1)]
)
def test_another_setting_or_value_is_told(name, value):
    said = rf"under 'shown' stand solutions and teaching, each true or false; got {name}: {value}"
    with pytest.raises(places.BuildError, match=said):
        shown.read(config(**{name: value}))


def test_jupyter_book_does_not_see_the_key():
    filled = yaml.safe_load(settings.fill(CONFIG, Address()))
    assert shown.KEY in yaml.safe_load(CONFIG)
    assert shown.KEY not in filled


def test_the_settings_enter_the_key_of_the_site(tmp_path, monkeypatch):
    for name in ("_config.yml", "_toc.yml", "pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        (tmp_path / name).write_text((places.ROOT / name).read_text("utf8"), encoding="utf8")
    monkeypatch.setattr(places, "ROOT", tmp_path)
    before = keys.site_key([])
    (tmp_path / "_config.yml").write_text(config(solutions=False, teaching=True), encoding="utf8")
    assert keys.site_key([]) != before


def test_the_contents_lose_the_teachers_pages_and_nothing_else():
    def files(text):
        return re.findall(r"(?:file|root): (\S+)", text)

    assert shown.Shown().contents(TOC) == TOC
    kept = [name for name in files(TOC) if "teaching/" not in name]
    assert len(kept) < len(files(TOC)) - 5
    assert files(CLASS.contents(TOC)) == kept
    assert [p.stem for p in places.pages() if CLASS.page(p)] == [
        name.rpartition("/")[2] for name in kept if "notebooks/" not in name
    ]
    alone = yaml.safe_dump({"parts": [{"caption": "A", "chapters": [{"file": "book/a"}]}, {
        "caption": "B", "chapters": [{"file": "book/teaching/plan"}]}]})  # fmt: skip
    assert [part["caption"] for part in yaml.safe_load(CLASS.contents(alone))["parts"]] == ["A"]


@pytest.mark.parametrize("page", places.pages(), ids=lambda path: path.stem)
def test_no_page_of_a_class_speaks_of_what_it_has_not(page):
    text = page.read_text(encoding="utf8")
    whole, for_class = shown.Shown().text(text), CLASS.text(text)
    assert not re.search(MARK, whole + for_class)
    if CLASS.page(page) and page.stem != "CHANGELOG":
        assert not re.search(ABSENT, for_class)


@pytest.mark.parametrize("path", places.chapters(), ids=lambda path: path.stem)
def test_no_chapter_of_a_class_speaks_of_what_it_has_not(path):
    chapter = nbformat.read(path, as_version=4)
    whole = shown.Shown().text("\n".join(cell.source for cell in chapter.cells))
    assert "solution is folded" in whole
    for_class = "\n".join(cell.source for cell in students.unsolved(chapter).cells)
    assert not re.search(MARK, whole + for_class)
    assert not re.search(ABSENT, for_class)


def test_an_edition_for_a_class_is_staged_without_solutions_and_teacher(tmp_path, monkeypatch):
    ran = nbformat.read(places.ROOT / "notebooks" / "02-spherical-spin-glass.ipynb", as_version=4)
    for cell in ran.cells:
        cell.metadata["expressions"] = ["7"] * len(expressions.asked(cell.source))
    path = tmp_path / "02-spherical-spin-glass.ipynb"
    nbformat.write(ran, path)
    facts = {"when": "2000-01-01", "parameters": {"preset": "quick"}, "seconds": 1.0,
             "peak_mb": 1, "python": "3", "packages": {}}  # fmt: skip
    monkeypatch.setattr(stage, "STAGE", tmp_path / "stage")
    monkeypatch.setattr(stage, "stage_assets", lambda: None)
    monkeypatch.setattr(stage.front, "cards_html", lambda _: "")
    monkeypatch.setattr(stage.shown, "read", lambda _: CLASS)
    stage.stage([Run(path, facts)])
    staged = {file.stem for file in (tmp_path / "stage").rglob("*.md")}
    assert {"index", "how-to-use"} <= staged
    assert not {"plan", "derivations", "meeting-2"} & staged
    assert "teaching" not in (tmp_path / "stage" / "_toc.yml").read_text(encoding="utf8")
    for folder in ("notebooks", "take-away"):
        text = (tmp_path / "stage" / folder / path.name).read_text(encoding="utf8")
        assert "### Exercise 02-1" in text
        assert "Solution of Exercise" not in text
        assert not re.search(rf"{MARK}|{ABSENT}", text)
    first = (tmp_path / "stage" / "book" / "index.md").read_text(encoding="utf8")
    assert "**Run.**" in first
    assert "**Teach.**" not in first


def test_a_notebook_to_take_away_keeps_its_solutions_unless_it_is_told_otherwise(tmp_path):
    path = tmp_path / "02-b.ipynb"
    words = "# B<!-- solutions --> solved {eval}`k` times<!-- /solutions -->, {eval}`n` left"
    made = new_notebook(cells=[new_markdown_cell(words), *SOLVED])
    made.cells[0].metadata["expressions"] = ["4", "7"]
    nbformat.write(made, path)
    sources = {
        what: [c.source for c in download.notebook(path, made, Address(), what=what).cells]
        for what in (shown.Shown(), CLASS)
    }
    assert len(sources[shown.Shown()]) == len(sources[CLASS]) + 2
    assert "# B solved 4 times, 7 left" in sources[shown.Shown()]
    assert sources[CLASS][-1] == "# B, 7 left"
    assert [c.source for c in students.unsolved(made).cells] == ["# B, {eval}`n` left"]


def test_without_the_teachers_pages_there_are_no_slides_to_print(capsys, monkeypatch):
    monkeypatch.setattr(build.shown, "read", lambda: CLASS)
    monkeypatch.setattr(build.execute, "execute_all", lambda *_: pytest.fail("it started"))
    assert build.main(["slides"]) == 1
    assert "`teaching: false`: this edition has no slides" in capsys.readouterr().err
