"""Leads that were lost before: since when, and when each may come back (criteria.md 3, cooling_days)."""

import datetime as dt
from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Literal

from handoff.criteria.document import CriteriaDocument
from handoff.exceptions.days import day_of, month_of
from handoff.judging.verdicts import fetch
from handoff.keyset import read_id
from leads.models import Lead

PAGE = 50
SHOWN = ("cooling", "month", "never")

LOST = """
WITH past AS (
  SELECT lead_id, company_id, result, closed_on FROM leads_pastopportunity
  WHERE closed_on IS NULL OR closed_on <= {today}
),
concerned AS (
  SELECT lead_id, result, closed_on FROM past
  UNION ALL
  SELECT lead.id, result, closed_on FROM past JOIN leads_lead lead ON lead.company_id = past.company_id
),
lost AS (
  SELECT lead_id, max(closed_on) FILTER (WHERE result = 'lost') AS lost_on,
    bool_or(result = 'lost' AND closed_on IS NULL) AS undated
  FROM concerned GROUP BY lead_id HAVING bool_or(result = 'lost') AND NOT bool_or(result = 'won')
),
listed AS (
  SELECT lost.lead_id, lost_on, undated, CASE WHEN NOT undated THEN lost_on + {cooling} END AS back_on
  FROM lost LEFT JOIN handoff_verdict verdict USING (lead_id)
)
"""


@dataclass(frozen=True)
class LostLead:
    """back_on: the first day it counts as lost no longer; None when that never happens by itself."""

    lead: Lead
    lost_on: dt.date | None
    undated: bool
    back_on: dt.date | None
    is_back: bool


@dataclass(frozen=True)
class LostCounts:
    """cooling: will come back. month: their day is in this month, passed or not. never: stay lost."""

    cooling: int
    month: int
    never: int


def counts(document: CriteriaDocument, at: dt.datetime) -> LostCounts:
    filters = _filters(at)
    columns = [SQL("count(*) FILTER (WHERE {}) AS {}").format(filters[name], SQL(name)) for name in SHOWN]
    statement = SQL("{} SELECT {} FROM listed").format(_listed(document, at), SQL(", ").join(columns))
    return LostCounts(**fetch(statement)[0])


def page(document: CriteriaDocument, at: dt.datetime, shown: str, after: str = "") -> tuple[list[LostLead], str]:
    """A page of them, the next to come back first, and where the next page begins ("" when there is none)."""
    statement = SQL(
        "{} SELECT * FROM listed WHERE {} AND (COALESCE(back_on, 'infinity'), lead_id) > ({}::date, {})"
        " ORDER BY COALESCE(back_on, 'infinity'), lead_id LIMIT {}"
    ).format(_listed(document, at), _filters(at)[shown], *map(Literal, _place(after)), Literal(PAGE + 1))
    rows = fetch(statement)
    leads = Lead.objects.select_related("company").in_bulk([row["lead_id"] for row in rows])
    today = day_of(at)
    found = [
        LostLead(
            leads[row["lead_id"]], row["lost_on"], row["undated"], row["back_on"],
            bool(row["back_on"] and row["back_on"] <= today),
        )
        for row in rows
    ]  # fmt: skip
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return found[:PAGE], f"{last['back_on'] or 'infinity'}_{last['lead_id']}" if last else ""


def cooling_times(document: CriteriaDocument) -> list[tuple[str, int | None]]:
    """(segment, days): "" is the table for everybody; only of tables that have a rule about lost leads."""
    names = ["", *(segment.name for segment in document.segments)]
    return [(names[number], table.cooling_days) for number, _, table in document.tables() if table.uses("lost_before")]


def _listed(document: CriteriaDocument, at: dt.datetime) -> Composable:
    """A lead cools as the table of its segment says."""
    branches = [
        SQL("WHEN {} THEN {}::int").format(Literal(number), Literal(table.cooling_days))
        for number, _offset, table in document.tables()
    ]
    cooling = SQL("(CASE COALESCE(verdict.segment, 0) {} END)").format(SQL(" ").join(branches))
    return SQL(LOST).format(today=_day(day_of(at)), cooling=cooling)


def _filters(at: dt.datetime) -> dict[str, Composable]:
    first, next_first = month_of(at)
    values = {"today": _day(day_of(at)), "first": _day(first.date()), "next": _day(next_first.date())}
    return {
        "cooling": SQL("back_on > {today}").format(**values),
        "month": SQL("back_on >= {first} AND back_on < {next}").format(**values),
        "never": SQL("back_on IS NULL"),
    }


def _day(day: dt.date) -> Composable:
    return SQL("{}::date").format(Literal(day.isoformat()))


def _place(after: str) -> tuple[str, int]:
    try:
        day, pk = after.split("_")
        return (day if day == "infinity" else dt.date.fromisoformat(day).isoformat()), read_id(pk)
    except ValueError:
        return "-infinity", 0
