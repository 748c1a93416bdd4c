"""Full evidence is sealed when it is written, and not used when it is not whole."""

import json
import re

import pytest

from book.street import frozen, results
from lib import claims
from lib.statistics import exact

CHAPTER, HOPFIELD = "06", claims.part("C01.stated-early")


@pytest.fixture(autouse=True)
def chapter(monkeypatch):
    """Let chapter 06 have two parts: a document, and an exact value with three constants."""
    formula = claims.part("C17.minima-fall")
    both = [HOPFIELD, formula]
    monkeypatch.setattr(claims, "parts", lambda of=None: both if of in (None, CHAPTER) else [])
    monkeypatch.setattr(frozen, "family", lambda id: 2)
    return both


def whole(parts):
    """Return evidence for every part and setting."""
    found = [
        claims.Evidence(part=HOPFIELD.id, said=True, quotation="q", citation="Amit (1985)")
    ]  # fmt: skip
    value = exact(0.2, method="m")
    return found + [
        claims.Evidence(part=parts[1].id, setting=name, effect=value, control=0.4)
        for name in ("reference", *parts[1].variants)
    ]


def content(parts, **changes):
    """Return what a run hands over."""
    return {
        "chapter": CHAPTER,
        "provenance": {
            "date": "2000-01-01", "seconds": 61,
            "families": {part.id: 2 for part in parts if part.measured},
            "code": {"lib/prose.py": results.digest("lib/prose.py")},
        },
        "rules": {part.id: frozen.digest(part) for part in parts if part.measured},
        "evidence": [item.to_json() for item in whole(parts)],
        "findings": {"c06.capacity": 0.138},
        "sweeps": [{"cases": 3}, {"cases": 4}],
        "cases": [],
    } | changes  # fmt: skip


@pytest.fixture
def written(tmp_path, chapter):
    """Return the file of a whole chapter."""
    return results.write(content(chapter), folder=tmp_path)


def test_what_was_written_is_read(written, chapter):
    found = results.read(written)
    assert json.dumps([item.to_json() for item in found["evidence"]]) == json.dumps(
        [item.to_json() for item in whole(chapter)]
    )
    assert found | {"evidence": []} == content(chapter, evidence=[])


def test_a_chapter_is_asked_for_what_it_can_measure(chapter):
    assert results.asked(CHAPTER) == [chapter[1]]  # a document is read by the chapter itself
    assert [part.id for part in results.asked("04")] == []


def test_the_book_is_gathered_with_estimates_by_name(written, tmp_path, chapter):
    book, faults = results.collect(tmp_path)
    assert faults == []
    assert book["findings"]["c06.capacity"] == 0.138
    assert book["findings"]["C17.minima-fall, width"] == 0.2
    assert book["runs"][CHAPTER]["changed since"] == []
    assert book["runs"][CHAPTER]["cases"] == 7
    assert "code" not in book["runs"][CHAPTER]
    assert [claims.from_json(row).name for row in book["evidence"]] == [
        item.name for item in whole(chapter)
    ]


def test_a_changed_byte_is_noticed(written, tmp_path):
    text = written.read_text(encoding="utf8")
    for old, new in (
        ("0.138", "0.139"),
        ('"seconds": 61', '"seconds": 60'),
        ('"said": true', '"said": false'),
    ):
        assert old in text
        written.write_text(text.replace(old, new, 1), encoding="utf8")
        with pytest.raises(ValueError, match=r"c06\.json is not used: its bytes were altered"):
            results.read(written)
        book, faults = results.collect(tmp_path)
        assert book["evidence"] == []
        assert len(faults) == 1


def test_any_changed_byte_is_noticed(written):
    whole = written.read_bytes()
    for place in range(0, len(whole), 7):
        written.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ValueError, match=r"c06\.json is not used"):
            results.read(written)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text.replace("0.138", "NaN", 1), "it holds NaN"),
        (lambda text: text[: len(text) // 2], "c06.json is not used"),
        (lambda text: "[]", "c06.json is not used"),
        (lambda text: "{}", "c06.json is not used"),
    ],
)
def test_a_nan_or_a_torn_file_is_named(written, spoil, message):
    written.write_text(spoil(written.read_text(encoding="utf8")), encoding="utf8")
    with pytest.raises(ValueError, match=message):
        results.read(written)


