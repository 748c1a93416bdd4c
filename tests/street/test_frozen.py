"""A frozen rule that changes is noticed, and needs a family of its own."""

from copy import deepcopy
from dataclasses import replace
from functools import reduce
from operator import getitem

import pytest
import yaml

from book.street import frozen
from lib import claims, presets


def test_no_frozen_rule_has_changed_since():
    assert frozen.changed() == [], (
        "these rules changed after they were frozen: freeze them anew, with a later family"
    )


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Return an empty table of frozen rules that all functions use."""
    path = tmp_path / "frozen.yml"
    for function in (frozen.frozen, frozen.family, frozen.changed, frozen.freeze):
        defaults = function.__defaults__
        monkeypatch.setattr(function, "__defaults__", (*defaults[:-1], path))
    return path


PART = claims.part("C26.broaden")


@pytest.mark.parametrize(
    "change",
    [
        {"side": "below"},
        {"null": 1.1},
        {"effect": 12.5},
        {"control_range": (0.1, 10.0)},
        {"control": "nothing"},
        {"scale": "linear"},
        {"quantity": "something else"},
        {"sample": "network"},
        {"axes": {}},
        {"headline": False},
        {"clause": "broaden"},
        {"untestable": "too dear"},
    ],
)
def test_a_rule_that_changes_is_noticed(change, table, monkeypatch):
    frozen.freeze([PART.id], 2)
    assert frozen.changed() == []
    other = [replace(PART, **change) if each is PART else each for each in claims.parts()]
    monkeypatch.setattr(claims, "parts", lambda: other)
    assert frozen.changed() == [PART.id]


def test_words_may_be_mended_after_the_freeze():
    for change in ({"title": "t"}, {"sentence": {}}, {"why": "w"}):
        assert frozen.digest(replace(PART, **change)) == frozen.digest(PART)


@pytest.mark.parametrize(
    ("entry", "turned"),
    [
        (("chapters", "04", "rates"), ["C26.broaden"]),
        (("seeds", "04-networks"), ["C26.broaden"]),
        (("chapters", "02", "growth_sizes"), ["C06.dimension"]),
    ],
)
def test_a_plan_that_changes_is_noticed_and_needs_a_later_family(entry, turned, table, monkeypatch):
    frozen.freeze([PART.id, "C06.dimension"], 2)
    assert frozen.changed() == []
    changed = deepcopy(presets.table())
    *way, last = entry
    reduce(getitem, way, changed)[last] = 12345
    monkeypatch.setattr(presets, "table", lambda: changed)
    assert frozen.changed() == turned
    with pytest.raises(ValueError, match="has seen family 2"):
        frozen.freeze(turned, 2)
    frozen.freeze(turned, 3)
    assert frozen.changed() == []


def test_what_moves_no_full_result_is_not_frozen(table, monkeypatch):
    frozen.freeze([PART.id], 2)
    changed = deepcopy(presets.table())
    changed["chapters"]["04"]["seeds"]["quick"] = 3
    changed["chapters"]["04"]["workers"]["full"] = 16
    monkeypatch.setattr(presets, "table", lambda: changed)
    assert frozen.changed() == []


def test_a_part_that_is_gone_is_noticed(table, monkeypatch):
    frozen.freeze([PART.id], 2)
    monkeypatch.setattr(claims, "parts", list)
    assert frozen.changed() == [PART.id]


def test_a_new_freeze_needs_a_later_family(table):
    assert frozen.family(PART.id) == 1
    with pytest.raises(ValueError, match="has seen family 1: freeze it with a later one"):
        frozen.freeze([PART.id], 1)
    frozen.freeze([PART.id, "C20.jagged"], 2)
    assert frozen.family(PART.id) == frozen.family("C20.jagged") == 2
    before = table.read_text(encoding="utf8")
    with pytest.raises(ValueError, match="has seen family 2"):
        frozen.freeze(["C20.narrow", PART.id], 2)
    assert table.read_text(encoding="utf8") == before, "half a freeze was written"
    frozen.freeze([PART.id], 3)
    assert set(yaml.safe_load(table.read_text(encoding="utf8"))[PART.id]) == {
        "date", "digest", "family", "plan",
    }  # fmt: skip


def test_an_unknown_part_is_not_frozen(table):
    with pytest.raises(ValueError, match=r"no part 'C20\.jag'"):
        frozen.freeze(["C20.jag"], 2)
    assert not table.exists()


def command(*words):
    """Run the command in this process; return what it says when it stops."""
    try:
        frozen.main(words)
    except SystemExit as stopped:
        return str(stopped.code)
    return ""


@pytest.mark.parametrize("of", ["04", "C26", "all"])
def test_one_command_freezes_all_of_a_chapter_a_claim_or_everything(of, table):
    assert command(of, "C26.broaden", "--family", "2") == ""
    wanted = {part.id for part in claims.parts(None if of == "all" else of)}
    assert set(frozen.frozen(table)) == wanted
    assert frozen.changed() == []
    assert "has seen family 2" in command(of, "--family", "2")


def test_the_command_freezes_and_says_what_is_wrong(table):
    assert command(PART.id, "--family", "2") == ""
    assert frozen.family(PART.id) == 2
    assert "has seen family 2" in command(PART.id, "--family", "2")
    for words in ((), (PART.id,), ("--family", "2"), (PART.id, "--family", "two")):
        assert command(*words) == "2"
