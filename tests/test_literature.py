"""Reported numbers: each with a unit, a source and an honest word on how it was read."""

import re

import pytest

from lib import literature

ROWS = list(literature.entries().values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_a_value_says_where_it_is_from(row):
    assert row.keys() == {"key", "value", "unit", "source", "place", "read_in"}
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["key"])
    assert re.fullmatch(r"[a-z]+\d{4}[a-z]?", row["source"])
    assert row["unit"]
    assert row["place"]
    ways = ("abstract", "restated", "from memory, unchecked", "the paper's list of references")
    assert row["read_in"].startswith(ways)
    numbers = row["value"] if isinstance(row["value"], list) else [row["value"]]
    assert all(isinstance(number, int | float) for number in numbers)


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
