"""What the page of the criteria draft shows."""

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from handoff.criteria import page as criteria_page
from handoff.criteria import problems as criteria_problems
from handoff.criteria.diff import Change
from handoff.criteria.document import CriteriaDocument, Rule, Segment, Window
from handoff.criteria.problems import Problem
from handoff.criteria.profiles import PROFILES
from handoff.forms.process import CoolingForm, ProcessForm
from handoff.forms.thresholds import NewThresholdForm, ThresholdsForm
from handoff.judging.verdicts import calendar_timezone
from handoff.words.values import outcome_text, reason_label
from handoff.workshop import operations
from handoff.workshop.conflicts import Note
from handoff.workshop.draft import KIND, Workshop
from handoff.workshop.operations import EVERYBODY
from handoff.workshop.reading import conditions_reading, differences, segment_reading
from leads.drafts import News
from leads.models import BackgroundRun

ELSEWHERE = ("rule", "window", "segment", "condition")  # problems that are said at the thing itself


@dataclass(frozen=True)
class Line:
    """A rule of the draft. complaints keep it from being published, warnings do not."""

    number: int
    rule: Rule
    conditions: str
    complaints: list[str]
    warnings: list[str]

    @property
    def outcome(self) -> str:
        return outcome_text(self.rule.outcome.flag, self.rule.outcome.route)

    @property
    def reason(self) -> str:
        return reason_label(self.rule.outcome.reason)

    @property
    def switches(self) -> list[tuple[str, bool]]:
        """(name, on); approval and automatic matter only to what is tossed up."""
        names = operations.SWITCHES if self.rule.outcome.flag == "target" else operations.SWITCHES[:1]
        return [(name, getattr(self.rule, name)) for name in names]


@dataclass(frozen=True)
class WindowRow:
    line: criteria_page.WindowLine
    complaints: list[str]


@dataclass(frozen=True)
class Tab:
    table: str
    name: str
    rules: int
    has_problems: bool


