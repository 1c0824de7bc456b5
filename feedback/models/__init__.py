from feedback.models.outcome import Outcome, SalesAction
from feedback.models.past_case import PastCase, PastCaseFile
from feedback.models.replayed_case import ReplayedCase
from feedback.models.weekly_report import WeeklyReport

__all__ = ["Outcome", "PastCase", "PastCaseFile", "ReplayedCase", "SalesAction", "WeeklyReport"]
