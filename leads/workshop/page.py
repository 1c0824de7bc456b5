"""The draft of the scoring model as its page shows it: a form for each rule and group, in the draft's order."""

from dataclasses import dataclass, field
from functools import cached_property

from django import forms

from leads.forms.scoring import (
    AttributeForm,
    BehaviourForm,
    GroupForm,
    NewBehaviourForm,
    PublishForm,
    TitleWordsForm,
    written_value,
)
from leads.models import DraftRevision, ScoringModel, WorkshopDraft
from leads.scoring.draft import KIND, named_json
from leads.scoring_changes import Change, changes
from leads.scoring_document import AttributeRule, ScoringDocument
from leads.scoring_words import group_label
from leads.workshop import choices
from leads.workshop.warnings import warnings

NEW_RULE = {"kind": "page_view", "points": 1, "fresh_days": 30}


@dataclass
class Row:
    """A rule or group with its form. notes: what about it can have no effect; complaints: what keeps it from working.

    number: its place among its like, counted from 1.
    """

    id: str
    number: int
    is_last: bool
    form: forms.Form
    notes: list[str]
    complaints: list[str]
    rules: list["Row"] = field(default_factory=list)
    new_rule: forms.Form | None = None

    @property
    def is_group(self) -> bool:
        return isinstance(self.form, GroupForm)


class DraftPage:
    """`seen`: the revision that the page shows, 0 while there is no draft. `bound`: forms with errors, by their id."""

    def __init__(self, reader, bound: dict[str, forms.Form] | None = None):
        self.reader, self.bound = reader, bound or {}
        self.draft = WorkshopDraft.objects.of(KIND)
        self.active = ScoringModel.objects.select_related("author").active()
        self.json = self.draft.document if self.draft else named_json(self.active)

    @property
    def seen(self) -> int:
        return self.draft.revision if self.draft else 0

    @cached_property
    def document(self) -> ScoringDocument:
        return ScoringDocument.from_json(self.json)

    @cached_property
    def warnings(self) -> dict[str, list[str]]:
        return warnings(self.document)

    @cached_property
    def kinds(self) -> list[tuple[str, str]]:
        return choices.kinds(self.document)

    @cached_property
    def fields(self) -> list:
        return choices.fields(self.document)

    @cached_property
    def behaviour(self) -> list[Row]:
        return self._rows(self.document.behaviour)

    @cached_property
    def groups(self) -> list[Row]:
        found = self._rows(self.document.attribute_groups)
        for row, group in zip(found, self.document.attribute_groups, strict=True):
            row.rules = self._rows(group.rules)
            row.new_rule = self.bound.get(f"new-{row.id}") or AttributeForm(
                fields=self.fields, auto_id=f"new-{row.id}-%s"
            )
        return found

    @cached_property
    def rows(self) -> list[Row]:
        """All of them, also those inside groups."""
        return [*self.behaviour, *(row for group in self.groups for row in (group, *group.rules))]

    def row(self, name: str) -> Row:
        """LookupError when there is no such rule or group."""
        if (found := next((row for row in self.rows if row.id == name), None)) is None:
            raise LookupError(name)
        return found

    @property
    def new_behaviour(self) -> forms.Form:
        unbound = NewBehaviourForm(kinds=self.kinds, initial=NEW_RULE, auto_id="new-behaviour-%s")
        return self.bound.get("new-behaviour") or unbound

    @property
    def new_group(self) -> forms.Form:
        unbound = GroupForm(initial={"limit": 20, "pick": "best"}, auto_id="new-group-%s")
        return self.bound.get("new-group") or unbound

    @property
    def title_words(self) -> forms.Form:
        written = {"title_words": TitleWordsForm.written(self.document.title_words)}
        return self.bound.get("title-words") or TitleWordsForm(initial=written)

    @property
    def publish_form(self) -> forms.Form:
        return self.bound.get("publish") or PublishForm()

    @cached_property
    def changes(self) -> list[Change]:
        """What publishing would change."""
        return changes(self.active.parsed.named(), self.document)

    @property
    def is_behind(self) -> bool:
        return bool(self.draft and self.draft.is_behind(self.active.number))

    @property
    def changed_under_it(self) -> list[Change]:
        if self.draft is None:
            return []
        return changes(ScoringDocument.from_json(self.draft.base_document), self.active.parsed.named())

    @cached_property
    def undoable(self) -> DraftRevision | None:
        return self.draft.last_edit(by=self.reader, seen=self.seen) if self.draft else None

    @property
    def undo_words(self) -> str:
        """What undo would take back, in one sentence."""
        if self.draft is None or self.undoable is None:
            return ""
        before = self.draft.revisions.get(number=self.undoable.number - 1)
        old, new = (ScoringDocument.from_json(each.document) for each in (before, self.undoable))
        return str(next(iter(changes(old, new)), ""))

    def form_of(self, name: str, data=None, *, seen: int = 0) -> forms.Form:
        """The form of a rule or group, filled with what was posted, or with the draft.

        Of one that was removed since the revision `seen`, too: nothing that was typed is lost.
        """
        for document in (self.document, self._seen(seen)):
            if found := next((thing for thing in document.things() if thing.id == name), None):
                return self._form(found, data)
        raise LookupError(name)

    def _seen(self, number: int) -> ScoringDocument:
        return ScoringDocument.from_json(self.draft.as_of_revision(number)) if self.draft else self.document

    def _form(self, thing, data=None) -> forms.Form:
        options = {"auto_id": f"{thing.id}-%s"} | ({"data": data} if data is not None else {"initial": vars(thing)})
        if hasattr(thing, "kind"):
            return BehaviourForm(kinds=self.kinds, **options)
        if isinstance(thing, AttributeRule):
            if data is None:
                options["initial"] = vars(thing) | {"value": written_value(thing)}
            return AttributeForm(fields=self.fields, **options)
        if data is None:
            options["initial"] = {"name": group_label(thing), "limit": thing.limit, "pick": thing.pick}
        return GroupForm(**options)

    def _rows(self, things) -> list[Row]:
        return [
            Row(
                thing.id,
                number,
                number == len(things),
                self.bound.get(thing.id) or self._form(thing),
                self.warnings.get(thing.id, []),
                [message for _field, message in thing.complaints()],
            )
            for number, thing in enumerate(things, 1)
        ]
