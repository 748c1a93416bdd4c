"""What the book speaks from is what lies under ``book/results``, and nothing else."""

import json

from book.street import results


def test_the_book_is_the_results():
    gathered, faults = results.collect()
    assert faults == []
    if results.BOOK.is_file():
        kept = json.loads(results.BOOK.read_text(encoding="utf8"))
    else:
        kept = {"evidence": [], "findings": {}, "runs": {}}
    assert kept == json.loads(json.dumps(gathered)), "run python -m book.street.results"
