"""What a notice says, in the active language, and where it leads. Made when it is read, for each event's kind."""

import datetime as dt
from collections.abc import Callable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from handoff.criteria.sentences import full_day
from handoff.models.clock import Clock
from handoff.models.event import Event, Notice
from handoff.models.handoff import Handoff
from handoff.words import events as event_words
from handoff.words.moments import day_words, moment_words
from handoff.words.people import lead_name

Kind = Event.Kind
NO_BREAK = "\u00a0"


def text(notice: Notice | Event) -> str:
    """One or two sentences. The event should come with lead__company, actor, entry and handoff loaded."""
    event = notice.event if isinstance(notice, Notice) else notice
    words = SENTENCES[event.kind]
    facts = {"lead": lead_name(event.lead), "actor": event_words.actor(event), "count": event.data.get("count", 1)}
    return words(event) % (facts | _facts(event))


def _facts(event: Event) -> dict:
    due_at = event.data.get("due_at")
    handoff, last_day = event.handoff, event.data.get("last_day")
    callback_at, next_day = event.data.get("callback_at"), event.data.get("day")
    return {
        "name": event.data.get("name", ""),
        "priority": dict(Handoff.Priority.choices).get(event.data.get("priority"), ""),
        "until": full_day(dt.date.fromisoformat(last_day)) if last_day else "",
        "extra": event.data.get("extra", ""),
        "due": moment_words(dt.datetime.fromisoformat(due_at)).replace(" ", NO_BREAK) if due_at else "",
        "callback": moment_words(dt.datetime.fromisoformat(callback_at)).replace(" ", NO_BREAK) if callback_at else "",
        "day": day_words(dt.date.fromisoformat(next_day)) if next_day else "",
        "hours": event.data.get("hours", ""),
        "person": event.data.get("person", ""),
        "version": event.data.get("version") or event.data.get("number") or "",
        "why": handoff.get_return_reason_display() if handoff else "",
        "comment": handoff.return_comment if handoff else event.data.get("comment", ""),
    }


def _arrived(event: Event) -> str:
    return _("New leads in the queue: %(count)s. Please take them in the order of their deadlines.")


def _approved(event: Event) -> str:
    if event.lead is None:
        return _("%(actor)s approved %(count)s of your toss-ups.")
    return _("%(actor)s approved your toss-up of %(lead)s.")


def _handed_over(event: Event) -> str:
    if event.lead is None:
        return _("Leads handed over to you: %(count)s. Their deadlines go on.")
    return _("%(actor)s handed %(lead)s over to you. The deadline goes on.")


def _lease_expired(event: Event) -> str:
    if event.lead is None:
        return _("Leads you did not touch in time are open to the team again: %(count)s.")
    return _("You did not touch %(lead)s for %(hours)s open hours: it is open to the team again. The deadline goes on.")


def _callback_due(event: Event) -> str:
    if event.lead is None:
        return _("Customers to call back now: %(count)s.")
    if not event.data.get("person"):
        return _("%(lead)s was promised a call at %(callback)s, and nobody has the lead. Please take it and call.")
    return _("Please call %(lead)s back: you agreed on %(callback)s.")


def _next_action_due(event: Event) -> str:
    if event.lead is None:
        return _("Next actions planned for today or before: %(count)s.")
    return _("Next action for %(lead)s: you planned it for %(day)s.")


def _planning(event: Event) -> str:
    if event.lead is None:
        return _("Strategic targets that entered the queue: %(count)s. Please decide how to approach them.")
    return _("%(lead)s, a strategic target, entered the queue. Please decide how to approach them.")


def _tossed_up(event: Event) -> str:
    if event.handoff is None:
        return _("New toss-ups: %(count)s. Please approve or assign them.")
    if event.handoff.state == Handoff.State.AWAITING_APPROVAL and event.actor:
        return _("%(actor)s tossed up %(lead)s. Please approve or return it.")
    if event.handoff.state == Handoff.State.AWAITING_APPROVAL:
        return _("%(lead)s was tossed up by the criteria. Please approve or return it.")
    return _("%(lead)s was tossed up. Please assign a salesperson.")


def _returned(event: Event) -> str:
    if event.handoff and event.handoff.return_comment:
        return _("%(actor)s returned your toss-up of %(lead)s (%(why)s): %(comment)s")
    return _("%(actor)s returned your toss-up of %(lead)s (%(why)s).")


