"""A point's thresholds, put into the draft of the criteria and taken out again."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from feedback.frontier.grid import Grid
from handoff.criteria.diff import Change, changes
from handoff.criteria.document import CriteriaDocument
from handoff.criteria.thresholds import threshold_kind
from handoff.workshop import current_document, put_thresholds
from leads.models import WorkshopDraft
from leads.models.workshop_draft import DraftGone

KIND = WorkshopDraft.Kind.CRITERIA


class PointForm(forms.Form):
    """names and values: comma-separated, one value for each threshold."""

    segment = forms.CharField(required=False, max_length=100)
    names = forms.CharField(max_length=200)
    values = forms.CharField(max_length=50)

    def clean(self):
        data = super().clean()
        names, values = (data.get(field, "").split(",") for field in ("names", "values"))
        if self.errors or len(names) != len(values) or not all(map(_is_number, values)):
            raise forms.ValidationError(_("These are not values of thresholds."))
        data["thresholds"] = dict(zip(names, map(int, values), strict=True))
        for name, value in data["thresholds"].items():
            kind = threshold_kind(name)
            if not kind.least <= value <= kind.most:
                raise forms.ValidationError(_("%(value)s is out of bounds.") % {"value": value})
        return data


@dataclass(frozen=True)
class Put:
    """What was put into the draft, as its revision `revision`."""

    revision: int
    changes: list[Change]


def put(thresholds: dict[str, int], *, segment: str, by, at: dt.datetime) -> int | None:
    """The draft's new revision; None when it says so already. LookupError: it has no such threshold."""
    table = Grid((), segment).table_of(current_document())
    if table is None or not thresholds.keys() <= table.thresholds.keys():
        raise LookupError(_("The draft has no such threshold any more."))
    if all(table.thresholds[name] == value for name, value in thresholds.items()):
        return None
    return put_thresholds(thresholds, segment=segment, by=by, at=at).revision


def take_back(revision: int, *, by, at: dt.datetime) -> None:
    """DraftGone, NothingToUndo: there is no such change of theirs any more."""
    draft = WorkshopDraft.objects.of(KIND)
    if draft is None:
        raise DraftGone
    draft.undo(seen=revision, by=by, at=at)


def was_put(revision: str, *, by) -> Put | None:
    """For the confirmation: what this person changed with that revision of the draft."""
    draft = WorkshopDraft.objects.of(KIND)
    if draft is None or not _is_number(revision):
        return None
    after = draft.revisions.filter(number=int(revision), by=by).first()
    before = draft.revisions.filter(number__lt=int(revision)).order_by("-number").first()
    if after is None or before is None or draft.revisions.filter(undoes=after.number).exists():
        return None
    sides = (CriteriaDocument.from_json(each.document) for each in (before, after))
    return Put(after.number, changes(*sides))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
