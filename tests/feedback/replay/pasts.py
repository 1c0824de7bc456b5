"""Past cases in tests: from a file, from rows, or as the outcomes of own toss-ups."""

import datetime as dt

from feedback.models import Outcome, PastCase, PastCaseFile
from feedback.replay import Cases
from handoff.criteria.document import Condition, CriteriaDocument, Rule
from handoff.criteria.document import Outcome as Verdict
from handoff.models import Handoff, HandoffPackage
from leads.models import ImportRun
from leads.scoring_document import BehaviourRule, ScoringDocument
from tests.conftest import NOW

DAY = dt.timedelta(days=1)
INQUIRIES = ScoringDocument(behaviour=(BehaviourRule(kind="inquiry", points=10, fresh_days=30, expire_days=30),))
CASES = Cases(NOW)


def file() -> PastCaseFile:
    run = ImportRun.objects.create(
        kind=PastCaseFile.KIND, file_name="past.csv", encoding="utf-8-sig", state=ImportRun.State.DONE
    )
    return PastCaseFile.objects.create(import_run=run)


def past(lead, result: str, at=None, of: PastCaseFile | None = None) -> PastCase:
    of = of or PastCaseFile.objects.first() or file()
    return PastCase.objects.create(lead=lead, result=result, tossed_up_at=at, file=of, line=2)


def own(lead, team, stage: str, at, *, became=None, package: dict | None = None, **values) -> Handoff:
    """A toss-up of the workbench at a moment, with its outcome; became: when it was an opportunity."""
    from handoff.models import CriteriaVersion

    handoff = Handoff.objects.create(
        lead=lead, team=team, state=values.pop("state", "closed"), reason="x", submitted_at=at, **values
    )
    document = {"hearing": None, "company": {"is_customer": False}} | (package or {})
    HandoffPackage.objects.create(handoff=handoff, document=document, criteria=CriteriaVersion.active(), as_of=at)
    if stage:
        Outcome.objects.create(handoff=handoff, stage=stage, opportunity_at=became)
    return handoff


def one_rule(*conditions: Condition) -> CriteriaDocument:
    """Whoever meets the conditions is a target, everybody else on hold."""
    return CriteriaDocument("mid", {}, (Rule(conditions, Verdict("target", "sales", "score_met")),))


def behaviour(at_least: int) -> CriteriaDocument:
    return one_rule(Condition("behaviour_score", "at_least", at_least))
