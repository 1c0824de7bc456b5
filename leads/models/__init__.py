from leads.models.activity import Activity
from leads.models.background_run import BackgroundRun, Cancelled
from leads.models.company import Company, PastOpportunity
from leads.models.import_run import ColumnMapping, ImportChunk, ImportRow, ImportRun
from leads.models.lead import Lead, LeadIdentifier
from leads.models.scoring_model import PendingScore, Score, ScoringModel
from leads.models.sweep import Sweep
from leads.models.workshop_draft import DraftRevision, WorkshopDraft

__all__ = [
    "Activity",
    "BackgroundRun",
    "Cancelled",
    "ColumnMapping",
    "Company",
    "DraftRevision",
    "ImportChunk",
    "ImportRow",
    "ImportRun",
    "Lead",
    "LeadIdentifier",
    "PastOpportunity",
    "PendingScore",
    "Score",
    "ScoringModel",
    "Sweep",
    "WorkshopDraft",
]
