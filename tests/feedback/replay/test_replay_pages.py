import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from feedback.models import PastCase, PastCaseFile, ReplayedCase
from feedback.replay import running
from handoff.criteria.profiles import PROFILES
from handoff.models import CriteriaVersion
from leads.models import BackgroundRun, ImportRun, LeadIdentifier, ScoringModel
from tests.feedback.replay.pasts import own, past
from tests.handoff.judging import make_lead

DAY = dt.timedelta(days=1)
TRY = {"source": "all", "passed": "target", "against": "", "scoring": "1"}


@pytest.fixture
def active(db):
    return str(CriteriaVersion.active().number)


def give_cases(count: int, result="won", **values) -> None:
    for number in range(count):
        past(make_lead(**values), result, timezone.now() - (number + 1) * DAY)


def tried(client, **choices):
    scoring = str(ScoringModel.objects.active().number)
    return client.post(reverse("replay_create"), TRY | {"scoring": scoring} | choices, follow=True)


def test_without_cases_the_page_says_what_to_do(login, admin):
    assert reverse("past_case_new") in login(admin).get(reverse("replay")).text


def test_a_replay_shows_the_table_with_links_to_its_cases(login, admin, active):
    give_cases(21)
    give_cases(3, "cold")
    response = tried(login(admin), criteria=active)
    run = BackgroundRun.objects.get(kind="replay")
    assert response.redirect_chain[-1][0] == reverse("replay_run", args=[run.pk])
    cases = f"{reverse('replay_cases', args=[run.pk])}?flag=not_target&amp;result=won"
    assert cases in response.text
    assert "21" in response.text
    assert ReplayedCase.objects.filter(run=run).count() == 24


def test_under_twenty_cases_no_rate_is_shown(login, admin, active):
    give_cases(19, actions=[("inquiry", 0)] * 3)
    result = tried(login(admin), criteria=active, passed="with_hold").text.split('id="replay-title"')[1]
    assert 'role="status"' in result
    assert "95%" not in result


def test_no_case_at_all_is_no_error(login, admin, active):
    response = tried(login(admin), criteria=active)
    assert response.status_code == 200 and 'role="status"' in response.text


def test_cases_without_dates_are_said_to_be_so(login, admin, active, client):
    for _ in range(20):
        past(make_lead(), "won")
    client.cookies["django_language"] = "en"
    text = tried(login(admin), criteria=active).text
    assert "These cases have no dates." in text
    assert "not known: the cases have no dates" in text


def test_what_cannot_be_known_stands_beside_it(login, admin, active, team, client):
    give_cases(2)
    make_lead()
    own(make_lead(), team, "working", timezone.now(), state="accepted")
    client.cookies["django_language"] = "en"
    text = tried(login(admin), criteria=active).text
    assert "1 leads were never tossed up." in text
    assert "1 own toss-ups have no outcome yet" in text
    assert "Of 2 cases no hearing was known" in text


def test_two_versions_stand_side_by_side(login, admin, active):
    document = PROFILES["small"].to_json()
    CriteriaVersion.objects.create(
        number=99, profile="small", document=document, reason="x", published_at=timezone.now()
    )
    give_cases(20)
    response = tried(login(admin), criteria="99", against=active)
    assert "may be chance" not in response.text  # nothing differs
    case = ReplayedCase.objects.first()
    assert (case.reason, case.before_reason) == ("checklist_not_met", "low_score_no_timing")


def test_a_version_is_not_compared_with_itself(login, admin, active):
    give_cases(1)
    tried(login(admin), criteria=active, against=active)
    assert BackgroundRun.objects.get(kind="replay").parameters["against"] is None


def test_the_draft_can_be_tried(login, admin, active):
    from leads.models import WorkshopDraft

    document = CriteriaVersion.active().parsed.named().to_json()
    WorkshopDraft.open("criteria", base=int(active), base_document=document, by=admin, at=timezone.now())
    give_cases(1)
    tried(login(admin), criteria="draft")
    assert BackgroundRun.objects.get(kind="replay").parameters["trial"]["criteria"] is None


