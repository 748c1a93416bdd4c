"""Reported numbers: each with a unit, a source and an honest word on how it was read."""

import re

import pytest

from lib import literature

ENTRIES = list(literature.entries().values())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_a_value_says_where_it_is_from(entry):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.key)
    assert re.fullmatch(r"[a-z]+\d{4}[a-z]?", entry.source)
    assert entry.unit
    assert entry.place
    ways = ("abstract", "restated", "from memory, unchecked", "the paper's list of references")
    assert entry.read_in.startswith(ways)
    numbers = entry.value if isinstance(entry.value, list) else [entry.value]
    assert all(isinstance(number, int | float) for number in numbers)


def test_a_remembered_value_says_so():
    assert not literature.entry("mixture-threshold-often-quoted").checked
    assert literature.entry("mixture-threshold-reported").checked


def test_the_mimic_table_is_consistent_with_what_its_abstract_says():
    assert literature.value("ba-mimic-400k-error") < literature.value("ba-shallow-400k-error")
    assert literature.value("ba-mimic-8k-error") < literature.value("ba-deep-error")
    lists = ("choromanska-hidden-units", "choromanska-train-test-correlation")
    assert len({len(literature.value(key)) for key in lists}) == 1


def test_a_missing_key_is_named_with_its_neighbours():
    with pytest.raises(ValueError, match=r"no value 'ba-depth': choose one of ba-shallow-8k-error"):
        literature.value("ba-depth")


def test_a_key_that_stands_twice_is_refused(tmp_path, monkeypatch):
    row = "{key: a, value: 1, unit: u, source: s1900, place: p, read_in: abstract}"
    table = tmp_path / "literature.yml"
    table.write_text(f"values: [{row}, {row}]\n", encoding="utf8")
    monkeypatch.setattr(literature, "_TABLE", table)
    literature.entries.cache_clear()
    with pytest.raises(ValueError, match="keys twice"):
        literature.entries()
    monkeypatch.undo()
    literature.entries.cache_clear()
