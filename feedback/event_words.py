"""The timeline's sentences for what sales does and says."""

import datetime as dt

from django.utils.translation import gettext as _

from feedback.models import Outcome, SalesAction
from handoff.event_words import Line, actor, tells
from handoff.models import Event
from handoff.moment_words import day_words
from handoff.value_words import listed

Kind = Event.Kind


@tells(Kind.SALES_ACTION)
def _action(event: Event) -> Line:
    kind = dict(SalesAction.Kind.choices).get(event.data.get("kind"), "")
    facts = {"actor": actor(event), "kind": kind}
    notes = [event.data.get("note", "")]
    if event.data.get("next"):
        notes.append(_("Next action: %(day)s") % {"day": day_words(dt.date.fromisoformat(event.data["next"]))})
    return Line("briefcase", _("%(kind)s by %(actor)s of sales") % facts, "\n".join(filter(None, notes)))


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