@pytest.mark.parametrize(
    "wrong", [{"criteria": "12345"}, {"criteria": ""}, {"source": "x"}, {"passed": "x"}, {"undated_on": "2999-01-01"},
              {"undated_on": "gestern"}, {"against": "x"}]
)  # fmt: skip
def test_impossible_choices_are_refused_on_the_page(login, admin, active, wrong):
    assert tried(login(admin), **{"criteria": active} | wrong).status_code == 422
    assert not BackgroundRun.objects.filter(kind="replay").exists()


def test_many_cases_are_tried_in_the_background(login, admin, active, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 2)
    monkeypatch.setattr(running, "CHUNK", 2)
    give_cases(5)
    assert tried(login(admin), criteria=active).status_code == 200
    run = BackgroundRun.objects.get(kind="replay")
    assert run.state == "queued"
    assert login(admin).get(reverse("replay_progress", args=[run.pk])).status_code == 200
    running.perform_at_once(run)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("done", 5, 5)
    assert ReplayedCase.objects.filter(run=run).count() == 5
    assert login(admin).get(reverse("replay_progress", args=[run.pk])).headers["HX-Refresh"] == "true"


def test_started_again_after_a_crash_it_counts_nothing_twice(login, admin, active):
    give_cases(3)
    tried(login(admin), criteria=active)
    run = BackgroundRun.objects.get(kind="replay")
    before = run.result
    assert running.perform_replay(run) == before | {"unknown": before["unknown"]}
    assert ReplayedCase.objects.filter(run=run).count() == 3


def test_the_cases_come_page_by_page(login, admin, active, monkeypatch):
    monkeypatch.setattr("feedback.views.replay.PAGE", 2)
    give_cases(5)
    client = login(admin)
    tried(client, criteria=active)
    run = BackgroundRun.objects.get(kind="replay")
    url, seen = f"{reverse('replay_cases', args=[run.pk])}?result=won", []
    while url:
        context = client.get(url).context
        seen += [case.pk for case in context["cases"]]
        url = context["next_url"] if context["more"] else ""
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", ["flag=x", "result=x", "after=x", "after=2026-01-01_1", "after=2026-01-01T00:00Z_x"])
def test_made_up_links_to_cases_are_not_found(login, admin, active, query):
    give_cases(1)
    client = login(admin)
    tried(client, criteria=active)
    run = BackgroundRun.objects.get(kind="replay")
    assert client.get(f"{reverse('replay_cases', args=[run.pk])}?{query}").status_code == 404


def test_a_case_says_why_as_of_its_day(login, admin, active):
    give_cases(1)
    client = login(admin)
    tried(client, criteria=active)
    case = ReplayedCase.objects.get()
    response = client.get(reverse("replay_case_why", args=[case.pk]), headers={"HX-Request": "true"})
    assert "trace-rule" in response.text
    PastCaseFile.objects.all().delete()
    assert client.get(reverse("replay_case_why", args=[case.pk])).status_code == 404


def test_a_manager_tries_on_the_own_teams_toss_ups_only(login, manager, team, other_team, active):
    own(make_lead(), team, "won", timezone.now() - DAY, became=timezone.now())
    own(make_lead(), other_team, "won", timezone.now() - DAY, became=timezone.now())
    tried(login(manager), criteria=active)
    assert ReplayedCase.objects.count() == 1


def test_the_page_asks_as_much_for_ten_replays_as_for_one(login, admin, active, django_assert_max_num_queries):
    give_cases(3)
    client = login(admin)
    for _ in range(4):
        tried(client, criteria=active)
    with django_assert_max_num_queries(26):
        client.get(reverse("replay"))


def test_only_the_newest_replays_keep_their_cases(login, admin, active, monkeypatch):
    monkeypatch.setattr(running, "KEPT", 2)
    give_cases(1)
    client = login(admin)
    for _ in range(3):
        tried(client, criteria=active)
    assert BackgroundRun.objects.filter(kind="replay").count() == 3
    assert ReplayedCase.objects.count() == 2
    oldest = BackgroundRun.objects.filter(kind="replay").earliest("created_at")
    assert client.get(reverse("replay_run", args=[oldest.pk])).status_code == 200


