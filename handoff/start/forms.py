from collections import Counter

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.deadlines.public_holidays import supported_countries
from handoff.forms.calendar import WEEKDAYS, ClosedDays, HoursField
from handoff.models import BusinessCalendar, Profile, Team
from handoff.people.forms import AddressField, PersonForm
from leads.roles import ROLE_NAMES

BLANK_PEOPLE = 3
MOST_PEOPLE = 50


class AccountForm(forms.Form):
    last_name = forms.CharField(label=gettext_lazy("Family name"), max_length=50)
    first_name = forms.CharField(label=gettext_lazy("Given name"), max_length=50, required=False)
    email = AddressField()
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten characters."),
    )

    def clean(self):
        values = super().clean()
        names = {name: values.get(name, "") for name in ("last_name", "first_name", "email")}
        if values.get("password"):
            try:
                password_validation.validate_password(values["password"], User(**names))
            except ValidationError as weak:
                self.add_error("password", weak)
        return values


class SizeForm(forms.Form):
    profile = forms.ChoiceField(choices=Profile.choices, widget=forms.RadioSelect)


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ("name",)


class TeamRows(forms.BaseModelFormSet):
    def get_unique_error_message(self, unique_check):
        return _("Two teams have the same name.")

    def get_form_error(self):
        return _("Another team has this name.")


Teams = forms.modelformset_factory(Team, form=TeamForm, formset=TeamRows, extra=2, max_num=100, validate_max=True)


class PeopleRows(forms.BaseFormSet):
    def clean(self):
        """Two rows with one address would be one person."""
        rows = [form for form in self.forms if form.has_changed() and hasattr(form, "cleaned_data")]
        seen = Counter(form.cleaned_data.get("email") for form in rows)
        for form in rows:
            if form.cleaned_data.get("email") and seen[form.cleaned_data["email"]] > 1:
                form.add_error("email", _("This address stands in two rows."))

    @property
    def filled(self) -> list[dict]:
        return [form.cleaned_data for form in self.forms if form.has_changed()]


class PersonRow(PersonForm):
    """The roles in one line: what they do stands above the rows."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "pills"}),
        error_messages={"required": gettext_lazy("Choose at least one role.")},
    )


People = forms.formset_factory(
    PersonRow, formset=PeopleRows, extra=BLANK_PEOPLE, max_num=MOST_PEOPLE, validate_max=True
)


class OpenHoursForm(forms.Form):
    """The usual case: the same hours on every open day."""

    open_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Open days"),
        choices=[(number, name) for number, name in enumerate(WEEKDAYS, start=1)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "pills"}),
        error_messages={"required": gettext_lazy("Give open hours to at least one weekday.")},
    )
    hours = HoursField(
        label=gettext_lazy("Open hours"), help_text=gettext_lazy("With a noon break: 09:00–12:00, 13:00–18:00.")
    )
    holidays = forms.BooleanField(label=gettext_lazy("Closed on public holidays"), required=False)

    def clean_hours(self):
        if not self.cleaned_data["hours"]:
            raise ValidationError(_("Give the open hours."))
        return self.cleaned_data["hours"]


def open_hours_of(calendar: BusinessCalendar) -> dict | None:
    """What the form begins with; None when the weekdays have different hours."""
    hours = [pairs for pairs in calendar.weekly_hours.values() if pairs]
    if any(pairs != hours[0] for pairs in hours):
        return None
    days = [int(day) for day, pairs in calendar.weekly_hours.items() if pairs]
    return {"open_days": days, "hours": hours[0], "holidays": bool(calendar.country)}


class OpenHours:
    """The first calendar as one short form: open hours and closed days."""

    def __init__(self, calendar: BusinessCalendar, data=None):
        self.calendar, self.initial = calendar, open_hours_of(calendar)
        self.form = OpenHoursForm(data, initial=self.initial)
        self.closed = ClosedDays(data, instance=calendar, prefix="closed")

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.closed.is_valid()])

    def save(self) -> None:
        values = self.form.cleaned_data
        self.calendar.weekly_hours = {str(day): values["hours"] for day in sorted(values["open_days"])}
        if values["holidays"] != bool(self.calendar.country):
            japan = "JP" if "JP" in supported_countries() else ""
            self.calendar.country = japan if values["holidays"] else ""
        self.calendar.save()
        self.closed.save()
