"""The rows of a scoring model as forms: behaviour rules, attribute groups and their rules; title words; reason."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule
from leads.scoring_fields import OPERATORS, WITH_LIST, WITHOUT_VALUE, FieldType, compares_numbers, field_named
from leads.scoring_words import GROUP_LABELS

SEVERAL = re.compile(r"[;；\n]")
YES, NO = {"yes", "true", "1", "はい", "○", "〇"}, {"no", "false", "0", "いいえ", "×"}


def number(label, *, required: bool) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "aria-label": label})
    return forms.IntegerField(label=label, required=required, widget=widget)


def chosen(label, choices=()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"aria-label": label}))


def text(label, *, required: bool = True, longest: int = 1000) -> forms.CharField:
    widget = forms.TextInput(attrs={"aria-label": label})
    return forms.CharField(label=label, required=required, max_length=longest, widget=widget)


class RowForm(forms.Form):
    """One row of the page. What its rule complains about stands at the field it is about."""

    use_required_attribute = False  # a row that is being filled in is not wrong yet

    def clean(self):
        values = super().clean()
        if not self.errors:
            for field, message in self.rule().complaints():
                self.add_error(field if field in self.fields else None, message)
        return values


class BehaviourForm(RowForm):
    kind = chosen(gettext_lazy("Kind"))
    content_contains = text(gettext_lazy("Content contains"), required=False, longest=200)
    points = number(gettext_lazy("Points"), required=True)
    fresh_days = number(gettext_lazy("For days"), required=True)
    faded_points = number(gettext_lazy("Points after that"), required=False)
    expire_days = number(gettext_lazy("Until day"), required=False)
    cap = number(gettext_lazy("Cap"), required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds

    def rule(self) -> BehaviourRule:
        values = self.cleaned_data
        return BehaviourRule(**values | {"faded_points": values["faded_points"] or 0})


class NewBehaviourForm(BehaviourForm):
    """A rule to be added; its kind may be one that no activity has had so far."""

    own_kind = text(gettext_lazy("or an own kind"), required=False, longest=60)

    field_order = ["kind", "own_kind"]

    def rule(self) -> BehaviourRule:
        values = {name: value for name, value in self.cleaned_data.items() if name != "own_kind"}
        own = self.cleaned_data["own_kind"].strip()
        return BehaviourRule(**values | {"kind": own or values["kind"], "faded_points": values["faded_points"] or 0})


class GroupForm(RowForm):
    name = text(gettext_lazy("Group"), longest=60)
    limit = number(gettext_lazy("Limit"), required=True)
    pick = chosen(
        gettext_lazy("What counts"), [("best", gettext_lazy("the best rule")), ("sum", gettext_lazy("the sum"))]
    )

    def clean_name(self) -> str:
        """The shipped groups are shown in the reader's language and kept under one name."""
        name = self.cleaned_data["name"]
        return next((shipped for shipped, label in GROUP_LABELS.items() if str(label) == name), name)

    def rule(self) -> AttributeGroup:
        return AttributeGroup(**self.cleaned_data)


class AttributeForm(RowForm):
    field = chosen(gettext_lazy("Field"))
    operator = chosen(gettext_lazy("Comparison"), list(OPERATORS.items()))
    value = text(gettext_lazy("Value"), required=False, longest=3000)
    points = number(gettext_lazy("Points"), required=True)

    def __init__(self, *args, fields, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = fields

    def rule(self) -> AttributeRule:
        values = self.cleaned_data
        return AttributeRule(**values | {"value": read_value(values["field"], values["operator"], values["value"])})


class PublishForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why this change"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    use_required_attribute = False


class TitleWordsForm(forms.Form):
    title_words = forms.CharField(
        label=gettext_lazy("Additional title words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line with its rank from 0 to 6, for example: 店長代理 = 2"),
    )

    use_required_attribute = False

    @staticmethod
    def written(words: dict[str, int]) -> str:
        return "\n".join(f"{word} = {rank}" for word, rank in words.items())

    def clean_title_words(self) -> dict[str, int]:
        words = {}
        for line in filter(str.strip, self.cleaned_data["title_words"].splitlines()):
            word, _equals, rank = unicodedata.normalize("NFKC", line).rpartition("=")
            if not word.strip() or not re.fullmatch("[0-6]", rank.strip()):
                raise forms.ValidationError(_("Cannot read “%(line)s”. Write: word = rank.") % {"line": line.strip()})
            words[word.strip()] = int(rank)
        return words


def read_value(field_name: str, operator: str, written: str) -> Any:
    """What was written as the rule's value, as its field and comparison need it; as written when it is not readable."""
    field = field_named(field_name)
    if operator in WITHOUT_VALUE or field is None:
        return None
    one = read_number if compares_numbers(field, operator) else read_flag if field.type == FieldType.FLAG else str.strip
    if operator == "between":
        return [one(part) for part in re.split(r"[;；~〜～]", written) if part.strip()]
    if operator in WITH_LIST:
        return [one(part) for part in SEVERAL.split(written) if part.strip()]
    return one(written)


def read_number(written: str) -> int | float | str:
    plain = unicodedata.normalize("NFKC", written).replace(",", "").strip()
    if not re.fullmatch(r"[+-]?\d{1,17}(\.\d{1,9})?", plain, re.ASCII):
        return written.strip()
    return float(plain) if "." in plain else int(plain)


def read_flag(written: str) -> bool | str:
    word = unicodedata.normalize("NFKC", written).strip().lower()
    if word in YES | {_("Yes").lower()}:
        return True
    return False if word in NO | {_("No").lower()} else word


def written_value(rule: AttributeRule) -> str:
    """The rule's value as read_value reads it."""
    values = rule.value if isinstance(rule.value, list) else [rule.value]
    return "; ".join(_("Yes") if v is True else _("No") if v is False else "" if v is None else str(v) for v in values)
