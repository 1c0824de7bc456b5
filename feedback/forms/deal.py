import datetime as dt
from itertools import islice

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models import Outcome, SalesAction
from handoff.deadlines.business_days import Calendar
from handoff.forms.day import DayInput
from handoff.limits import COMMENT_MAX

EARLIEST = dt.timedelta(days=366)  # an action or opportunity is written down within a year of the day it happened


def comment(label, rows=2, **options):
    return forms.CharField(label=label, max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": rows}), **options)


def pills():
    return forms.RadioSelect(attrs={"class": "pills"})


def day(label, **options):
    return forms.DateField(label=label, widget=DayInput(), **options)


class PastDayForm(forms.Form):
    """A form with the day on which something happened."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.fields["on"].initial = self.today

    def clean_on(self):
        """The moment: now for today, noon for an earlier day."""
        on = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if self.today - on > EARLIEST:
            raise forms.ValidationError(_("This is more than a year ago. Check the date."))
        return self.now if on == self.today else timezone.make_aware(dt.datetime.combine(on, dt.time(12)))


NEXT_DAYS = (
    ("none", _("nothing planned")),
    ("1", _("next business day")),
    ("3", pgettext_lazy("next action", "in 3 business days")),
    ("5", _("in 5 business days")),
    ("own", _("on a day")),
)


class NextActionForm(forms.Form):
    """On which day the next action is: so many business days from today, or a day of one's own."""

    next_in = forms.ChoiceField(label=_("Next action"), choices=NEXT_DAYS, required=False, widget=pills())
    next_action_on = day(_("Day of the next action"), required=False)

    def __init__(self, *args, calendar: Calendar, **kwargs):
        super().__init__(*args, **kwargs)
        self.calendar, self.today = calendar, timezone.localdate()

    def clean_next_action_on(self):
        next_day = self.cleaned_data["next_action_on"]
        if next_day and not 0 <= (next_day - self.today).days <= 3 * 366:
            raise forms.ValidationError(_("Choose today or a later day, within three years."))
        return next_day

    def clean(self):
        values = super().clean() or self.cleaned_data
        choice = values.pop("next_in", "")
        if choice == "none":
            values["next_action_on"] = None
        elif choice.isdigit():
            values["next_action_on"] = next(
                islice(self.calendar.business_days_after(self.today), int(choice) - 1, None)
            )
        elif choice == "own" and not values.get("next_action_on") and "next_action_on" not in self.errors:
            self.add_error("next_action_on", _("Choose a day."))
        return values


class SalesActionForm(NextActionForm, PastDayForm):
    kind = forms.ChoiceField(
        label=_("What you did"), choices=SalesAction.Kind, widget=pills(), initial=SalesAction.Kind.CALL
    )
    note = comment(_("Note"), required=False)
    on = day(_("Day it was done"), required=False)
    field_order = ("kind", "next_in", "next_action_on", "note", "on")


class OpportunityForm(PastDayForm):
    on = day(_("Became an opportunity on"), required=False)
    comment = comment(_("Comment"), required=False)


class FeedbackForm(forms.Form):
    codes = forms.MultipleChoiceField(
        label=_("How was this toss-up?"), choices=Outcome.Feedback, widget=forms.CheckboxSelectMultiple, required=False
    )
    text = comment(_("In your own words"), required=False)

    def clean(self):
        values = super().clean()
        if not values.get("codes") and not values.get("text", "").strip():
            raise forms.ValidationError(_("Choose at least one point or write a sentence."))
        return values


class WonForm(forms.Form):
    comment = comment(_("What decided it"), required=False)


class LostForm(forms.Form):
    reason = forms.ChoiceField(label=_("Lost reason"), choices=Outcome.LostReason, widget=pills())
    comment = comment(_("What happened"), required=False)
