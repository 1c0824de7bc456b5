import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from leads.models import BackgroundRun, ScoringModel
from leads.scoring import breakdown, publish, publish_now
from leads.scoring_document import ScoringDocument
from tests.leads.scoring_ledger import NOW, days, make_activity, make_company, make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr("leads.tasks.perform_run.apply_async", lambda arguments: None)


@pytest.fixture
def admin_client(login, admin):
    return login(admin)


@pytest.mark.parametrize("who", ["marketer", "rep", "manager", "sales", "admin"])
def test_everybody_with_a_role_reads_the_scoring(who, request, login):
    page = login(request.getfixturevalue(who)).get(reverse("scoring"))
    assert page.status_code == 200
    assert "料金" in page.content.decode() and "情報・通信業" in page.content.decode()
    assert (reverse("scoring_draft") in page.content.decode()) is (who == "admin")


def test_a_version_is_compared_with_any_other(admin_client, admin):
    one = ScoringModel.objects.active().parsed
    fewer = ScoringDocument(one.behaviour[:1], one.attribute_groups)
    publish_now(fewer, by=admin, at=NOW, reason="fewer rules")
    publish_now(one, by=admin, at=NOW, reason="back")
    assert [change.action for change in admin_client.get("/scoring/versions/2/").context["changes"]] == ["removed"] * 11
    assert admin_client.get("/scoring/versions/3/?against=1").context["changes"] == []
    assert admin_client.get("/scoring/versions/3/?against=99").status_code == 404
    assert admin_client.get("/scoring/versions/4/").status_code == 404


def test_the_page_says_that_a_version_is_being_published(admin_client, admin):
    run = publish(ScoringDocument(), reason="r", by=admin, at=NOW)
    assert reverse("run", args=[run.pk]) in admin_client.get(reverse("scoring")).content.decode()
    admin_client.post(reverse("scoring_draft_remove", args=["behaviour-1"]))
    answer = admin_client.post(reverse("scoring_publish"), {"reason": "r", "seen": 2})
    assert answer.status_code == 422
    assert BackgroundRun.objects.count() == 1


def test_a_run_is_seen_by_its_starter_and_admins(login, marketer, rep, admin):
    run = BackgroundRun.objects.create(kind="apply_import", started_by=marketer)
    for person, status in [(marketer, 200), (admin, 200), (rep, 404)]:
        assert login(person).get(reverse("run", args=[run.pk])).status_code == status


@pytest.mark.parametrize(
    ("state", "polls"),
    [("queued", True), ("running", True), ("done", False), ("failed", False), ("cancelled", False)],
)
def test_the_page_of_a_run_polls_until_it_is_over(admin_client, admin, state, polls):
    run = BackgroundRun.objects.create(
        kind="publish_scoring",
        state=state,
        done=3,
        total=4,
        started_by=admin,
        result={"version": 7, "scores_changed": 1234, "scored": 5678} if state == "done" else {},
        error="The disk is full." if state == "failed" else "",
    )
    page = admin_client.get(reverse("run", args=[run.pk]), headers={"HX-Request": "true"}).content.decode()
    assert ("every 1s" in page) is polls
    assert ("1,234" in page) is (state == "done")
    assert ("The disk is full." in page) is (state == "failed")
    assert "<html" not in page


def test_the_breakdown_reads_as_sentences():
    lead = make_lead(company=make_company(employees=300), tags=["競合"])
    for number in range(12):
        make_activity(lead, "page_view", days(number), content="/料金/")
    make_activity(lead, "page_view", days(40), content="/料金/")
    page = render_to_string("leads/_breakdown.html", {"breakdown": breakdown(lead, NOW)})
    assert "料金" in page and "競合" in page and "12" in page
    assert page.count("<caption>") == 2
