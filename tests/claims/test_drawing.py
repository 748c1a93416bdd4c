"""The strip shows an interval in its own unit, on the right side of what counts."""

import re
from functools import partial
from xml.etree import ElementTree

import pytest
from claim_samples import EXAMPLES, effect, measured, said

from lib import claims
from lib.claims import drawing
from lib.claims.rule import WORDS

MIDDLE = drawing._WIDTH / 2


def ends(drawn):
    """Return where the interval begins and ends."""
    return [float(x) for x in re.search(r'interval" d="M([\d.]+) 21H([\d.]+)"', drawn).groups()]


def texts(drawn):
    """Return the labels with their places."""
    root = ElementTree.fromstring(drawn)
    return {each.text: float(each.get("x")) for each in root.iter("text")}


def test_every_strip_is_well_formed_and_holds_its_labels():
    for id, example in EXAMPLES.items():
        part = claims.part(id)
        for name in example.keys() - {"control", "broken"}:
            labels = texts(claims.strip(measured(id, example[name], 0.3)))
            assert part.unit in labels, id
            assert ("claimed →" in labels) == (part.side == "above"), id
            assert ("← claimed" in labels) == (part.side == "below"), id
            assert all(0 <= x <= drawing._WIDTH for x in labels.values()), id


def test_what_holds_lies_on_the_claims_side():
    for id, example in EXAMPLES.items():
        right = claims.part(id).side == "above"
        low, high = ends(claims.strip(measured(id, example["holds"], 0.3)))
        assert (low > MIDDLE, high < MIDDLE) == (right, not right), id
        low, high = ends(claims.strip(measured(id, example["fails"], 0.3)))
        assert (low > MIDDLE, high < MIDDLE) == (not right, right), id


def test_the_axis_grows_to_the_right():
    for id in ("C26.broaden", "C18.final-loss", "C13.measured"):
        part = claims.part(id)
        x = partial(drawing._place, part, effect(part, part.null))
        values = sorted(part.value(place) for place in (-2, -1, 0, 1, 2))
        assert [x(value) for value in values] == sorted(x(value) for value in values)


def test_a_strip_speaks_its_own_unit_and_no_logarithm():
    labels = texts(claims.strip(measured("C26.broaden", 0.36)))
    assert {"0.36", "1", "times as wide"} <= set(labels)
    assert {"0.8", "1.25"} <= set(texts(claims.strip(measured("C26.broaden", 1.1))))
    assert not {"0.8", "1.25"} & set(labels), "labels of a narrow zone lie on each other"


def test_the_grey_zone_is_what_is_too_small():
    drawn = claims.strip(measured("C26.broaden", 1.0))
    left, width = (
        float(x) for x in re.search(r'rect x="([\d.]+)" y="14" width="([\d.]+)"', drawn).groups()
    )
    labels = texts(drawn)
    assert left == pytest.approx(labels["0.8"], abs=0.1)
    assert left + width == pytest.approx(labels["1.25"], abs=0.1)


def test_a_ratio_whose_interval_begins_at_zero_stays_on_the_strip():
    part = claims.part("C18.final-loss")
    found = claims.Evidence(
        part=part.id, effect=effect(part, 0.5, interval=(0.0, 0.7)), control=1.0
    )
    low, high = ends(claims.strip(found))
    assert 0 <= low < high < MIDDLE


def test_an_exact_value_is_a_diamond_and_a_document_has_no_strip():
    assert 'class="exact"' in claims.strip(measured("C05.formula", 1e-15))
    assert 'class="sampled"' in claims.strip(measured("C26.broaden", 1.0))
    assert claims.strip(said("C04.nothing-earlier", True)) == claims.strip(None) == ""


def test_every_word_has_a_shape_of_its_own():
    shapes = {claims.icon(word.replace(" ", "-")) for word in WORDS}
    assert len(shapes) == len(WORDS) == len(drawing._SHAPES)
    for shape in shapes:
        ElementTree.fromstring(shape)
