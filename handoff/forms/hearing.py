"""The hearing form, made from a sheet of the hearing template."""

import unicodedata
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _

from handoff.hearings.changes import condition_sentence
from handoff.hearings.sheet import DATE, MULTI, NUMBER, TEXT, Answers, Question, Sheet
from handoff.hearings.two_versions import TwoVersions, put_together
from handoff.limits import COMMENT_MAX

LINE_MAX = 200


def words(label: str, **attrs) -> forms.CharField:
    """Free text, stored exactly as it was typed."""
    area = forms.Textarea(attrs={"rows": 1, **attrs})
    return forms.CharField(label=label, required=False, strip=False, max_length=COMMENT_MAX, widget=area)


class NumberAsTyped(forms.CharField):
    """A number with full-width digits or separators, as people write it; stored as plain digits."""

    def clean(self, value) -> str:
        text = unicodedata.normalize("NFKC", super().clean(value)).replace(",", "").strip()
        try:
            number = Decimal(text or 0)
        except InvalidOperation:
            raise forms.ValidationError(_("Enter a number, for example 120 or 3.5.")) from None
        if not number.is_finite() or abs(number) >= 10**15 or number != round(number, 6):
            raise forms.ValidationError(_("Enter a number, for example 120 or 3.5."))
        return format(number.normalize() + 0, "f") if text else ""


class Day(forms.DateField):
    """A day, stored as 2026-11-20."""

    def clean(self, value) -> str:
        day = super().clean(value)
        return day.isoformat() if day else ""


class HearingForm(forms.Form):
    """Unanswered questions may be saved; an answer that needs its detail may not come without it."""

    base_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, sheet: Sheet, template=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet, self.template = sheet, template
        self.together: TwoVersions | None = None  # when somebody else saved meanwhile
        for question in sheet.questions:
            self.fields[question.name] = _field(question)
            self.fields[question.name].help_text = question.help
            if question.detail:
                self.fields[question.detail] = words(question.detail_label, placeholder=question.detail_label)

    @property
    def template_number(self) -> int:
        return self.template.number if self.template else 0

    def clean(self):
        values = super().clean()
        asked = self.sheet.asked(values)
        for question in self.sheet.questions:
            answered = values.get(question.name)
            if question not in asked and any(values.get(name) for name in question.names):
                self.add_error(question.name, self._not_asked(question))
            needs_detail = not isinstance(answered, list) and answered in question.detail_needed_for
            if needs_detail and question.detail not in self.errors and not values.get(question.detail, "").strip():
                message = _("This answer counts only with: %(detail)s.")
                self.add_error(question.detail, message % {"detail": question.detail_label})
        return values

    def _not_asked(self, question: Question) -> str:
        on = self.sheet.find(question.shown_if.question) if question.shown_if else None
        message = _("This is asked only with another answer to “%(question)s”. Clear it, or change that answer.")
        return message % {"question": on.label if on else ""}

    @property
    def answers(self) -> Answers:
        return {name: self.cleaned_data[name] for name in self.sheet.fields if self.cleaned_data.get(name)}

    @property
    def sketch(self) -> Answers:
        """The answers that can be read so far, whatever is wrong with the others."""
        self.is_valid()
        values = {name: value for name in self.sheet.fields if (value := self.cleaned_data.get(name))}
        asked = {name for question in self.sheet.asked(values) for name in question.names}
        return {name: value for name, value in values.items() if name in asked}

    def on_top_of(self, hearing) -> "HearingForm":
        """The same words as a form of a newer version of the hearing: saving it now is a decision against that one."""
        base = hearing.answers_at(self.cleaned_data["base_version"]) or {}
        together = put_together(self.sheet, base, self.answers, hearing.answers)
        data = together.answers | {"base_version": hearing.version}
        form = HearingForm(data, sheet=self.sheet, template=self.template)
        form.together = together
        return form

    def groups(self):
        """(question, its field, the field of its detail or None, when it is asked), in the order of the sheet."""
        for question in self.sheet.questions:
            detail = self[question.detail] if question.detail else None
            yield question, self[question.name], detail, condition_sentence(question, self.sheet)


def _field(question: Question) -> forms.Field:
    if question.kind == MULTI:
        boxes = forms.CheckboxSelectMultiple(attrs={"class": "pills"})
        return forms.MultipleChoiceField(label=question.label, required=False, choices=question.choices, widget=boxes)
    if question.choices:
        pills = forms.RadioSelect(attrs={"class": "pills"})
        return forms.ChoiceField(label=question.label, required=False, choices=question.choices, widget=pills)
    if question.kind == NUMBER:
        return NumberAsTyped(
            label=question.label, required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"})
        )
    if question.kind == DATE:
        return Day(label=question.label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    if question.kind == TEXT:
        return forms.CharField(label=question.label, required=False, strip=False, max_length=LINE_MAX)
    return words(question.label)