def test_half_a_chapter_is_neither_written_nor_used(written, tmp_path, chapter):
    half = [item.to_json() for item in whole(chapter)[:-1]]
    (gone,) = set(chapter[1].variants) - {row.get("setting") for row in half}
    named = re.escape(f"half a chapter, without C17.minima-fall ({gone})")
    with pytest.raises(ValueError, match=named):
        results.write(content(chapter, evidence=half), folder=tmp_path / "none")
    assert not (tmp_path / "none").exists()
    found = json.loads(written.read_text(encoding="utf8")) | {"evidence": half}
    del found["digest"]
    found["digest"] = results._seal(found)
    written.write_text(results._text(found), encoding="utf8")
    with pytest.raises(ValueError, match=rf"c06\.json is not used: {named}"):
        results.read(written)


def test_a_part_that_came_later_leaves_the_others_valid(written, tmp_path, chapter):
    later = claims.part("C05.formula")
    chapter.append(later)
    book, faults = results.collect(tmp_path)
    assert faults == []
    assert len(book["evidence"]) == len(whole(chapter))
    assert results.fresh(CHAPTER, folder=tmp_path) is None  # it is to be measured


def test_evidence_that_is_none_is_named(written):
    content = json.loads(written.read_text(encoding="utf8"))
    content["evidence"][0]["part"] = "C99.gone"
    content["digest"] = results._seal({k: v for k, v in content.items() if k != "digest"})
    written.write_text(results._text(content), encoding="utf8")
    with pytest.raises(ValueError, match="no claim 'C99'"):
        results.read(written)


def test_a_nan_is_not_written(tmp_path, chapter):
    with pytest.raises(ValueError, match="Out of range float"):
        results.write(content(chapter, findings={"c06.x": float("nan")}), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_part_whose_rule_has_changed_since_is_left_out(written, tmp_path, monkeypatch):
    assert results.fresh(CHAPTER, folder=tmp_path)
    monkeypatch.setattr(frozen, "digest", lambda part: "another")
    assert results.fresh(CHAPTER, folder=tmp_path) is None
    book, faults = results.collect(tmp_path)
    assert [row["part"] for row in book["evidence"]] == [HOPFIELD.id]
    assert faults == ["c06.json: the rule of C17.minima-fall has changed since"]


def test_a_part_that_was_frozen_for_other_seeds_since_is_left_out(written, tmp_path, monkeypatch):
    monkeypatch.setattr(frozen, "family", lambda id: 3)
    book, faults = results.collect(tmp_path)
    assert [row["part"] for row in book["evidence"]] == [HOPFIELD.id]
    assert faults == ["c06.json: the rule of C17.minima-fall has changed since"]


def test_changed_code_is_named_and_its_results_used(written, tmp_path, monkeypatch):
    monkeypatch.setattr(results, "syntax", lambda path: "another")
    book, faults = results.collect(tmp_path)
    assert faults == []
    assert book["evidence"]
    assert book["runs"][CHAPTER]["changed since"] == ["lib/prose.py"]
    assert results.fresh(CHAPTER, folder=tmp_path) is None


def test_a_digest_of_code_sees_what_is_computed_only(tmp_path):
    path = tmp_path / "code.py"
    versions = ["'''A.'''\ndef f(x):\n    '''B.'''\n    return x + 1\n",
                "'''C.'''\n\n# why\ndef f(x):\n    return (x + 1)  # so\n",
                "def f(x):\n    return x + 2\n"]  # fmt: skip
    digests = []
    for version in versions:
        path.write_text(version, encoding="utf8")
        digests.append(results.syntax(path))
    assert digests[0] == digests[1] != digests[2]
    assert results.syntax(tmp_path / "gone.py") == ""


def test_the_command_gathers_and_says_what_it_leaves_out(
    written, chapter, tmp_path, monkeypatch, capsys
):
    book = tmp_path / "book.json"
    monkeypatch.setattr(results, "BOOK", book)
    monkeypatch.setattr(results.collect, "__defaults__", (tmp_path,))
    assert results.main(["stump", "06"]) == 2
    assert not book.exists()
    assert results.main([]) == 0
    assert len(json.loads(book.read_text(encoding="utf8"))["evidence"]) == len(whole(chapter))
    written.write_text("{}", encoding="utf8")
    assert results.main([]) == 1
    assert "c06.json is not used" in capsys.readouterr().out
    assert json.loads(book.read_text(encoding="utf8"))["evidence"] == []
