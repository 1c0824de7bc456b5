"""Verdicts change by time alone: windows open and close, strategic targets expire, losses cool, actions grow old."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Min
from psycopg.sql import SQL, Composable, Literal

from handoff.criteria.document import CriteriaDocument, Table, Window
from handoff.criteria.fields import STRATEGIC_TAG
from handoff.judging.facts import window_filter
from handoff.judging.verdicts import calendar_timezone, judge
from handoff.models import CriteriaVersion, Verdict
from leads.models import Sweep

SWEEP = "day_change"
LONGEST_RUN = dt.timedelta(days=1)  # a judgement of all leads is of the moment at which it began

# {changes}: SELECTs of leads that were judged before something changed. What sales has stays as it is.
STALE = """
SELECT lead_id FROM ({changes}) changed
WHERE NOT EXISTS (
  SELECT FROM handoff_handoff handoff
  WHERE handoff.lead_id = changed.lead_id AND handoff.state NOT IN ('returned', 'sent_back', 'closed')
)
ORDER BY lead_id
"""

# Nothing was judged again while sales had it.
CAME_BACK = SQL("""
  SELECT entry.lead_id FROM handoff_queueentry entry JOIN handoff_verdict verdict USING (lead_id)
  WHERE entry.state <> 'closed' AND entry.returned_from_id IS NOT NULL AND verdict.as_of < entry.entered_at
""")

WINDOW = """
  SELECT verdict.lead_id
  FROM handoff_verdict verdict
  JOIN leads_lead lead ON lead.id = verdict.lead_id
  LEFT JOIN leads_company company ON company.id = lead.company_id
  WHERE verdict.segment = {segment} AND verdict.as_of < {moment} AND {filter}
"""

# {things}: SELECT of lead_id, company_id and the moment at which something about it changed.
OF_LEAD_OR_COMPANY = """
  SELECT verdict.lead_id
  FROM (
    WITH thing AS ({things})
    SELECT lead_id, moment FROM thing
    UNION ALL
    SELECT lead.id, moment FROM thing JOIN leads_lead lead USING (company_id)
  ) touched
  JOIN handoff_verdict verdict USING (lead_id)
  WHERE verdict.as_of < touched.moment AND verdict.segment = ANY({segments})
"""
EXPIRED = """
  SELECT lead_id, company_id, (expires_on + 1)::timestamp AT TIME ZONE {timezone} AS moment
  FROM handoff_strategictarget
  WHERE expires_on BETWEEN {first} - 1 AND {last} - 1 AND ended_at IS NULL
"""
# On its own day what was closed begins to count; after the cooling time what was lost no longer does.
CLOSED = """
  SELECT lead_id, company_id, (closed_on + {days})::timestamp AT TIME ZONE {timezone} AS moment
  FROM leads_pastopportunity
  WHERE closed_on BETWEEN {first} - {days} AND {last} - {days} AND (result = 'lost' OR {days} = 0)
"""

# Found by the index on occurred_at: what reached an age of {span} since.
ACTIONS = """
  SELECT verdict.lead_id
  FROM leads_activity activity JOIN handoff_verdict verdict USING (lead_id)
  WHERE activity.occurred_at > {since}::timestamptz - {span} AND activity.occurred_at <= {as_of}::timestamptz - {span}
    AND NOT activity.automated AND activity.kind = ANY({kinds})
    AND verdict.segment = ANY({segments}) AND verdict.as_of < activity.occurred_at + {span}
"""
PEOPLE = """
  SELECT verdict.lead_id
  FROM (
    SELECT person.company_id, max(activity.occurred_at) AS newest
    FROM leads_activity activity JOIN leads_lead person ON person.id = activity.lead_id
    WHERE activity.occurred_at > {since}::timestamptz - {span} AND activity.occurred_at <= {as_of}::timestamptz - {span}
      AND NOT activity.automated
    GROUP BY person.company_id
  ) place
  JOIN leads_lead lead ON lead.company_id = place.company_id
  JOIN handoff_verdict verdict ON verdict.lead_id = lead.id
  WHERE verdict.segment = ANY({segments}) AND verdict.as_of < place.newest + {span}
