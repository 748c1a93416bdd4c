"""Evidence for any part: an effect about a value, beside a control that works."""

import math
from pathlib import Path

import yaml

from lib import claims
from lib.statistics import Effect

EXAMPLES = yaml.safe_load(Path(__file__).with_name("examples.yml").read_text(encoding="utf8"))


def effect(part, estimate, half=0.01, **changes):
    """Return an effect about an estimate, its interval ``half`` smallest effects to each side."""
    place, exact = part.position(estimate), part.kind == "exact"
    ends = sorted(part.value(place + step) for step in (-half, half))
    low, high = (estimate, estimate) if exact and half == 0.01 else ends
    smallest = math.log(part.effect) if part.scale == "log" else part.effect
    values = {
        "estimate": estimate,
        "interval": (min(low, estimate), max(high, estimate)),
        "n": 12,
        "unit": "" if exact else part.sample,
        "method": "made for a test of 12 spins",
        "standard_error": 0.0 if exact else half * smallest / 1.96,
        "log": part.scale == "log" and not exact,
        "exact": exact,
    }
    return Effect(**values | changes)


def measured(id, estimate, half=0.01, control=None, setting="reference", **more):
    """Return a measurement of a part."""
    part = claims.part(id)
    control = EXAMPLES[id]["control"] if control is None else control
    found = effect(part, estimate, half)
    return claims.Evidence(part=id, effect=found, control=control, setting=setting, **more)


def said(id, answer):
    """Return what a document says about a part."""
    words = {"quotation": "So it is.", "citation": "Ba and Caruana (2014)"}
    return claims.Evidence(part=id, said=answer, **words)
