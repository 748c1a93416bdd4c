"""A Chromium for the browser tests: skipped with one sentence where there is none, fatal in CI."""

import os
import shutil
from pathlib import Path

import pytest

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ADVICE = (
    "No Chromium found: install one (on Debian: apt-get install chromium) to run browser tests."
)


def find_chromium():
    """Return the path of a Chromium, or None."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name)
    return next((path for path in found if path), None)


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
