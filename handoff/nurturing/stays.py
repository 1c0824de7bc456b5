"""Who is being nurtured: because a person said so, or by the criteria. Nobody is who is worked, or was disqualified."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from handoff.models import Handoff, QueueEntry, Verdict


def by_people() -> QuerySet[QueueEntry]:
    """Closed entries, with `moment`: since when."""
    nurtured = QueueEntry.objects.filter(~Exists(_later()), ~Exists(_with_sales()), disposition="nurtured")
    return nurtured.annotate(moment=F("closed_at"))


def by_rules() -> QuerySet[Verdict]:
    """Verdicts, with `moment`: since when. A person's last word goes before it; disqualified is until a new verdict."""
    said = QueueEntry.objects.filter(
        Q(disposition="disqualified", closed_at__gte=OuterRef("since")) | Q(disposition="nurtured"),
        ~Exists(_later()),
        lead=OuterRef("lead"),
    )
    in_queue = QueueEntry.objects.open().filter(lead=OuterRef("lead"))
    nurtured = Verdict.objects.filter(~Exists(in_queue), ~Exists(_with_sales()), ~Exists(said), route="nurture")
    return nurtured.annotate(moment=F("since"))


def is_nurtured(lead) -> bool:
    return by_people().filter(lead=lead).exists() or by_rules().filter(lead=lead).exists()


def _later():
    return QueueEntry.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("pk"))


def _with_sales():
    return Handoff.objects.open().filter(lead=OuterRef("lead"))
