"""A business calendar as one form: open hours by weekday, holidays, closed days, extra open days, whose it is."""

import re
import unicodedata
from zoneinfo import ZoneInfo, available_timezones

import holidays
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from handoff.calendar_edit.days_file import NamedDays
from handoff.deadlines.business_days import Calendar, ClosedRange, Interval
from handoff.deadlines.calendars import Calendars
from handoff.deadlines.public_holidays import supported_countries
from handoff.forms.day import DayInput
from handoff.models import BusinessCalendar, ClosedDay, ExtraOpenDay, Team
from handoff.models.calendar import default_weekly_hours, read_intervals

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
MOST_DAYS = 500


class HoursField(forms.CharField):
    """「09:00–12:00, 13:00–18:00」 as people write it; empty is closed. Cleans to [["09:00", "12:00"], …]."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=100, **kwargs)

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else written_hours(value)

    def clean(self, value):
        text = unicodedata.normalize("NFKC", super().clean(value) or "")
        text = re.sub(r"[~〜–—−‐ー]|から", "-", text).replace("時", ":00").replace(":00:00", ":00")
        parts = [part for part in re.split(r"[,、;\s]+(?=\d)", re.sub(r"\s*-\s*", "-", text.strip())) if part]
        found = [HOURS.fullmatch(part) for part in parts]
        if not all(found):
            raise ValidationError(_("Write hours like 09:00–12:00, 13:00–18:00. Empty: closed."))
        pairs = [[f"{int(h):02}:{m}", f"{int(H):02}:{M}"] for h, m, H, M in (each.groups() for each in found if each)]
        try:
            read_intervals(pairs)
        except ValueError:
            raise ValidationError(_("These hours overlap, or end before they begin.")) from None
        return sorted(pairs)


def written_hours(pairs) -> str:
    return ", ".join(f"{start}–{end}" for start, end in pairs or [])


class CalendarForm(forms.ModelForm):
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams that work by it"),
        queryset=Team.objects.order_by("pk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A team that is not ticked anywhere works by the first calendar."),
    )

    class Meta:
        model = BusinessCalendar
        fields = ["name", "timezone", "country"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["timezone"] = forms.ChoiceField(
            label=_("Time zone"), choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones())]
        )
        self.fields["country"] = forms.ChoiceField(
            label=_("Public holidays of"), required=False, choices=[("", _("none")), *_countries()]
        )
        weekly = self.instance.weekly_hours if self.instance.pk else default_weekly_hours()
        for number, name in enumerate(WEEKDAYS, start=1):
            self.fields[f"hours_{number}"] = HoursField(label=name, initial=weekly.get(str(number), []))
        if self.instance.pk:
            self.fields["teams"].initial = self.instance.team_set.all()

    @property
    def weekdays(self):
        return [self[f"hours_{number}"] for number in range(1, 8)]

    def clean(self):
        values = super().clean()
        hours = {str(number): values.get(f"hours_{number}") for number in range(1, 8)}
        values["weekly_hours"] = {weekday: pairs for weekday, pairs in hours.items() if pairs}
        if not values["weekly_hours"] and not any(f"hours_{number}" in self.errors for number in range(1, 8)):
            raise ValidationError(_("Give open hours to at least one weekday."))
        return values

    def save(self, commit=True):
        self.instance.weekly_hours = self.cleaned_data["weekly_hours"]
        return super().save(commit)


class ClosedDayForm(forms.ModelForm):
    class Meta:
        model = ClosedDay
        fields = ["name", "first_day", "last_day", "every_year"]
        widgets = {"first_day": DayInput(), "last_day": DayInput()}

    def clean(self):
        values = super().clean()
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first day."))
        return values

    def as_range(self) -> ClosedRange:
        values = self.cleaned_data
        return ClosedRange(values["name"], values["first_day"], values["last_day"], values["every_year"])


class ExtraOpenDayForm(forms.ModelForm):
    hours = HoursField(label=_("Open hours"), help_text=_("Empty: as on the first open weekday."))

    class Meta:
        model = ExtraOpenDay
        fields = ["name", "day", "hours"]
        widgets = {"day": DayInput()}


ClosedDays = forms.inlineformset_factory(
    BusinessCalendar, ClosedDay, form=ClosedDayForm, extra=1, max_num=MOST_DAYS, validate_max=True
)
ExtraOpenDays = forms.inlineformset_factory(
    BusinessCalendar, ExtraOpenDay, form=ExtraOpenDayForm, extra=1, max_num=MOST_DAYS, validate_max=True
)


class CalendarEditor:
    """The form and both lists of days. added: days of a file, put into the form to be looked at and saved."""

    def __init__(self, calendar: BusinessCalendar, data=None, *, added: list[NamedDays] | None = None):
        self.calendar = calendar
        self.form = CalendarForm(data, instance=calendar)
        self.closed = ClosedDays(data, instance=calendar, prefix="closed", initial=_initial(added or []))
        self.closed.extra = len(added or []) + 1
        self.extra = ExtraOpenDays(data, instance=calendar, prefix="extra")

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.closed.is_valid(), self.extra.is_valid()])

    @cached_property
    def edited(self) -> Calendar:
        """The calendar as typed, to count with, before anything is saved."""
        values = self.form.cleaned_data
        weekly = {int(weekday): read_intervals(pairs) for weekday, pairs in values["weekly_hours"].items()}
        usual = next(hours for _weekday, hours in sorted(weekly.items()))
        return Calendar(
            timezone=ZoneInfo(values["timezone"]),
            weekly_hours=weekly,
            country=values["country"],
            closed=tuple(form.as_range() for form in _kept(self.closed)),
            extra_open={form.cleaned_data["day"]: _intervals(form, usual) for form in _kept(self.extra)},
        )

    def plans(self) -> list[tuple[Calendar, list[int]]]:
        """Which teams would count by which calendar, of those that this edit may touch."""
        ticked = {team.pk for team in self.form.cleaned_data["teams"]}
        others = set(Team.objects.filter(Q(calendar=None) | Q(calendar=self.calendar.pk)).values_list("pk", flat=True))
        first = BusinessCalendar.objects.order_by("pk").values_list("pk", flat=True).first()
        default = self.edited if first in (None, self.calendar.pk) else Calendars().default
        return [(self.edited, sorted(ticked)), (default, sorted(others - ticked))]

    def save(self) -> BusinessCalendar:
        """In one transaction, please."""
        calendar = self.form.save()
        for days in (self.closed, self.extra):
            days.instance = calendar
            days.save()
        calendar.team_set.exclude(pk__in=self.form.cleaned_data["teams"]).update(calendar=None)
        self.form.cleaned_data["teams"].update(calendar=calendar)
        return calendar


def _initial(added: list[NamedDays]) -> list[dict]:
    return [
        {"name": days.name, "first_day": days.first, "last_day": days.last, "every_year": days.every_year}
        for days in added
    ]


def _kept(formset) -> list:
    filled = [form for form in formset.forms if form.instance.pk or form.has_changed()]
    return [form for form in filled if not form.cleaned_data.get("DELETE")]


def _intervals(form, usual: tuple[Interval, ...]) -> tuple[Interval, ...]:
    return read_intervals(form.cleaned_data["hours"]) or usual


def _countries() -> list[tuple[str, str | Promise]]:
    """By name, Japan first."""
    codes = set(supported_countries())
    names = {code: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name) for name, code, *_ in holidays.registry.COUNTRIES.values()}
    found = sorted((names.get(code, code), code) for code in codes - {"JP"})
    return [("JP", _("Japan")), *((code, f"{name} ({code})") for name, code in found)]
