"""A fresh session for each test, and the maker of evidence as ``claim_samples``."""

import importlib.util
import sys
from pathlib import Path

import pytest

from lib import claims
from lib.claims import evidence

# Tests are imported without packages, so a module that they share is loaded once, here.
_spec = importlib.util.spec_from_file_location(
    "claim_samples", Path(__file__).with_name("samples.py")
)
sys.modules["claim_samples"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["claim_samples"])


@pytest.fixture(autouse=True)
def _fresh_session(monkeypatch, tmp_path):
    """Begin each test with nothing recorded and nothing published."""
    monkeypatch.setattr(evidence, "_RECORDED", {})
    book = tmp_path / "book.json"
    book.write_text('{"evidence": [], "findings": {}}', encoding="utf8")
    monkeypatch.setattr(evidence, "_BOOK", book)
    claims.published.cache_clear()
    yield
    claims.published.cache_clear()
