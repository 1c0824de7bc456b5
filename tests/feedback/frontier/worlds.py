"""Past cases for the frontier's tests: rows of any origin, without the models they usually come from."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from psycopg.sql import SQL, Composable, Literal

from feedback.frontier.grid import Axis, Grid
from feedback.frontier.sweep import Basis, Point, Swept
from feedback.frontier.tally import Tally
from feedback.models import PastCase, PastCaseFile
from handoff.criteria.document import CriteriaDocument
from leads.models import ImportRun
from leads.scoring_document import BehaviourRule, ScoringDocument
from tests.conftest import NOW
from tests.handoff.judging import make_lead

INQUIRIES = ScoringDocument(behaviour=(BehaviourRule(kind="inquiry", points=10, fresh_days=60, expire_days=90),))


def cases_sql(*rows: tuple, dated: bool = True) -> Composable:
    """rows: (lead, as_of, result), in the order of their case ids."""
    values = [
        SQL("({}, {}::bigint, {}::timestamptz, {}, {}::boolean)").format(
            Literal(f"case:{number:05}"), Literal(lead.pk), Literal(at), Literal(result), Literal(dated)
        )
        for number, (lead, at, result) in enumerate(rows)
    ]
    return SQL(
        "SELECT *, 'own' AS origin, NULL::bigint AS handoff_id"
        " FROM (VALUES {}) given (case_id, lead_id, as_of, result, dated)"
    ).format(SQL(", ").join(values))


def basis(document: CriteriaDocument, now: CriteriaDocument | None = None, scoring=INQUIRIES) -> Basis:
    return Basis(document, scoring, now or document, scoring)


def inquiring(count: int, *, age: float = 5, at: dt.datetime = NOW):
    """A lead with so many inquiries, each worth ten points, `age` days before `at`."""
    before = (NOW - at) / dt.timedelta(days=1)
    return make_lead(actions=[("inquiry", before + age)] * count)


def past_cases(*rows: tuple) -> None:
    """rows: (lead, tossed up at, result), as if they had come in a file."""
    run = ImportRun.objects.create(kind=PastCaseFile.KIND, file_name="past.csv", encoding="utf-8")
    file = PastCaseFile.objects.create(import_run=run)
    PastCase.objects.bulk_create(
        PastCase(lead=lead, tossed_up_at=at, result=result, file=file, line=line)
        for line, (lead, at, result) in enumerate(rows, 2)
    )


def counted(cases: list[tuple], values: Iterable[int], now: int, *, dated: bool = True) -> Swept:
    """By hand: cases are (score, result) in order of their dates, a day apart; a case passes at its score and below."""
    cut = int(len(cases) * 0.7 + 1e-9)
    parted = [(number < cut, score, result) for number, (score, result) in enumerate(cases)]

    def tallies(least: int) -> dict:
        found = defaultdict(Tally)
        for early, score, result in parted:
            if score >= least:
                found[early, score >= now] += Tally(**{result: 1})
        return dict(found)

    days = [NOW + dt.timedelta(days=number) for number in range(len(cases))]
    periods = tuple((part[0], part[-1]) if part else (None, None) for part in (days, days[:cut], days[cut:]))
    grid = Grid((Axis("behaviour_min", tuple(values)),))
    points = [Point((value,), tallies(value)) for value in values]
    return Swept(grid, points, tallies(-1), periods if dated else None)
