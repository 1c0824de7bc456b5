"""Past cases for the frontier's tests: rows of any origin, without the models they usually come from."""

import datetime as dt

from psycopg.sql import SQL, Composable, Literal

from feedback.frontier.sweep import Basis
from handoff.criteria_document import CriteriaDocument
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
