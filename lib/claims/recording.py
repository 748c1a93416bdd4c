"""Recording: the calls by which a chapter puts evidence on record, and this session's record."""

from __future__ import annotations

from collections.abc import Sequence

from lib.claims.evidence import Document, Evidence, Measurement

_RECORDED: dict[tuple[str, str, str], Evidence] = {}


def record(
    id: str,
    *,
    test: str,
    estimate: float,
    interval: Sequence[float],
    control: float | None,
    n: int,
    setting: str = "reference",
    figure: str | None = None,
    power: float | None = None,
    note: str | None = None,
) -> Measurement:
    """Record a measurement about a claim; make it the last expression of a cell.

    Args:
        id: the claim, such as ``"C20"``.
        test: name of one of its tests in ``claims.yml``.
        estimate: the quantity that the test names, in its unit.
        interval: its 95 % interval (low, high); low = high for a quantity without chance.
        control: the control that the test names; ``None`` leaves the claim without a verdict.
        n: how many independent repetitions the interval rests on.
        setting: one of the test's settings; ``"reference"`` is the first.
        figure: anchor of the figure that shows it, ``fig-NN-what``.
        power: the stated power calculation: the chance that this design would have shown the
            smallest effect that counts. Needed where the design is too weak for a verdict.
        note: a remark that the card prints.

    Raises:
        ValueError: if the ledger has no such claim, test or setting, or a number is unusable.

    >>> found = record(
    ...     "C20", test="hidden-saddle", estimate=0.02, interval=(0.01, 0.04), control=1.0, n=400
    ... )
    >>> found.sentence()
    'estimate 0.02 [0.01, 0.04] share of directions, against control 1, n = 400'
    """
    evidence = Measurement(
        claim=id,
        test=test,
        setting=setting,
        figure=figure,
        note=note,
        estimate=estimate,
        interval=interval,
        control=control,
        n=n,
        power=power,
    )
    _keep(evidence)
    return evidence


def document(
    id: str,
    *,
    test: str,
    agrees: bool,
    quotation: str,
    citation: str,
    date: str,
    setting: str = "reference",
    figure: str | None = None,
    note: str | None = None,
) -> Document:
    """Record what a source says about a documentary claim; make it a cell's last expression.

    Args:
        id, test, setting, figure, note: as in ``record``.
        agrees: whether the source bears the claim out; compute it where it can be computed.
        quotation: the words of the source.
        citation: its key in the bibliography.
        date: its date, year first.

    Raises:
        ValueError: if the ledger has no such documentary test, or a text is empty.
    """
    evidence = Document(
        claim=id,
        test=test,
        setting=setting,
        figure=figure,
        note=note,
        agrees=agrees,
        quotation=quotation,
        citation=citation,
        date=date,
    )
    _keep(evidence)
    return evidence


def recorded() -> list[Evidence]:
    """Return the evidence of this session; a cell that is run again replaces its own."""
    return list(_RECORDED.values())


def _keep(evidence: Evidence) -> None:
    """Remember evidence of this session under its claim, test and setting."""
    _RECORDED[evidence.claim, evidence.test, evidence.setting] = evidence
