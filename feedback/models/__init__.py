from feedback.models.outcome import Outcome, SalesAction
from feedback.models.past_case import PastCase, PastCaseFile

__all__ = ["Outcome", "PastCase", "PastCaseFile", "SalesAction"]
