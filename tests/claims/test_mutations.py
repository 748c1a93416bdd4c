"""Every part's word is lost when its evidence is spoilt: all parts, all settings, each end."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from claim_samples import EXAMPLES, effect, measured

from lib import claims, statistics

PARTS = {id: replace(claims.part(id), untestable="") for id in EXAMPLES}
EVERY = pytest.mark.parametrize("id", EXAMPLES)
FAR = 24.0  # smallest effects from the null
# Parts that vary no constant: what is exact by algebra, and what waits for its chapter. A new part
# needs three values of each number that it hangs on.
WITHOUT_CONSTANTS = {
    "C03.path-identity", "C05.formula", "C08.saddle-number", "C24.growth-network",
    "C25.fewer-saddles",
}  # fmt: skip


def word(id, *found):
    """Return a part's word, were it testable."""
    return claims.judge(PARTS[id], found).word


def lost(id):
    """Return the word of evidence that decides nothing any more."""
    return "depends on the choices made" if PARTS[id].kind == "exact" else "undecided"


def sampled(id, places):
    """Return a measurement from one value a unit, each so many smallest effects from the null."""
    part = PARTS[id]
    values = [part.value(place) for place in places]
    if part.kind == "exact":
        found = statistics.exact(values[0], values, method="so many choices")
    else:
        found = statistics.mean(values, unit=part.sample, log=part.scale == "log")
    known = {"control": EXAMPLES[id]["control"], "note": "of 12 spins"}
    return claims.Evidence(part=id, effect=found, **known)


@EVERY
def test_without_a_control_there_is_no_evidence(id):
    found = effect(PARTS[id], EXAMPLES[id]["holds"])
    for control in (None, math.nan, math.inf):
        with pytest.raises(ValueError, match=f"{id} needs its control"):
            claims.Evidence(part=id, effect=found, control=control)


@EVERY
def test_a_control_just_beyond_either_end_is_not_trusted(id):
    low, high = PARTS[id].control_range
    for control, expected in (
        (low, "holds"), (high, "holds"),
        (np.nextafter(low, -np.inf), "undecided"), (np.nextafter(high, np.inf), "undecided"),
    ):  # fmt: skip
        assert word(id, measured(id, EXAMPLES[id]["holds"], control=float(control))) == expected


@EVERY
def test_a_wider_interval_loses_the_word(id):
    part = PARTS[id]
    for name, kept in (("holds", "holds"), ("fails", "fails")):
        place = part.position(EXAMPLES[id][name])
        room = abs(place) - 1
        assert room > 0
        for half, expected in ((0.9 * room, kept), (1.1 * room, lost(id)), (9.0, lost(id))):
            assert word(id, measured(id, EXAMPLES[id][name], half)) == expected, (name, half)


@EVERY
def test_one_outlier_on_either_side_takes_the_word(id):
    place = PARTS[id].position(EXAMPLES[id]["holds"])
    places = place + np.linspace(-0.01, 0.01, 12)
    assert word(id, sampled(id, places)) == "holds"
    assert word(id, sampled(id, np.append(places[:-1], -FAR))) == lost(id)
    if PARTS[id].kind != "exact":  # a choice that says the same more loudly takes nothing
        assert word(id, sampled(id, np.append(places[:-1], FAR))) == lost(id)


@EVERY
def test_each_setting_and_constant_can_turn_the_word(id):
    reference, rows = measured(id, EXAMPLES[id]["holds"]), EXAMPLES[id]
    for name, axis in PARTS[id].variants.items():
        assert word(id, reference, measured(id, rows["fails"], setting=name)) == (
            f"depends on {axis}"
        )
        for spoilt in (
            *(
                []
                if PARTS[id].kind == "exact"
                else [measured(id, rows["fails"], 9.0, setting=name)]
            ),
            measured(id, rows["fails"], control=rows["broken"], setting=name),
        ):
            assert word(id, reference, spoilt) == "holds", "what decides nothing turns nothing"
        if PARTS[id].kind == "exact":  # it knows that its choices disagree
            torn = measured(id, rows["fails"], 9.0, setting=name)
            assert word(id, reference, torn) == f"depends on {axis}"


def test_a_number_of_no_reason_is_varied():
    silent = {
        part.id
        for part in claims.parts()
        if part.measured
        and not any(name.startswith(f"{axis} = ") for name, axis in part.variants.items())
    }
    assert silent == WITHOUT_CONSTANTS, "parts that vary no constant stand in one list"


def test_what_comes_out_of_nothing_is_no_larger_than_what_counts():
    for id, part in PARTS.items():
        if re.search("two halves|shuffled", part.control):
            near, far = part.control_range
            if part.scale == "log":
                near, far = math.log(near), math.log(far)
            smallest = math.log(part.effect) if part.scale == "log" else part.effect
            assert max(-near, far) <= 1.01 * smallest, id
