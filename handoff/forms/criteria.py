"""The criteria as a form: thresholds, rules on and off, campaign windows, quota, deadlines."""

from dataclasses import replace

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from handoff.criteria_document import SLA, CriteriaDocument
from handoff.forms.campaign_window import WindowForm
from handoff.limits import COMMENT_MAX
from handoff.sentences import SLA_LABELS, rule_sentence
from handoff.thresholds import threshold_kind
from handoff.value_words import TITLE_RANKS


class CriteriaForm(forms.Form):
    """Made for one document. What is out of range is said by the document's own problems, at the field."""

    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody can read it in the history."),
    )

    def __init__(self, *args, document: CriteriaDocument, with_reason: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = document
        self.fields["reason"].required = with_reason
        for name, value in document.thresholds.items():
            self.fields[f"threshold_{name}"] = _threshold_field(name, value)
        for number, rule in enumerate(document.rules):
            self.fields[f"rule_{number}"] = forms.BooleanField(required=False, initial=rule.active)
        for kind in SLA:
            self.fields[f"sla_{kind}"] = _number(capfirst(SLA_LABELS[kind]), document.sla[kind], 1, 60)
        if any(rule.uses("requested_by_sales") for rule in document.rules):
            self.fields["quota"] = _number(_("Manual toss-ups a team and month"), document.quota, 1, 1000)

    def edited(self) -> CriteriaDocument:
        """The document with what the form says, windows left as they are."""
        values, document = self.cleaned_data, self.document
        rules = [replace(rule, active=values[f"rule_{number}"]) for number, rule in enumerate(document.rules)]
        return document.with_changes(
            thresholds={name: values[f"threshold_{name}"] for name in document.thresholds},
            rules=tuple(rules),
            sla={kind: values[f"sla_{kind}"] for kind in SLA},
            quota=values.get("quota", document.quota),
        )


def _threshold_field(name: str, value: int) -> forms.Field:
    kind = threshold_kind(name)
    if name == "title_rank_min":
        ranks = [(rank, label) for rank, label in sorted(TITLE_RANKS.items())]
        return forms.TypedChoiceField(label=capfirst(str(kind.label)), choices=ranks, coerce=int, initial=value)
    return _number(capfirst(str(kind.label)), value, kind.least, kind.most)


def _number(label, value: int, least: int, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"min": least, "max": most, "inputmode": "numeric"})
    return forms.IntegerField(label=label, initial=value, widget=widget)


class CriteriaEditor:
    """The whole edit page: the form and its campaign windows, over the version the author started from."""

    def __init__(self, version, data=None, *, with_reason: bool = True):
        self.version, self.document = version, version.parsed
        self.form = CriteriaForm(data, document=self.document, with_reason=with_reason)
        lowered = self.document.lowered_thresholds()
        formset = forms.formset_factory(WindowForm, extra=1 if lowered else 0, can_delete=True, max_num=101)
        initial = [WindowForm.initial_of(window) for window in self.document.windows if lowered]
        self.windows = formset(data, initial=initial, prefix="windows", form_kwargs={"thresholds": lowered})
        self.edited: CriteriaDocument | None = None

    @property
    def has_windows(self) -> bool:
        return bool(self.document.lowered_thresholds())

    def is_valid(self) -> bool:
        if not (self.form.is_valid() & self.windows.is_valid()):
            return False
        kept = [form for form in self.windows.forms if form.stands_for_window]
        self.edited = self.form.edited()
        if self.has_windows:
            self.edited = self.edited.with_changes(windows=tuple(form.window() for form in kept))
        for problem in self.edited.problems():
            self._place(problem, kept)
        return self.form.is_valid() and all(form.is_valid() for form in kept)

    def _place(self, problem, kept: list[WindowForm]) -> None:
        match problem.where:
            case ("window", number) if self.has_windows:
                kept[number].add_error(problem.field if problem.field in kept[number].fields else None, problem.message)
            case ("threshold", name):
                self.form.add_error(f"threshold_{name}", problem.message)
            case ("sla", kind):
                self.form.add_error(f"sla_{kind}", problem.message)
            case ("quota",):
                self.form.add_error("quota", problem.message)
            case _:
                self.form.add_error(None, str(problem))

    @property
    def thresholds(self):
        return [(threshold_kind(name), self.form[f"threshold_{name}"]) for name in self.document.thresholds]

    @property
    def rules(self):
        return [
            {
                "position": number,
                "field": self.form[f"rule_{number - 1}"],
                "sentence": rule_sentence(rule, self.document),
            }
            for number, rule in enumerate(self.document.rules, 1)
        ]

    @property
    def deadlines(self):
        return [self.form[f"sla_{kind}"] for kind in SLA]
