"""What the editor of the hearing sheets shows."""

from dataclasses import dataclass
from functools import cached_property

from handoff.forms.hearing import HearingForm
from handoff.forms.hearing_sheet import TalkForm
from handoff.hearings.changes import changes, condition_sentence
from handoff.hearings.draft import SheetDraft
from handoff.hearings.kinds import KIND_LABELS
from handoff.hearings.sheet import EVERYBODY, Question, Sheet
from handoff.models import CriteriaVersion, HearingTemplate


@dataclass(frozen=True)
class Row:
    question: Question
    kind: str
    condition: str
    problems: list[str]


class EditorPage:
    """One sheet of the draft, and beside it how it will look."""

    def __init__(self, user, sheet_id: str = EVERYBODY, talk_form: TalkForm | None = None):
        self.user, self.draft = user, SheetDraft()
        self.sheet: Sheet = self.draft.document.sheet(sheet_id) or self.draft.document.everybody
        self.talk_form = talk_form or TalkForm(initial={"talk": self.sheet.talk})

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return self.draft.document.sheets

    @property
    def rows(self) -> list[Row]:
        found = self.draft.problems
        return [
            Row(
                each, str(KIND_LABELS[each.kind]), condition_sentence(each, self.sheet),
                found.get((self.sheet.id, each.name), []),
            )
            for each in self.sheet.questions
        ]  # fmt: skip

    @property
    def sheet_problems(self) -> list[str]:
        return self.draft.problems.get((self.sheet.id, ""), [])

    @cached_property
    def preview(self) -> HearingForm:
        return HearingForm(sheet=self.sheet, auto_id="preview_%s")

    @cached_property
    def segments(self) -> list[str]:
        """Those of the criteria in force."""
        return [segment.name for segment in CriteriaVersion.active().parsed.segments]

    @property
    def free_segments(self) -> list[str]:
        taken = {sheet.segment for sheet in self.sheets}
        return [name for name in self.segments if name not in taken]

    @property
    def is_stray(self) -> bool:
        """The segment is not in the criteria in force: nobody is asked this sheet now."""
        return bool(self.sheet.segment) and self.sheet.segment not in self.segments

    @property
    def versions(self):
        return HearingTemplate.objects.select_related("author").order_by("-number")

    @property
    def changes(self):
        return changes(self.draft.published, self.draft.document)

    @property
    def can_undo(self) -> bool:
        row = self.draft.draft
        return bool(row and row.last_edit(by=self.user, seen=row.revision))
