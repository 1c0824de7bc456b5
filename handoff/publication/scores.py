"""Verdicts switch together with the scores of a new scoring model: receivers of its signals."""

import datetime as dt
from collections.abc import Callable

from psycopg.sql import Composable

from handoff.judging.decision_table import DecisionTable
from handoff.judging.verdicts import calendar_timezone
from handoff.models import CriteriaVersion, Event
from handoff.publication import pending
from handoff.publication.lock import nobody_judges
from handoff.publication.settling import settle
from leads import signals
from leads.models import BackgroundRun, Lead, ScoringModel


def connect() -> None:
    signals.publication_begins.connect(begin, dispatch_uid="wait for judgements")
    signals.scores_pending.connect(judge_pending_scores, dispatch_uid="judge pending scores")
    signals.scores_switching.connect(switch_verdicts, dispatch_uid="switch verdicts")
    signals.scores_switched.connect(settle_verdicts, dispatch_uid="settle verdicts")


def begin(sender, **_about) -> None:
    with nobody_judges():  # to the end of the sender's transaction
        return


def judge_pending_scores(
    sender,
    *,
    run: BackgroundRun,
    as_of: dt.datetime,
    scores: Composable,
    progress: Callable[[int, int], None],
    **_about,
) -> None:
    pending.prepare()
    table, done, total = _table(CriteriaVersion.active()), 0, Lead.objects.count()
    for first, last, size in pending.ranges():
        pending.compute(run, table, (first, last), as_of, scores)
        done += size
        progress(done, total)
        run.heed()
    pending.computed()


def switch_verdicts(
    sender, *, run: BackgroundRun, model: ScoringModel, begun: dt.datetime, at: dt.datetime, lead_ids, **_about
) -> dict:
    with nobody_judges():
        criteria = CriteriaVersion.active()
        pending.complete(run, _table(criteria), begun, at, stored=True, lead_ids=lead_ids)
        found = pending.take_over(run, criteria, at)
        Event.record(
            Event.Kind.SCORING_PUBLISHED,
            at=at,
            actor=run.started_by,
            data={"number": model.number, "comment": model.reason},
        )
        return found


def settle_verdicts(sender, *, run: BackgroundRun, at: dt.datetime, progress, **_about) -> dict:
    pending.forget()
    settle(run, at, progress)
    return {}


def _table(criteria: CriteriaVersion) -> DecisionTable:
    return DecisionTable(criteria.parsed, timezone=calendar_timezone())
