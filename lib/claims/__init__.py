"""The ledger: the paper's claims, the evidence that chapters record, and the verdicts by rule.

A chapter calls ``record`` (a measurement) or ``document`` (who said what, when) as the last
expression of a cell and shows the outcome with ``card``. The book gathers the evidence of all
chapters and fills the cards with ``card_html``. No verdict is ever written by hand.
"""

from lib.claims.cards import Card, card, card_html, fill_cards, table_rows
from lib.claims.evidence import MIME, Document, Evidence, Measurement, from_json
from lib.claims.recording import document, record, recorded
from lib.claims.rows import Claim, Rule, chapter_file, claim, ledger
from lib.claims.rule import Part, judge, power
from lib.claims.verdicts import Verdict, combine, verdict

__all__ = [
    "MIME",
    "Card",
    "Claim",
    "Document",
    "Evidence",
    "Measurement",
    "Part",
    "Rule",
    "Verdict",
    "card",
    "card_html",
    "chapter_file",
    "claim",
    "combine",
    "document",
    "fill_cards",
    "from_json",
    "judge",
    "ledger",
    "power",
    "record",
    "recorded",
    "table_rows",
    "verdict",
]
