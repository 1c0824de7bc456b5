import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handoff.forms.moments import PRESETS, moment_input, preset, problem
from handoff.limits import COMMENT_MAX
from handoff.models import ContactAttempt

CLOCKS_DIFFER = dt.timedelta(minutes=2)  # a browser's clock may run ahead of ours
EARLIEST = dt.timedelta(days=366)


class ContactForm(forms.Form):
    """What came of a call or another contact; with "call back later", the moment that was agreed."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=ContactAttempt.Channel, widget=forms.RadioSelect(attrs={"class": "pills"})
    )
    result = forms.ChoiceField(
        label=_("Result"),
        choices=ContactAttempt.Result,
        widget=forms.RadioSelect(attrs={"class": "pills", "autofocus": True}),
    )
    callback = forms.ChoiceField(
        label=_("Call back"),
        choices=PRESETS,
        required=False,
        initial="hour",
        widget=forms.RadioSelect(attrs={"class": "pills"}),
    )
    callback_at = forms.DateTimeField(label=_("Call back at"), required=False, widget=moment_input())
    at = forms.DateTimeField(label=_("When"), widget=moment_input())
    note = forms.CharField(
        label=_("Note"), required=False, strip=False, max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, calendar, **kwargs):
        super().__init__(*args, **kwargs)
        self.calendar, self.now = calendar, timezone.now()

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at > self.now + CLOCKS_DIFFER:
            message = gettext(
                "A contact in the future has not happened yet. Choose “call back later” or “Snooze” to plan one."
            )
            raise forms.ValidationError(message)
        if at < self.now - EARLIEST:
            raise forms.ValidationError(gettext("That is more than a year ago. Check the date."))
        return min(at, self.now)

    def clean(self):
        values = super().clean()
        if values.get("result") != ContactAttempt.Result.CALLBACK:
            self._errors.pop("callback_at", None)  # of a field that is not shown
            values["callback_at"] = None
        elif (choice := values.get("callback")) and choice != "own":
            values["callback_at"] = preset(choice, self.now, self.calendar)
        elif "callback_at" not in self.errors and (wrong := problem(values.get("callback_at"), self.now)):
            self.add_error("callback_at", wrong)
        return values

    @property
    def idle(self) -> tuple[str, ...]:
        """The fields that are not shown with the result chosen."""
        if self["result"].value() != ContactAttempt.Result.CALLBACK:
            return ("callback", "callback_at")
        return () if self["callback"].value() == "own" else ("callback_at",)

    @property
    def words(self) -> dict:
        """What QueueEntry.log_contact takes."""
        values = {name: self.cleaned_data[name] for name in ("channel", "result", "note", "key", "callback_at")}
        return values | {"contacted_at": self.cleaned_data["at"]}
