import datetime as dt

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handoff.business_days import due
from handoff.forms.contact import moment_input

LONGEST = dt.timedelta(days=366)


class SnoozeForm(forms.Form):
    """Until when an entry is put away: a preset, or a moment of one's own."""

    PRESETS = (
        ("hour", _("in 1 hour")),
        ("tomorrow", _("at the next opening")),
        ("three_days", _("in 3 business days")),
        ("own", _("at a date and time")),
    )
    choice = forms.ChoiceField(
        label=_("Show it again"),
        choices=PRESETS,
        initial="hour",
        widget=forms.RadioSelect(attrs={"class": "pills", "autofocus": True}),
    )
    until = forms.DateTimeField(label=_("Date and time"), required=False, widget=moment_input())

    def __init__(self, *args, now, calendar, **kwargs):
        super().__init__(*args, **kwargs)
        self.now, self.calendar = now, calendar

    def clean(self):
        values = super().clean()
        if "choice" not in values or "until" in self.errors:
            return values
        if values["choice"] == "own":
            self._check_own(values.get("until"))
        else:
            values["until"] = self._preset(values["choice"])
        return values

    def _check_own(self, until) -> None:
        if until is None:
            self.add_error("until", gettext("Give a date and time."))
        elif until <= self.now:
            self.add_error("until", gettext("That moment has passed already."))
        elif until > self.now + LONGEST:
            self.add_error("until", gettext("At most one year ahead. Move it to nurturing instead."))

    def _preset(self, choice: str) -> dt.datetime:
        if choice == "hour":
            return self.now + dt.timedelta(hours=1)
        days = 1 if choice == "tomorrow" else 3
        return due(self.now, days, self.calendar).remind_at  # the opening of that business day
