import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import Outcome, SalesAction
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


class SalesActionForm(PastDayForm):
    kind = forms.ChoiceField(
        label=_("What you did"), choices=SalesAction.Kind, widget=pills(), initial=SalesAction.Kind.CALL
    )
    note = comment(_("Note"), required=False)
    on = day(_("When"), required=False)
    next_action_on = day(_("Next action"), required=False)

    def clean_next_action_on(self):
        next_day = self.cleaned_data["next_action_on"]
        if next_day and not 0 <= (next_day - self.today).days <= 3 * 366:
            raise forms.ValidationError(_("Choose today or a later day, within three years."))
        return next_day


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
