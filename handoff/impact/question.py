"""What is asked: which draft is compared with what is in force."""

import datetime as dt
from dataclasses import dataclass

from handoff.criteria.document import CriteriaDocument
from handoff.impact.compared import Comparison
from handoff.models import CriteriaVersion
from handoff.workshop import current_document
from leads.models import ScoringModel, WorkshopDraft
from leads.scoring.draft import draft_document
from leads.scoring_document import ScoringDocument

OF = ("criteria", "scoring", "both")


@dataclass(frozen=True)
class Question:
    """of: criteria, scoring, or both. criteria, scoring: numbers of the versions in force when it was asked."""

    of: str
    comparison: Comparison
    criteria: int
    scoring: int

    @property
    def before(self) -> CriteriaDocument:
        return self.comparison.before

    @property
    def after(self) -> CriteriaDocument:
        return self.comparison.after

    @property
    def problems(self) -> list:
        """What keeps a draft from being judged by; empty when it can be."""
        scoring = self.comparison.scoring
        return [*self.after.problems(), *(scoring.problems() if scoring else [])]

    def parameters(self, as_of: dt.datetime) -> dict:
        """As a background run keeps it; read back by `of_run`."""
        scoring = self.comparison.scoring
        return {
            "of": self.of,
            "as_of": as_of.isoformat(),
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "scoring_draft": scoring.to_json() if scoring else None,
            "criteria": self.criteria,
            "scoring": self.scoring,
        }

    @classmethod
    def of_run(cls, run) -> "Question":
        kept = run.parameters
        scoring = ScoringDocument.from_json(kept["scoring_draft"]) if kept["scoring_draft"] else None
        before, after = (CriteriaDocument.from_json(kept[name]) for name in ("before", "after"))
        return cls(kept["of"], Comparison(before, after, scoring), kept["criteria"], kept["scoring"])


def choices() -> list[str]:
    """What one may ask about: the drafts there are, and both together when there are two."""
    drafts = set(WorkshopDraft.objects.values_list("kind", flat=True))
    return [*(name for name in OF if name in drafts), *(["both"] if len(drafts) == 2 else [])]


def question(of: str = "") -> Question | None:
    """The question about one of the choices, the first of them unless `of` is one; None when there is no draft."""
    possible = choices()
    if not possible:
        return None
    of = of if of in possible else possible[0]
    active, model = CriteriaVersion.active(), ScoringModel.objects.active()
    after = active.parsed if of == "scoring" else current_document()
    scoring = None if of == "criteria" else draft_document()
    return Question(of, Comparison(active.parsed, after, scoring), active.number, model.number)
