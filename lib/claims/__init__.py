"""The ledger: the paper's claims in parts, the evidence that chapters record, verdicts by rule.

A chapter calls ``record`` (a measurement) or ``document`` (who said what) as the last expression
of a cell, and ends with ``table("NN")``, its table *What was measured*. No verdict is ever written
by hand. ``ledger.yml`` holds the rules, ``frozen.yml`` their digests, ``book.json`` the evidence
that the book speaks from.
"""

from lib.claims.drawing import icon, strip
from lib.claims.effect import Effect

from lib.claims.evidence import MIME, Document, Evidence, Measurement, document, from_json  # isort: skip
from lib.claims.evidence import published, record, recorded  # isort: skip
from lib.claims.frozen import changed, digest, family
from lib.claims.pages import fill, math_html, result_html, row_html, table, table_html
from lib.claims.rows import REFERENCE, Claim, Part, chapter_file, claim, ledger, part, parts
from lib.claims.rule import WORDS, Outcome, Verdict, judge, power, verdict

__all__ = ["MIME", "REFERENCE", "WORDS", "Claim", "Document", "Effect", "Evidence", "Measurement",
           "Outcome", "Part", "Verdict", "changed", "chapter_file", "claim", "digest", "document",
           "family", "fill", "from_json", "icon", "judge", "ledger", "math_html", "part", "parts",
           "power", "published", "record", "recorded", "result_html", "row_html", "strip", "table",
           "table_html", "verdict"]  # fmt: skip
