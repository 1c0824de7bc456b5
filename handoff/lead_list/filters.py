"""What one narrows the lead list by, each a named scope; the address of the list holds them."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.db.models.lookups import GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext as _

from handoff.forms.lead_filters import LeadFilters
from handoff.lead_list.sorts import NEWEST, TOTAL
from handoff.lead_list.stands import STANDS, owned_by, standing
from handoff.models import Flag
from handoff.words.values import flag_label
from leads.models import Company
from leads.people import full_name
from leads.search import find


def _begin(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _in_prefecture(leads: QuerySet, value: str) -> QuerySet:
    """The lead's own prefecture; only without one the company's."""
    of_company = Company.objects.filter(prefecture=value).values("pk")
    return leads.filter(Q(prefecture=value) | Q(prefecture="", company__in=of_company))


SCOPES: dict[str, Callable] = {
    "q": find,
    "flag": lambda leads, value: leads.filter(verdict__flag=value),
    "source": lambda leads, value: leads.filter(source=value),
    "stand": standing,
    "owner": owned_by,
    "prefecture": _in_prefecture,
    "industry": lambda leads, value: leads.filter(company__industry=value),
    "tag": lambda leads, value: leads.filter(tags__contains=[value]),
    "least": lambda leads, value: leads.filter(GreaterThanOrEqual(TOTAL, value)),
    "most": lambda leads, value: leads.filter(LessThanOrEqual(TOTAL, value)),
    "since": lambda leads, value: leads.filter(GreaterThanOrEqual(NEWEST, _begin(value))),
    "until": lambda leads, value: leads.filter(LessThan(NEWEST, _begin(value + dt.timedelta(days=1)))),
}


class Filters:
    """The filters that an address asks for. What makes no sense filters nothing; `form` says so."""

    def __init__(self, asked):
        self._asked = asked
        self.text = asked.get("q", "").replace("\x00", "").strip()[:200]
        self.flag = asked.get("flag", "") if asked.get("flag") in Flag.values else ""
        self.stand = asked.get("stand", "") if asked.get("stand") in STANDS else ""

    @cached_property
    def form(self) -> LeadFilters:
        return LeadFilters(self._asked)

    @cached_property
    def values(self) -> dict:
        """The value of each filter that is set."""
        self.form.is_valid()
        found = {"q": self.text, "flag": self.flag, "stand": self.stand} | self.form.cleaned_data
        return {name: found[name] for name in SCOPES if found.get(name) not in ("", None)}

    @property
    def in_address(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.values.items()}

    @property
    def folded(self) -> list:
        """The fields that stand in the folded part of the form."""
        return [field for field in self.form if field.name != "source"]

    def narrowed(self, leads: QuerySet) -> QuerySet:
        for name, value in self.values.items():
            leads = SCOPES[name](leads, value)
        return leads

    def in_words(self) -> list[tuple[str, str]]:
        """Each filter that is set: its name, and what it says."""
        return [(name, self._words(name, value)) for name, value in self.values.items()]

    def _words(self, name: str, value) -> str:
        if name == "q":
            return _("Search: %(words)s") % {"words": value}
        if name == "flag":
            return flag_label(value).capitalize()
        if name == "stand":
            return str(STANDS[value])
        if name == "owner":
            value = full_name(get_user_model().objects.filter(pk=value).first()) or "?"
        label = self.form.fields[name].label or _("Lead source")
        return f"{label}: {value:%Y/%m/%d}" if isinstance(value, dt.date) else f"{label}: {value}"
