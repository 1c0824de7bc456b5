from feedback.models.outcome import Outcome, SalesAction

__all__ = ["Outcome", "SalesAction"]
