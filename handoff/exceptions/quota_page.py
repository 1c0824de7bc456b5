"""The ledger of manual toss-ups: who asked for which lead and why, what came of it, and what is left this month."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from handoff.exceptions.days import month_of
from handoff.models import CriteriaVersion, Event, QuotaGrant, SalesRequest, Team
from handoff.models.human_decision import users

STORY = (
    Event.Kind.TOSSED_UP, Event.Kind.APPROVED, Event.Kind.RETURNED, Event.Kind.ASSIGNED, Event.Kind.ACCEPTED,
    Event.Kind.SENT_BACK, Event.Kind.SALES_ACTION, Event.Kind.OPPORTUNITY, Event.Kind.WON, Event.Kind.LOST,
)  # fmt: skip
TONES = {
    "opportunity": "success", "won": "success", "lost": "danger", "returned": "warning", "sent_back": "warning",
}  # fmt: skip


@dataclass(frozen=True)
class Request:
    """result, tone: the last thing that happened to the lead since, in words; "" when nothing did."""

    row: SalesRequest
    result: str
    tone: str


@dataclass(frozen=True)
class Ledger:
    """One team's month. quota: what the criteria in force then give; granted comes on top."""

    team: Team
    quota: int
    granted: int
    requests: list[Request]
    grants: list[QuotaGrant]

    @property
    def total(self) -> int:
        return self.quota + self.granted

    @property
    def used(self) -> int:
        return len(self.requests)

    @property
    def left(self) -> int:
        return max(0, self.total - self.used)

    @property
    def users(self) -> str:
        return users([request.row for request in self.requests])


def ledgers(teams, at: dt.datetime) -> list[Ledger]:
    """The ledgers of these teams for the calendar month of a moment."""
    first, next_first = month_of(at)
    versions = CriteriaVersion.objects.filter(published_at__lt=next_first).order_by("-number")
    version = versions.first() or CriteriaVersion.objects.earliest("number")
    return [_ledger(team, version.parsed.quota, first, next_first) for team in teams]


def _ledger(team: Team, quota: int, first: dt.datetime, next_first: dt.datetime) -> Ledger:
    since = Event.objects.filter(lead=OuterRef("lead"), at__gte=OuterRef("at"), kind__in=STORY).order_by("-at", "-id")
    rows = SalesRequest.objects.filter(team=team, at__gte=first, at__lt=next_first)
    rows = rows.select_related("by", "lead__company").annotate(last=Subquery(since.values("kind")[:1])).order_by("-at")
    grants = list(QuotaGrant.objects.filter(team=team, month=first.date()).select_related("by").order_by("-at"))
    return Ledger(team, quota, sum(grant.extra for grant in grants), [_request(row) for row in rows], grants)


def _request(row) -> Request:
    last = row.last or ""
    return Request(row, str(Event.Kind(last).label) if last else "", TONES.get(last, ""))
