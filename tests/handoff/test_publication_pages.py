"""The pages around a publication: its run, what it changed, going back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handoff.criteria.profiles import MID
from handoff.judging.verdicts import judge
from handoff.models import CriteriaVersion
from handoff.publication import changes_page
from handoff.publication.publishing import publish_criteria, publish_now
from leads.models import BackgroundRun
from leads.scoring import publish_now as publish_scoring_now
from leads.scoring import rescore
from leads.scoring_document import BehaviourRule, ScoringDocument
from tests.conftest import NOW
from tests.handoff.judging import make_lead
from tests.publishing import perform

pytestmark = pytest.mark.django_db
ACTIVE = [("trial", 1), ("inquiry", 1), ("webinar", 1)]  # 110 points
STRICTER = MID.with_changes(thresholds={"behaviour_min": 120, "timing_months_max": 3})


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr("leads.tasks.perform_run.apply_async", lambda arguments: None)


@pytest.fixture
def published(admin, team) -> BackgroundRun:
    """Three leads whose verdict changes, and one whose verdict does not."""
    leads = [make_lead(name=f"変わる 花子{number}", actions=ACTIVE) for number in range(3)]
    leads.append(make_lead(name="変わらない 太郎"))
    judge(lead_ids=[lead.pk for lead in leads], as_of=NOW - dt.timedelta(hours=1))
    publish_now(STRICTER, reason="展示会の後は厳しめに", by=admin, at=NOW, base_number=1)
    return BackgroundRun.objects.get()


def read(client, run, **asked) -> str:
    return client.get(reverse("publication", args=[run.pk]), asked).content.decode()


def test_every_role_reads_what_a_publication_changed(login, rep, published):
    page = read(login(rep), published)
    assert "4 件中 3 件" in page
    assert "変わる 花子0" in page and "変わる 花子2" in page
    assert "変わらない 太郎" not in page
    assert reverse("criteria_version", args=[2]) in page


def test_the_list_continues_after_the_last_one_shown(login, rep, published, monkeypatch):
    monkeypatch.setattr(changes_page, "PAGE", 2)
    page = read(login(rep), published)
    assert "変わる 花子1" in page and "変わる 花子2" not in page
    first = login(rep).get(reverse("publication", args=[published.pk]))
    rest = login(rep).get(first.context["changes"].next_url, headers={"HX-Request": "true"}).content.decode()
    assert "変わる 花子2" in rest and "変わる 花子1" not in rest
    assert "<html" not in rest


def test_the_list_is_read_by_its_index_with_few_queries(login, rep, published, django_assert_max_num_queries):
    client = login(rep)
    with django_assert_max_num_queries(10):
        read(client, published)
    with CaptureQueriesContext(connection) as queries:
        assert len(changes_page.Changes(published, {}).rows) == 3
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + next(each["sql"] for each in queries if "handoff_event" in each["sql"]))
        assert "using event_publication" in "\n".join(line for (line,) in cursor)


def test_the_criteria_say_that_others_are_on_their_way(login, admin, rep):
    run = publish_criteria(STRICTER, reason="r", by=admin, at=NOW, base_number=1)
    link = reverse("run", args=[run.pk])
    assert link in login(admin).get(reverse("criteria")).content.decode()
    page = login(rep).get(reverse("criteria")).content.decode()
    assert "新しいバージョンを公開しています" in page and link not in page


def test_one_change_alone_is_listed_on_request(login, rep, published):
    moves = published.result["moves"]
    (changed,) = [number for number, (before, after, _leads) in enumerate(moves) if before != after]
    assert "変わる 花子0" in read(login(rep), published, move=changed)
    assert "変わる 花子0" in read(login(rep), published, move="x", after="y")


def test_a_publication_of_scores_lists_the_verdicts_it_changed(login, rep, admin, team):
    lead = make_lead(name="上がる 花子", actions=[("page_view", 1)] * 3)
    rescore(lead_ids=[lead.pk], as_of=NOW)
    rule = BehaviourRule("page_view", points=40, fresh_days=30, faded_points=3, expire_days=90)
    publish_scoring_now(ScoringDocument(behaviour=(rule,)), reason="r", by=admin, at=NOW)
    page = read(login(rep), BackgroundRun.objects.get())
    assert "上がる 花子" in page and "行動 120・属性 0" in page
    version = login(rep).get(reverse("scoring_version", args=[2])).content.decode()
    assert reverse("publication", args=[BackgroundRun.objects.get().pk]) in version


def test_the_version_and_the_run_link_to_it(login, admin, published):
    link = reverse("publication", args=[published.pk])
    assert link in login(admin).get(reverse("criteria_version", args=[2])).content.decode()
    assert link not in login(admin).get(reverse("criteria_version", args=[1])).content.decode()
    assert link in login(admin).get(reverse("run", args=[published.pk])).content.decode()


def test_a_publication_that_is_not_in_force_changed_nothing_yet(login, admin, rep):
    run = publish_criteria(STRICTER, reason="r", by=admin, at=NOW, base_number=1)
    assert login(rep).get(reverse("publication", args=[run.pk])).status_code == 404


def test_its_starter_cancels_a_publication_from_the_page_of_its_run(login, admin, rep):
    run = publish_criteria(STRICTER, reason="r", by=admin, at=NOW, base_number=1)
    cancel = reverse("run_cancel", args=[run.pk])
    assert login(rep).post(cancel).status_code == 404
    client = login(admin)
    assert cancel in client.get(reverse("run", args=[run.pk])).content.decode()
    assert client.post(cancel).url == reverse("run", args=[run.pk])
    page = client.get(reverse("run", args=[run.pk])).content.decode()
    assert "元のまま" in page and cancel not in page and "every 1s" not in page
    assert CriteriaVersion.objects.count() == 1


def test_a_cancellation_that_comes_too_late_is_said_to(login, admin, published):
    client = login(admin)
    answer = client.post(reverse("run_cancel", args=[published.pk]), follow=True)
    assert "間に合いません" in answer.content.decode()
    assert CriteriaVersion.active().number == 2


def test_other_work_cannot_be_cancelled(login, admin):
    run = BackgroundRun.objects.create(kind="apply_import", started_by=admin)
    login(admin).post(reverse("run_cancel", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "queued"


def test_what_failed_after_the_switch_is_tried_again_from_its_page(login, admin, published):
    client, again = login(admin), reverse("run_repeat", args=[published.pk])
    assert again not in client.get(reverse("run", args=[published.pk])).content.decode()
    BackgroundRun.objects.filter(pk=published.pk).update(state="failed", error="x")
    assert again in client.get(reverse("run", args=[published.pk])).content.decode()
    client.post(again)
    published.refresh_from_db()
    assert perform(published).state == "done"


def test_an_admin_rolls_the_criteria_back_with_a_reason(login, admin, rep, published):
    client = login(admin)
    page = reverse("criteria_roll_back", args=[1])
    assert page in client.get(reverse("criteria_history")).content.decode()
    assert "行動スコア（以上）: 100 点" in client.get(page).content.decode()
    create = reverse("criteria_roll_back_create", args=[1])
    assert client.post(create, {"base": 2, "reason": ""}).status_code == 422
    assert client.post(create, {"base": "x", "reason": "r"}).status_code == 409
    assert client.post(create, {"base": 2, "reason": "厳しすぎた"}).status_code == 302
    perform(BackgroundRun.objects.get(state="queued"))
    assert CriteriaVersion.active().parsed == MID
    assert client.get(reverse("criteria_roll_back", args=[3])).status_code == 404, "what is in force"
    assert page not in login(rep).get(reverse("criteria_history")).content.decode()


def test_an_admin_rolls_the_scoring_back_with_a_reason(login, admin):
    publish_scoring_now(ScoringDocument(), reason="r", by=admin, at=NOW)
    client, create = login(admin), reverse("scoring_roll_back_create", args=[1])
    assert client.get(reverse("scoring_roll_back", args=[1])).status_code == 200
    assert client.post(create, {"base": 2, "reason": ""}).status_code == 422
    assert client.post(create, {"base": 1, "reason": "r"}).status_code == 409
    assert client.post(create, {"base": 2, "reason": "前の方がよかった"}).status_code == 302
    assert perform(BackgroundRun.objects.get(state="queued")).result["version"] == 3
