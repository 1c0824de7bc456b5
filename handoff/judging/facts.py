"""What a decision table looks at, as SQL: one row of facts for each row of asked(lead_id, as_of)."""

import datetime as dt

from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.criteria.document import Condition, Table, Window
from handoff.criteria.fields import CUSTOM, HEARD, NUMERIC_OPERATORS, STRATEGIC_TAG, field_of
from leads.scoring.attributes import comparable

JOINS = {
    "company": "LEFT JOIN leads_company company ON company.id = lead.company_id",
    "scores": "LEFT JOIN scores ON scores.lead_id = moment.lead_id AND scores.as_of = moment.as_of",
    "actions": "LEFT JOIN actions ON actions.lead_id = moment.lead_id AND actions.as_of = moment.as_of",
    "people": "LEFT JOIN people ON people.company_id = lead.company_id AND people.as_of = moment.as_of",
    "past": "LEFT JOIN past ON past.lead_id = moment.lead_id AND past.as_of = moment.as_of",
    "strategic": "LEFT JOIN strategic ON strategic.lead_id = moment.lead_id AND strategic.as_of = moment.as_of",
    "hearing": "LEFT JOIN handoff_hearing hearing ON hearing.lead_id = lead.id AND hearing.saved_at <= moment.as_of",
    "discretion": "LEFT JOIN handoff_discretion discretion"
    " ON discretion.lead_id = lead.id AND discretion.at <= moment.as_of",
    "sales_request": "LEFT JOIN handoff_salesrequest sales_request"
    " ON sales_request.lead_id = lead.id AND sales_request.at <= moment.as_of",
}

PAST = """past AS (
  SELECT lead_id, as_of, bool_or(result = 'won') AS won, {lost}
  FROM (
    SELECT moment.lead_id, moment.as_of, earlier.result, earlier.closed_on
    FROM asked moment JOIN leads_pastopportunity earlier ON earlier.lead_id = moment.lead_id
    UNION ALL
    SELECT moment.lead_id, moment.as_of, earlier.result, earlier.closed_on
    FROM asked moment
    JOIN {leads} lead ON lead.id = moment.lead_id
    JOIN leads_pastopportunity earlier ON earlier.company_id = lead.company_id
  ) earlier
  WHERE closed_on IS NULL OR closed_on <= (as_of AT TIME ZONE {timezone})::date
  GROUP BY lead_id, as_of
)"""

# After the cooling time a loss no longer counts. One without a date never cools.
LOST = "bool_or(result = 'lost')"
LOST_AND_NOT_COOLED = (
    "bool_or(result = 'lost' AND (closed_on IS NULL OR closed_on > (as_of AT TIME ZONE {timezone})::date - {days}))"
)

# From the targets, which are few, to the leads.
STRATEGIC = """strategic AS (
  SELECT moment.lead_id, moment.as_of
  FROM handoff_strategictarget target JOIN asked moment ON moment.lead_id = target.lead_id
  WHERE {running}
  UNION
  SELECT moment.lead_id, moment.as_of
  FROM handoff_strategictarget target
  JOIN leads_lead lead ON lead.company_id = target.company_id
  JOIN asked moment ON moment.lead_id = lead.id
  WHERE {running}
)"""
RUNNING = (
    "target.added_at <= moment.as_of AND (target.ended_at IS NULL OR target.ended_at > moment.as_of)"
    " AND (target.expires_on IS NULL OR target.expires_on >= (moment.as_of AT TIME ZONE {timezone})::date)"
)

ACTIONS = """actions AS (
  SELECT moment.lead_id, moment.as_of, {counts}
  FROM asked moment
  JOIN {activities} activity ON activity.lead_id = moment.lead_id
    AND activity.occurred_at <= moment.as_of AND activity.occurred_at > moment.as_of - {longest}
  WHERE NOT activity.automated AND activity.kind = ANY({kinds})
  GROUP BY moment.lead_id, moment.as_of
)"""

# By company first: a company's many leads would otherwise each count all of its people again.
PEOPLE = """people AS (
  SELECT place.company_id, place.as_of, {counts}
  FROM (
    SELECT DISTINCT lead.company_id, moment.as_of
    FROM asked moment JOIN {leads} lead ON lead.id = moment.lead_id
    WHERE lead.company_id IS NOT NULL
  ) place
  JOIN leads_lead lead ON lead.company_id = place.company_id
  JOIN leads_activity activity ON activity.lead_id = lead.id
    AND activity.occurred_at <= place.as_of AND activity.occurred_at > place.as_of - {longest}
  WHERE NOT activity.automated
  GROUP BY place.company_id, place.as_of
)"""


