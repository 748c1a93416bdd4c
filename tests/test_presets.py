"""Names of settings; reported numbers: each with a unit, a source and how it was read."""

import re
from pathlib import Path

import pytest
import yaml

from lib import presets

TABLE = Path(presets.__file__).with_name("literature.yml")
ROWS = yaml.safe_load(TABLE.read_text(encoding="utf8"))["values"]


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
    assert presets.reported("ba-mimic-400k-error") < presets.reported("ba-shallow-400k-error")
    assert presets.reported("ba-mimic-8k-error") < presets.reported("ba-deep-error")
    lists = ("choromanska-hidden-units", "choromanska-train-test-correlation")
    assert len({len(presets.reported(key)) for key in lists}) == 1


def test_no_key_stands_twice():
    keys = [row["key"] for row in ROWS]
    assert sorted(keys) == sorted(presets.literature())


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: presets.reported("ba-depth"), "reported number 'ba-depth': choose one of ba-sh"),
        (lambda: presets.reported("nobody"), "reported number 'nobody': choose one of amit-year"),
        (lambda: presets.seed("split-9"), "no seed 'split-9': choose one of .*split"),
        (lambda: presets.chapter("99", "quick"), "no chapter '99': choose one of 01, 02"),
        (lambda: presets.chapter("01", "fast"), "no preset 'fast': choose one of quick, full"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_those_that_are(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
