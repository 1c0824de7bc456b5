from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from leads.models import Company, Lead
from leads.people import full_name
from leads.prefectures import from_north_to_south
from leads.roles import Role
from leads.values_in_use import tags_in_use, values_in_use

LONGEST = 100
MOST = 300  # no menu is longer
SCORE_MAX = 1_000_000


def _with_none(values) -> list[tuple[str, str]]:
    return [("", pgettext("filter", "All")), *((value, value) for value in values)]


def _prefectures() -> list[tuple[str, str]]:
    names = [*values_in_use(Lead, "prefecture", MOST), *values_in_use(Company, "prefecture", MOST)]
    return _with_none(from_north_to_south(names))


def _owners() -> list[tuple[str, str]]:
    workers = get_user_model().objects.filter(is_active=True, groups__name__in=[Role.IS_REP, Role.SALES_REP])
    people = workers.distinct().order_by("last_name", "first_name", "pk")[:MOST]
    return [("", pgettext("filter", "All")), *((str(person.pk), full_name(person)) for person in people)]


class Menu(forms.Select):
    """A menu that also shows a value that is not among its choices any more."""

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        is_offered = any(option["selected"] for _name, options, _index in groups for option in options)
        if value and value[0] and not is_offered:
            option = self.create_option(name, value[0], value[0], True, len(groups), attrs=attrs)
            groups.append((None, [option], len(groups)))
        return groups


def _chosen(choices: Callable[[], list]) -> forms.Select:
    """The choices are read only when the menu is drawn, and then once."""
    once: Any = cache(choices)
    return Menu(choices=once)


def _day() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _score() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=SCORE_MAX)


class LeadFilters(forms.Form):
    """What one narrows the lead list by. What makes no sense is said beside its field and filters nothing."""

    source = forms.CharField(required=False, max_length=LONGEST)
    owner = forms.IntegerField(label=_("Who has it"), required=False, min_value=1, max_value=2**31 - 1)
    prefecture = forms.CharField(label=_("Prefecture"), required=False, max_length=LONGEST)
    industry = forms.CharField(label=_("Industry"), required=False, max_length=LONGEST)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=LONGEST)
    least = _score()
    most = _score()
    since = _day()
    until = _day()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="filter-%s", **kwargs)
        fields = self.fields
        fields["source"].widget = _chosen(
            lambda: [("", _("Every source")), *((each, each) for each in values_in_use(Lead, "source", MOST))]
        )
        fields["owner"].widget = _chosen(_owners)
        fields["prefecture"].widget = _chosen(_prefectures)
        fields["industry"].widget = _chosen(lambda: _with_none(values_in_use(Company, "industry", MOST)))
        fields["tag"].widget = _chosen(lambda: _with_none(tags_in_use(MOST)))
        fields["least"].label = pgettext_lazy("filter", "Score at least")
        fields["most"].label = pgettext_lazy("filter", "Score at most")
        fields["since"].label = pgettext_lazy("filter", "Registered from")
        fields["until"].label = pgettext_lazy("filter", "Registered until")

    def clean(self):
        values = super().clean()
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day."))
        least, most = values.get("least"), values.get("most")
        if least is not None and most is not None and most < least:
            self.add_error("most", _("This is less than the least score."))
        return values
