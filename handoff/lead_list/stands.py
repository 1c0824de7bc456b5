"""Where a lead stands, and who has it: in the queue, with sales, in nurturing, or nowhere yet."""

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy, pgettext_lazy

from handoff.models import Handoff, QueueEntry

STANDS = {
    "open": pgettext_lazy("where a lead stands", "In the queue"),
    "sales": pgettext_lazy("where a lead stands", "With sales"),
    "nurture": pgettext_lazy("where a lead stands", "In nurturing"),
    "none": pgettext_lazy("where a lead stands", "Not in the queue"),
}
WORDS = {
    "waiting": gettext_lazy("in the queue"),
    "claimed": gettext_lazy("in the queue"),
    "nurtured": gettext_lazy("nurturing"),
    "disqualified": gettext_lazy("disqualified"),
    **dict(Handoff.State.choices),
}
ENTRY = QueueEntry.objects.open().filter(lead=OuterRef("pk"))
HANDOFF = Handoff.objects.open().filter(lead=OuterRef("pk"))
# What a person said last. Disqualified is until a new verdict.
SAID = Case(
    When(disposition="nurtured", then=Value("nurtured")),
    When(
        disposition="disqualified",
        closed_at__gte=Coalesce(OuterRef("verdict__since"), "closed_at"),
        then=Value("disqualified"),
    ),
)
LATER = QueueEntry.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("pk"))
LAST = QueueEntry.objects.filter(~Exists(LATER), lead=OuterRef("pk")).annotate(said=SAID)
NURTURED = Q(verdict__route="nurture") | Q(
    pk__in=QueueEntry.objects.filter(~Exists(LATER), disposition="nurtured").values("lead")
)

# Subqueries, since the planner would hash the whole queue for Exists.
STAND = Coalesce(
    Subquery(HANDOFF.values("state")[:1]),
    Subquery(ENTRY.values("state")[:1]),
    Subquery(LAST.values("said")[:1]),
    Case(When(verdict__route="nurture", then=Value("nurtured")), default=Value("")),
)
OWNER = Coalesce(Subquery(HANDOFF.values("assignee")[:1]), Subquery(ENTRY.values("owner")[:1]))
DUE = Subquery(ENTRY.filter(answered_at=None).values("due_at")[:1])


def standing(leads: QuerySet, stand: str) -> QuerySet:
    """Those that stand there."""
    if stand == "sales":
        return leads.filter(Exists(HANDOFF))
    if stand == "nurture":
        return leads.filter(NURTURED, ~Exists(ENTRY), ~Exists(HANDOFF), ~Exists(LAST.filter(said="disqualified")))
    return leads.filter(Exists(ENTRY) if stand == "open" else ~Exists(ENTRY))


def owned_by(leads: QuerySet, user_id: int) -> QuerySet:
    """Those that this person works: claimed in the queue, or assigned by a toss-up."""
    claimed = QueueEntry.objects.filter(state="claimed", owner=user_id).order_by().values("lead")
    assigned = Handoff.objects.open().filter(assignee=user_id).order_by().values("lead")
    return leads.filter(pk__in=claimed.union(assigned))


def words(stand: str) -> str:
    return str(WORDS.get(stand, ""))
