"""A Chromium for the browser tests: skipped with one sentence where there is none, fatal in CI."""

import os
from pathlib import Path

import pytest

from book.street.paper import FLAGS, find_chromium

ADVICE = (
    "No Chromium found: install one (on Debian: apt-get install chromium) to run browser tests."
)


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium that no test shares with another process."""
    path = find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe_source():
    """The accessibility checker's script, from the locked npm package."""
    root = Path(__file__).resolve().parents[2]
    return (root / "_build/npm/node_modules/axe-core/axe.min.js").read_text(encoding="utf8")
