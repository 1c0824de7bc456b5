import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handoff.limits import COMMENT_MAX
from handoff.models import ContactAttempt

CLOCKS_DIFFER = dt.timedelta(minutes=2)  # a browser's clock may run ahead of ours
EARLIEST = dt.timedelta(days=366)


def moment_input(**attrs) -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", **attrs})


class ContactForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("Channel"), choices=ContactAttempt.Channel, widget=forms.RadioSelect(attrs={"class": "pills"})
    )
    result = forms.ChoiceField(
        label=_("Result"),
        choices=ContactAttempt.Result,
        widget=forms.RadioSelect(attrs={"class": "pills", "autofocus": True}),
    )
    at = forms.DateTimeField(label=_("When"), widget=moment_input())
    note = forms.CharField(
        label=_("Note"), required=False, strip=False, max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_at(self):
        at, now = self.cleaned_data["at"], timezone.now()
        if at > now + CLOCKS_DIFFER:
            message = gettext("A contact in the future has not happened yet. Use “Snooze” to plan one.")
            raise forms.ValidationError(message)
        if at < now - EARLIEST:
            raise forms.ValidationError(gettext("That is more than a year ago. Check the date."))
        return min(at, now)
