"""The conditions of a rule or of a segment, as forms in order."""

from handoff.criteria.document import Condition, Table
from handoff.forms.choosing import typed_list
from handoff.forms.condition import ConditionForm
from handoff.workshop.field_choices import Choices

MOST_CONDITIONS = 30


class ConditionRows:
    """The conditions of a rule or segment in order, always with an empty one at the end to add another."""

    def __init__(self, table: Table, choices: Choices, *, auto_id: str, conditions=(), data=None):
        self.table, self.choices, self.auto_id = table, choices, auto_id
        if data is None:
            given = [self._form(number, condition=condition) for number, condition in enumerate(conditions)]
            self.forms = [*given, self._form(len(given))]
        else:
            self.forms = [self._form(number, data=data) for number in range(_count(data))]

    def is_valid(self) -> bool:
        """Asks every form: each shows its own complaints."""
        valid = [form.is_valid() for form in self.forms]
        return all(valid)

    def kept(self) -> list[ConditionForm]:
        """Those that stand for a condition."""
        return [form for form in self.forms if form.is_valid() and not form.is_blank and not _removed(form)]

    def conditions(self) -> tuple[Condition, ...]:
        return tuple(form.condition() for form in self.kept())

    def incomplete(self) -> bool:
        return any(not form.is_valid() for form in self.forms)

    def reshaped(self) -> "ConditionRows":
        """The same typed values with the fields they call for now, without complaints, removed rows gone."""
        rows = ConditionRows(self.table, self.choices, auto_id=self.auto_id)
        left = [form for form in self.forms if not form.is_blank and not form.data.get(form.add_prefix("DELETE"))]
        rows.forms = [self._form(number, raw=_raw(form)) for number, form in enumerate(left)]
        rows.forms.append(self._form(len(left)))
        return rows

    def with_blank(self) -> "ConditionRows":
        """After an error too there is a row to add a condition."""
        if not self.forms or not self.forms[-1].is_blank:
            self.forms.append(self._form(len(self.forms)))
        return self

    def _form(self, number: int, **about) -> ConditionForm:
        options = {"prefix": f"c{number}", "auto_id": self.auto_id}
        return ConditionForm(table=self.table, choices=self.choices, **options, **about)


def _removed(form: ConditionForm) -> bool:
    return bool(form.cleaned_data.get("DELETE"))


def _raw(form: ConditionForm) -> dict:
    names = ("field", "operator", "value", "low", "high", "by", "minus_offset", "days", "days_by")
    return {name: form.data.get(form.add_prefix(name)) for name in names} | {"kinds": typed_list(form, "kinds")}


def _count(data) -> int:
    text = data.get("conditions", "0")
    return min(int(text), MOST_CONDITIONS) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
