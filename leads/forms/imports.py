from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.intake import mapping
from leads.intake.encodings import ENCODINGS
from leads.intake.fields import FIELDS, labels
from leads.models import ImportRun

SAMPLES = 3
MOST_EMPTY_WORDS = 20


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the file?"),
        choices=[(kind, capfirst(label)) for kind, label in ImportRun.Kind.choices],
        initial=ImportRun.Kind.LEADS,
        widget=forms.RadioSelect(attrs={"class": "pills"}),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the reader of the file says so in better words
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class LayoutForm(forms.Form):
    """How to read the file; what is left empty is found out again."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=list(ENCODINGS.items()), required=False)
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Separator"),
        choices=[(",", gettext_lazy("Comma")), (";", gettext_lazy("Semicolon")), ("\t", gettext_lazy("Tab"))],
        required=False,
    )
    header_row = forms.IntegerField(label=gettext_lazy("Header in line"), min_value=1, max_value=1000, required=False)


class MappingForm(forms.Form):
    """One choice a column: a field, a field of its own, or nothing."""

    def __init__(self, run: ImportRun, samples: list[list[str]], *args, **kwargs):
        self.run, self.samples = run, samples
        super().__init__(*args, **kwargs)
        choices = [
            (mapping.CUSTOM, gettext_lazy("Keep as a field of its own")),
            (mapping.IGNORED, gettext_lazy("Leave out")),
            (gettext_lazy("Fields"), [(name, capfirst(str(label))) for name, label in labels(run.kind).items()]),
        ]
        if run.kind not in mapping.KEEPING:
            choices = choices[1:]
        for place, column in enumerate(run.columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=run.mapping.get(column, mapping.IGNORED)
            )
        self.fields["empty_words"] = forms.CharField(
            label=gettext_lazy("Words that mean an empty cell"),
            help_text=gettext_lazy("Separated by commas. Form tools write “Select” for a list nobody touched."),
            required=False,
            initial=", ".join(run.empty_words),
        )
        if run.kind == ImportRun.Kind.ACTIVITIES:
            self.fields["source"] = forms.CharField(
                label=gettext_lazy("Data source"),
                help_text=gettext_lazy("An activity ID counts once a source: keep one name for one tool."),
                max_length=60,
                initial=run.source,
            )

    def rows(self):
        """(column, bound field, sample cells, whether its field was found by itself)."""
        for place, column in enumerate(self.run.columns):
            cells = [row[place] for row in self.samples if place < len(row) and row[place].strip()]
            field = self[f"column-{place}"]
            yield column, field, [cell[:60] for cell in cells[:SAMPLES]], field.value() in FIELDS[self.run.kind]

    def others(self):
        return [self[name] for name in ("source", "empty_words") if name in self.fields]

    def clean_empty_words(self) -> list[str]:
        words = [word.strip() for word in self.cleaned_data["empty_words"].replace("、", ",").split(",")]
        words = list(dict.fromkeys(filter(None, words)))
        if len(words) > MOST_EMPTY_WORDS or any(len(word) > 50 for word in words):
            raise ValidationError(_("At most 20 words of at most 50 characters."))
        return words

    def clean(self):
        cleaned = super().clean()
        chosen = {column: cleaned.get(f"column-{place}", "") for place, column in enumerate(self.run.columns)}
        names = labels(self.run.kind)
        twice, missing = mapping.problems(self.run.kind, chosen)
        errors = [_("“%(field)s” is chosen for more than one column.") % {"field": names[field]} for field in twice]
        errors += [
            _("Choose a column for: %(fields)s.") % {"fields": _(" or ").join(str(names[field]) for field in group)}
            for group in missing
        ]
        if errors:
            raise ValidationError(errors)
        return cleaned | {"mapping": chosen}
