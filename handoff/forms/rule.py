"""A rule while it is edited: its conditions, what follows, and its switches."""

from dataclasses import replace

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from handoff.criteria.document import CriteriaDocument, Outcome, Rule, Table
from handoff.criteria.problems import MOST_REASON, problems
from handoff.forms.choosing import let_choose
from handoff.forms.condition_rows import ConditionRows
from handoff.models import Flag, Route
from handoff.words.values import REASONS
from handoff.workshop.field_choices import Choices
from handoff.workshop.reading import reading

UNASSIGNABLE = ("no_rule", "human_judgement")  # reasons that no rule gives


class OutcomeForm(forms.Form):
    """What follows from a rule. own_reason: the organisation's own words, instead of a shipped reason."""

    flag = forms.ChoiceField(
        label=gettext_lazy("Toss-up flag"), choices=Flag, widget=forms.RadioSelect(attrs={"class": "pills"})
    )
    route = forms.ChoiceField(label=gettext_lazy("Route"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    own_reason = forms.CharField(
        label=gettext_lazy("Reason in your own words"),
        required=False,
        max_length=MOST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Used instead of the reason chosen from the list."),
    )
    active = forms.BooleanField(label=gettext_lazy("Switched on"), required=False)
    approval = forms.BooleanField(label=gettext_lazy("With approval"), required=False)
    automatic = forms.BooleanField(label=gettext_lazy("Automatic toss-up"), required=False)

    def __init__(self, *args, own_reasons: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        let_choose(self, "route", [(value, capfirst(str(label))) for value, label in Route.choices])
        shipped = [(code, capfirst(str(label))) for code, label in REASONS.items() if code not in UNASSIGNABLE]
        self.own_reasons = [(text, text) for text in own_reasons]
        own_words = ("", pgettext("reason of a rule", "In your own words"))
        let_choose(self, "reason", [own_words, *shipped, *self.own_reasons])

    def clean(self):
        values = super().clean()
        if not values.get("own_reason", "").strip() and not values.get("reason") and not self.errors:
            self.add_error("own_reason", _("Give the rule a reason."))
        return values

    def outcome(self) -> Outcome:
        values = self.cleaned_data
        return Outcome(values["flag"], values["route"], values["own_reason"].strip() or values["reason"])

    @property
    def switches(self):
        return [self["active"], self["approval"], self["automatic"]]


class RuleForm:
    """table: whose rule it is, as the editor saw it. Errors stand at their row and field."""

    def __init__(self, table: Table, rule: Rule, data=None):
        self.table, self.rule, self.auto_id = table, rule, f"{rule.id}-%s"
        used = tuple(condition.field for each in table.rules for condition in each.conditions)
        self.choices = Choices(used=used)
        own = sorted({each.outcome.reason for each in (*table.rules, rule)} - set(REASONS) - {""})
        self.outcome = OutcomeForm(data, own_reasons=own, initial=_initial(rule), prefix="o", auto_id=self.auto_id)
        self.rows = ConditionRows(
            table, self.choices, auto_id=self.auto_id, conditions=rule.conditions, data=data
        )  # fmt: skip

    def is_valid(self) -> bool:
        if not self.rows.is_valid() & self.outcome.is_valid():
            self.rows.with_blank()
            return False
        edited, kept = self.edited(), self.rows.kept()
        for problem in problems(CriteriaDocument(self.table.profile, self.table.thresholds, (edited,))):
            self._place(problem, kept)
        if valid := self.rows.is_valid() and self.outcome.is_valid():
            return valid
        self.rows.with_blank()
        return False

    def edited(self) -> Rule:
        """The rule as typed. Of valid input."""
        values = self.outcome.cleaned_data
        switches = {name: values[name] for name in ("active", "approval", "automatic")}
        return replace(self.rule, conditions=self.rows.conditions(), outcome=self.outcome.outcome(), **switches)

    def reshaped(self) -> "RuleForm":
        """For showing again while it is typed: the fields that the choices call for, without complaints."""
        self.rows = self.rows.reshaped()
        raw = {name: self.outcome.data.get(self.outcome.add_prefix(name)) for name in self.outcome.fields}
        own = [text for text, _label in self.outcome.own_reasons]
        self.outcome = OutcomeForm(own_reasons=own, initial=raw, prefix="o", auto_id=self.auto_id)
        return self

    @property
    def number(self) -> int:
        """The rule's in its table; that of a new one, the next."""
        ids = [rule.id for rule in self.table.rules]
        return ids.index(self.rule.id) + 1 if self.rule.id in ids else len(ids) + 1

    @property
    def has_errors(self) -> bool:
        """After it was sent. A form that is only shown has not been asked."""
        bound = [form for form in (self.outcome, *self.rows.forms) if form.is_bound]
        return any(form.errors for form in bound)

    def sentence(self) -> str:
        """How the rule reads as far as it is typed."""
        if not self.outcome.is_bound:
            return reading(self.rule, self.table)
        conditions = self.rows.conditions()
        outcome = self.outcome.outcome() if self.outcome.is_valid() else self.rule.outcome
        return reading(Rule(conditions, outcome), self.table, incomplete=self.rows.incomplete())

    def _place(self, problem, kept) -> None:
        match problem.where:
            case ("rule", 0):
                name = "own_reason" if problem.field == "reason" else problem.field
                self.outcome.add_error(name if name in self.outcome.fields else None, problem.message)
            case ("rule", 0, number):
                form = kept[number]
                name = next((name for name in (problem.field, "value", "low") if name in form.fields), None)
                form.add_error(name, problem.message)


def _initial(rule: Rule) -> dict:
    outcome = rule.outcome
    return {
        "flag": outcome.flag,
        "route": outcome.route,
        "reason": outcome.reason,
        "active": rule.active,
        "approval": rule.approval,
        "automatic": rule.automatic,
    }
