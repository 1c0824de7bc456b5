"""leads says that scores changed; who cares (handoff judges again) is not its business."""

from django.dispatch import Signal

# lead_ids: list of ids, or None for all; as_of: the moment of the scores; progress: callable(done, total) or None.
scores_changed = Signal()
