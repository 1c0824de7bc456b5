"""Who hears about which event. The one table; words.py has the sentences, outbox.py sends the mails."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, prefetch_related_objects

from handoff.approving.delegates import delegates_of
from handoff.deadlines.business_days import Calendar, NoOpenDay
from handoff.deadlines.calendars import Calendars
from handoff.models.clock import Clock
from handoff.models.event import Event, Notice
from handoff.models.handoff import Handoff
from handoff.models.notice_choice import ChatMessage, ChatTarget
from handoff.notices.choices import DAILY, OF_TEAM_CHAT, OFF, USUAL, Choice, choices, default
from handoff.people.absences import away
from leads.roles import Role

DIGEST_OVER = 10  # more news of one kind at once than this come to a person as one notice with their number
NOBODY = Q(pk__in=())


def team_of(event: Event) -> int | None:
    thing = event.entry or event.handoff
    return thing.team_id if thing else event.data.get("team")


def _team_role(event: Event, role: Role) -> Q:
    team = team_of(event)
    return Q(groups__name=role, member__team_id=team) if team else NOBODY


def reps(event: Event) -> Q:
    return _team_role(event, Role.IS_REP) & ~Q(pk__in=away(event.at))


def managers(event: Event) -> Q:
    return _team_role(event, Role.SALES_MANAGER) | Q(pk__in=delegates_of(team_of(event), event.at))


def admins(event: Event) -> Q:
    return Q(groups__name=Role.ADMIN) | Q(is_superuser=True)


def everybody(event: Event) -> Q:
    return Q(groups__name__in=list(Role))


def assignee(event: Event) -> Q:
    return Q(pk=event.handoff.assignee_id) if event.handoff else NOBODY


def who_tossed_up(event: Event) -> Q:
    return Q(pk=event.handoff.submitted_by_id) if event.handoff else NOBODY


def in_charge(event: Event) -> Q:
    """Of a strategic target, or of a customer."""
    return Q(pk=event.data["owner"])


def who_may_ask(event: Event) -> Q:
    """Sales may ask for leads by hand."""
    return _team_role(event, Role.SALES_REP) | managers(event)


def deciders(event: Event) -> Q:
    """Managers, when the toss-up is theirs to decide about; one that went straight to sales is not."""
    waiting = (Handoff.State.AWAITING_APPROVAL, Handoff.State.AWAITING_ASSIGNMENT)
    return managers(event) if event.handoff is None or event.handoff.state in waiting else NOBODY


def responsible(event: Event) -> Q:
    """Whose deadline it is. An entry that nobody has claimed, or whose owner has left, is everybody's in the team."""
    kind = event.data.get("clock_kind", Clock.Kind.FIRST_RESPONSE)
    if kind == Clock.Kind.APPROVAL:
        return managers(event)
    if kind != Clock.Kind.FIRST_RESPONSE:
        return assignee(event)
    owner = event.entry.owner if event.entry else None
    return Q(pk=owner.pk) if owner and owner.is_active else reps(event)


def who_calls_back(event: Event) -> Q:
    """The owner; all reps of the team when nobody has it, or its owner is away: the customer waits now."""
    owner = event.entry.owner if event.entry else None
    if owner is None or not owner.is_active or owner.pk in away(event.at):
        return reps(event)
    return Q(pk=owner.pk)


def told_of_breach(event: Event) -> Q:
    """The owner, when there is one and it is not answered yet, and the managers."""
    if event.data.get("answered") or (event.entry and not event.entry.owner_id):
        return managers(event)
    return responsible(event) | managers(event)


AUDIENCES: dict[str, Callable[[Event], Q]] = {
    Event.Kind.ENTRIES_ARRIVED: reps,
    Event.Kind.PLANNING_NOTIFIED: admins,
    Event.Kind.TOSSED_UP: deciders,
    Event.Kind.APPROVED: who_tossed_up,
    Event.Kind.RETURNED: who_tossed_up,
    Event.Kind.ASSIGNED: assignee,
    Event.Kind.PRIORITY_SET: assignee,
    Event.Kind.HANDED_OVER: lambda event: Q(pk=event.data["receiver"]),
    Event.Kind.LEASE_EXPIRED: lambda event: Q(pk=event.data["receiver"]),
    Event.Kind.CALLBACK_DUE: who_calls_back,
    Event.Kind.NEXT_ACTION_DUE: assignee,
    Event.Kind.ACCEPTED: who_tossed_up,
    Event.Kind.SENT_BACK: lambda event: who_tossed_up(event) | managers(event),
    Event.Kind.OPPORTUNITY: who_tossed_up,
    Event.Kind.WON: who_tossed_up,
    Event.Kind.LOST: who_tossed_up,
    Event.Kind.FEEDBACK: who_tossed_up,
    Event.Kind.DUE_SOON: responsible,
    Event.Kind.BREACHED: told_of_breach,
    Event.Kind.ESCALATED: admins,
    Event.Kind.STRATEGIC_ADDED: in_charge,
    Event.Kind.STRATEGIC_EXTENDED: in_charge,
    Event.Kind.STRATEGIC_ENDED: in_charge,
    Event.Kind.ACCOUNT_OWNER_SET: in_charge,
    Event.Kind.QUOTA_GRANTED: who_may_ask,
    Event.Kind.WEEKLY_REPORT: lambda event: managers(event) | admins(event),
    Event.Kind.CRITERIA_PUBLISHED: everybody,
    Event.Kind.SCORING_PUBLISHED: everybody,
}