# A file in the browser.


def upload(client, text: str, name="past.csv"):
    file = SimpleUploadedFile(name, text.encode("cp932"), "text/csv")
    token = "6a0f3a52-95f5-4b83-a9b2-8a6f0d3c1e11"
    return client.post(reverse("past_case_create"), {"file": file, "token": token}, follow=True)


def run_it(run: ImportRun) -> None:
    """What the worker would do."""
    from leads import background

    run.refresh_from_db()
    assert run.run is not None and run.run.claim(at=timezone.now())
    background.perform(run.run)
    run.refresh_from_db()


def test_a_file_comes_in_by_columns_words_and_dry_run(login, admin, db):
    for number in (1, 2):
        LeadIdentifier.objects.create(lead=make_lead(), external_id=f"A-{number}")
    client = login(admin)
    assert (
        upload(client, "番号,渡した日,その後\nA-1,2026/5/1,ホット\nA-2,2026/5/2,受注\nX-1,2026/5/2,受注\n").status_code
        == 200
    )
    run = ImportRun.objects.get()
    columns = {"column-0": "lead_id", "column-1": "tossed_up_at", "column-2": "result", "empty_words": ""}
    assert client.post(reverse("past_case_check", args=[run.pk]), columns).status_code == 302
    run_it(run)
    page = client.get(reverse("past_case_file", args=[run.pk]))
    assert "ホット" in page.text and "X-1" in page.text
    words = {
        field.html_name: {"ホット": "cold", "受注": "won"}[field.label] for field, _rows in page.context["words"].rows()
    }
    client.post(reverse("past_case_words", args=[run.pk]), words)
    run_it(run)
    assert run.counts["cold"] == 1
    client.post(reverse("past_case_apply", args=[run.pk]))
    run_it(run)
    assert sorted(PastCase.objects.values_list("result", flat=True)) == ["cold", "won"]
    refused = b"".join(client.get(reverse("past_case_refused", args=[run.pk])).streaming_content).decode()
    assert "X-1" in refused
    client.post(reverse("past_case_remove", args=[run.pk]))
    assert not PastCase.objects.exists() and not ImportRun.objects.exists()


def test_a_column_of_too_many_words_is_doubted(login, admin, db, client):
    LeadIdentifier.objects.create(lead=make_lead(), external_id="A-1")
    client = login(admin)
    client.cookies["django_language"] = "en"
    upload(client, "番号,その後\n" + "".join(f"A-1,語{number}\n" for number in range(60)))
    run = ImportRun.objects.get()
    client.post(reverse("past_case_check", args=[run.pk]), {"column-0": "lead_id", "column-1": "result"})
    run_it(run)
    page = client.get(reverse("past_case_file", args=[run.pk]))
    assert "the column of the result may be another one" in page.text
    assert run.counts["refused"] == 60


def test_an_excel_workbook_is_refused_with_what_to_do(login, admin, db):
    file = SimpleUploadedFile("past.xlsx", b"PK\x03\x04" + b"\x00" * 100)
    token = "6a0f3a52-95f5-4b83-a9b2-8a6f0d3c1e11"
    response = login(admin).post(reverse("past_case_create"), {"file": file, "token": token})
    assert response.status_code == 422 and "CSV UTF-8" in response.text


def test_columns_without_a_result_are_refused_on_the_page(login, admin, db):
    client = login(admin)
    upload(client, "番号,その後\nA-1,受注\n")
    run = ImportRun.objects.get()
    response = client.post(reverse("past_case_check", args=[run.pk]), {"column-0": "lead_id", "column-1": ""})
    assert response.status_code == 422


def test_the_same_form_twice_is_one_file(login, admin, db):
    client = login(admin)
    upload(client, "番号,その後\nA-1,受注\n")
    upload(client, "番号,その後\nA-1,受注\n")
    assert ImportRun.objects.count() == 1
