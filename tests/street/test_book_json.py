"""What the book speaks from is what lies under ``book/results``, and nothing else."""

import json

from book.street import results


def test_the_book_is_the_results():
    gathered, faults = results.collect()
    assert faults == []
    kept = json.loads(results.BOOK.read_text(encoding="utf8"))
    assert kept == json.loads(json.dumps(gathered)), "run python -m book.street.results"
