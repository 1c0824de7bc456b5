"""A question of a hearing sheet while it is edited."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.hearings.editing import new_name
from handoff.hearings.kinds import KIND_LABELS
from handoff.hearings.problems import choice_problems
from handoff.hearings.sheet import TEXT, WITH_CHOICES, Question, Sheet, ShownIf

NEW = "new"
WHEN = "when_"


def area(label, most: int, **more) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": 2}), **more
    )


class QuestionForm(forms.Form):
    """The product's own questions keep their kind and choices; the core ones are always asked and required."""

    label = forms.CharField(
        label=gettext_lazy("Name of the question"), max_length=80,
        help_text=gettext_lazy("A few words. They stand on the sheet, in the hand-over package and in the criteria."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of answer"), choices=KIND_LABELS.items(),
        widget=forms.RadioSelect(attrs={"class": "pills"}),
    )  # fmt: skip
    choices = area(
        gettext_lazy("Choices"), 4000,
        help_text=gettext_lazy("One a line. Needed where one or several of them are chosen."),
    )  # fmt: skip
    required = forms.BooleanField(
        label=gettext_lazy("Required"), required=False,
        help_text=gettext_lazy("The hearing is complete when every required question has an answer."),
    )  # fmt: skip
    talk = area(
        gettext_lazy("What to say"), 1000, help_text=gettext_lazy("Stands beside the question: the words to ask it in.")
    )
    help = area(gettext_lazy("Hint"), 500, help_text=gettext_lazy("What to look out for, or what counts as an answer."))

    def __init__(self, data=None, *, sheet: Sheet, question: Question | None = None):
        self.sheet, self.question = sheet, question
        super().__init__(data, initial=_initial(question) if question else {"kind": TEXT})
        if question and question.wording:
            self.fields["label"].required = False
            self.fields["label"].help_text = _("Leave it empty for: %(label)s") % {"label": question.wording.label}
            del self.fields["kind"], self.fields["choices"]
        if question and question.is_core:
            del self.fields["required"]
            return
        for each in self.can_hang_on:
            boxes = forms.CheckboxSelectMultiple(attrs={"class": "pills"})
            self.fields[WHEN + each.name] = forms.MultipleChoiceField(
                label=each.label, required=False, choices=each.choices, widget=boxes
            )

    @property
    def can_hang_on(self) -> list[Question]:
        """The questions before this one that are answered by choosing."""
        questions = self.sheet.questions
        place = questions.index(self.question) if self.question in questions else len(questions)
        return [each for each in questions[:place] if each.choices]

    @property
    def whens(self):
        return [self[name] for name in self.fields if name.startswith(WHEN)]

    @property
    def hangs(self) -> bool:
        """Whether the part about when it is asked should stand open."""
        return any(field.errors or field.value() for field in self.whens)

    def clean_label(self) -> str:
        label = self.cleaned_data["label"].strip()
        others = {str(each.label).strip() for each in self.sheet.questions if each != self.question}
        if label in others:
            raise forms.ValidationError(_("Another question has the same name."))
        return label

    def clean_choices(self) -> tuple[str, ...]:
        lines = tuple(line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip())
        if self.cleaned_data.get("kind") in WITH_CHOICES and (said := choice_problems(lines)):
            raise forms.ValidationError(said)
        return lines

    def clean(self):
        values = super().clean()
        chosen = [name for name, value in values.items() if name.startswith(WHEN) and value]
        if len(chosen) > 1:
            self.add_error(chosen[1], _("It can hang on the answer to one question only."))
        return values

    def edited(self) -> Question:
        """The question as the form says; a new one gets its name here."""
        values, question = self.cleaned_data, self.question or Question(new_name())
        hangs_on = next((name for name, value in values.items() if name.startswith(WHEN) and value), "")
        words = {"own_label": values["label"], "talk": values["talk"].strip(), "help": values["help"].strip()}
        if question.is_core:
            return replace(question, **words)
        asked = ShownIf(hangs_on.removeprefix(WHEN), tuple(values[hangs_on])) if hangs_on else None
        if not question.wording:
            own_choices = values["choices"] if values["kind"] in WITH_CHOICES else ()
            words |= {"kind": values["kind"], "own_choices": own_choices}
        return replace(question, required=values["required"], shown_if=asked, **words)


def _initial(question: Question) -> dict:
    values = {
        "label": question.own_label, "kind": question.kind, "choices": "\n".join(question.own_choices),
        "required": question.required, "talk": question.talk, "help": question.help,
    }  # fmt: skip
    if question.shown_if:
        values[WHEN + question.shown_if.question] = list(question.shown_if.values)
    return values


class TalkForm(forms.Form):
    talk = area(
        gettext_lazy("How to begin"), 3000,
        help_text=gettext_lazy("Stands above the questions: greeting, purpose of the call, permission to ask."),
    )  # fmt: skip
