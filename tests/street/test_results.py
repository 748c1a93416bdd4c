"""Full evidence is sealed when it is written, and not used when it is not whole."""

import json

import pytest

from book.street import places, results
from lib import claims
from lib.statistics import exact

CHAPTER, HOPFIELD = "06", claims.part("C01.stated-early")


@pytest.fixture(autouse=True)
def chapter(monkeypatch):
    """Let chapter 06 have two parts: a document, and an exact value with three constants."""
    formula = claims.part("C17.minima-fall")
    both = [HOPFIELD, formula]
    monkeypatch.setattr(claims, "parts", lambda of=None: both if of in (None, CHAPTER) else [])
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


@pytest.fixture
def written(tmp_path, chapter):
    """Return the file of a whole chapter."""
    code = places.ROOT / "lib" / "prose.py"
    return results.write(CHAPTER, whole(chapter), findings={"c06.capacity": 0.138}, family=2,
                         seconds=61.4, code=[code], folder=tmp_path)  # fmt: skip


def test_what_was_written_is_read(written, chapter):
    content = results.read(written)
    assert json.dumps([item.to_json() for item in content["evidence"]]) == json.dumps(
        [item.to_json() for item in whole(chapter)]
    )
    assert content["findings"] == {"c06.capacity": 0.138}
    run = content["provenance"]
    assert (run["family"], run["seconds"]) == (2, 61)
    assert set(run) == {
        "date", "family", "seconds", "hardware", "python", "versions", "code",
    }  # fmt: skip
    assert list(run["code"]) == ["lib/prose.py"]
    assert set(content["rules"]) == {part.id for part in chapter}


def test_the_book_is_gathered_with_estimates_by_name(written, tmp_path, chapter):
    book, faults = results.collect(tmp_path)
    assert faults == []
    assert book["findings"]["c06.capacity"] == 0.138
    assert book["findings"]["C17.minima-fall, width"] == 0.2
    assert book["runs"][CHAPTER]["changed since"] == []
    assert [claims.from_json(row).name for row in book["evidence"]] == [
        item.name for item in whole(chapter)
    ]


def test_a_changed_byte_is_noticed(written, tmp_path):
    text = written.read_text(encoding="utf8")
    for old, new in (
        ("0.138", "0.139"),
        ('"family": 2', '"family": 3'),
        ('"said": true', '"said": false'),
    ):
        assert old in text
        written.write_text(text.replace(old, new, 1), encoding="utf8")
        with pytest.raises(ValueError, match=r"c06\.json is not used: its bytes were altered"):
            results.read(written)
        book, faults = results.collect(tmp_path)
        assert book["evidence"] == []
        assert len(faults) == 1


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


def test_half_a_chapter_is_named(tmp_path, chapter):
    half = whole(chapter)[:-1]
    path = results.write(CHAPTER, half, findings={}, family=2, seconds=1, code=[], folder=tmp_path)
    with pytest.raises(ValueError, match=r"half a chapter, without C17\.minima-fall"):
        results.read(path)


def test_evidence_that_is_none_is_named(written):
    content = json.loads(written.read_text(encoding="utf8"))
    content["evidence"][0]["part"] = "C99.gone"
    content["digest"] = results._seal({k: v for k, v in content.items() if k != "digest"})
    written.write_text(json.dumps(content), encoding="utf8")
    with pytest.raises(ValueError, match="no claim 'C99'"):
        results.read(written)


def test_a_nan_is_not_written(tmp_path, chapter):
    with pytest.raises(ValueError, match="Out of range float"):
        results.write(CHAPTER, whole(chapter), findings={"c06.x": float("nan")}, family=2,
                      seconds=1, code=[], folder=tmp_path)  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_part_whose_rule_has_changed_since_is_left_out(written, tmp_path, monkeypatch):
    digest = claims.digest
    monkeypatch.setattr(
        claims, "digest", lambda part: digest(part) if part is HOPFIELD else "another"
    )
    book, faults = results.collect(tmp_path)
    assert [row["part"] for row in book["evidence"]] == [HOPFIELD.id]
    assert faults == ["c06.json: the rule of C17.minima-fall has changed since"]


def test_changed_code_is_named_and_its_results_used(written, tmp_path, monkeypatch):
    monkeypatch.setattr(results, "syntax", lambda path: "another")
    book, faults = results.collect(tmp_path)
    assert faults == []
    assert book["evidence"]
    assert book["runs"][CHAPTER]["changed since"] == ["lib/prose.py"]


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
    assert results.main() == 0
    assert len(json.loads(book.read_text(encoding="utf8"))["evidence"]) == len(whole(chapter))
    written.write_text("{}", encoding="utf8")
    assert results.main() == 1
    assert "c06.json is not used" in capsys.readouterr().out
    assert json.loads(book.read_text(encoding="utf8"))["evidence"] == []
