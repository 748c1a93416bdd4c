"""A recipe small enough to train in a blink."""

import pytest

from lib.networks import Recipe


@pytest.fixture(scope="session")
def tiny():
    return Recipe(
        hidden=(12,), phases=((0.01, 60),), batch=20, images=120, test_images=200, side=7,
        scaling="standard", stop=0.2,
    )  # fmt: skip
