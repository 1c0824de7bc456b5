"""The rows of people on the toss-up screen. A row without a name is left out."""

from collections.abc import Iterator, Mapping

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handoff.limits import KEY_PEOPLE_MAX
from handoff.package.people import PartInDecision, prefix, typed_people

ROWS = "people_rows"  # how many the page shows
PARTS = [(code, capfirst(label)) for code, label in (("", _("not known")), *PartInDecision.choices)]


class KeyPersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    title = forms.CharField(label=_("Department and position"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Part in the decision"), choices=PARTS, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean(self):
        values = super().clean()
        if any(values.values()) and not values.get("name") and "name" not in self.errors:
            self.add_error("name", _("Say who this is."))
        return values


class KeyPeopleForms:
    """As many rows as are filled and at least one more; the button for another row raises their number."""

    def __init__(self, data: Mapping[str, str] | None, *, initial: Mapping[str, str]):
        typed = initial if data is None else data
        known = typed_people(typed)
        self.number = min(max(_rows(typed), _last_typed(typed), len(known) + 1), KEY_PEOPLE_MAX)
        if data is None:
            rows = dict(enumerate(known))
            self.forms = [KeyPersonForm(initial=rows.get(row), prefix=prefix(row)) for row in range(self.number)]
        else:
            self.forms = [KeyPersonForm(data, prefix=prefix(row)) for row in range(self.number)]

    def __iter__(self) -> Iterator[KeyPersonForm]:
        return iter(self.forms)

    @property
    def may_grow(self) -> bool:
        return self.number < KEY_PEOPLE_MAX

    def focus_last(self) -> None:
        """The person who asked for another row goes on typing in it."""
        self.forms[-1].fields["name"].widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # every row says what is wrong with it
        return all(valid)

    def words(self) -> list[tuple[str, str]]:
        """What was typed in each row, as label and words."""
        rows = (" · ".join(str(form[name].value() or "") for name in ("name", "title", "note")) for form in self.forms)
        return [(gettext("Key people"), row) for row in rows if row.strip(" ·")]

    def people(self) -> list[dict]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data["name"]]


def one_row_more(typed: Mapping[str, str]) -> dict[str, str]:
    """What asks for one row more than the page showed when this was sent."""
    return {ROWS: str(max(_rows(typed), _last_typed(typed)) + 1)}


def _rows(typed: Mapping[str, str]) -> int:
    asked = str(typed.get(ROWS, ""))
    return int(asked) if asked.isdecimal() and len(asked) < 3 else 1


def _last_typed(typed: Mapping[str, str]) -> int:
    """Up to which row something was sent."""
    return max((row + 1 for row in range(KEY_PEOPLE_MAX) if f"{prefix(row)}-name" in typed), default=0)
