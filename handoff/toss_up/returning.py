"""A toss-up that comes back becomes a new stay in the queue, with the rep who tossed it up."""

from django.db import transaction

from handoff.models.attachment import Attachment
from handoff.models.clock import Clock
from handoff.models.event import Event
from handoff.models.member import Member
from handoff.models.queue_entry import QueueEntry
from handoff.people.absences import is_away
from handoff.querysets.clock import target_of


@transaction.atomic
def reopen(handoff, at) -> QueueEntry:
    """The lead's new queue entry: claimed by the rep who tossed it up, or for anybody of the team when a rule did."""
    rep = _still_here(handoff, at)
    state = QueueEntry.State.CLAIMED if rep else QueueEntry.State.WAITING
    values = {
        "team": handoff.team,
        "state": state,
        "owner": rep,
        "claimed_at": at if rep else None,
        "touched_at": at if rep else None,
        "returned_from": handoff,
    }
    entry = QueueEntry.objects.filter(lead=handoff.lead).exclude(state=QueueEntry.State.CLOSED).first()
    if entry is None:
        entry = QueueEntry.objects.create(
            lead=handoff.lead, entered_at=at, due_at=at, score=_score(handoff.lead), **values
        )
        Clock.objects.start_for_entries([entry.pk], Clock.Kind.FIRST_RESPONSE, at, target_of("returned_response"))
    elif entry.state == QueueEntry.State.WAITING:
        QueueEntry.objects.filter(pk=entry.pk, state=QueueEntry.State.WAITING).update(**values)
    else:
        QueueEntry.objects.filter(pk=entry.pk).update(returned_from=handoff)
    Attachment.bring_back(handoff, entry)
    Event.objects.create(
        kind=Event.Kind.ENTERED_QUEUE, at=at, lead=handoff.lead, entry=entry, handoff=handoff, data={"returned": True}
    )
    return entry


def _still_here(handoff, at):
    rep = handoff.submitted_by
    if rep and rep.is_active and not is_away(rep, at) and Member.objects.filter(user=rep, team=handoff.team).exists():
        return rep
    return None


def _score(lead) -> int:
    score = getattr(lead, "score", None)
    return score.behaviour_score + score.attribute_score if score else 0
