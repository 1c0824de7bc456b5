"""Leads with just the facts a test is about, and what a decision table makes of them."""

import datetime as dt
import itertools
import tomllib
from pathlib import Path

from django.utils import timezone
from psycopg.sql import SQL, Literal

import leads
from handoff.judging.verdicts import fetch, stored_scores, verdicts
from handoff.models import CriteriaVersion, Discretion, Hearing, SalesRequest
from leads.models import Activity, Company, Lead, PastOpportunity, Score, ScoringModel
from tests.conftest import NOW

numbers = itertools.count(1)
SHIPPED = Path(leads.__file__).parent / "data" / "default_scoring.toml"

HEARD = {
    "timing": "within_3_months",
    "decision_maker": "named",
    "decision_maker_name": "佐藤部長",
    "challenge": "clear",
    "challenge_detail": "手作業が多い",
}


def put_in_force(document) -> CriteriaVersion:
    CriteriaVersion.objects.update(is_active=False)
    number = CriteriaVersion.objects.count() + 1
    return CriteriaVersion.objects.create(
        number=number,
        profile=document.profile,
        document=document.to_json(),
        reason="試験",
        published_at=NOW,
        is_active=True,
    )


def ship_scoring() -> None:
    """What a migration made, again: tests with threads empty the database."""
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    document = {"behaviour": shipped["behaviour"], "attribute_groups": shipped["attribute_group"]}
    ScoringModel.objects.get_or_create(
        number=1, defaults={"document": document, "reason": "x", "published_at": NOW, "is_active": True}
    )


def make_company(**values) -> Company:
    number = next(numbers)
    return Company.objects.create(**({"name": f"港商会{number}", "name_key": f"港商会{number}"} | values))


def make_lead(
    *, behaviour: int = 0, attribute: int = 0, company: dict | Company | None = None, actions=(), answers=None, **values
) -> Lead:
    """actions: (kind, age in days); answers: of a saved hearing; behaviour, attribute: the stored scores."""
    number = f"C{next(numbers)}"
    if not isinstance(company, Company):
        company = make_company(**(company or {}))
    lead = Lead.objects.create(**({"external_id": number, "person_key": number, "company": company} | values))
    Score.objects.create(lead=lead, behaviour_score=behaviour, attribute_score=attribute, as_of=NOW)
    for kind, age in actions:
        act(lead, kind, age)
    if answers is not None:
        Hearing.objects.create(lead=lead, answers=answers, saved_at=NOW - dt.timedelta(days=1))
    return lead


def act(lead, kind: str, age: float, **values) -> Activity:
    when = NOW - dt.timedelta(days=age)
    return Activity.objects.create(
        lead=lead, kind=kind, occurred_at=when, source="test", external_id=f"A{next(numbers)}", **values
    )


def ago(days: float) -> float:
    """The age at NOW of what happened so many days ago by the clock on the wall, which publications go by."""
    return days + (NOW - timezone.now()) / dt.timedelta(days=1)


def opportunity(lead, result: str, **values) -> PastOpportunity:
    values = {"company": lead.company, "source": f"test {next(numbers)}"} | values
    return PastOpportunity.objects.create(lead=lead, result=result, **values)


def decide(lead, by) -> Discretion:
    return Discretion.objects.create(lead=lead, by=by, reason="展示会で強い関心", at=NOW)


def request(lead, team, by) -> SalesRequest:
    return SalesRequest.objects.create(lead=lead, team=team, by=by, reason="担当エリアの重点先", at=NOW)


def judged(document, lead, as_of=NOW) -> str:
    """flag:route:reason, from the scores as stored."""
    row = row_of(document, lead, as_of)
    return f"{row['flag']}:{row['route']}:{row['reason']}"


def row_of(document, lead, as_of=NOW) -> dict:
    return rows_of(document, [lead], as_of)[lead.pk]


def rows_of(document, leads, as_of=NOW) -> dict[int, dict]:
    moments = moments_of([(lead, as_of) for lead in leads])
    return {row["lead_id"]: row for row in fetch(verdicts(document, moments, scores=stored_scores()))}


def moments_of(asked):
    """A SELECT of these (lead, moment)."""
    pairs = SQL(", ").join(SQL("({}::bigint, {})").format(Literal(lead.pk), Literal(moment)) for lead, moment in asked)
    return SQL("SELECT * FROM (VALUES {}) asked (lead_id, as_of)").format(pairs)
