"""What chapter 02 measures is what the ledger asks."""

from types import SimpleNamespace

from lib import claims
from lib.chapters.c02 import evidence


def test_evidence_is_all_that_the_ledger_asks():
    paths = {"count": 2, "images": 60, "side": 4, "steps": 3, "rate": 0.1, "pairs": 40}
    plan = SimpleNamespace(
        edge_sizes={"10 to 40": [5, 8], "5 to 20": [4, 6], "20 to 80": [6, 9]},
        edge_shifts={"one spin": 1, "two spins": 2},
        edge_instances=3,
        edge_points=2,
        growth_sizes=[3, 4, 5, 6],
        growth_instances=2,
        quadratic_sizes={
            "10 to 40": [10, 20, 40],
            "20 to 80": [20, 40, 80],
            "40 to 100": [40, 60, 99],
        },
        few=[5, 10, 20],
        groups=1,
        paths=paths | {"hidden": [3, 2]},
        variants={
            "the training = none": {"steps": 0},
            "the training = four times as long": {"steps": 12},
            "the hidden units = half as many": {"hidden": [2, 2]},
            "the hidden units = twice as many": {"hidden": [6, 4]},
        },
    )
    names = {claims.record(**row).name for row in evidence.evidence(plan, family=1)}
    measured = [part for part in claims.parts("02") if part.measured]
    asked = {f"{part.id}, {variant}" for part in measured for variant in part.variants}
    assert names == asked | {part.id for part in measured}
