"""A segment while it is edited: its name, which leads belong to it, and what its table starts from."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.criteria.document import CriteriaDocument, Outcome, Rule, Table
from handoff.criteria.problems import problems
from handoff.forms.condition_rows import ConditionRows
from handoff.models import Profile
from handoff.workshop.field_choices import Choices
from handoff.workshop.reading import segment_reading

EMPTY = Table("mid", {}, ())


class SegmentNameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the segment"), max_length=60)


class SourceForm(forms.Form):
    """What the table of a new segment starts from."""

    source = forms.ChoiceField(label=gettext_lazy("Its table starts as"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        profiles = [(value, _("the profile “%(name)s”") % {"name": label}) for value, label in Profile.choices]
        self.fields["source"].choices = [("all", _("a copy of the table for everybody")), *profiles]


class SegmentForm:
    """A segment's name and conditions; for a new one also what its table starts from."""

    def __init__(self, *, data=None, segment=None, source: str = "all"):
        initial = {"name": segment.name} if segment else {}
        conditions = segment.conditions if segment else ()
        self.choices = Choices(for_segment=True, used=tuple(each.field for each in conditions))
        self.given, self.auto_id = conditions, f"{segment.id if segment else 'segment-new'}-%s"
        self.about = SegmentNameForm(data, prefix="segment", initial=initial, auto_id=self.auto_id)
        self.source = (
            None if segment else SourceForm(data, prefix="segment", initial={"source": source}, auto_id=self.auto_id)
        )
        self.rows = ConditionRows(EMPTY, self.choices, auto_id=self.auto_id, conditions=conditions, data=data)

    def is_valid(self) -> bool:
        valid = self.about.is_valid() & self.rows.is_valid() & (self.source is None or self.source.is_valid())
        if valid:
            self._check()
            valid = self.about.is_valid() and self.rows.is_valid()
        if not valid:
            self.rows.with_blank()
        return valid

    @property
    def is_new(self) -> bool:
        return self.source is not None

    @property
    def name(self) -> str:
        return self.about.cleaned_data["name"]

    @property
    def chosen(self) -> str:
        """What the table of a new segment starts from: all, or a profile."""
        assert self.source is not None  # only a new segment starts from something
        return self.source.cleaned_data["source"]

    def sentence(self) -> str:
        """Which leads belong to it, as far as it is typed."""
        if not self.about.is_bound:
            return segment_reading(self.given) if self.given else ""
        return segment_reading(self.rows.conditions(), incomplete=self.rows.incomplete())

    def reshaped(self) -> "SegmentForm":
        self.rows = self.rows.reshaped()
        name = self.about.data.get("segment-name", "")
        self.about = SegmentNameForm(prefix="segment", initial={"name": name}, auto_id=self.auto_id)
        if self.source:
            chosen = self.source.data.get("segment-source", "all")
            self.source = SourceForm(prefix="segment", initial={"source": chosen}, auto_id=self.auto_id)
        return self

    def _check(self) -> None:
        kept, conditions = self.rows.kept(), self.rows.conditions()
        if not conditions:
            self.about.add_error(None, _("Say with at least one condition which leads belong to the segment."))
        probe = Rule(conditions, Outcome("hold", "is_review", "no_rule"))
        for problem in problems(CriteriaDocument("mid", {}, (probe,))):
            match problem.where:
                case ("rule", 0, number):
                    name = next((each for each in (problem.field, "value", "low") if each in kept[number].fields), None)
                    kept[number].add_error(name, problem.message)
