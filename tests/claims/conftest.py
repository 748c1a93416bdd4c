"""Sample evidence: for any rule, a measurement or a document that leads to a wanted word."""

import pytest

from lib import claims
from lib.claims import recording

# Distance of the estimate from the null and half-width of the interval, in units of the effect.
SHAPES = {
    "supported": (2.0, 0.5),
    "contradicted": (-2.0, 0.5),
    "not supported": (0.0, 0.5),
    "not testable here": (0.0, 4.0),
}


def sample(row, rule, word, *, setting="reference", **changes):
    """Return evidence for one rule that is to be judged with a word."""
    if rule.kind == "documentary":
        agrees = {"supported": True, "contradicted": False}[word]
        values = {"agrees": agrees, "quotation": "so it is", "citation": "key", "date": "1985"}
        return claims.Document(claim=row.id, test=rule.name, setting=setting, **values | changes)
    distance, half = SHAPES[word]
    estimate = rule.null + rule.sign * rule.effect * distance
    values = {
        "estimate": estimate,
        "interval": (estimate - half * rule.effect, estimate + half * rule.effect),
        "control": sum(rule.control_range) / 2 if rule.control_range else 0.0,
        "n": 10,
        "power": 0.1 if word == "not testable here" else None,
    }
    return claims.Measurement(claim=row.id, test=rule.name, setting=setting, **values | changes)


@pytest.fixture(name="sample")
def _sample():
    """Give tests the maker of evidence."""
    return sample


@pytest.fixture(autouse=True)
def _fresh_session(monkeypatch):
    """Begin each test with nothing recorded."""
    monkeypatch.setattr(recording, "_RECORDED", {})