COUNT = {
    "actions": "count(*) FILTER (WHERE activity.kind = ANY({kinds}) AND activity.occurred_at > moment.as_of - {span})",
    "people": "count(DISTINCT activity.lead_id) FILTER (WHERE activity.occurred_at > place.as_of - {span})",
}

# OFFSET 0 keeps the planner from copying a fact's expression to every condition that looks at it.
FACTS = """facts AS (
  SELECT {columns}
  FROM asked moment
  JOIN {leads} lead ON lead.id = moment.lead_id
  {joins}
  OFFSET 0
)"""

FILTERS = {
    "source": "lead.source = ANY({})",
    "campaign": "lead.campaign = ANY({})",
    "industry": "company.industry = ANY({})",
    "tag": "lead.tags::text[] && {}",
}
STRATEGIC_FILTER = "(strategic.lead_id IS NOT NULL OR lead.tags::text[] && {})"


OWN_COLUMN = "COALESCE(NULLIF(btrim(lead.custom_fields ->> {0}), ''), company.custom_fields ->> {0})"
# Several choices read as one text; "not yet known" is unknown.
ANSWER = (
    "CASE jsonb_typeof(hearing.answers -> {0})"
    " WHEN 'array' THEN (SELECT string_agg(each, ', ') FROM jsonb_array_elements_text(hearing.answers -> {0}) each)"
    " ELSE NULLIF(NULLIF(btrim(hearing.answers ->> {0}), ''), 'not_yet_known') END"
)


