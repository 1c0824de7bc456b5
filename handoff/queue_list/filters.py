"""What one narrows the queue by beside its tab and search: each filter a named scope, all from the address."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count, F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from handoff.keyset import read_score
from handoff.querysets.queue import QueueSet
from handoff.value_words import reason_label
from leads.asked import asked_number
from leads.people import full_name

NOBODY, ME = "none", "me"
LONGEST = 100
CHOICES = 200  # no menu is longer


@dataclass(frozen=True)
class Filter:
    """`keep` narrows the rows to a value that `is_sound` let through. `column`: what the choices are read by."""

    name: str
    label: str | Promise
    keep: Callable[[QueueSet, str, int], QueueSet]
    is_sound: Callable[[str], bool] = lambda value: True
    column: object = None


def _is_owner(value: str) -> bool:
    return value in (NOBODY, ME) or asked_number(value) is not None


def _is_score(value: str) -> bool:
    try:
        return value.isascii() and read_score(value) >= 0
    except ValueError:
        return False


def _owned(entries: QueueSet, value: str, user_id: int) -> QueueSet:
    return entries.filter(owner=None) if value == NOBODY else entries.filter(owner=user_id if value == ME else value)


PREFECTURE = Coalesce(NullIf("lead__prefecture", Value("")), "lead__company__prefecture")
FILTERS = (
    Filter("owner", gettext_lazy("Who has it"), _owned, _is_owner, F("owner")),
    Filter(
        "reason",
        gettext_lazy("Toss-up reason"),
        lambda entries, value, user_id: entries.filter(lead__verdict__reason=value),
        column=F("lead__verdict__reason"),
    ),
    Filter(
        "source",
        gettext_lazy("Lead source"),
        lambda entries, value, user_id: entries.filter(lead__source=value),
        column=F("lead__source"),
    ),
    Filter(
        "prefecture",
        gettext_lazy("Prefecture"),
        lambda entries, value, user_id: entries.annotate(place=PREFECTURE).filter(place=value),
        column=PREFECTURE,
    ),
    Filter(
        "industry",
        gettext_lazy("Industry"),
        lambda entries, value, user_id: entries.filter(lead__company__industry=value),
        column=F("lead__company__industry"),
    ),
    Filter(
        "least",
        pgettext_lazy("filter", "Score at least"),
        lambda entries, value, user_id: entries.filter(score__gte=int(value)),
        _is_score,
    ),
    Filter(
        "most",
        pgettext_lazy("filter", "Score at most"),
        lambda entries, value, user_id: entries.filter(score__lte=int(value)),
        _is_score,
    ),
)


def read(asked) -> dict[str, str]:
    """The filters that an address asks for; what makes no sense is left out."""
    values = {each.name: asked.get(each.name, "").replace("\x00", "").strip()[:LONGEST] for each in FILTERS}
    return {each.name: values[each.name] for each in FILTERS if values[each.name] and each.is_sound(values[each.name])}


def narrowed(entries: QueueSet, values: dict[str, str], user_id: int) -> QueueSet:
    for each in FILTERS:
        if each.name in values:
            entries = each.keep(entries, values[each.name], user_id)
    return entries


def in_words(values: dict[str, str]) -> list[tuple[str, str]]:
    """Each filter that is set: its name, and the words of a chip that takes it away."""
    return [
        (each.name, f"{each.label}: {value_words(each, values[each.name])}") for each in FILTERS if each.name in values
    ]


def value_words(each: Filter, value: str) -> str:
    if each.name == "reason":
        return reason_label(value)
    if each.name != "owner":
        return value
    fixed = {NOBODY: _("nobody"), ME: pgettext("who has it", "me")}
    return fixed.get(value) or full_name(User.objects.filter(pk=value).first()) or "?"


def choices(entries: QueueSet, each: Filter) -> list[tuple[str, str, int]]:
    """What the open queue holds, the most frequent first: value, words and how many."""
    counted = entries.order_by().annotate(found=each.column).values_list("found").annotate(size=Count("pk"))
    found = [(value, size) for value, size in counted.order_by("-size", "found")[:CHOICES] if value]
    people = User.objects.in_bulk([value for value, _size in found]) if each.name == "owner" else {}
    return [
        (str(value), full_name(people[value]) if people else value_words(each, value), size) for value, size in found
    ]
