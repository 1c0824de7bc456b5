"""The page of strictness and load, over HTTP."""

import datetime as dt

import pytest
from django.urls import reverse

from feedback.frontier import running
from handoff.criteria.document import Condition, CriteriaDocument, Segment
from handoff.criteria.profiles import LARGE, at_least, rule
from handoff.models import Member
from handoff.workshop import current_document
from leads.models import BackgroundRun, WorkshopDraft
from leads.tasks import perform_run
from tests.conftest import NOW
from tests.feedback.frontier.worlds import past_cases
from tests.handoff.judging import make_lead, put_in_force

PAGE = "/reviews/frontier/"
SCORED = CriteriaDocument(
    "large", {"behaviour_min": 80}, (rule("target", "sales", "x", at_least("behaviour_score", "behaviour_min")),)
)
ONE_INQUIRY, TWO = 40, 80


@pytest.fixture
def past(db):
    """A hundred weeks: those with two inquiries come to an opportunity, every fourth with one does."""
    put_in_force(SCORED)
    rows = []
    for week in range(100):
        at = NOW - dt.timedelta(weeks=week)
        count = 1 + week % 2
        lead = make_lead(actions=[("inquiry", 7 * week + 3)] * count)
        rows.append((lead, at, "won" if count == 2 or week % 8 == 0 else "cold"))
    past_cases(*rows)


def put(client, value, **values):
    posted = {"segment": "", "names": "behaviour_min", "values": str(value), "back": f"{PAGE}?x=behaviour_min"}
    return client.post(reverse("frontier_put"), posted | values)


def test_a_manager_reads_the_numbers_and_cannot_put_them_anywhere(past, login, manager):
    page = login(manager).get(PAGE)
    assert page.status_code == 200
    shown = {row.values: row for row in page.context["page"].rows}
    assert (shown[(80,)].precision, shown[(80,)].capture) == ("100 %", "79 %")
    assert (shown[(40,)].precision, shown[(40,)].capture) == ("63 %", "100 %")
    assert shown[(80,)].is_now
    assert "frontier-put" not in page.content.decode()


def test_the_page_says_what_the_chart_shows_in_words_and_has_no_inline_style(past, login, admin):
    html = login(admin).get(PAGE).content.decode()
    assert html.count('class="mark') == 2 * len(login(admin).get(PAGE).context["page"].rows)
    assert "行動スコア 80：週 0.5 件、商談化率 100 %（93～100 %）、捕捉率 79 %（68～88 %）" in html
    assert "style=" not in html


def test_a_point_goes_into_the_draft_and_out_again(past, login, admin):
    client = login(admin)
    answer = put(client, 40)
    assert current_document().thresholds["behaviour_min"] == 40
    confirmed = client.get(answer.url)
    assert [change.after for change in confirmed.context["put"].changes] == ["行動スコア（以上）: 40 点"]
    revision = confirmed.context["put"].revision
    back = client.post(reverse("frontier_undo", args=[revision]), {"back": f"{PAGE}?x=behaviour_min"})
    assert current_document().thresholds["behaviour_min"] == 80
    assert client.get(back.url).context["put"] is None
    assert client.get(answer.url).context["put"] is None  # an old confirmation does not come back


def test_the_draft_has_its_own_place_on_the_chart(past, login, admin):
    client = login(admin)
    put(client, 40)
    found = client.get(PAGE).context["page"]
    assert [row.values for row in found.rows if row.is_draft] == [(40,)]
    assert [line.kind for line in found.charts[0].across] == ["now", "draft"]


def test_what_the_draft_says_already_makes_no_revision(past, login, admin):
    answer = put(login(admin), 80)
    assert "put=" not in answer.url and not WorkshopDraft.objects.exists()


@pytest.mark.parametrize("wrong", [{"values": "1000000000"}, {"values": "x"}, {"names": "nothing"}, {"values": "1,2"}])
def test_what_is_no_value_of_a_threshold_changes_nothing(past, login, admin, wrong):
    assert put(login(admin), 40, **wrong).status_code == 302
    assert not WorkshopDraft.objects.exists()


def test_it_leads_back_to_its_own_pages_only(past, login, admin):
    assert put(login(admin), 40, back="//evil.example/?").url.startswith(PAGE)
    assert put(login(admin), 60, back=f"{PAGE}?x=1\nSet-Cookie: a=b").url.startswith(f"{PAGE}?&put=")


