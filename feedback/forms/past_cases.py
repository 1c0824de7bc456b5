from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import PastCase, PastCaseFile
from feedback.past_cases.plan import MOST_WORDS
from feedback.past_cases.words import LEFT_OUT


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the reader of the file says so in better words
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class WordsForm(forms.Form):
    """One choice for each word of the result column."""

    def __init__(self, file: PastCaseFile, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.words = sorted(file.found, key=lambda word: -file.found[word])
        choices = [
            ("", _("Choose …")),
            *((result, capfirst(label)) for result, label in PastCase.Result.choices),
            (LEFT_OUT, _("Leave out: not over yet")),
        ]
        for place, word in enumerate(self.words):
            self.fields[f"word-{place}"] = forms.ChoiceField(
                label=word or _("(empty)"), choices=choices, required=False, initial=file.words.get(word, "")
            )
        self.found = file.found

    def rows(self):
        """(bound field, how many rows), the most frequent word first."""
        return [(self[f"word-{place}"], self.found[word]) for place, word in enumerate(self.words)]

    @property
    def is_cut(self) -> bool:
        return len(self.words) >= MOST_WORDS

    def chosen(self) -> dict[str, str]:
        return {word: self.cleaned_data[f"word-{place}"] for place, word in enumerate(self.words)}