"""
COUNTS = {"actions": ACTIONS, "active_people": PEOPLE}


def judge_day_change(as_of: dt.datetime) -> int:
    """Judge again what the passing of time may have changed since it was judged; returns how many leads.

    Scores that age are not of its concern: leads.scoring.ageing computes them again and has them judged. The verdicts
    themselves say what is to be done, so an outage is caught up and a repetition does nothing.
    """
    sweep = Sweep.objects.filter(name=SWEEP).first()
    previous = sweep.as_of if sweep else Verdict.objects.aggregate(oldest=Min("as_of"))["oldest"]
    if previous is None or previous >= as_of:
        return 0
    lead_ids = stale_leads(CriteriaVersion.active().parsed, previous - LONGEST_RUN, as_of)
    if lead_ids:
        judge(lead_ids=lead_ids, as_of=as_of)
    if sweep is None:
        Sweep.objects.get_or_create(name=SWEEP, defaults={"as_of": as_of})
    else:
        Sweep.objects.filter(name=SWEEP, as_of=previous).update(as_of=as_of)
    return len(lead_ids)


def stale_leads(document: CriteriaDocument, since: dt.datetime, as_of: dt.datetime) -> list[int]:
    """Leads that were judged before something in (since, as_of] which their verdict may depend on."""
    timezone = calendar_timezone()
    first, last = (_day(moment, timezone) for moment in (since, as_of))
    known = {
        "timezone": Literal(timezone),
        "first": SQL("{}::date").format(Literal(first)),
        "last": SQL("{}::date").format(Literal(last)),
        "since": Literal(since),
        "as_of": Literal(as_of),
    }
    changes = [
        CAME_BACK,
        *_windows(document, timezone, since, as_of),
        *_strategic(document, known),
        *_cooling(document, known),
        *_counts(document, known),
    ]
    with connection.cursor() as cursor:
        cursor.execute(SQL(STALE).format(changes=SQL(" UNION ").join(changes)))
        return [lead_id for (lead_id,) in cursor]


def _windows(document: CriteriaDocument, timezone: str, since, as_of) -> Iterator[Composable]:
    for segment, _offset, table in document.tables():
        for window in table.windows:
            moments = [_beginning(day, timezone) for day in (window.start, window.end + dt.timedelta(days=1))]
            passed = [moment for moment in moments if since < moment <= as_of]
            if passed and _matters(window, table):
                yield SQL(WINDOW).format(
                    segment=Literal(segment), moment=Literal(max(passed)), filter=_concerned(window)
                )


def _matters(window: Window, table: Table) -> bool:
    return table.uses("in_campaign_window") or not set(window.offsets).isdisjoint(table.lowered_thresholds())


def _concerned(window: Window) -> Composable:
    """Whose verdict the window may change; who is a strategic target at the moment is left to the judgement."""
    if STRATEGIC_TAG in window.filter.get("tag", []):
        return SQL("true")
    return SQL(" AND ").join([SQL("true"), *window_filter(window)])


def _strategic(document: CriteriaDocument, known: dict) -> Iterator[Composable]:
    conditions = [condition for segment in document.segments for condition in segment.conditions]
    conditions += [condition for _position, rule in document.positions() for condition in rule.conditions]
    filters = [window.filter for _segment, _offset, table in document.tables() for window in table.windows]
    if any(condition.field == "tag" for condition in conditions) or any("tag" in each for each in filters):
        segments = [segment for segment, _offset, _table in document.tables()]
        yield SQL(OF_LEAD_OR_COMPANY).format(things=SQL(EXPIRED).format(**known), segments=Literal(segments))


def _cooling(document: CriteriaDocument, known: dict) -> Iterator[Composable]:
    segments: dict[int, list[int]] = {}
    for segment, _offset, table in document.tables():
        if table.uses("lost_before"):
            for days in {0, table.cooling_days or 0}:
                segments.setdefault(days, []).append(segment)
    for days, concerned in segments.items():
        closed = SQL(CLOSED).format(days=Literal(days), **known)
        yield SQL(OF_LEAD_OR_COMPANY).format(things=closed, segments=Literal(concerned))


def _counts(document: CriteriaDocument, known: dict) -> Iterator[Composable]:
    """For each time an activity counts: what has become too old for it; days 0: what is no longer in the future."""
    found: dict[tuple[str, int], tuple[set[str], set[int]]] = {}
    for segment, _offset, table in document.tables():
        for condition in (each for _number, rule in table.active_rules() for each in rule.conditions):
            if condition.field in COUNTS:
                for days in (0, table.resolve(condition.parameters["days"])):
                    kinds, segments = found.setdefault((condition.field, days), (set(), set()))
                    kinds.update(condition.parameters.get("kinds", []))
                    segments.add(segment)
    for (field, days), (kinds, segments) in found.items():
        yield SQL(COUNTS[field]).format(
            span=SQL("make_interval(hours => {})").format(Literal(24 * days)),
            kinds=SQL("{}::text[]").format(Literal(sorted(kinds))),
            segments=Literal(sorted(segments)),
            **known,
        )


def _day(moment: dt.datetime, timezone: str) -> dt.date:
    return moment.astimezone(ZoneInfo(timezone)).date()


def _beginning(day: dt.date, timezone: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(timezone))
