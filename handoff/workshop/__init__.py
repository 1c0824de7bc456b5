"""The criteria workshop: the draft of the next criteria version, made by admins together in the browser."""

from handoff.workshop.draft import current_document, put_thresholds

__all__ = ["current_document", "put_thresholds"]
