"""Scores: a pure function of ledger, attributes, model version and moment, and its one implementation."""

from leads.scoring.breakdown import Breakdown, breakdown, breakdowns
from leads.scoring.compiler import score_ctes
from leads.scoring.draft import draft_document
from leads.scoring.publication import NewerVersion, publish, publish_now, roll_back
from leads.scoring.rescoring import rescore

__all__ = [
    "Breakdown",
    "NewerVersion",
    "breakdown",
    "breakdowns",
    "draft_document",
    "publish",
    "publish_now",
    "rescore",
    "roll_back",
    "score_ctes",
]
