import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from handoff.deadlines.business_days import Calendar
from handoff.deadlines.words import describe
from handoff.models import Clock
from handoff.words.moments import moment_words, when_words
from tests.handoff.entries import DUE, clock_of, make_entry, make_handoff, tokyo


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        ("2026-11-02T10:00", "normal", "3 business days left"),
        ("2026-11-05T23:59", "normal", "1 business day left"),
        ("2026-11-06T00:00", "today", "Due today, 18 h left"),
        ("2026-11-06T17:30", "today", "Due today, 30 min left"),
        ("2026-11-06T18:00", "today", "Due today, 1 min left"),
        ("2026-11-06T20:10", "overdue", "Overdue 2 h"),
        ("2026-11-10T09:00", "overdue", "Overdue 2 bus. days"),
    ],
)
def test_a_deadline_in_words(now, state, words):
    with translation.override("en"):
        deadline = describe(tokyo(DUE), tokyo(now), Calendar())
    assert (deadline.state, deadline.words, deadline.due) == (state, words, "Fri 6 Nov 18:00")


@pytest.mark.parametrize(
    ("answered", "words"), [("2026-11-05T10:00", "Answered"), ("2026-11-07T10:00", "Answered late")]
)
def test_what_is_answered_is_not_overdue_any_more(answered, words):
    with translation.override("en"):
        deadline = describe(tokyo(DUE), tokyo("2026-12-01T10:00"), Calendar(), tokyo(answered))
    assert (deadline.state, deadline.words) == ("met", words)


def test_dates_are_written_as_the_reader_writes_them():
    with translation.override("ja"):
        assert moment_words(tokyo(DUE)) == "11/6 (金) 18:00"
    with translation.override("en"):
        assert moment_words(tokyo(DUE)) == "Fri 6 Nov 18:00"


def test_moments_are_relative_only_within_a_day():
    with translation.override("en"):
        assert when_words(tokyo(DUE), tokyo("2026-11-06T20:00")) == "2 h ago"
        assert when_words(tokyo(DUE), tokyo("2026-11-07T18:00")) == "Fri 6 Nov 18:00"
        assert when_words(tokyo(DUE), tokyo("2027-11-07T18:00")) == "Fri 6 Nov 2026 18:00"


def test_a_list_of_deadlines_reads_the_calendars_once(team, rf, django_assert_max_num_queries):
    entries = [make_entry(team) for _each in range(5)]
    template = Template("{% load deadlines %}{% for entry in entries %}{% deadline entry %}{% endfor %}")
    with django_assert_max_num_queries(4):
        html = template.render(Context({"entries": entries, "request": rf.get("/")}))
    assert all(reverse("entry_days", args=[entry.pk]) in html for entry in entries)
    assert html.count("11/6 (金) 18:00") == 5


def test_the_deadline_of_a_toss_up_has_its_own_count(team, manager, login):
    handoff = make_handoff(team)
    Clock.objects.start_for_handoff(handoff, Clock.Kind.APPROVAL, tokyo("2026-11-02T10:00"), 1)
    template = Template("{% load deadlines %}{% clock_deadline clock team_id as_of=now large=True %}")
    html = template.render(Context({"clock": clock_of(handoff), "team_id": team.pk, "now": tokyo("2026-11-02T10:00")}))
    url = reverse("clock_days", args=[clock_of(handoff).pk])
    assert url in html
    assert "文化の日" in login(manager).get(url).content.decode()


def test_the_count_names_every_day(team, rep, login):
    entry = make_entry(team)
    url = reverse("entry_days", args=[entry.pk])
    client = login(rep)
    assert "文化の日" in client.get(url).content.decode()
    fragment = client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "文化の日" in fragment
    assert "<html" not in fragment


def test_a_deadline_keeps_its_promise_when_the_calendar_changes(team, rep, login):
    entry = make_entry(team)
    team.calendar.extra_open_days.create(name="棚卸し", day="2026-11-03")
    content = login(rep).get(reverse("entry_days", args=[entry.pk]), headers={"hx-request": "true"}).content.decode()
    assert "day-note" in content


@pytest.mark.parametrize("name", ["entry_days", "clock_days"])
def test_the_count_of_another_teams_entry_is_not_there(team, stranger, sales, login, name):
    entry = make_entry(team)
    pk = entry.pk if name == "entry_days" else clock_of(entry).pk
    for person in (stranger, sales):
        assert login(person).get(reverse(name, args=[pk])).status_code == 404


def test_a_lead_page_has_the_count_ready_for_paper(team, rep, login):
    entry = make_entry(team, rep)
    text = login(rep).get(reverse("lead", args=[entry.lead_id])).text
    printed = text[text.index('class="print-only') :].split("</div>")[0]
    assert "文化の日" in printed
    assert "11/6 (金) 18:00" in printed
    Clock.objects.answer(entry, tokyo("2026-11-04T10:00"))
    assert "print-only" not in login(rep).get(reverse("lead", args=[entry.lead_id])).text


def test_the_count_comes_by_pointer_and_by_keyboard(team, rep, login):
    entry = make_entry(team, rep)
    text = login(rep).get(reverse("lead", args=[entry.lead_id])).text
    assert 'hx-trigger="mouseenter once, focus once"' in text
