"""In which order the queue stands, and what follows a row of it: pages by position, never by OFFSET."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from handoff.keyset import read_id, read_moment, read_score
from handoff.models import QueueEntry
from handoff.querysets.queue import QueueSet
from leads.models import Company


@dataclass(frozen=True)
class Sort:
    """`page` takes rows, the position after which to begin ("" for the start) and how many; `position` is a row's.

    A position that somebody made up begins at the start.
    """

    name: str
    label: str | Promise
    page: Callable[[QueueSet, str, int], list[QueueEntry]]
    position: Callable[[QueueEntry], str]
    grouped: bool = False


def write_position(entry: QueueEntry) -> str:
    answered, due_at, score, pk = entry.position
    return f"{int(answered)}_{due_at.isoformat()}_{score}_{pk}"


def read_position(text: str) -> tuple | None:
    """The position of a link in the order of urgency; None for none and for one that somebody made up."""
    try:
        answered, due_at, score, pk = text.split("_")
        return (answered == "1", read_moment(due_at), read_score(score), read_id(pk))
    except ValueError:
        return None


def _by_urgency(entries: QueueSet, after: str, size: int) -> list[QueueEntry]:
    position = read_position(after)
    return list((entries.after(position) if position else entries).urgent()[:size])


def _by_score(entries: QueueSet, after: str, size: int) -> list[QueueEntry]:
    position = _read(after, read_score)
    if position:
        entries = entries.filter(TupleLessThan((F("score"), F("id")), position))
    return list(entries.order_by("-score", "-id")[:size])


def _newest(entries: QueueSet, after: str, size: int) -> list[QueueEntry]:
    if position := _read(after, read_moment):
        entries = entries.filter(TupleLessThan((F("entered_at"), F("id")), position))
    return list(entries.order_by("-entered_at", "-id")[:size])


def _oldest(entries: QueueSet, after: str, size: int) -> list[QueueEntry]:
    if position := _read(after, read_moment):
        entries = entries.filter(TupleGreaterThan((F("entered_at"), F("id")), position))
    return list(entries.order_by("entered_at", "id")[:size])


def _by_company(entries: QueueSet, after: str, size: int) -> list[QueueEntry]:
    """By company name; leads without a company stand last. Within a company the most urgent first.

    Read along the index of company names: joined to all companies first, a long queue would be sorted whole.
    """
    company, _separator, rest = after.partition("_")
    known = Company.objects.filter(pk=_id(company)).values_list("name_key", flat=True).first() if company else None
    place = _read(rest, read_moment)
    found: list[QueueEntry] = []
    if company != "0" or place is None:
        found = _of_companies(entries, (known, _id(company), *place) if known is not None and place else None, size)
        place = None
    if len(found) < size:
        found += _of_no_company(entries, place, size - len(found))
    return found


COMPANY = (F("lead__company__name_key"), F("lead__company__id"), F("due_at"), F("id"))


def _of_companies(entries: QueueSet, position: tuple | None, size: int) -> list[QueueEntry]:
    rows = entries.filter(lead__company__isnull=False)
    if position:
        # The first condition alone can be looked up in the index.
        rows = rows.filter(TupleGreaterThan(COMPANY, position), lead__company__name_key__gte=position[0])
    return list(rows.order_by("lead__company__name_key", "lead__company__id", "due_at", "id")[:size])


def _of_no_company(entries: QueueSet, place: tuple | None, size: int) -> list[QueueEntry]:
    rows = entries.filter(lead__company=None)
    if place:
        rows = rows.filter(TupleGreaterThan((F("due_at"), F("id")), place))
    return list(rows.order_by("due_at", "id")[:size])


def _company_position(entry: QueueEntry) -> str:
    return f"{entry.lead.company_id or 0}_{entry.due_at.isoformat()}_{entry.pk}"


def _id(text: str) -> int:
    try:
        return read_id(text)
    except ValueError:
        return 0


def _read(text: str, read: Callable) -> tuple | None:
    first, _separator, pk = text.rpartition("_")
    try:
        return (read(first), read_id(pk))
    except ValueError:
        return None


SORTS = (
    Sort("urgent", pgettext_lazy("sort", "Most urgent first"), _by_urgency, write_position),
    Sort("score", pgettext_lazy("sort", "Highest score first"), _by_score, lambda entry: f"{entry.score}_{entry.pk}"),
    Sort(
        "newest",
        pgettext_lazy("sort", "Newest first"),
        _newest,
        lambda entry: f"{entry.entered_at.isoformat()}_{entry.pk}",
    ),
    Sort(
        "oldest",
        pgettext_lazy("sort", "Longest here first"),
        _oldest,
        lambda entry: f"{entry.entered_at.isoformat()}_{entry.pk}",
    ),
    Sort("company", pgettext_lazy("sort", "Grouped by company"), _by_company, _company_position, grouped=True),
)
SORTS_BY_NAME = {sort.name: sort for sort in SORTS}