class Facts:
    """The columns that the conditions of a document need, each computed once whatever the number of its uses.

    column(), offset() and window_names() add a fact and return the name of its column in `facts`. table: whose
    thresholds, campaign windows and cooling time are meant.
    """

    def __init__(self, *, timezone: str, with_scores: bool = False):
        self.timezone = Literal(timezone)
        self.needs = {"scores"} if with_scores else set()
        self.names: dict[str, str] = {}
        self.columns: dict[str, Composable] = {}
        self.counts: dict[str, dict[str, Composable]] = {"actions": {}, "people": {}}
        self.longest = {"actions": 0, "people": 0}
        self.kinds: set[str] = set()
        self.lost: dict[str, Composable] = {}
        if with_scores:
            for score in ("behaviour_score", "attribute_score"):
                self.columns[score] = Identifier("scores", score)

    def column(self, condition: Condition, table: Table) -> str:
        field = field_of(condition.field)
        self.needs.update(field.needs)
        if field.parameters:
            return self._count(field.needs[0], condition, table)
        if field.name == "in_campaign_window":
            return self._add_content(self._any_window(table))
        if field.name == "lost_before":
            return self._lost_before(table.cooling_days)
        if field.kind == "custom":
            return self._custom(condition)
        return self._add(field.name, SQL("({})").format(SQL(field.expression)))

    def offset(self, threshold: str, table: Table) -> str:
        """By how much the campaign windows that apply lower this threshold: the largest of them."""
        self.needs.add("company")
        offsets = [
            SQL("CASE WHEN {} THEN {} END").format(self._applies(window), Literal(window.offsets[threshold]))
            for window in table.windows
            if threshold in window.offsets
        ]
        largest = SQL("COALESCE(GREATEST({}), 0)").format(SQL(", ").join(offsets)) if offsets else SQL("0")
        return self._add_content(largest)

    def window_names(self, table: Table) -> str:
        self.needs.add("company")
        names = [
            SQL("CASE WHEN {} THEN {} END").format(self._applies(window), Literal(window.name))
            for window in table.windows
        ]
        return self._add_content(SQL("array_remove(ARRAY[{}]::text[], NULL)").format(SQL(", ").join(names)))

    def ctes(self, scores: Composable, activities: Composable, leads: Composable) -> Composable:
        """CTEs over `asked`, ending in facts(lead_id, as_of, a column for each fact); see DecisionTable.ctes."""
        parts = [scores] if "scores" in self.needs else []
        if "actions" in self.needs:
            parts.append(self._counting("actions", ACTIONS, activities, leads))
        if "people" in self.needs:
            parts.append(self._counting("people", PEOPLE, activities, leads))
        if "past" in self.needs:
            lost = SQL(", ").join(_aliased(self.lost))
            parts.append(SQL(PAST).format(timezone=self.timezone, lost=lost, leads=leads))
        if "strategic" in self.needs:
            parts.append(SQL(STRATEGIC).format(running=SQL(RUNNING).format(timezone=self.timezone)))
        joins = [SQL(join) for name, join in JOINS.items() if name in self.needs]
        columns = SQL(", ").join([SQL("moment.lead_id"), SQL("moment.as_of"), *_aliased(self.columns)])
        parts.append(SQL(FACTS).format(columns=columns, joins=SQL("\n  ").join(joins), leads=leads))
        return SQL(",\n").join(parts)

    def _add(self, key: str, expression: Composable) -> str:
        # Numbered, because PostgreSQL cuts names after 63 bytes and would mix long ones up.
        if key not in self.names:
            self.names[key] = f"fact_{len(self.names) + 1}"
            self.columns[self.names[key]] = expression
        return self.names[key]

    def _add_content(self, expression: Composable) -> str:
        """A fact that differs from table to table: the same only where it reads the same."""
        return self._add(expression.as_string(None), expression)

    def _count(self, relation: str, condition: Condition, table: Table) -> str:
        days = table.resolve(condition.parameters["days"])
        kinds = sorted(condition.parameters.get("kinds", []))
        key = f"{relation} {days} {kinds}"
        if key in self.names:
            return self.names[key]
        self.longest[relation] = max(self.longest[relation], days)
        self.kinds.update(kinds)
        name = f"count_{len(self.counts[relation]) + 1}"
        self.counts[relation][name] = SQL(COUNT[relation]).format(
            kinds=SQL("{}::text[]").format(Literal(kinds)), span=_span(days)
        )
        known = "CASE WHEN lead.company_id IS NOT NULL THEN COALESCE({}, 0) END"
        found = SQL("COALESCE({}, 0)" if relation == "actions" else known).format(Identifier(relation, name))
        return self._add(key, found)

    def _counting(self, relation: str, statement: str, activities: Composable, leads: Composable) -> Composable:
        return SQL(statement).format(
            activities=activities,
            leads=leads,
            counts=SQL(", ").join(_aliased(self.counts[relation])),
            longest=_span(self.longest[relation]),
            kinds=SQL("{}::text[]").format(Literal(sorted(self.kinds))),
        )

    def _lost_before(self, cooling_days: int | None) -> str:
        name, counts = "lost", LOST
        if cooling_days is not None:
            name, counts = f"lost_{cooling_days}", LOST_AND_NOT_COOLED
        self.lost[name] = SQL(counts).format(timezone=self.timezone, days=Literal(cooling_days))
        found = SQL("COALESCE({} AND NOT past.won, false)").format(Identifier("past", name))
        return self._add(f"lost_before {name}", found)

    def _custom(self, condition: Condition) -> str:
        template, prefix = (ANSWER, HEARD) if condition.field.startswith(HEARD) else (OWN_COLUMN, CUSTOM)
        text = SQL(template).format(Literal(condition.field.removeprefix(prefix)))
        if condition.operator not in NUMERIC_OPERATORS:
            return self._add(condition.field, text)
        plain = SQL("replace({}, ',', '')").format(comparable(text))
        number = SQL("CASE WHEN {0} ~ '^[+-]?[0-9]{{1,30}}([.][0-9]{{1,30}})?$' THEN ({0})::numeric END").format(plain)
        return self._add(f"{condition.field} as number", number)

    def _any_window(self, table: Table) -> Composable:
        windows = [self._applies(window) for window in table.windows]
        return SQL("({})").format(SQL(" OR ").join(windows)) if windows else SQL("false")

    def _applies(self, window: Window) -> Composable:
        """The moment's day lies in the window (both ends included) and the lead passes its filter."""
        if STRATEGIC_TAG in window.filter.get("tag", []):
            self.needs.add("strategic")
        day = SQL("(moment.as_of AT TIME ZONE {})::date").format(self.timezone)
        terms = [SQL("{} BETWEEN {} AND {}").format(day, _date(window.start), _date(window.end))]
        return SQL("COALESCE({}, false)").format(SQL(" AND ").join([*terms, *window_filter(window)]))


def window_filter(window: Window) -> list[Composable]:
    """SQL that holds for the leads a campaign window is limited to, over `lead`, `company` and maybe `strategic`."""
    terms: list[Composable] = []
    for name, values in window.filter.items():
        template = STRATEGIC_FILTER if name == "tag" and STRATEGIC_TAG in values else FILTERS[name]
        terms.append(SQL(template).format(SQL("{}::text[]").format(Literal(list(values)))))
    return terms


def _aliased(columns: dict[str, Composable]) -> list[Composable]:
    return [SQL("{} AS {}").format(expression, Identifier(name)) for name, expression in columns.items()]


def _span(days: int) -> Composable:
    """Exact 24-hour spans: an interval of days would follow the clock changes of the session's time zone."""
    return SQL("make_interval(hours => {})").format(Literal(24 * days))


def _date(day: dt.date) -> Composable:
    return SQL("{}::date").format(Literal(day.isoformat()))