def test_without_scripts_a_press_leads_to_the_point_with_a_button(past, login, admin):
    page = login(admin).get(f"{PAGE}?point=40")
    assert page.context["page"].chosen.values == (40,)
    assert 'id="chosen"' in page.content.decode()


def test_the_capacity_is_a_line_and_is_missed_when_nobody_has_said(past, login, admin, sales):
    assert "対応可能件数が設定されていないため" in login(admin).get(PAGE).content.decode()
    Member.objects.filter(user=sales).update(weekly_capacity=3)
    page = login(admin).get(PAGE)
    assert ("capacity", "対応可能 週 3 件") in [
        (each.kind, each.label) for each in page.context["page"].charts[0].across
    ]


def test_two_thresholds_join_the_pairs_that_none_beats(past, login, admin):
    put_in_force(LARGE)
    page = login(admin).get(f"{PAGE}?x=behaviour_min&y=attribute_min&y_from=0&y_to=40&y_step=20").context["page"]
    assert page.is_paired and len(page.swept.points) == len(page.rows) + len(page.others)
    passed = [row.figures.passed for row in page.rows if not row.is_now]
    assert [each.opportunities for each in passed] == sorted(each.opportunities for each in passed)


@pytest.mark.parametrize(
    "query",
    ["x_from=9&x_to=3&x_step=1", "x_from=0&x_to=1000&x_step=1", "x_step=0", "y=behaviour_min", "source=99", "x_to=ten"],
)
def test_a_range_that_makes_no_sense_is_said_so(past, login, admin, query):
    page = login(admin).get(f"{PAGE}?x=behaviour_min&{query}")
    assert page.status_code == 422 and page.context["form"].errors


def test_without_past_cases_there_is_a_next_step(db, login, admin):
    page = login(admin).get(PAGE)
    assert page.status_code == 200 and "page" not in page.context and page.context["size"] == 0


def test_cases_without_dates_say_what_is_not_possible(db, login, admin):
    put_in_force(SCORED)
    past_cases(*((make_lead(actions=[("inquiry", 3)] * (number % 3)), None, "won") for number in range(30)))
    page = login(admin).get(PAGE)
    assert page.context["page"].refusal == "undated" and page.context["page"].suggestions == []
    assert "事例に日付がないため" in page.content.decode()
    assert page.context["page"].volume_label == "基準を通る過去のトスアップ（件）"


def test_many_are_counted_in_the_background_and_the_page_keeps_its_address(past, login, admin, manager, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 10)
    client = login(admin)
    offered = client.get(PAGE)
    assert "page" not in offered.context and offered.context["size"] == 100
    started = client.post(reverse("frontier_run_create"), offered.context["form"].data)
    run = BackgroundRun.objects.get(kind="frontier")
    assert started.url == reverse("frontier_run", args=[run.pk])
    assert "page" not in client.get(started.url).context
    perform_run(str(run.pk))
    page = client.get(started.url)
    assert {row.values: row.capture for row in page.context["page"].rows}[(80,)] == "79 %"
    run.refresh_from_db()
    assert (run.state, run.done) == ("done", run.total)
    assert login(manager).get(started.url).status_code == 404


def test_a_run_says_when_the_draft_has_moved_on(past, login, admin, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 10)
    client = login(admin)
    url = client.post(reverse("frontier_run_create"), client.get(PAGE).context["form"].data).url
    perform_run(str(BackgroundRun.objects.get(kind="frontier").pk))
    put(client, 40)
    assert [row.values for row in client.get(url).context["page"].rows if row.is_draft] == [(40,)]
    draft = WorkshopDraft.objects.get()
    document = draft.document | {"quota": 3, "rules": []}
    WorkshopDraft.objects.update(document=document)
    assert client.get(url).context["moved_on"]


def test_a_segments_threshold_is_tried_and_put_into_its_own_table(past, login, admin):
    web = Segment("Web", (Condition("source", "is", "web"),), SCORED.as_table(), "segment-1")
    put_in_force(SCORED.with_changes(segments=(web,)))
    client = login(admin)
    page = client.get(f"{PAGE}?table=segment-1&x=behaviour_min").context["page"]
    assert page.swept.grid.segment == "segment-1"
    assert len({row.figures.passed for row in page.rows}) == 1  # none of the past cases is of this segment
    put(client, 40, segment="segment-1", back=f"{PAGE}?table=segment-1&x=behaviour_min")
    document = current_document()
    assert document.segments[0].table.thresholds == {"behaviour_min": 40}
    assert document.thresholds == {"behaviour_min": 80}
