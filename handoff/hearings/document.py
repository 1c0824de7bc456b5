"""What a version of the hearing template holds: a sheet for everybody, and those of segments."""

from dataclasses import dataclass

from handoff.hearings.sheet import CHOICE, EVERYBODY, LONG, Question, Sheet
from handoff.hearings.wording import CORE, WORDING


@dataclass(frozen=True)
class HearingDocument:
    """The first sheet is the one for everybody."""

    sheets: tuple[Sheet, ...]

    @classmethod
    def from_json(cls, data: dict) -> "HearingDocument":
        return cls(tuple(map(Sheet.from_json, data["sheets"])))

    def to_json(self) -> dict:
        return {"sheets": [sheet.to_json() for sheet in self.sheets]}

    @property
    def everybody(self) -> Sheet:
        return self.sheets[0]

    def sheet(self, sheet_id: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def sheet_of(self, segment: str) -> Sheet:
        """The sheet for leads of this segment ("": of none)."""
        return next((sheet for sheet in self.sheets[1:] if sheet.segment == segment), self.everybody)


STANDARD_QUESTIONS = tuple(
    Question(name, CHOICE if wording.choices else LONG, required=name in CORE) for name, wording in WORDING.items()
)
STANDARD = HearingDocument((Sheet(EVERYBODY, "", STANDARD_QUESTIONS),))
