"""The timeline's sentences for what sales does and says."""

import datetime as dt

from django.utils.translation import gettext as _

from feedback.models import Outcome, SalesAction
from handoff.models import Event
from handoff.words.events import Line, actor, tells
from handoff.words.moments import day_words
from handoff.words.values import listed

Kind = Event.Kind


@tells(Kind.SALES_ACTION)
def _action(event: Event) -> Line:
    kind = dict(SalesAction.Kind.choices).get(event.data.get("kind"), "")
    facts = {"actor": actor(event), "kind": kind}
    notes = [event.data.get("note", "")]
    if event.data.get("next"):
        notes.append(_("Next action: %(day)s") % {"day": day_words(dt.date.fromisoformat(event.data["next"]))})
    return Line("briefcase", _("%(kind)s by %(actor)s of sales") % facts, "\n".join(filter(None, notes)))


@tells(Kind.NEXT_ACTION_SET)
def _next_action_set(event: Event) -> Line:
    if not event.data.get("day"):
        return Line("calendar-x", _("%(actor)s took the next action off the calendar") % {"actor": actor(event)})
    facts = {"actor": actor(event), "day": day_words(dt.date.fromisoformat(event.data["day"]))}
    return Line("calendar", _("%(actor)s planned the next action for %(day)s") % facts)


@tells(Kind.NEXT_ACTION_DUE)
def _next_action_due(event: Event) -> Line:
    day = day_words(dt.date.fromisoformat(event.data["day"])) if event.data.get("day") else ""
    return Line("calendar-check", _("Reminder of the next action planned for %(day)s") % {"day": day})


@tells(Kind.OPPORTUNITY)
def _opportunity(event: Event) -> Line:
    return Line(
        "trending-up",
        _("%(actor)s made it an opportunity") % {"actor": actor(event)},
        event.data.get("comment", ""),
        "success",
    )


@tells(Kind.WON)
def _won(event: Event) -> Line:
    return Line(
        "trophy", _("%(actor)s won the order") % {"actor": actor(event)}, event.data.get("comment", ""), "success"
    )


@tells(Kind.LOST)
def _lost(event: Event) -> Line:
    reason = dict(Outcome.LostReason.choices).get(event.data.get("reason"), event.data.get("reason", ""))
    facts = {"actor": actor(event), "reason": reason}
    return Line("circle-x", _("%(actor)s lost the order: %(reason)s") % facts, event.data.get("comment", ""), "danger")


@tells(Kind.FEEDBACK)
def _feedback(event: Event) -> Line:
    labels = dict(Outcome.Feedback.choices)
    codes = listed(str(labels.get(code, code)) for code in event.data.get("codes", []))
    facts = {"actor": actor(event), "feedback": codes}
    return Line(
        "message-square-quote",
        _("Feedback from %(actor)s of sales: %(feedback)s") % facts,
        event.data.get("text", ""),
        "accent",
    )
