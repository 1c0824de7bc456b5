import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.models import Event, Notice
from handoff.querysets.notice import PAGE
from tests.handoff.entries import make_lead


@pytest.fixture
def tell(db):
    """tell(user, …) -> a notice that a lead of theirs was won; minutes ago, or in the future when negative."""

    def write(user, minutes=1, **values):
        at = timezone.now() - dt.timedelta(minutes=minutes)
        event = Event.objects.create(kind=Event.Kind.WON, at=at, lead=make_lead())
        return Notice.objects.create(event=event, recipient=user, created_at=at, visible_at=at, **values)

    return write


def test_the_page_shows_ones_own_notices_with_the_newest_first(login, rep, other_rep, tell):
    old, new, foreign = tell(rep, 60), tell(rep, 1), tell(other_rep)
    content = login(rep).get(reverse("notices")).content.decode()
    assert content.index(new.event.lead.company.name) < content.index(old.event.lead.company.name)
    assert foreign.event.lead.company.name not in content


def test_a_notice_for_the_next_opening_is_not_shown_yet(login, rep, tell):
    later = tell(rep, minutes=-60)
    client = login(rep)
    assert later.event.lead.company.name not in client.get(reverse("notices")).content.decode()
    assert 'seen=0"' in client.get(reverse("bell")).content.decode()


def test_looking_at_the_page_marks_nothing_as_read(login, rep, tell):
    tell(rep)
    login(rep).get(reverse("notices"))
    assert Notice.objects.get().read_at is None


def test_unread_only(login, rep, tell):
    read, unread = tell(rep, read_at=timezone.now()), tell(rep)
    content = login(rep).get(reverse("notices"), {"show": "unread"}).content.decode()
    assert unread.event.lead.company.name in content
    assert read.event.lead.company.name not in content


def test_pages_follow_each_other_without_a_gap(login, rep, tell):
    notices = [tell(rep, minutes=each // 3) for each in range(PAGE + 5)]
    client = login(rep)
    first = client.get(reverse("notices"))
    rest = client.get(first.context["next_url"], headers={"hx-request": "true"})
    shown = [*first.context["notices"], *rest.context["notices"]]
    assert len(shown) == len({notice.pk for notice in shown}) == len(notices)
    assert rest.context["next_url"] == ""


NOON = "2026-11-02T12:00+09:00"


@pytest.mark.parametrize("after", ["", "x", "2026-11-02_1", f"{NOON}_x", f"{NOON}_{10**30}"])
def test_a_mangled_place_is_not_found(login, rep, after):
    assert login(rep).get(reverse("notices"), {"after": after}).status_code == 404


def test_the_page_asks_the_database_a_few_times_however_many_there_are(login, rep, tell, django_assert_max_num_queries):
    for each in range(20):
        tell(rep, minutes=each)
    client = login(rep)
    with django_assert_max_num_queries(10):
        client.get(reverse("notices"))


def test_opening_marks_it_read_and_leads_on(login, rep, tell):
    notice = tell(rep)
    response = login(rep).post(reverse("notice_open", args=[notice.pk]))
    assert response.status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_second_opening_keeps_the_first_time(login, rep, tell):
    first = timezone.now() - dt.timedelta(hours=3)
    notice = tell(rep, read_at=first)
    login(rep).post(reverse("notice_open", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == first


@pytest.mark.parametrize("name", ["notice_open", "notice_read"])
def test_a_notice_of_somebody_else_is_not_there(login, rep, other_rep, tell, name):
    notice = tell(other_rep)
    assert login(rep).post(reverse(name, args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("name", ["notice_open", "notice_read"])
def test_reading_is_never_done_by_a_get(login, rep, tell, name):
    assert login(rep).get(reverse(name, args=[tell(rep).pk])).status_code == 405


def test_marking_one_as_read_answers_its_row(login, rep, tell):
    notice = tell(rep)
    response = login(rep).post(reverse("notice_read", args=[notice.pk]), headers={"hx-request": "true"})
    assert f'id="notice-{notice.pk}"' in response.content.decode()
    assert "unread" not in response.content.decode()
    assert "notices-read" in response.headers["HX-Trigger"]  # the bell counts again at once


def test_marking_all_leaves_what_came_after_the_page_was_made(login, rep, other_rep, tell):
    seen, foreign = tell(rep, 10), tell(other_rep, 10)
    newer = tell(rep, 1)
    login(rep).post(reverse("notices_read"), {"until": seen.visible_at.isoformat()})
    assert set(Notice.objects.filter(read_at=None)) == {newer, foreign}


@pytest.mark.parametrize("until", ["", "now", "2026-11-02", "0001-01-01T00:00+14:00"])
def test_marking_all_with_a_mangled_moment_marks_what_is_visible(login, rep, tell, until):
    tell(rep)
    assert login(rep).post(reverse("notices_read"), {"until": until}).status_code == 302


def test_the_bell_counts_the_unread_and_says_so_in_words(login, rep, tell):
    tell(rep), tell(rep), tell(rep, read_at=timezone.now())
    content = login(rep).get(reverse("bell")).content.decode()
    assert "2" in content.partition('aria-label="')[2].partition('"')[0]


def test_the_bell_swaps_nothing_while_its_count_is_the_same(login, rep, tell):
    tell(rep)
    client = login(rep)
    assert client.get(reverse("bell"), {"seen": "1"}, headers={"hx-request": "true"}).status_code == 204
    assert client.get(reverse("bell"), {"seen": "0"}, headers={"hx-request": "true"}).status_code == 200


def test_a_member_chooses_the_language_of_the_mails(login, rep):
    login(rep).post(reverse("mail_language"), {"language": "en"})
    rep.member.refresh_from_db()
    assert rep.member.language == "en"


def test_another_language_than_ours_is_not_taken(login, rep):
    login(rep).post(reverse("mail_language"), {"language": "xx"})
    rep.member.refresh_from_db()
    assert rep.member.language == "ja"
