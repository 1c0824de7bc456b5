"""A toss-up judged again under the versions that judged it: the same answer, forever.

The package froze what the decision table looked at. Judged from these facts the answer cannot change. The records may:
activities arrive late, a hearing is edited, a company's data corrected. So the records as they stand today are judged
for that moment too, and where they differ from what was known then, it is said.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.criteria.document import Condition, Table, Threshold
from handoff.criteria.fields import HEARD, NUMERIC_OPERATORS, field_of
from handoff.judging.decision_table import DecisionTable
from handoff.judging.tracing import ConditionTrace, Trace, trace_of_facts, traces
from handoff.models import HandoffPackage, Hearing
from leads.models import Activity

TYPES = {"number": "numeric", "text": "text", "tags": "text[]", "yes_no": "boolean", "custom": "text"}
LEDGER = {"behaviour_score", "actions", "active_people"}
HEARING = {
    "timing", "timing_months", "challenge_clear", "decision_maker_confirmed", "involvement_confirmed",
    "hearing_complete",
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """What the package holds about one thing and what the records say today, in words; "" when it is unknown."""

    field: str
    then: str
    today: str
    why: str


@dataclass(frozen=True)
class JudgedAgain:
    """frozen: judged from the package's facts. today: from the records as they stand, for the same moment."""

    frozen: Trace
    is_same: bool
    today: Trace
    is_same_today: bool
    differences: list[Difference]


def judge_again(package: HandoffPackage) -> JudgedAgain:
    """The package comes with its criteria, scoring model and handoff loaded."""
    frozen = _frozen_trace(package)
    lead_id = package.handoff.lead_id
    today = traces([lead_id], package.as_of, package.criteria, package.scoring_model)[lead_id]
    verdict = package.document["verdict"]
    return JudgedAgain(
        frozen, _answer(frozen) == _recorded(verdict), today, _answer(today) == _recorded(verdict),
        _differences(package, frozen, today),
    )  # fmt: skip


def _answer(trace: Trace) -> tuple:
    decided = trace.decided
    return decided.flag, decided.route, decided.reason, decided.position, trace.segment.number


def _recorded(verdict: dict) -> tuple:
    return verdict["flag"], verdict["route"], verdict["reason"], verdict["rule"], verdict.get("segment", 0)


def _frozen_trace(package: HandoffPackage) -> Trace:
    from handoff.judging.verdicts import calendar_timezone

    document, verdict = package.document, package.document["verdict"]
    table = DecisionTable(package.criteria.parsed, timezone=calendar_timezone())
    known = dict(_known(table, document))
    columns = [SQL("{}::bigint AS lead_id").format(Literal(package.handoff.lead_id))]
    columns.append(SQL("{}::timestamptz AS as_of").format(Literal(package.as_of)))
    unknown = dict(_unknown(table))
    columns += [SQL("{} AS {}").format(known.get(name, null), Identifier(name)) for name, null in unknown.items()]
    return trace_of_facts(table, SQL("SELECT {}").format(SQL(", ").join(columns)), verdict["open_windows"])


def _unknown(table: DecisionTable) -> Iterator[tuple[str, Composable]]:
    """Each column that the decision table looks at, as a NULL of its type."""
    for condition, judged_by in _conditions(table):
        yield table.facts.column(condition, judged_by), SQL("NULL::{}").format(SQL(_type(condition)))
        if offset := _offset_column(table, condition, judged_by):
            yield offset, SQL("0")


def _conditions(table: DecisionTable) -> Iterator[tuple[Condition, Table]]:
    everybody = table.document
    yield from ((condition, everybody) for segment in everybody.segments for condition in segment.conditions)
    for _number, _offset, judged_by in table.tables:
        yield from ((each, judged_by) for _place, rule in judged_by.active_rules() for each in rule.conditions)


def _known(table: DecisionTable, document: dict) -> Iterator[tuple[str, Composable]]:
    """Each column that the package has the value of."""
    segment = document["verdict"].get("segment", 0)
    judged_by, frozen = table.document.table_of(segment), {rule["position"]: rule for rule in document["trace"]}
    for tried in document.get("segments", ()):
        conditions = table.document.segments[tried["number"] - 1].conditions
        yield from _values(table, table.document, conditions, tried["conditions"])
    for position, rule in table.document.positions():
        if position in frozen:
            yield from _values(table, judged_by, rule.conditions, frozen[position]["conditions"])


def _values(table: DecisionTable, judged_by: Table, conditions, frozen: list[dict]) -> Iterator[tuple[str, Composable]]:
    for condition, was in zip(conditions, frozen, strict=True):
        value = SQL("{}::{}").format(Literal(was["actual"]), SQL(_type(condition)))
        yield table.facts.column(condition, judged_by), value
        if offset := _offset_column(table, condition, judged_by):
            yield offset, Literal(was["offset"])


def _offset_column(table: DecisionTable, condition: Condition, judged_by: Table) -> str:
    lowered = isinstance(condition.value, Threshold) and condition.value.minus_offset
    return table.facts.offset(condition.value.name, judged_by) if lowered else ""


def _type(condition: Condition) -> str:
    kind = field_of(condition.field).kind
    return "numeric" if kind == "custom" and condition.operator in NUMERIC_OPERATORS else TYPES[kind]


def _differences(package: HandoffPackage, frozen: Trace, today: Trace) -> list[Difference]:
    """Each thing once, however many conditions look at it. What only one of two segments looks at is left out."""
    known = "segments" in package.document  # of older packages only the rules' conditions are
    same_table = frozen.segment.number == today.segment.number
    then = {_key(condition): condition for condition in _looked_at(frozen, known)}
    found: dict[tuple, Difference] = {}
    for condition in _looked_at(today, known):
        was = then.get(_key(condition))
        if was and was.actual != condition.actual:
            words = was.actual_text, condition.actual_text
        elif was and same_table and was.offset != condition.offset:
            words = was.required_text, condition.required_text
        else:
            continue
        thing = condition.field, condition.field_text
        found.setdefault(thing, Difference(condition.field_text, *words, _why(package, condition.field)))
    return list(found.values())


def _looked_at(trace: Trace, with_segments: bool) -> Iterator[ConditionTrace]:
    for segment in (*trace.segment.passed_over, trace.segment) if with_segments else ():
        yield from segment.conditions
    for rule in trace.rules:
        yield from rule.conditions


def _key(condition: ConditionTrace) -> tuple:
    return condition.field_text, json.dumps(condition.condition.to_json(), sort_keys=True)


def _why(package: HandoffPackage, field: str) -> str:
    """What has happened since, as far as it was recorded."""
    lead = package.handoff.lead_id
    heard = field in HEARING or field.startswith(HEARD)
    if heard and Hearing.objects.filter(lead=lead, saved_at__gt=package.as_of).exists():
        return _("The hearing was edited later.")
    if field in LEDGER:
        late = Activity.objects.filter(lead=lead, occurred_at__lte=package.as_of, created_at__gt=package.as_of)
        if number := late.count():
            return _("Activities of before then that were recorded later: %(number)s") % {"number": number}
    return _("The record was changed later.")
