"""The hearing on a lead's page: the form as it should stand there, and what there is to say about it."""

from functools import cached_property
from typing import TYPE_CHECKING

from handoff.forms.hearing import HearingForm
from handoff.hearings.filling import draft_form, fresh_form, without_origin
from handoff.hearings.outlook import Outlook, outlook, outlook_as_saved
from handoff.hearings.sheet import Question
from handoff.hearings.two_versions import TwoVersions, put_together
from handoff.models import Draft, Hearing

if TYPE_CHECKING:
    from handoff.lead_page.page import LeadPage


class HearingPanel:
    def __init__(self, page: "LeadPage"):
        self.page, self.lead = page, page.lead

    @cached_property
    def hearing(self) -> Hearing:
        return getattr(self.lead, "hearing", None) or Hearing(lead=self.lead)

    @cached_property
    def form(self) -> HearingForm:
        """As it came back, else the person's draft, else the saved answers."""
        if "hearing" in self.page.forms:
            return self.page.forms["hearing"]
        if draft := self.draft:
            together = self.two_versions
            answers = together.answers if together else without_origin(draft.values)
            return draft_form(self.lead, draft, self.hearing, answers)
        return fresh_form(self.lead, self.hearing)

    @property
    def draft(self) -> Draft | None:
        """Unsaved words from an earlier visit."""
        return self.page.drafts.get("hearing") if self.page.may_hear and "hearing" not in self.page.forms else None

    @cached_property
    def two_versions(self) -> TwoVersions | None:
        """What this person wrote put together with what somebody saved in between; None when nobody did."""
        if "hearing" in self.page.forms:
            return self.page.forms["hearing"].together
        draft = self.draft
        if draft is None or draft.base_version == self.hearing.version:
            return None
        sheet = draft_form(self.lead, draft, self.hearing, {}).sheet
        base = self.hearing.answers_at(draft.base_version) or {}
        return put_together(sheet, base, without_origin(draft.values), self.hearing.answers)

    @property
    def conflict(self) -> list[tuple[str, str, str]]:
        """Question, what is saved, what this person wrote: where both changed the same one."""
        together, saved = self.two_versions, self.hearing.answers
        return [(each.label, each.said(saved), each.said(together.mine)) for each in together.both] if together else []

    @cached_property
    def outlook(self) -> Outlook | None:
        """What is still missing for a target by the answers as they stand on the form, saved or not."""
        if self.page.verdict is None:
            return None
        form = self.form
        if form.is_bound:
            return outlook(self.lead, form, self.page.now)
        if self.draft:
            typed = {name: value for name, value in form.initial.items() if value}
            return outlook(self.lead, HearingForm(typed, sheet=form.sheet), self.page.now)
        return outlook_as_saved(self.lead, form, self.page.trace)

    @property
    def earlier(self) -> list[tuple[Question, str]]:
        """What was answered on an older sheet and is not asked, or not in this way, on the one of the form."""
        return [
            (question, question.said(answers))
            for question, answers in self.hearing.in_words()
            if (value := answers.get(question.name))
            and not ((asked := self.form.sheet.find(question.name)) and asked.takes(value))
        ]

    @property
    def answers(self) -> list[tuple[Question, str]]:
        """What is saved, in words, to read."""
        read = [(question, question.said(answers)) for question, answers in self.hearing.in_words()]
        return [(question, words) for question, words in read if words or question.required]
