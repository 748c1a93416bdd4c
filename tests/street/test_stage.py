"""A site of one chapter is made of that chapter and the pages that need no other."""

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook

from book import build
from book.street import places, shown, stage
from book.street.execute import Run

FINDINGS = {"c02.share": 0.251, "c02.kind": "a word's", "C06.dimension, four": -3.0}


@pytest.mark.parametrize(
    ("text", "ready"),
    [
        ("No finding.", True),
        ("{{C06.dimension, four:.1f}}, {{ c02.share }}", True),
        ("{{c02.share}} of {{c03.share}}", False),
        ("<!-- gather: claims -->", False),
        ("<!-- gather: slides 2 -->", True),
        ("<!-- gather: slides 3 -->", False),
    ],
)
def test_a_page_is_self_sufficient_without_a_table_or_what_is_of_other_chapters(text, ready):
    assert stage.self_sufficient(text, FINDINGS, {"02"}) is ready


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{ c02.share:.0%}} of", "25\u202f% of"),
        ("{{C06.dimension, four}} and", "−3 (at teaching size) and"),
        ("it is {{c02.kind}}.", "it is a word's (at teaching size)."),
    ],
)
def test_a_page_prints_full_evidence_and_marks_what_is_not(text, filled, monkeypatch):
    monkeypatch.setattr(stage.prose, "published", lambda: {"c02.share": 0.251})
    assert stage.fill(text, {}, FINDINGS, places.ROOT / "a.md") == filled


def test_a_finding_that_nobody_gives_is_told():
    with pytest.raises(places.BuildError, match=r"a\.md asks for the finding 'c02\.gone'"):
        stage.fill("{{c02.gone:.1f}}", {}, FINDINGS, places.ROOT / "a.md")


def test_the_first_page_of_a_part_shows_no_verdicts_that_await_other_chapters(run):
    strip = stage.tables([run], [])["strip"]()
    assert "ledger" in strip
    assert "claims.html" not in strip


def test_the_contents_of_a_part_keep_the_books_order():
    files = [places.ROOT / f"{name}.md" for name in reversed(places.documents()[::3])]
    contents = yaml.safe_load(stage.contents_of(files))
    rows = [row for part in contents["parts"] for row in part["chapters"]]
    assert [contents["root"], *(row["file"] for row in rows)] == places.documents()[::3]
    assert [
        part.get("numbered") for part in contents["parts"] if part["caption"] == "Chapters"
    ] == [1]


@pytest.fixture
def run(tmp_path):
    """Return the run of a chapter 2."""
    notebook = new_notebook(cells=[new_code_cell("pass")])
    path = tmp_path / "02-spherical-spin-glass.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf8")
    facts = {"when": "2000-01-01", "parameters": {"preset": "quick"}, "seconds": 1.0,
             "peak_mb": 1, "python": "3", "packages": {}}  # fmt: skip
    return Run(path, facts)


def test_one_chapter_is_staged_with_its_meeting_and_without_the_others(run, tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "STAGE", tmp_path / "stage")
    monkeypatch.setattr(stage, "stage_assets", lambda: None)
    monkeypatch.setattr(shown, "read", lambda *_: shown.Shown())
    monkeypatch.setattr(stage.front, "cards_html", lambda _: "")
    monkeypatch.setattr(stage.download, "write", lambda *_, **__: None)
    monkeypatch.setattr(stage, "keep", lambda *_: pytest.fail("a part is not kept as the whole"))
    stage.stage([run])
    staged = {path.stem for path in (tmp_path / "stage").rglob("*.*") if path.stem[0] != "_"}
    assert {"02-spherical-spin-glass", "index", "plan", "meeting-2", "glossary"} <= staged
    assert not {"03-energy-bands", "meeting-3", "what-survives", "claims", "status"} & staged
    contents = (tmp_path / "stage" / "_toc.yml").read_text(encoding="utf8")
    assert contents.count("file:") + 1 == len(staged)
    meeting = (tmp_path / "stage" / "book" / "teaching" / "meeting-2.md").read_text("utf8")
    assert "slides/meeting-2.html#/02-globe" in meeting
    plan = (tmp_path / "stage" / "book" / "teaching" / "plan.md").read_text("utf8")
    assert "slides/meeting-2.html" in plan
    assert "slides/meeting-3.html" not in plan
    assert "meeting-3.md" not in plan


def test_several_chapters_are_chosen_in_order_and_an_unknown_one_is_refused():
    assert [chapter.name[:2] for chapter in build.choose("05,04")] == ["04", "05"]
    assert build.choose(None) == places.chapters()
    with pytest.raises(places.BuildError, match="no chapter '99'"):
        build.choose("04,99")


def test_the_printed_book_is_whole(capsys, monkeypatch):
    monkeypatch.setattr(build.execute, "execute_all", lambda *_: pytest.fail("it started"))
    assert build.main(["pdf", "--chapter", "02"]) == 1
    assert "leave --chapter out" in capsys.readouterr().err
