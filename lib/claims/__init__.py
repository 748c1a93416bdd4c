"""The ledger: the paper's claims in parts, the evidence that chapters record, verdicts by rule.

A chapter calls ``record`` (a measurement) or ``document`` (who said what) as the last expression
of a cell, and ends with ``table("NN")``, its table *What was measured*. No verdict is ever written
by hand. ``ledger.yml`` holds the rules, ``frozen.yml`` their digests, ``words.yml`` what the words
mean and how they look, ``book.json`` the evidence that the book speaks from.
"""

from lib.claims.evidence import (
    MIME,
    Evidence,
    document,
    from_json,
    published,
    record,
    recorded,
)
from lib.claims.pages import icon, math_html, row_html, sentence, strip, table, table_html
from lib.claims.rows import REFERENCE, Part, chapter_file, claim, ledger, part, parts
from lib.claims.rule import Outcome, Verdict, gave, judge, outcome, trusted, verdict

__all__ = ["MIME", "Evidence", "document", "from_json", "published", "record", "recorded"]
__all__ += ["icon", "math_html", "row_html", "sentence", "strip", "table", "table_html"]
__all__ += ["REFERENCE", "Part", "chapter_file", "claim", "ledger", "part", "parts"]
__all__ += ["Outcome", "Verdict", "gave", "judge", "outcome", "trusted", "verdict"]
