"""The calls of chapters that are not yet written for the ledger in parts; goes with the last one.

Their evidence is taken over where the part still asks for the same quantity beside the same
control; what was asked anew waits for its chapter.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

from lib.claims import evidence
from lib.claims.pages import Table
from lib.claims.rows import claim, part
from lib.statistics import Effect

_ANEW = {
    "C03.trained-redundancy", "C05.barrier", "C06.dimension",
    "C08.saddle-number", "C11.harder-with-size", "C12.descent-in-band", "C12.good-ends",
    "C15.coagulation", "C18.final-loss", "C20.jagged", "C25.index-with-depth",
}  # fmt: skip
_TUNED = {"C14.epochs-to-loss", "C26.deepen"}
_SETTINGS = {"fastest rate for each depth": "best rate for each depth"}
_PEOPLE = {
    "amit1985": "Amit, Gutfreund and Sompolinsky (1985)", "baldi1989": "Baldi and Hornik (1989)",
    "debernardi2020": "De Bernardi (2020)", "becker2018": "Becker, Zhang and Lee (2018)",
    "liao2024": "Liao and others (2024)",
}  # fmt: skip


class Waiting:
    """Evidence for a part that now asks for something else."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": ""}


def record(claim: str, name: str = "", effect: Any = None, **more: Any) -> Any:
    """Record as chapters do now, or as they did."""
    if name:
        return evidence.record(claim, name, effect, **more)
    place = f"{claim}.{more['test']}"
    if place in _ANEW:
        return Waiting()
    rule, setting = part(place), more.get("setting", "reference")
    if place in _TUNED and setting == "reference":
        setting = "one rate for all"
    setting = _SETTINGS.get(setting, setting)
    base = 1.0 if rule.scale == "linear" else 10.0 if rule.null < 1 else math.e
    low, high, estimate, control = (
        float(value) if base == 1.0 else base ** float(value)
        for value in (*more["interval"], more["estimate"], more["control"])
    )
    low, high = min(low, estimate), max(high, estimate)
    width = math.log(high / low) if base > 1 and low > 0 else high - low
    found = Effect(
        estimate=estimate, interval=(low, high), n=int(more["n"]), unit=rule.sample or "case",
        method="as recorded", standard_error=width / 3.92, exact=rule.kind == "exact",
        log=base > 1 and rule.kind != "exact",
    )  # fmt: skip
    kept = {key: more[key] for key in ("figure", "note") if key in more}
    return evidence.record(claim, rule.name, found, control=control, setting=setting, **kept)


def document(id: str, name: str = "", **more: Any) -> Any:
    """Record a document as chapters do now, or as they did."""
    if name:
        return evidence.document(id, name, **more)
    name = more["test"]
    if f"{id}.{name}" in _ANEW:
        return Waiting()
    kept = {key: more[key] for key in ("quotation", "figure", "note") if key in more}
    people = _PEOPLE[more["citation"]]
    return evidence.document(id, name, said=more["agrees"], citation=people, **kept)


def card(id: str) -> Table:
    """Return the table of a claim's parts."""
    return Table(claim(id).id)


def power(standard_error: float, effect: float) -> float:
    """Return the chance that a 95 % interval excludes zero at a true effect."""
    if standard_error == 0:
        return 1.0
    shift = effect / standard_error
    return NormalDist().cdf(shift - 1.96) + NormalDist().cdf(-shift - 1.96)
