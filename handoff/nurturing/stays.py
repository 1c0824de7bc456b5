"""Who is being nurtured: because a person said so, or by the criteria. Nobody is who is worked, or was disqualified."""

from django.db.models import Exists, F, OuterRef, QuerySet

from handoff.models import Handoff, QueueEntry, Verdict

PUT_AWAY = ("nurtured", "disqualified")


def by_people() -> QuerySet[QueueEntry]:
    """Closed entries, with `moment`: since when."""
    later = QueueEntry.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("pk"))
    nurtured = QueueEntry.objects.filter(~Exists(later), ~Exists(_with_sales()), disposition="nurtured")
    return nurtured.annotate(moment=F("closed_at"))


def by_rules() -> QuerySet[Verdict]:
    """Verdicts, with `moment`: since when. What a person said after the verdict goes before it."""
    said_since = QueueEntry.objects.filter(
        lead=OuterRef("lead"), disposition__in=PUT_AWAY, closed_at__gte=OuterRef("since")
    )
    in_queue = QueueEntry.objects.open().filter(lead=OuterRef("lead"))
    nurtured = Verdict.objects.filter(~Exists(in_queue), ~Exists(_with_sales()), ~Exists(said_since), route="nurture")
    return nurtured.annotate(moment=F("since"))


def _with_sales():
    return Handoff.objects.open().filter(lead=OuterRef("lead"))


def is_nurtured(lead) -> bool:
    return by_people().filter(lead=lead).exists() or by_rules().filter(lead=lead).exists()
