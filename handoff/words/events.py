"""Each kind of event as one sentence of the timeline, in the reader's language.

Apps above this one add sentences for the kinds whose words they own: `tells(kind)`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.assignment import words as assignment_words
from handoff.criteria.sentences import full_day
from handoff.hearings.wording import WORDING
from handoff.in_hand.dispositions import reason_text
from handoff.models.bulk_action import BulkAction
from handoff.models.clock import Clock
from handoff.models.event import Event
from handoff.models.handoff import Handoff
from handoff.words.moments import day_words, moment_words
from handoff.words.people import person_name
from handoff.words.values import listed, reason_label

Kind = Event.Kind


@dataclass(frozen=True)
class Line:
    icon: str
    text: str
    note: str = ""
    tone: str = ""


Words = Callable[[Event], Line]
SENTENCES: dict[str, Words] = {}


def tells(*kinds: str):
    """Register the sentence of these kinds of event."""

    def register(words: Words) -> Words:
        SENTENCES.update(dict.fromkeys(kinds, words))
        return words

    return register


def describe(event: Event) -> Line:
    """Only kind, at, data and actor are looked at: what a sentence needs, its event keeps in data."""
    words = SENTENCES.get(event.kind)
    return words(event) if words else Line("circle", event.get_kind_display(), event.data.get("comment", ""))


def actor(event: Event) -> str:
    deputy = event.data.get("for")
    if deputy:
        return _("%(person)s (for %(manager)s)") % {"person": person_name(event.actor), "manager": deputy}
    return person_name(event.actor) or _("Tossup")


def contact(attempt) -> tuple[str, str]:
    """A logged contact as a sentence, and its tone."""
    facts = {
        "person": person_name(attempt.by),
        "channel": attempt.get_channel_display(),
        "result": attempt.get_result_display(),
    }
    tones = {"connected": "success", "refused": "danger", "wrong_number": "warning"}
    words = _("%(channel)s by %(person)s: %(result)s")
    if attempt.callback_at:
        facts["at"] = moment_words(attempt.callback_at)
        words = _("%(channel)s by %(person)s: call back at %(at)s")
    return words % facts, tones.get(attempt.result, "accent")


def _simple(icon: str, words, tone: str = "") -> Words:
    return lambda event: Line(icon, words % {"actor": actor(event)}, event.data.get("comment", ""), tone)


SENTENCES |= {
    Kind.CLAIMED: _simple("hand", gettext_lazy("%(actor)s claimed the lead")),
    Kind.RELEASED: _simple("undo-2", gettext_lazy("%(actor)s released the lead")),
    Kind.DISPOSITION_UNDONE: _simple("undo-2", gettext_lazy("%(actor)s took the lead back into work")),
    Kind.DISCRETION_USED: _simple("user-check", gettext_lazy("%(actor)s decided: for sales")),
    Kind.SALES_REQUESTED: _simple("user-plus", gettext_lazy("%(actor)s of sales asked for this lead"), "accent"),
    Kind.APPROVED: _simple("stamp", gettext_lazy("%(actor)s approved the toss-up"), "success"),
    Kind.ACCEPTED: _simple("handshake", gettext_lazy("%(actor)s of sales accepted it"), "success"),
    Kind.PLANNING_NOTIFIED: _simple("megaphone", gettext_lazy("Strategic target: sales planning was told"), "accent"),
    Kind.STRATEGIC_ENDED: _simple("crosshair", gettext_lazy("%(actor)s ended the strategic target")),
    Kind.WITHDRAWN: _simple("log-out", gettext_lazy("Left the queue: the verdict changed")),
}


@tells(Kind.HANDED_OVER)
def _handed_over(event: Event) -> Line:
    facts = {"actor": actor(event), "before": event.data.get("from", ""), "after": event.data.get("to", "")}
    if not facts["before"]:
        return Line("arrow-right-left", _("%(actor)s gave the lead to %(after)s") % facts)
    return Line("arrow-right-left", _("%(actor)s handed the lead over from %(before)s to %(after)s") % facts)


@tells(Kind.TAKEN_BACK)
def _taken_back(event: Event) -> Line:
    what = dict(BulkAction.Kind.choices).get(event.data.get("action"), "")
    return Line("undo-2", _("%(actor)s took a bulk action back: %(what)s") % {"actor": actor(event), "what": what})


RECYCLED = {
    "look_again": gettext_lazy("Back again from nurturing: the day to look again has come"),
    "score": gettext_lazy("Back again from nurturing: the score is over the line again"),
    "inquiry": gettext_lazy("Back again from nurturing: a new inquiry"),
}


@tells(Kind.LOOK_AGAIN_SET)
def _look_again(event: Event) -> Line:
    day = event.data.get("day")
    facts = {"actor": actor(event), "day": day_words(dt.date.fromisoformat(day)) if day else ""}
    words = _("%(actor)s set the day to look again: %(day)s") if day else _("%(actor)s took back the day to look again")
    return Line("calendar-clock", words % facts)


@tells(Kind.ENTERED_QUEUE)
def _entered(event: Event) -> Line:
    if event.data.get("returned"):
        return Line("undo-2", _("Back in the queue: the toss-up was returned"), tone="warning")
    if recycled := RECYCLED.get(event.data.get("recycled", "")):
        return Line("repeat", str(recycled), tone="accent")
    if event.actor:
        return Line(
            "inbox",
            _("%(actor)s brought it back into the queue") % {"actor": actor(event)},
            event.data.get("comment", ""),
        )
    return Line("inbox", _("Entered the queue"))


@tells(Kind.SNOOZED)
def _snoozed(event: Event) -> Line:
    until = event.data.get("until")
    if not until:
        return Line("alarm-clock", _("%(actor)s took it up again") % {"actor": actor(event)})
    facts = {"actor": actor(event), "until": moment_words(dt.datetime.fromisoformat(until))}
    return Line("alarm-clock", _("%(actor)s snoozed it until %(until)s") % facts)


@tells(Kind.LEASE_EXPIRED)
def _lease_expired(event: Event) -> Line:
    facts = {"person": event.data.get("person", ""), "hours": event.data.get("hours", "")}
    words = _("Untouched by %(person)s for %(hours)s open hours: open to the team again")
    return Line("hourglass", words % facts, tone="warning")


@tells(Kind.CALLBACK_DUE)
def _callback_due(event: Event) -> Line:
    promised = event.data.get("callback_at")
    at = moment_words(dt.datetime.fromisoformat(promised)) if promised else ""
    return Line("phone-incoming", _("Time to call back: promised for %(at)s") % {"at": at}, tone="accent")


@tells(Kind.HEARING_SAVED)
def _hearing(event: Event) -> Line:
    own = event.data.get("labels", {})
    known = own | {name: wording.label for name, wording in WORDING.items() if name not in own}
    labels = [str(known[name]) for name in event.data.get("changed", []) if name in known]
    words = _("%(actor)s completed the hearing") if event.data.get("complete") else _("%(actor)s saved the hearing")
    note = _("Changed: %(questions)s") % {"questions": listed(labels)} if labels else ""
    return Line("clipboard-list", words % {"actor": actor(event)}, note, "accent")


@tells(Kind.VERDICT_CHANGED)
def _verdict(event: Event) -> Line:
    reason = event.data.get("reason", "")
    return Line(
        "scale", _("Verdict changed: %(reason)s") % {"reason": reason_label(reason)} if reason else _("Verdict changed")
    )


@tells(Kind.TOSSED_UP)
def _tossed_up(event: Event) -> Line:
    words = _("%(actor)s tossed it up: %(reason)s") if event.actor else _("Tossed up by the criteria: %(reason)s")
    facts = {"actor": actor(event), "reason": reason_label(event.data.get("reason", ""))}
    return Line("arrow-up-right", words % facts, event.data.get("comment", ""), "accent")


@tells(Kind.NURTURED, Kind.DISQUALIFIED)
def _disposed(event: Event) -> Line:
    nurtured = event.kind == Kind.NURTURED
    words = _("%(actor)s moved it to nurturing: %(reason)s") if nurtured else _("%(actor)s disqualified it: %(reason)s")
    facts = {"actor": actor(event), "reason": reason_text(event.kind, event.data.get("reason", ""))}
    return Line("sprout" if nurtured else "ban", words % facts, event.data.get("comment", ""))


@tells(Kind.RETURNED, Kind.SENT_BACK)
def _returned(event: Event) -> Line:
    words = (
        _("%(actor)s returned it: %(reason)s")
        if event.kind == Kind.RETURNED
        else _("%(actor)s of sales sent it back: %(reason)s")
    )
    reason = dict(Handoff.ReturnReason.choices).get(event.data.get("reason"), event.data.get("reason", ""))
    return Line("undo-2", words % {"actor": actor(event), "reason": reason}, event.data.get("comment", ""), "warning")


@tells(Kind.ASSIGNED)
def _assigned(event: Event) -> Line:
    words = _("Assigned to %(person)s by %(actor)s") if event.actor else _("Assigned to %(person)s")
    chosen = event.data.get("choice") or {}
    is_theirs = bool(chosen) and chosen.get("person") == event.data.get("assignee")
    reason = assignment_words.in_words(chosen) if is_theirs else ""
    facts = {"person": event.data.get("assignee", ""), "actor": actor(event)}
    return Line("user-check", words % facts, reason)


@tells(Kind.PRIORITY_SET)
def _priority(event: Event) -> Line:
    words = dict(Handoff.Priority.choices)
    before, after = (words.get(event.data.get(key), "") for key in ("before", "priority"))
    facts = {"actor": actor(event), "before": before, "after": after}
    return Line("signal", _("%(actor)s changed the priority from %(before)s to %(after)s") % facts)


@tells(Kind.DUE_SOON, Kind.BREACHED, Kind.ESCALATED)
def _deadline(event: Event) -> Line:
    words = _("%(clock)s is due %(due)s")
    if event.kind == Kind.BREACHED:
        words = _("%(clock)s is overdue: it was due %(due)s")
    elif event.kind == Kind.ESCALATED:
        words = _("%(clock)s is still open after %(due)s; the admins were told")
        if event.data.get("released"):
            words = _("%(clock)s is still open after %(due)s; the lead is open to the team again, the admins were told")
    due_at = event.data.get("due_at")
    facts = {
        "clock": dict(Clock.Kind.choices).get(event.data.get("clock_kind"), Clock.Kind.FIRST_RESPONSE.label),
        "due": moment_words(dt.datetime.fromisoformat(due_at)) if due_at else "",
    }
    return Line("alarm-clock", words % facts, tone="" if event.kind == Kind.DUE_SOON else "danger")


@tells(Kind.STRATEGIC_ADDED, Kind.STRATEGIC_EXTENDED)
def _strategic(event: Event) -> Line:
    added = event.kind == Kind.STRATEGIC_ADDED
    words = (
        _("%(actor)s made it a strategic target") if added else _("%(actor)s changed the strategic target's last day")
    )
    last_day = event.data.get("last_day")
    note = _("In charge: %(person)s") % {"person": event.data.get("person", "")}
    if last_day:
        note += "\n" + _("Last day: %(day)s") % {"day": full_day(dt.date.fromisoformat(last_day))}
    comment = event.data.get("comment", "")
    return Line("crosshair", words % {"actor": actor(event)}, f"{note}\n{comment}".strip(), "accent")


@tells(Kind.DEADLINE_MOVED)
def _deadline_moved(event: Event) -> Line:
    old, new = (moment_words(dt.datetime.fromisoformat(event.data[key])) for key in ("from", "due_at"))
    clock = dict(Clock.Kind.choices).get(event.data.get("clock_kind"), Clock.Kind.FIRST_RESPONSE.label)
    words = _("%(clock)s: the calendar was changed, due %(new)s instead of %(old)s")
    return Line("calendar-clock", words % {"clock": clock, "old": old, "new": new})
