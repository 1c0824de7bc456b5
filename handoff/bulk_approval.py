"""Many toss-ups approved and assigned at once: each by itself, so that one that fails takes no other with it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from handoff.inbox import with_suggestions
from handoff.models import Handoff
from handoff.notifications import told_together
from handoff.transition import Lost
from leads.people import full_name


@dataclass(frozen=True)
class Result:
    handoff: Handoff
    done: bool
    text: str


def approve_all(handoffs: list[Handoff], *, by, at, priority: int, assignee=None) -> list[Result]:
    """Approve what awaits approval and assign it, each to `assignee` or else to whom is suggested for it."""
    with told_together(at):
        return [_approve(each, assignee or _suggested(each), priority, by, at) for each in with_suggestions(handoffs)]


def _suggested(handoff: Handoff):
    return handoff.suggestion and handoff.suggestion.assignee


def _approve(handoff: Handoff, assignee, priority: int, by, at) -> Result:
    try:
        handoff.decide(by=by, at=at, assignee=assignee, priority=priority)
    except Lost:
        handoff.refresh_from_db()
        return Result(handoff, False, _("Not changed. It is now: %(state)s") % {"state": handoff.get_state_display()})
    if assignee:
        return Result(handoff, True, _("Assigned to %(person)s") % {"person": full_name(assignee)})
    return Result(handoff, True, _("Approved; nobody to assign it to yet"))
