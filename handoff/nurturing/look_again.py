"""When to look at a nurtured lead again: on the day that a person set, else after the days of its reason."""

import datetime as dt

from django.db import transaction
from django.db.models import (
    Case,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest, TruncDate
from django.utils import timezone

from handoff.models import Event, Handoff, Nurturing, QueueEntry
from handoff.nurturing import rules, stays
from handoff.transition import Lost


def with_day(rows: QuerySet, kind: str) -> QuerySet:
    """Stays with `counted_from` (what was set before is void) and `look_again_on`; None where there is no day."""
    entries = QueueEntry.objects.filter(lead=OuterRef("lead"), state="closed").order_by().values("lead")
    handoffs = Handoff.objects.filter(lead=OuterRef("lead"), state="closed").order_by().values("lead")
    reason = "disposition_reason" if kind == rules.PEOPLE else "reason"
    days = Case(
        *(When(**{reason: code}, then=Value(number)) for code, number in rules.days_by_reason(kind).items()),
        default=None,
        output_field=IntegerField(),
    )
    rows = rows.annotate(
        counted_from=Greatest(
            F("moment"),
            Subquery(entries.annotate(last=Max("closed_at")).values("last")),
            Subquery(handoffs.annotate(last=Max("closed_at")).values("last")),
        )
    )
    by_rule = ExpressionWrapper(TruncDate("counted_from") + days, output_field=DateField())
    chosen = When(lead__nurturing__set_at__gte=F("counted_from"), then=F("lead__nurturing__look_again_on"))
    return rows.annotate(look_again_on=Cast(Case(chosen, default=by_rule), DateField()))


def due(rows: QuerySet, kind: str, today: dt.date) -> QuerySet:
    """Those of with_day() whose day has come."""
    days = rules.days_by_reason(kind)
    last = timezone.make_aware(dt.datetime.combine(today, dt.time.max)) - dt.timedelta(
        days=min(days.values(), default=0)
    )
    # The first condition is quick: the day of a rule cannot have come before.
    early = Q(moment__lte=last) | Q(lead__nurturing__look_again_on__lte=today)
    return rows.filter(early, look_again_on__lte=today)


def chosen_day(lead) -> dt.date | None:
    """The day that a person set since the lead is nurtured; what was set for an earlier stay is void."""
    for rows, kind in ((stays.by_people(), rules.PEOPLE), (stays.by_rules(), rules.RULES)):
        known = with_day(rows.filter(lead=lead), kind).filter(lead__nurturing__set_at__gte=F("counted_from"))
        if row := known.first():
            return row.look_again_on
    return None


@transaction.atomic
def set_day(lead, day: dt.date | None, *, by, at: dt.datetime) -> None:
    """A person's day for a lead that is nurtured; None goes back to the day of its reason. Lost when it is not."""
    if not stays.is_nurtured(lead):
        raise Lost
    values = {"look_again_on": day, "set_by": by, "set_at": at if day else None}
    Nurturing.objects.update_or_create(lead=lead, defaults=values)
    data = {"day": day.isoformat() if day else None}
    Event.record(Event.Kind.LOOK_AGAIN_SET, at=at, actor=by, lead=lead, data=data)
