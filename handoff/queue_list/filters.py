"""What one narrows the queue by beside its tab and search: each filter a named scope, all from the address."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from handoff.keyset import read_score
from handoff.models import CriteriaVersion
from handoff.people.team_page import visible_members
from handoff.querysets.queue import QueueSet
from handoff.words.values import reason_label
from leads.asked import asked_number
from leads.models import Company, Lead
from leads.people import full_name
from leads.prefectures import from_north_to_south
from leads.roles import Role
from leads.values_in_use import values_in_use

NOBODY, ME = "none", "me"
LONGEST = 100
CHOICES = 200  # no menu is longer


@dataclass(frozen=True)
class Filter:
    """`keep` narrows the rows to a value that `is_sound` let through."""

    name: str
    label: str | Promise
    keep: Callable[[QueueSet, str, int], QueueSet]
    is_sound: Callable[[str], bool] = lambda value: True


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
    Filter("owner", gettext_lazy("Who has it"), _owned, _is_owner),
    Filter(
        "reason",
        gettext_lazy("Toss-up reason"),
        lambda entries, value, user_id: entries.filter(lead__verdict__reason=value),
    ),
    Filter(
        "source",
        gettext_lazy("Lead source"),
        lambda entries, value, user_id: entries.filter(lead__source=value),
    ),
    Filter(
        "prefecture",
        gettext_lazy("Prefecture"),
        lambda entries, value, user_id: entries.annotate(place=PREFECTURE).filter(place=value),
    ),
    Filter(
        "industry",
        gettext_lazy("Industry"),
        lambda entries, value, user_id: entries.filter(lead__company__industry=value),
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
    return _owner_words(value) if each.name == "owner" else value


def _owner_words(value: str) -> str:
    fixed = {NOBODY: _("nobody"), ME: pgettext("who has it", "me")}
    return fixed.get(value) or full_name(User.objects.filter(pk=value).first()) or "?"


def choices(each: Filter, chosen: str, user) -> list[tuple[str, str]]:
    """Value and words of each choice; what is set is among them, though it may be gone from the data."""
    found = CHOOSING[each.name](user)
    if chosen and chosen not in dict(found):
        found = [*found, (chosen, value_words(each, chosen))]
    return found


def _owners(user) -> list[tuple[str, str]]:
    fixed = [(value, _owner_words(value)) for value in (ME, NOBODY)]
    reps = visible_members(user).filter(user__is_active=True, user__groups__name=Role.IS_REP).exclude(user=user)
    return fixed + [(str(member.user_id), full_name(member.user)) for member in reps[:CHOICES]]


def _reasons(user) -> list[tuple[str, str]]:
    """Those of the rules in force."""
    tables = CriteriaVersion.active().parsed.tables()
    codes = [rule.outcome.reason for _segment, _offset, table in tables for rule in table.rules]
    return [(code, reason_label(code)) for code in dict.fromkeys(codes)]


def _plain(values) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


def _prefectures(user) -> list[tuple[str, str]]:
    found = [*values_in_use(Lead, "prefecture", CHOICES), *values_in_use(Company, "prefecture", CHOICES)]
    return _plain(from_north_to_south(found))


CHOOSING = {
    "owner": _owners,
    "reason": _reasons,
    "source": lambda user: _plain(values_in_use(Lead, "source", CHOICES)),
    "prefecture": _prefectures,
    "industry": lambda user: _plain(values_in_use(Company, "industry", CHOICES)),
}