def _sent_back(event: Event) -> str:
    if event.handoff and event.handoff.return_comment:
        return _("%(actor)s of sales sent %(lead)s back (%(why)s): %(comment)s")
    return _("%(actor)s of sales sent %(lead)s back (%(why)s).")


def _assigned(event: Event) -> str:
    if event.lead is None:
        return _("Toss-ups assigned to you: %(count)s. Please accept them or send them back.")
    return _("%(lead)s was assigned to you. Please accept it or send it back.")


def _due_soon(event: Event) -> str:
    if event.lead is None:
        return _("Due today: %(count)s. Please deal with them first.")
    match event.data.get("clock_kind"):
        case Clock.Kind.APPROVAL:
            return _("The decision on the toss-up of %(lead)s is due %(due)s.")
        case Clock.Kind.SALES_ACCEPTANCE:
            return _("Please accept %(lead)s or send it back by %(due)s.")
        case Clock.Kind.FIRST_SALES_ACTION:
            return _("The first sales action for %(lead)s is due %(due)s.")
    if not event.data.get("person"):
        return _("Nobody has claimed %(lead)s yet. The first response is due %(due)s.")
    return _("The first response to %(lead)s is due %(due)s.")


def _breached(event: Event) -> str:
    if event.lead is None:
        return _("Overdue: %(count)s. Please deal with them at once.")
    match event.data.get("clock_kind"):
        case Clock.Kind.APPROVAL:
            return _("The decision on the toss-up of %(lead)s is overdue. It was due %(due)s.")
        case Clock.Kind.SALES_ACCEPTANCE:
            return _("%(person)s has not accepted %(lead)s in time. It was due %(due)s.")
        case Clock.Kind.FIRST_SALES_ACTION:
            return _("The first sales action of %(person)s for %(lead)s is overdue. It was due %(due)s.")
    if event.data.get("answered"):
        return _("The first response to %(lead)s came after its deadline of %(due)s.")
    if not event.data.get("person"):
        return _("Nobody has claimed %(lead)s, and the first response is overdue. It was due %(due)s.")
    return _("The first response of %(person)s to %(lead)s is overdue. It was due %(due)s.")


def _escalated(event: Event) -> str:
    if event.lead is None:
        return _("Still not done well after the deadline: %(count)s.")
    if event.data.get("clock_kind", Clock.Kind.FIRST_RESPONSE) != Clock.Kind.FIRST_RESPONSE:
        return _("%(lead)s still waits, though its deadline was %(due)s.")
    if not event.data.get("person"):
        return _("%(lead)s still has no response, though the deadline was %(due)s. Nobody has claimed it.")
    if not event.data.get("released", True):  # its ladder leaves it with its owner
        return _("%(lead)s still has no response from %(person)s, though the deadline was %(due)s.")
    return _(
        "%(lead)s still has no response, though the deadline was %(due)s."
        " It was taken from %(person)s and is open to the team again."
    )


def _criteria(event: Event) -> str:
    if event.actor:
        return _("%(actor)s published new toss-up criteria.")
    return _("New toss-up criteria were published.")


def _scoring(event: Event) -> str:
    if event.actor:
        return _("%(actor)s published a new scoring model.")
    return _("A new scoring model was published.")


def _strategic(event: Event) -> str:
    if event.kind == Kind.STRATEGIC_ENDED:
        return _("%(actor)s ended the strategic target %(name)s.")
    if event.kind == Kind.STRATEGIC_EXTENDED:
        if event.data.get("last_day"):
            return _("%(actor)s changed the last day of the strategic target %(name)s to %(until)s.")
        return _("%(actor)s made the strategic target %(name)s one without a last day.")
    if event.data.get("last_day"):
        return _("%(actor)s made %(name)s a strategic target until %(until)s. You are in charge of it.")
    return _("%(actor)s made %(name)s a strategic target. You are in charge of it.")


def _weekly_report(event: Event) -> str:
    """Two teams' reports are two events: a digest of them has no figures of its own."""
    if "figures" not in event.data:
        return _("The weekly reports are there.")
    week = event.data["figures"]
    due = week["sla_met"] + week["sla_missed"]
    figures = week | {
        "team": event.data["team_name"].replace("%", "%%"),
        "monday": day_words(dt.date.fromisoformat(event.data["monday"])),
        "percent": f"{round(100 * week['sla_met'] / due)}%%" if due else "—",
    }
    return (
        _(
            "Weekly report of %(team)s, week from %(monday)s. Queue: %(entered)s in, %(closed)s out, %(open)s open,"
            " %(overdue)s overdue. Deadlines met: %(percent)s. Toss-ups: %(tossed_up)s. Opportunities:"
            " %(opportunities)s, won: %(won)s, lost: %(lost)s. Stuck with sales: %(stuck)s."
        )
        % figures
    )


