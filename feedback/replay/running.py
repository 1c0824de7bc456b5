"""A replay as a background run: what is tried is frozen when it starts, what it said of each case is kept."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import connection, transaction
from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from psycopg.sql import SQL, Composable, Literal

from feedback.models import ReplayedCase
from feedback.replay import unknowable
from feedback.replay.cases import Cases
from feedback.replay.known import Known
from feedback.replay.trial import judge, why
from handoff.criteria.document import CriteriaDocument
from handoff.impact.compared import planned
from handoff.judging.tracing import Trace
from handoff.judging.verdicts import calendar_timezone, fetch
from handoff.models import CriteriaVersion
from leads.background import Words, background, perform, start
from leads.models import BackgroundRun, ScoringModel
from leads.scoring_document import ScoringDocument

KIND = "replay"
CHUNK = 10_000  # cases
AT_ONCE = 2_000  # cases that a page may wait for
KEPT = 20  # replays whose cases are kept

STORE = """
INSERT INTO feedback_replayedcase (run_id, case_id, lead_id, as_of, dated, result, flag, reason, rule, behaviour_score,
  attribute_score, before_flag, before_reason)
SELECT {run}, case_id, lead_id, as_of, dated, result, tried.flag, tried.reason, tried.rule, tried.behaviour_score,
  tried.attribute_score, {before}
FROM replay_case JOIN replay_tried tried USING (lead_id, as_of) {compared}
"""
COMPARED = "JOIN replay_before before USING (lead_id, as_of)"
EDGES = """
SELECT lead_id FROM (SELECT lead_id, row_number() OVER (ORDER BY lead_id) AS place FROM ({cases}) cases) numbered
WHERE place % {chunk} = 0 ORDER BY lead_id
"""


@dataclass(frozen=True)
class Side:
    """One side of a replay. criteria: number of the version, None for the draft; so with scoring, the model."""

    criteria: int | None
    scoring: int | None
    document: dict
    scoring_document: dict

    def judge(self, name: str, known: Known) -> None:
        scoring = ScoringDocument.from_json(self.scoring_document)
        judge(name, known, CriteriaDocument.from_json(self.document), scoring)


def begin(trial: Side, cases: Cases, *, against: Side | None, passed: tuple[str, ...], by) -> BackgroundRun:
    """Try it on these cases; on few of them at once, else in the background."""
    asked = asdict(cases) | {"undated_as_of": cases.undated_as_of.isoformat()}
    sides = {"trial": asdict(trial), "against": asdict(against) if against else None}
    size = count(cases)
    parameters = {"cases": asked, "passed": list(passed), "size": size, **sides}
    with transaction.atomic():
        _forget_old_cases()
        if size > AT_ONCE:
            return start(KIND, by=by, **parameters)
        run = BackgroundRun.objects.create(kind=KIND, started_by=by, parameters=parameters)
    perform_at_once(run)
    return run


def perform_at_once(run: BackgroundRun) -> None:
    if run.claim(at=timezone.now()):
        perform(run)
        run.refresh_from_db()


def count(cases: Cases) -> int:
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT count(*) FROM ({}) cases").format(cases.sql()))
        return cursor.fetchone()[0]


def _back(run: BackgroundRun) -> str:
    return reverse("replay_run", args=[run.pk])


@background(KIND, Words(gettext_lazy("Trying criteria on past cases"), back=_back, cancellable=True))
def perform_replay(run: BackgroundRun) -> dict:
    """Judge chunk by chunk, by lead. Started again after a crash, it starts anew."""
    cases = cases_of(run)
    trial, against = (Side(**side) if (side := run.parameters[name]) else None for name in ("trial", "against"))
    assert trial
    ReplayedCase.objects.filter(run=run).delete()
    unknown: Counter[str] = Counter()
    done, total = 0, run.parameters["size"]
    for part in _parts(cases):
        with planned():
            known = Known.of(part, timezone=calendar_timezone())
            done += _store(run, known, trial, against)
            unknown.update(unknowable.of_cases())
        run.advance(done, max(done, total))
        run.heed()
    needs = sorted(unknowable.looks_at(CriteriaDocument.from_json(trial.document)))
    return _counts(run) | {"unknown": unknown | unknowable.of_leads(cases.pending_sql()), "needs": needs}


def cases_of(run: BackgroundRun) -> Cases:
    asked = run.parameters["cases"]
    return Cases(**asked | {"undated_as_of": dt.datetime.fromisoformat(asked["undated_as_of"])})


def why_of(case: ReplayedCase) -> Trace | None:
    """Why the replay said so of the case: judged again, as of its day, by what was tried. None: its file is gone."""
    run = case.run
    trial = Side(**run.parameters["trial"])
    alone = SQL("SELECT * FROM ({}) cases WHERE case_id = {}").format(cases_of(run).sql(), Literal(case.case_id))
    if not fetch(alone):
        return None
    document, scoring = CriteriaDocument.from_json(trial.document), ScoringDocument.from_json(trial.scoring_document)
    return why(alone, document, scoring)


def _parts(cases: Cases) -> Iterator[Composable]:
    """The cases in parts of about CHUNK, all cases of a lead in one part."""
    with connection.cursor() as cursor:
        cursor.execute(SQL(EDGES).format(cases=cases.sql(), chunk=Literal(CHUNK)))
        edges = sorted({lead_id for (lead_id,) in cursor.fetchall()})
    part = SQL("SELECT * FROM ({}) cases WHERE lead_id > {} AND lead_id <= {}")
    for low, high in zip([0, *edges], [*edges, 2**63 - 1], strict=True):
        yield part.format(cases.sql(), Literal(low), Literal(high))


def _store(run: BackgroundRun, known: Known, trial: Side, against: Side | None) -> int:
    trial.judge("replay_tried", known)
    if against:
        against.judge("replay_before", known)
    statement = SQL(STORE).format(
        run=Literal(run.pk),
        before=SQL("before.flag, before.reason" if against else "'', ''"),
        compared=SQL(COMPARED if against else ""),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def _counts(run: BackgroundRun) -> dict:
    """As JSON: for both sides the rows that trial.counted reads."""
    cases = ReplayedCase.objects.filter(run=run)
    dated = Q(dated=True)
    figures = {
        "cases": Count("pk"),
        "with_date": Count("pk", filter=dated),
        "first": Min("as_of", filter=dated),
        "last": Max("as_of", filter=dated),
    }
    found = {}
    for side, name in (("trial", "flag"), ("against", "before_flag")):
        rows = cases.exclude(**{name: ""}).order_by().values(name, "result").annotate(**figures)
        found[side] = [_plain(row, row[name]) for row in rows]
    return found


def _plain(row: dict, flag: str) -> dict:
    days = {name: row[name] and row[name].isoformat() for name in ("first", "last")}
    return {"flag": flag, "result": row["result"], "cases": row["cases"], "dated": row["with_date"], **days}


def _forget_old_cases() -> None:
    kept = BackgroundRun.objects.filter(kind=KIND).order_by("-created_at")[: KEPT - 1].values("pk")
    ReplayedCase.objects.filter(run__kind=KIND).exclude(run__in=kept).delete()


def in_force() -> Side:
    criteria, scoring = CriteriaVersion.active(), ScoringModel.objects.active()
    return Side(criteria.number, scoring.number, criteria.document, scoring.document)