def recipients(event: Event) -> set:
    """The active users who hear of this event; never the one who did it."""
    audience = AUDIENCES.get(event.kind)
    if audience is None:
        return set()
    people = _people().filter(audience(event)).exclude(pk=event.actor_id)
    if event.kind == Event.Kind.BREACHED and event.data.get("escalated_too"):
        people = people.exclude(pk__in=_people().filter(admins(event)).values("pk"))  # they hear of the escalation
    return set(people)


def _people():
    return get_user_model().objects.filter(is_active=True).select_related("member")


def notify(event: Event) -> None:
    """Write the notices of one event. Called by Event.record in its transaction."""
    if event.kind not in AUDIENCES:
        return
    if (waiting := _waiting.get()) is not None:
        waiting.append(event)
    else:
        notify_all([event], at=event.at)


_waiting: ContextVar[list[Event] | None] = ContextVar("events of a bulk action", default=None)


@contextmanager
def told_together(at) -> Iterator[None]:
    """One transaction for an act on many things: people hear of it at its end, of many as one digest.

    What was taken back within it, by a savepoint, is not told.
    """
    with transaction.atomic():
        token = _waiting.set([])
        try:
            yield
            events = _waiting.get() or []
        finally:
            _waiting.reset(token)
        there = set(Event.objects.filter(pk__in=[event.pk for event in events]).values_list("pk", flat=True))
        notify_all([event for event in events if event.pk in there], at=at)


@transaction.atomic
def notify_all(events: Iterable[Event], *, at) -> None:
    """Write the notices of events that happened together; many of one kind for one person become one digest."""
    events = list(events)
    prefetch_related_objects(events, "entry__owner", "handoff")
    known: dict = {}
    heard = defaultdict(list)
    for event in events:
        key = _audience_key(event)
        if key not in known:
            known[key] = recipients(event)
        for person in known[key]:
            heard[person, event.kind].append(event)
    calendars = Calendars()
    digests: dict[tuple, Event] = {}
    wanted = choices({person.pk for person, _kind in heard}, {kind for _person, kind in heard})
    notices = [
        _notice(person, event, at, calendars, wanted.get((person.pk, kind)) or default(kind))
        for (person, kind), news in heard.items()
        for event in (_digest(news, at, digests) if len(news) > DIGEST_OVER else news)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=1000)
    _tell_chats(notices, wanted, events, digests, at)


def _tell_chats(notices: list[Notice], wanted: dict, events: list[Event], digests: dict, at) -> None:
    """A row for each chat of a person who chose so, and for the chats of the teams."""
    chatting = [each for each in notices if (wanted.get((each.recipient_id, each.event.kind)) or USUAL).chat]
    people = {
        target.user_id: target for target in ChatTarget.objects.filter(user__in=[n.recipient_id for n in chatting])
    }
    messages = [
        ChatMessage(target=people[each.recipient_id], event=each.event, next_at=each.visible_at)
        for each in chatting
        if each.recipient_id in people
    ]
    for (team, _kind), news in _of_teams(events).items():
        if target := ChatTarget.objects.filter(team=team).first():
            told = _digest(news, at, digests) if len(news) > DIGEST_OVER else news
            messages += [ChatMessage(target=target, event=event, next_at=at) for event in told]
    ChatMessage.objects.bulk_create(messages, ignore_conflicts=True, batch_size=1000)


def _of_teams(events: list[Event]) -> dict[tuple[int, str], list[Event]]:
    found = defaultdict(list)
    for event in events:
        if event.kind in OF_TEAM_CHAT and (team := team_of(event)):
            found[team, event.kind].append(event)
    return found


def _audience_key(event: Event) -> tuple:
    """Events with the same key have the same recipients: a thousand of one team are looked up once."""
    entry, handoff, data = event.entry, event.handoff, event.data
    return (
        event.kind,
        event.actor_id,
        team_of(event),
        entry and entry.owner_id,
        handoff and (handoff.assignee_id, handoff.submitted_by_id, handoff.state),
        data.get("clock_kind"),
        data.get("answered"),
        data.get("escalated_too"),
        data.get("owner"),
        data.get("receiver"),
    )


def _digest(news: list[Event], at, digests: dict[tuple, Event]) -> list[Event]:
    key = tuple(event.pk for event in news)
    if key not in digests:
        first = news[0]
        data = {"count": len(news), "team": team_of(first), "clock_kind": first.data.get("clock_kind", "")}
        digests[key] = Event.objects.create(kind=first.kind, at=at, actor=first.actor, data=data)
    return [digests[key]]


def _notice(person, event: Event, at, calendars: Calendars, choice: Choice) -> Notice:
    membership = getattr(person, "member", None)
    calendar = calendars.of_team(membership and membership.team_id)
    try:
        visible_at = calendar.next_open(at)
    except NoOpenDay:
        visible_at = at
    by_mail = bool(person.email) and choice.email != OFF
    return Notice(
        event=event,
        recipient=person,
        created_at=at,
        visible_at=visible_at,
        in_app=choice.in_app,
        email_state="waiting" if by_mail else "none",
        email_next_at=_mailed_at(visible_at, calendar, choice) if by_mail else None,
    )


def _mailed_at(visible_at, calendar: Calendar, choice: Choice):
    """At once, or with all of the day at the opening of the next business day."""
    if choice.email != DAILY:
        return visible_at
    try:
        return calendar.opening(next(calendar.business_days_after(calendar.local_day(visible_at))))
    except NoOpenDay:
        return visible_at