def _priority(event: Event) -> str:
    if event.lead is None:
        return _("Priorities that were changed: %(count)s.")
    return _("%(actor)s changed the priority of %(lead)s to %(priority)s.")


SENTENCES: dict[str, Callable[[Event], str]] = {
    Kind.ENTRIES_ARRIVED: _arrived,
    Kind.PLANNING_NOTIFIED: _planning,
    Kind.TOSSED_UP: _tossed_up,
    Kind.APPROVED: _approved,
    Kind.RETURNED: _returned,
    Kind.ASSIGNED: _assigned,
    Kind.PRIORITY_SET: _priority,
    Kind.HANDED_OVER: _handed_over,
    Kind.LEASE_EXPIRED: _lease_expired,
    Kind.CALLBACK_DUE: _callback_due,
    Kind.NEXT_ACTION_DUE: _next_action_due,
    Kind.ACCEPTED: lambda event: _("%(actor)s of sales accepted %(lead)s."),
    Kind.SENT_BACK: _sent_back,
    Kind.OPPORTUNITY: lambda event: _("%(lead)s, which you tossed up, has become an opportunity."),
    Kind.WON: lambda event: _("%(lead)s, which you tossed up, was won."),
    Kind.LOST: lambda event: _("%(lead)s, which you tossed up, was lost."),
    Kind.FEEDBACK: lambda event: _("%(actor)s of sales gave feedback on %(lead)s."),
    Kind.DUE_SOON: _due_soon,
    Kind.BREACHED: _breached,
    Kind.ESCALATED: _escalated,
    Kind.STRATEGIC_ADDED: _strategic,
    Kind.STRATEGIC_EXTENDED: _strategic,
    Kind.STRATEGIC_ENDED: _strategic,
    Kind.ACCOUNT_OWNER_SET: lambda event: _("%(actor)s made you the account owner of %(name)s."),
    Kind.QUOTA_GRANTED: lambda event: _("%(actor)s granted %(extra)s more manual toss-ups for this month: %(comment)s"),
    Kind.WEEKLY_REPORT: _weekly_report,
    Kind.CRITERIA_PUBLISHED: _criteria,
    Kind.SCORING_PUBLISHED: _scoring,
}

OWN_TOSS_UP = {Kind.APPROVED, Kind.ACCEPTED, Kind.OPPORTUNITY, Kind.WON, Kind.LOST, Kind.FEEDBACK}


def url(notice: Notice | Event) -> str:
    """The page where the reader can do something about it."""
    event = notice.event if isinstance(notice, Notice) else notice
    try:
        return reverse(*_page(event))
    except NoReverseMatch:
        return reverse("notices")


def _page(event: Event) -> tuple:
    kind, clock_kind = event.kind, event.data.get("clock_kind")
    if kind == Kind.CRITERIA_PUBLISHED:
        return ("criteria",)
    if kind == Kind.SCORING_PUBLISHED:
        return ("scoring",)
    if kind == Kind.WEEKLY_REPORT:
        return ("weekly_report",)
    if kind == Kind.QUOTA_GRANTED:
        return ("quota",)
    if event.data.get("company"):
        return ("company", None, [event.data["company"]])
    if kind == Kind.TOSSED_UP or clock_kind == Clock.Kind.APPROVAL:
        return ("approvals",)
    if kind in (Kind.ASSIGNED, Kind.PRIORITY_SET, Kind.NEXT_ACTION_DUE) or clock_kind in (
        Clock.Kind.SALES_ACCEPTANCE,
        Clock.Kind.FIRST_SALES_ACTION,
    ):
        return ("deal", None, [event.handoff_id]) if event.handoff_id else ("deals",)
    if kind in OWN_TOSS_UP and event.handoff_id:
        return ("handoff", None, [event.handoff_id])
    if event.entry_id:
        return ("queue_entry", None, [event.entry_id])
    return ("lead", None, [event.lead_id]) if event.lead_id else ("queue",)
