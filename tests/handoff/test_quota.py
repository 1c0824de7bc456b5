import datetime as dt

import pytest
from django.utils.translation import override

from handoff.criteria.profiles import LARGE
from handoff.judging.verdicts import judge
from handoff.models import Event, Notice, QuotaGrant, SalesRequest
from handoff.models.human_decision import Refused
from tests.conftest import NOW
from tests.handoff.judging import make_lead, put_in_force

pytestmark = pytest.mark.django_db


def judged_lead(**values):
    lead = make_lead(**values)
    judge(lead_ids=[lead.pk], as_of=NOW)
    return lead


def ask(team, by, at=NOW):
    return SalesRequest.ask(judged_lead(), team=team, by=by, reason="重点エリア", at=at)


def test_what_an_admin_grants_adds_to_the_quota_of_that_month(team, sales, admin):
    put_in_force(LARGE.with_changes(quota=1))
    ask(team, sales)
    with pytest.raises(Refused):
        ask(team, sales)
    QuotaGrant.grant(team, extra=2, reason="展示会の後", by=admin, at=NOW)
    ask(team, sales)
    assert SalesRequest.quota(team, NOW) == 3
    assert SalesRequest.quota(team, NOW + dt.timedelta(days=30)) == 1
    assert Event.objects.get(kind="quota_granted").data["comment"] == "展示会の後"


def test_a_grant_is_of_one_team(team, other_team, admin):
    put_in_force(LARGE.with_changes(quota=1))
    QuotaGrant.grant(team, extra=2, reason="展示会の後", by=admin, at=NOW)
    assert SalesRequest.quota(other_team, NOW) == 1


def test_sales_and_the_manager_hear_of_a_grant(team, sales, manager, rep, admin):
    QuotaGrant.grant(team, extra=2, reason="展示会の後", by=admin, at=NOW)
    assert {notice.recipient for notice in Notice.objects.all()} == {sales, manager}


def test_a_quota_of_none_is_refused_in_words_of_its_own(team, sales, admin):
    put_in_force(LARGE.with_changes(quota=0))
    with override("en"), pytest.raises(Refused, match="give no manual toss-ups"):
        ask(team, sales)
    QuotaGrant.grant(team, extra=1, reason="例外", by=admin, at=NOW)
    assert ask(team, sales)
    with override("en"), pytest.raises(Refused, match="1 manual toss-ups is left"):
        ask(team, sales)
