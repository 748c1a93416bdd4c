"""The ledger: the paper's claims in parts, the evidence that chapters record, verdicts by rule.

A chapter calls ``record`` (a measurement) or ``document`` (who said what) as the last expression
of a cell, and ends with ``table("NN")``, its table *What was measured*. No verdict is ever written
by hand. ``ledger.yml`` holds the rules, ``frozen.yml`` their digests, ``book.json`` the evidence
that the book speaks from.
"""

from lib.claims.drawing import icon, strip
from lib.claims.evidence import (
    MIME,
    Evidence,
    document,
    from_json,
    published,
    record,
    recorded,
)
from lib.claims.frozen import changed, digest, family
from lib.claims.pages import math_html, row_html, sentence, table, table_html
from lib.claims.rows import REFERENCE, Part, chapter_file, claim, ledger, part, parts
from lib.claims.rule import Outcome, Verdict, judge, verdict

__all__ = ["MIME", "REFERENCE", "Evidence", "Outcome", "Part", "Verdict", "changed",
           "chapter_file", "claim", "digest", "document", "family", "from_json", "icon", "judge",
           "ledger", "math_html", "part", "parts", "published", "record", "recorded",
           "row_html", "sentence", "strip", "table", "table_html", "verdict"]  # fmt: skip
