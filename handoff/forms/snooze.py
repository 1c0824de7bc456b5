from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.forms.moments import PRESETS, moment_input, preset, problem


class SnoozeForm(forms.Form):
    """Until when an entry is put away: a preset, or a moment of one's own."""

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
        if values["choice"] != "own":
            values["until"] = preset(values["choice"], self.now, self.calendar)
        elif wrong := problem(values.get("until"), self.now):
            self.add_error("until", wrong)
        return values