class DraftPage:
    """table: EVERYBODY or a segment's id. forms: those that were sent and came back with errors, by name.

    closes: the slot whose form was taken over; those in the other slots stay as they were typed.
    """

    def __init__(self, table: str = EVERYBODY, *, forms: dict | None = None, note: Note | None = None, closes=""):
        self.workshop = Workshop()
        self.id = table
        self.table = operations.table_of(self.document, table)
        self.sent, self.note, self.closes = forms or {}, note, closes

    @property
    def document(self) -> CriteriaDocument:
        return self.workshop.document

    @property
    def address(self) -> str:
        return address(self.id)

    @property
    def uses_lost(self) -> bool:
        return self.table.cooling_days is not None or self.table.uses("lost_before")

    @property
    def draft(self):
        return self.workshop.draft

    @property
    def seen(self):
        return self.workshop.seen

    @cached_property
    def segment(self) -> Segment | None:
        return None if self.id == EVERYBODY else operations.segment_of(self.document, self.id)

    @cached_property
    def segments(self) -> list[tuple[int, Segment, str]]:
        return [
            (number, segment, segment_reading(segment.conditions))
            for number, segment in enumerate(self.document.segments, 1)
        ]

    @cached_property
    def segment_number(self) -> int:
        return next((number for number, segment, _words in self.segments if segment.id == self.id), 0)

    @property
    def segment_words(self) -> str:
        return segment_reading(self.segment.conditions) if self.segment else ""

    @property
    def segment_complaints(self) -> list[str]:
        return [*self._said(self.problems, "segment"), *self._said(self.problems, "condition")]

    @property
    def segment_warnings(self) -> list[str]:
        return [*self._said(self.warnings, "segment"), *self._said(self.warnings, "condition")]

    @cached_property
    def tabs(self) -> list[Tab]:
        wrong = {_segment(problem.where) for problem in self.problems}
        tables = [
            (EVERYBODY, "", self.document),
            *((each.id, each.name, each.table) for each in self.document.segments),
        ]
        return [
            Tab(key, name, len(table.rules), number in wrong or key in wrong)
            for number, (key, name, table) in enumerate(tables)
        ]

    @cached_property
    def problems(self) -> list[Problem]:
        return self.document.problems()

    @cached_property
    def warnings(self) -> list[Problem]:
        return criteria_problems.warnings(self.document)

    @cached_property
    def rules(self) -> list[Line]:
        return [
            Line(
                number,
                rule,
                conditions_reading(rule, self.table),
                self._said(self.problems, "rule", number - 1),
                self._said(self.warnings, "rule", number - 1),
            )
            for number, rule in enumerate(self.table.rules, 1)
        ]

    @cached_property
    def thresholds(self) -> ThresholdsForm:
        return self.sent.get("thresholds") or ThresholdsForm(self.table)

    @cached_property
    def threshold_lines(self):
        """(kind, bound field, numbers of the rules that name it)."""
        return [(kind, field, operations.rules_using(self.table, kind.name)) for kind, field in self.thresholds.lines]

    @cached_property
    def new_threshold(self) -> NewThresholdForm:
        return self.sent.get("new_threshold") or NewThresholdForm(self.table)

    @cached_property
    def cooling(self) -> CoolingForm:
        return self.sent.get("cooling") or CoolingForm(self.table)

    @cached_property
    def process(self) -> ProcessForm:
        return self.sent.get("process") or ProcessForm(self.document)

    @property
    def lowers(self) -> bool:
        return bool(self.table.lowered_thresholds())

    @cached_property
    def windows(self) -> list[WindowRow]:
        today = timezone.now().astimezone(ZoneInfo(calendar_timezone())).date()
        return [
            WindowRow(criteria_page.window_line(window, today), self._said(self.problems, "window", number))
            for number, window in enumerate(self.table.windows)
        ]

    @property
    def overlaps(self) -> list[tuple[Window, Window]]:
        return criteria_problems.overlaps(self.table)

    @cached_property
    def other_problems(self) -> list[Problem]:
        """Those of this table that stand at no rule and no window, and those of the whole document."""
        own = [(problem, self._place(problem.where)) for problem in self.problems]
        return [problem for problem, place in own if place and place[0] not in ELSEWHERE]

    @cached_property
    def under(self) -> list[Change]:
        """What was published since the draft was begun."""
        return differences(self.workshop.base_document, self.workshop.active.parsed) if self.workshop.is_behind else []

    @cached_property
    def changes(self) -> list[Change]:
        """From the version in force to the draft."""
        return differences(self.workshop.active.parsed, self.document)

    @cached_property
    def publication(self) -> BackgroundRun | None:
        """A publication under way."""
        return BackgroundRun.objects.unfinished().filter(kind="publish_criteria").first()

    @property
    def news(self) -> News:
        """Nothing yet: asks from here on what others do."""
        return News(KIND, self.draft.revision if self.draft else 0)

    @property
    def profiles(self) -> list[dict]:
        return [criteria_page.profile_card(name) for name in PROFILES]

    def _said(self, found: list[Problem], *place) -> list[str]:
        """At this place or in one of its conditions; the condition's number in front."""
        said = []
        for problem in found:
            where = self._place(problem.where)
            if where and where[: len(place)] == place:
                said.append(problem.message if len(where) == len(place) else _numbered(where[-1], problem.message))
        return list(dict.fromkeys(said))

    def _place(self, where: tuple) -> tuple | None:
        """The place inside this table; None when it is in another one."""
        if where and where[0] == "segment":
            return where[2:] or ("segment",) if self.segment and where[1] in (self.id, self.segment_number) else None
        return None if self.segment else where


def address(table: str) -> str:
    """Of the page of this table."""
    return reverse("criteria_draft") if table == EVERYBODY else reverse("criteria_draft_table", args=[table])


def slot(*names: str) -> str:
    """The id of the place on the page that a form is put into: table, kind of thing, its id."""
    return "-".join(("edit", *names))


def _segment(where: tuple):
    return where[1] if where and where[0] == "segment" else 0


def _numbered(condition: int, message: str) -> str:
    return _("Condition %(number)s: %(message)s") % {"number": condition + 1, "message": message}
