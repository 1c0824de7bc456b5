"""leads says that scores changed; who cares (handoff judges again) is not its business."""

from django.dispatch import Signal

# lead_ids: list of ids, or None for all; as_of: the moment of the scores; progress: callable(done, total) or None.
scores_changed = Signal()

# A new scoring model on its way into force. run: the BackgroundRun that publishes it.
# First, in a transaction: who writes by the old scores meanwhile is to be known at the switch.
publication_begins = Signal()
# All scores under the new model, as of as_of, stand in the relation `scores`. progress: callable(done, total).
scores_pending = Signal()
# In the transaction of the switch: all scores are the new ones. model: the ScoringModel in force now; begun: the
# database's time of publication_begins; at: the moment of the switch; lead_ids: those scored anew at the switch.
# Receivers return what they add to the run's result.
scores_switching = Signal()
# After the switch, safe to repeat. progress: callable(done, total). Receivers return what they add to the result.
scores_switched = Signal()
