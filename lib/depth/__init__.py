"""The depth experiment: networks of equal size and different depth, trained and measured.

A ``Plan`` holds what is the same at every depth, a ``Setting`` how networks are made and trained.
``case`` runs one depth in one setting; ``lib.sweep`` runs many. ``triptychs`` makes pictures of
the kind that the paper printed, ``indices`` counts the ways down of small networks, and
``lib.depth.compare`` holds depths against each other.
"""

from lib.depth.case import PICTURE, REACH, Case, case, column, final_losses
from lib.depth.measures import STEPS, Measures, measures
from lib.depth.pairs import Pairs, pairs
from lib.depth.pictures import (
    BROAD,
    DEPTHS,
    JAGGED,
    OPTIONS,
    TRAININGS,
    Picture,
    Words,
    floor,
    triptychs,
    words,
)
from lib.depth.plan import SETTINGS, Plan, Setting, setting
from lib.depth.runs import Runs, epochs_to, train_runs
from lib.depth.small import Indices, indices

__all__ = [
    "BROAD",
    "DEPTHS",
    "JAGGED",
    "OPTIONS",
    "PICTURE",
    "REACH",
    "SETTINGS",
    "STEPS",
    "TRAININGS",
    "Case",
    "Indices",
    "Measures",
    "Pairs",
    "Picture",
    "Plan",
    "Runs",
    "Setting",
    "Words",
    "case",
    "column",
    "epochs_to",
    "final_losses",
    "floor",
    "indices",
    "measures",
    "pairs",
    "setting",
    "train_runs",
    "triptychs",
    "words",
]
