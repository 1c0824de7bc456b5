"""Random tables, leads and moments: a package gives its verdict again, whatever becomes of the rows."""

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from handoff import package
from handoff.judging.judged_again import JudgedAgain, judge_again
from handoff.models import CriteriaVersion, Handoff, HandoffPackage, Hearing, StrategicTarget
from leads.models import Activity, Company, Lead, PastOpportunity, ScoringModel
from tests.handoff.test_verdicts_reference import documents, moments, people, some_cases, store

__all__ = ["people"]
pytestmark = pytest.mark.django_db


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a counterexample is not made smaller: that takes minutes
)
@given(document=documents, some=some_cases, at=moments)
def test_the_same_answer_forever(document, some, at, team, people):
    with transaction.atomic():
        leads = store(some, team, people)
        packages = [freeze(document, lead, at) for lead in leads]
        untouched = [judge_again(each) for each in packages]
        change_everything(leads)
        later = [judge_again(each) for each in packages]
        transaction.set_rollback(True)
    assert all(again.is_same and agrees(again) for again in untouched)
    assert all(again.is_same for again in later)


def agrees(again: JudgedAgain) -> bool:
    """Nothing was changed, so the records say what the package says."""
    return again.is_same_today and not again.differences


def freeze(document, lead: Lead, at) -> HandoffPackage:
    """A package as it comes back from the database."""
    criteria = CriteriaVersion(number=9, profile="large", document=document.to_json())
    frozen = json.loads(json.dumps(package.build(lead, at, criteria=criteria)))
    return HandoffPackage(
        handoff=Handoff(lead=lead), document=frozen, criteria=criteria, as_of=at,
        scoring_model=ScoringModel.objects.get(is_active=True),
    )  # fmt: skip


def change_everything(leads: list[Lead]) -> None:
    for model in (Activity, Hearing, PastOpportunity, StrategicTarget):
        model.objects.filter(lead__in=leads).delete()
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(
        tags=["別"], source="別", prefecture="", title_rank=3
    )
    Company.objects.filter(leads__in=leads).update(industry="別", employees=None, is_customer=True)
