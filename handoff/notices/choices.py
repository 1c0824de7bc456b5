"""The default of each kind of event, and each person's own choice where it differs."""

from collections.abc import Iterable
from dataclasses import dataclass

from handoff.models.event import Event
from handoff.models.notice_choice import NoticeChoice
from leads.roles import Role, roles

AT_ONCE, DAILY, OFF = NoticeChoice.Email.AT_ONCE, NoticeChoice.Email.DAILY, NoticeChoice.Email.OFF
Kind = Event.Kind


@dataclass(frozen=True)
class Choice:
    in_app: bool = True
    email: str = AT_ONCE
    chat: bool = False


# What asks for something is mailed at once; what is only good to know, once a day.
DEFAULTS = {
    Kind.PRIORITY_SET: Choice(email=DAILY),
    Kind.ACCEPTED: Choice(email=DAILY),
    Kind.OPPORTUNITY: Choice(email=DAILY),
    Kind.WON: Choice(email=DAILY),
    Kind.LOST: Choice(email=DAILY),
    Kind.FEEDBACK: Choice(email=DAILY),
    Kind.QUOTA_GRANTED: Choice(email=DAILY),
    Kind.CRITERIA_PUBLISHED: Choice(email=DAILY),
    Kind.SCORING_PUBLISHED: Choice(email=DAILY),
}
USUAL = Choice()

# Which kinds a role ever hears of: the page of choices shows no others.
OF_ROLE = {
    Role.MARKETER: (),
    Role.IS_REP: (
        Kind.ENTRIES_ARRIVED, Kind.CALLBACK_DUE, Kind.DUE_SOON, Kind.BREACHED, Kind.LEASE_EXPIRED, Kind.HANDED_OVER,
        Kind.RETURNED, Kind.SENT_BACK, Kind.APPROVED, Kind.ACCEPTED, Kind.OPPORTUNITY, Kind.WON, Kind.LOST,
        Kind.FEEDBACK,
    ),
    Role.SALES_REP: (
        Kind.ASSIGNED, Kind.PRIORITY_SET, Kind.NEXT_ACTION_DUE, Kind.DUE_SOON, Kind.BREACHED, Kind.STRATEGIC_ADDED,
        Kind.STRATEGIC_EXTENDED, Kind.STRATEGIC_ENDED, Kind.ACCOUNT_OWNER_SET, Kind.QUOTA_GRANTED,
    ),
    Role.SALES_MANAGER: (
        Kind.TOSSED_UP, Kind.SENT_BACK, Kind.DUE_SOON, Kind.BREACHED, Kind.QUOTA_GRANTED, Kind.WEEKLY_REPORT,
    ),
    Role.ADMIN: (Kind.PLANNING_NOTIFIED, Kind.ESCALATED, Kind.WEEKLY_REPORT),
}  # fmt: skip
EVERYBODY = (Kind.CRITERIA_PUBLISHED, Kind.SCORING_PUBLISHED)

# What a team's chat hears of.
OF_TEAM_CHAT = frozenset({Kind.ENTRIES_ARRIVED, Kind.BREACHED, Kind.ESCALATED, Kind.WON, Kind.WEEKLY_REPORT})


def default(kind: str) -> Choice:
    return DEFAULTS.get(Kind(kind), USUAL)


def kinds_for(user) -> list[str]:
    """The kinds this person can hear of, in the order of the roles."""
    held = roles(user)
    kinds = dict.fromkeys(str(kind) for role in Role if role in held for kind in OF_ROLE[role])
    return [*kinds, *map(str, EVERYBODY)]


def choices(people: Iterable[int], kinds: Iterable[str]) -> dict[tuple[int, str], Choice]:
    """(person, kind) → choice, for the pairs that differ from the default."""
    rows = NoticeChoice.objects.filter(user__in=list(people), kind__in=list(kinds))
    return {(row.user_id, row.kind): Choice(row.in_app, row.email, row.chat) for row in rows}
