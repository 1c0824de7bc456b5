"""The hearing form, made from hearing_template.QUESTIONS."""

from django import forms
from django.utils.translation import gettext

from handoff.hearing_template import FIELDS, QUESTIONS, Question
from handoff.limits import COMMENT_MAX


def words(label: str, **attrs) -> forms.CharField:
    """Free text, stored exactly as it was typed."""
    area = forms.Textarea(attrs={"rows": 1, **attrs})
    return forms.CharField(label=label, required=False, strip=False, max_length=COMMENT_MAX, widget=area)


class HearingForm(forms.Form):
    """Unanswered questions may be saved; an answer that needs its detail may not come without it."""

    conflict = False

    base_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self._add(question)

    def _add(self, question: Question) -> None:
        if not question.choices:
            self.fields[question.name] = words(question.label)
            return
        pills = forms.RadioSelect(attrs={"class": "pills"})
        self.fields[question.name] = forms.ChoiceField(
            label=question.label, required=False, choices=question.choices, widget=pills
        )
        if question.detail:
            self.fields[question.detail] = words(question.detail_label, placeholder=question.detail_label)

    def clean(self):
        values = super().clean()
        for question in QUESTIONS:
            chosen = values.get(question.name)
            needs_detail = chosen in question.detail_needed_for and question.detail not in self.errors
            if needs_detail and not values.get(question.detail, "").strip():
                message = gettext("This answer counts only with: %(detail)s.")
                self.add_error(question.detail, message % {"detail": question.detail_label})
        return values

    def on_top_of(self, version: int) -> "HearingForm":
        """The same words as a form of a newer version: saving it now is a decision against that one."""
        form = HearingForm(dict(self.data.items()) | {"base_version": version})
        form.conflict = True
        return form

    @property
    def answers(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data.get(name)}

    def groups(self):
        """(question, its field, the field of its detail or None), in the order of the template."""
        for question in QUESTIONS:
            yield question, self[question.name], self[question.detail] if question.detail else None
