"""A recipe small enough to train in a blink."""

import pytest

from lib.glass import Recipe


@pytest.fixture(scope="session")
def tiny():
    return Recipe(
        images=120, test_images=200, side=7, hidden=12, rate=0.01, batch=20, epochs=60, stop=0.2
    )
