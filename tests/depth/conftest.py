"""The experiment as small as it goes, for all tests of this folder."""

import pytest

from lib.depth import Plan


@pytest.fixture(scope="session")
def tiny():
    return Plan(
        depths=(1, 2, 3), budget=300, side=4, images=60, test_images=20, looked=30, batch=20,
        epochs=3, level=2.2, far=2.5,
    )  # fmt: skip
