"""Scores change by time alone: activities fade, expire, or are no longer in the future."""

import datetime as dt

from django.db import connection
from django.db.models import Min
from psycopg.sql import SQL, Composable, Literal

from leads.models import Score, ScoringModel, Sweep
from leads.scoring.rescoring import rescore, writing_scores
from leads.scoring_document import ScoringDocument

SWEEP = "aged_scores"


def refresh_aged_scores(as_of: dt.datetime) -> int:
    """Re-score the leads whose activities crossed a boundary since the last sweep; returns how many leads those are.

    Safe to repeat and to run twice at once: the sweep's moment moves only when its leads are done.
    """
    sweep = Sweep.objects.filter(name=SWEEP).first()
    previous = sweep.as_of if sweep else Score.objects.aggregate(oldest=Min("as_of"))["oldest"]
    if previous is None or previous >= as_of:
        return 0
    model = ScoringModel.objects.active()
    lead_ids = leads_that_aged(model.parsed, previous, as_of)
    rescore(lead_ids=lead_ids, as_of=as_of)
    with writing_scores():
        if model != ScoringModel.objects.active():  # by another model's days other leads have aged
            return len(lead_ids)
        if sweep is None:
            Sweep.objects.get_or_create(name=SWEEP, defaults={"as_of": as_of})
        else:
            Sweep.objects.filter(name=SWEEP, as_of=previous).update(as_of=as_of)
    return len(lead_ids)


def leads_that_aged(document: ScoringDocument, previous: dt.datetime, as_of: dt.datetime) -> list[int]:
    """Leads with an activity that came of age in (previous, as_of], found by the index on occurred_at."""
    crossings = [_crossing(kinds, days, previous, as_of) for days, kinds in sorted(boundaries(document).items())]
    if not crossings:
        return []
    statement = SQL("SELECT DISTINCT lead_id FROM leads_activity WHERE NOT automated AND ({}) ORDER BY lead_id").format(
        SQL(" OR ").join(crossings)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [lead_id for (lead_id,) in cursor]


def boundaries(document: ScoringDocument) -> dict[int, set[str]]:
    """Days → kinds of activity whose points change at that age. 0: the moment it stops being in the future."""
    found: dict[int, set[str]] = {}
    rules = [rule for rule in document.behaviour if not rule.is_inactivity]
    for rule in rules:
        for days in (0, rule.fresh_days, rule.last_day):
            found.setdefault(days, set()).add(rule.kind)
    active = {rule.kind for rule in rules if rule.points > 0}
    for rule in document.behaviour:
        if rule.is_inactivity and active:
            found.setdefault(rule.fresh_days, set()).update(active)
    return found


def _crossing(kinds: set[str], days: int, previous: dt.datetime, as_of: dt.datetime) -> Composable:
    age = dt.timedelta(hours=24 * days)
    return SQL("(kind = ANY({}::text[]) AND occurred_at > {} AND occurred_at <= {})").format(
        Literal(sorted(kinds)), Literal(previous - age), Literal(as_of - age)
    )
