"""What the page of a replay shows: the table, the rates of both sides, and what cannot be known."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from feedback.models import PastCase, PastCaseFile, ReplayedCase
from feedback.rates import FEWEST, Rate
from feedback.replay.cases import ALL, OWN, RESULTS
from feedback.replay.confusion import Confusion
from feedback.replay.trial import counted
from handoff.criteria.document import FLAGS
from handoff.models import CriteriaVersion
from handoff.words.values import flag_label
from leads.models import BackgroundRun, ScoringModel

SHOWN = 5  # cases of a list on the page itself
SHOWN_FLAGS = ("target", "hold", "not_target")


@dataclass(frozen=True)
class Cell:
    result: str
    cases: int
    url: str
    passed: bool


@dataclass(frozen=True)
class Row:
    flag: str
    passed: bool
    cells: list[Cell]
    cases: int


@dataclass(frozen=True)
class Measure:
    """One rate of both sides; before is None when nothing was compared."""

    label: str | Promise
    meaning: str | Promise
    after: Rate
    before: Rate | None

    @property
    def points(self) -> int | None:
        """By how many points of a hundred it differs."""
        if self.before is None or self.before.percent is None or self.after.percent is None:
            return None
        return self.after.percent - self.before.percent

    @property
    def may_be_chance(self) -> bool:
        return self.before is not None and self.after.overlaps(self.before)


@dataclass(frozen=True)
class InForce:
    """The numbers of the versions in force, asked for once a page."""

    criteria: int
    scoring: int

    @classmethod
    def now(cls) -> "InForce":
        numbers = (versions.objects.values_list("number", flat=True) for versions in (CriteriaVersion, ScoringModel))
        return cls(*(each.get(is_active=True) for each in numbers))


@dataclass(frozen=True)
class CaseList:
    title: str
    none: str
    cases: list[ReplayedCase]
    total: int
    url: str


MEASURES = (
    ("precision", gettext_lazy("Opportunity rate"),
     gettext_lazy("of the cases that would have passed, those that became an opportunity")),
    ("capture", gettext_lazy("Capture rate"),
     gettext_lazy("of the past opportunities, those that would have passed")),
    ("capture_of_wins", gettext_lazy("Capture rate of won orders"),
     gettext_lazy("of the won orders, those that would have passed")),
    ("spared", gettext_lazy("Spared"),
     gettext_lazy("of the cases without an opportunity, those sales would not have had")),
)  # fmt: skip


class ReplayPage:
    """A finished run. Everything but the lists of cases stands in its result."""

    def __init__(self, run: BackgroundRun, in_force: InForce | None = None):
        self.run = run
        self.in_force = in_force or InForce.now()
        self.passed = tuple(run.parameters["passed"])
        self.after = self._side("trial")
        self.before = self._side("against") if run.parameters["against"] else None

    def _side(self, name: str) -> Confusion:
        days = ("first", "last")
        rows = [
            row | {day: row[day] and dt.datetime.fromisoformat(row[day]) for day in days}
            for row in self.run.result[name]
        ]
        return counted(rows, self.passed)

    @property
    def results(self) -> list[tuple[str, str]]:
        return [(result, str(PastCase.Result(result).label)) for result in RESULTS]

    @property
    def rows(self) -> list[Row]:
        return [self._row(flag) for flag in SHOWN_FLAGS]

    def _row(self, flag: str) -> Row:
        cells = [
            Cell(result, self.after.count((flag,), (result,)), self.url(flag=flag, result=result), flag in self.passed)
            for result in RESULTS
        ]
        return Row(flag, flag in self.passed, cells, self.after.count((flag,)))

    @property
    def rows_before(self) -> list[tuple[str, list[int]]]:
        assert self.before
        return [(flag, [self.before.count((flag,), (result,)) for result in RESULTS]) for flag in SHOWN_FLAGS]

    @property
    def totals(self) -> list[int]:
        return [self.after.count(FLAGS, (result,)) for result in RESULTS]

    @property
    def is_conclusive(self) -> bool:
        return self.after.cases >= FEWEST

    @property
    def fewest(self) -> int:
        return FEWEST

    @property
    def measures(self) -> list[Measure]:
        return [
            Measure(label, meaning, getattr(self.after, name), getattr(self.before, name) if self.before else None)
            for name, label, meaning in MEASURES
        ]

    @property
    def all_undated(self) -> bool:
        return bool(self.after.cases) and self.run.result["unknown"].get("undated", 0) == self.after.cases

    @property
    def lists(self) -> list[CaseList]:
        stopped = [flag for flag in SHOWN_FLAGS if flag not in self.passed]
        return [
            self._list(_("Won orders that would have been missed"), _("None: every won order would have passed."),
                       stopped, "won"),
            self._list(_("Cases without an opportunity that sales would have been spared"),
                       _("None: every one of them would have passed."), stopped, "cold"),
        ]  # fmt: skip

    def _list(self, title: str, none: str, flags: list[str], result: str) -> CaseList:
        found = cases_of(self.run, flags, [result])
        total = self.after.count(flags, (result,))
        return CaseList(title, none, list(found[:SHOWN]), total, self.url(flag=",".join(flags), result=result))

    def url(self, **which: str) -> str:
        return f"{reverse('replay_cases', args=[self.run.pk])}?{urlencode(which)}"

    @property
    def tried(self) -> str:
        return side_words(self.run.parameters["trial"], self.in_force)

    @property
    def compared(self) -> str:
        return side_words(self.run.parameters["against"], self.in_force) if self.before else ""

    @property
    def source(self) -> str:
        return source_words(self.run.parameters["cases"]["source"])

    @property
    def undated_as_of(self) -> dt.date:
        return timezone.localdate(dt.datetime.fromisoformat(self.run.parameters["cases"]["undated_as_of"]))

    @property
    def passed_words(self) -> str:
        return pgettext("between the items of a list", ", ").join(map(flag_label, self.passed))


def cases_of(run: BackgroundRun, flags: list[str], results: list[str]):
    """The cases behind cells of the table, the newest first."""
    found = ReplayedCase.objects.filter(run=run, flag__in=flags, result__in=results)
    return found.select_related("lead__company").order_by("-as_of", "-pk")


def side_words(side: dict, in_force: InForce) -> str:
    """「バージョン 5（現行）」, and whose scores where it is not the model in force."""
    criteria, scoring = _version(side["criteria"], in_force.criteria), _version(side["scoring"], in_force.scoring)
    if side["scoring"] == in_force.scoring:
        return criteria
    return _("%(criteria)s, scores by %(scoring)s") % {"criteria": criteria, "scoring": scoring}


def _version(number: int | None, active: int) -> str:
    if number is None:
        return _("the draft")
    words = _("Version %(number)s (in force)") if number == active else _("Version %(number)s")
    return words % {"number": number}


def source_words(source: str) -> str:
    if source in (ALL, OWN):
        return _("own toss-ups and files") if source == ALL else _("own toss-ups")
    file = PastCaseFile.objects.select_related("import_run").filter(pk=int(source)).first()
    return file.import_run.file_name if file else _("a file that was taken away since")
