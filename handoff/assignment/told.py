"""Why a toss-up is with whom it is: as its event recorded it, or as the rules see it now."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from handoff.assignment.suggestions import Suggestion, Suggestions
from handoff.assignment.words import Why, why
from handoff.models.event import Event
from handoff.models.handoff import Handoff
from handoff.words.events import actor


@dataclass(frozen=True)
class Story:
    """head: one sentence. why: of the rules; None for what was assigned before choices were recorded."""

    head: str
    why: Why | None = None


def why_assigned(handoff: Handoff) -> Story:
    """Of one that waits: whom the rules would choose now. Of one that is with sales: as it was decided."""
    from handoff.approving.inbox import with_suggestions

    if handoff.state in Handoff.UNDECIDED:
        (handoff,) = with_suggestions([handoff])
        return _suggested(handoff.suggestion)
    event = Event.objects.filter(handoff=handoff, kind=Event.Kind.ASSIGNED).select_related("actor").last()
    return _recorded(event) if event else Story(_("It was not assigned to anybody."))


def _suggested(suggestion: Suggestion) -> Story:
    told = why(suggestion.record)
    if not suggestion.assignee:
        return Story(_("The rules find nobody."), told)
    return Story(_("The rules suggest %(person)s.") % {"person": told.chosen}, told)


def _recorded(event: Event) -> Story:
    kept: dict[str, Any] = event.data.get("choice") or {}
    person = event.data.get("assignee", "")
    told = why(kept) if kept else None
    facts = {"actor": actor(event), "person": person, "other": told.chosen if told else ""}
    if event.actor is None:
        return Story(_("The rules assigned it to %(person)s.") % facts, told)
    if not told or told.chosen == person:
        return Story(_("%(actor)s assigned it to %(person)s.") % facts, told)
    if not told.chosen:
        return Story(_("%(actor)s chose %(person)s. The rules found nobody.") % facts, told)
    return Story(_("%(actor)s chose %(person)s. The rules had suggested %(other)s.") % facts, told)


def instead(handoff: Handoff) -> Suggestion:
    """Whom the rules would choose in place of the one who has it."""
    company = handoff.lead.company
    suggestions = Suggestions(handoff.team, [company] if company else [])
    return suggestions.instead(handoff.lead, handoff.assignee_id or 0)
