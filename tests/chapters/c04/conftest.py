"""The experiment as small as it goes, for all tests of this folder."""

from types import SimpleNamespace

import numpy as np
import pytest
import turns

from lib.chapters.c04 import evidence

RECIPE = {"batch": 20, "images": 40, "test_images": 20, "side": 6, "phases": [[0.006, 60]]}


@pytest.fixture(scope="session")
def plan():
    return SimpleNamespace(
        workers=1, depths=[1, 5, 10], budget=2500, recipe=RECIPE | {"keep": 0.9}, far=6.0,
        looked=30, seeds=4, measured=4, compared=[1, 5, 10], rates=[0.006, 0.02, 0.06],
        rate_seeds=5, tuning=1, settings=["tanh"], few_seeds=5, known=2, small_depths=[1, 2],
        small_budget=300, small=RECIPE | {"keep": 2.1, "phases": [[0.02, 60]]}, small_seeds=4,
    )  # fmt: skip


@pytest.fixture(scope="session")
def found(plan, tmp_path_factory):
    turns.wait(place=0, of=3)
    store = tmp_path_factory.mktemp("sweeps")
    real = evidence.sweep.run

    def run(function, cases, *, name, **more):
        return real(function, cases, name=name, store=store / name, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence.sweep, "run", run)
        with np.errstate(all="ignore"):
            return evidence.measure(plan)
