import datetime as dt

from django.urls import reverse
from django.utils import timezone

from handoff.models import QueueEntry
from tests.handoff.entries import make_entry


def shown(client, **asked):
    """The rows of the list and the newest entry, as the page would report them."""
    text = client.get(reverse("queue"), asked).text
    stamps = [part.split('"')[0] for part in text.split('name="row" value="')[1:]]
    return {"row": stamps, "newest": text.split('name="newest" value="')[1].split('"')[0]}


def news(client, state, **asked):
    return client.get(reverse("queue_news"), state | asked, headers={"HX-Request": "true"}).text


def later(entry):
    QueueEntry.objects.filter(pk=entry.pk).update(due_at=timezone.now() + dt.timedelta(days=9))


def test_nothing_new_changes_no_row(login, rep, team):
    later(make_entry(team))
    client = login(rep)
    text = news(client, shown(client))
    assert 'id="entry-' not in text
    assert 'class="news"' not in text


def test_new_entries_are_announced_in_a_bar_and_not_put_into_the_list(login, rep, team):
    client = login(rep)
    state = shown(client)
    entry = make_entry(team)
    text = news(client, state)
    assert "1 件の新着" in text
    assert f"entry-{entry.pk}" not in text


def test_a_row_that_a_colleague_claimed_changes_where_it_stands(login, rep, other_rep, team):
    entry, client = make_entry(team), login(rep)
    state = shown(client)
    entry.claim(by=other_rep, at=timezone.now())
    text = news(client, state)
    assert f'id="entry-{entry.pk}" hx-swap-oob="true"' in text
    assert "原 陽" in text


def test_a_row_that_fell_due_turns_overdue(login, rep, team):
    entry, client = make_entry(team), login(rep)
    QueueEntry.objects.filter(pk=entry.pk).update(due_at=timezone.now() + dt.timedelta(days=9))
    state = shown(client)
    QueueEntry.objects.filter(pk=entry.pk).update(due_at=timezone.now() - dt.timedelta(minutes=1))
    assert 'class="overdue' in news(client, state)


def test_a_closed_row_says_what_became_of_it(login, rep, team):
    entry, client = make_entry(team, owner=rep), login(rep)
    state = shown(client)
    entry.disqualify(by=rep, at=timezone.now(), reason="duplicate")
    text = news(client, state)
    assert f'id="entry-{entry.pk}"' in text
    assert "対象外" in text


def test_the_counts_of_the_tabs_come_along(login, rep, team):
    client = login(rep)
    state = shown(client)
    make_entry(team)
    assert 'id="count-unclaimed" hx-swap-oob="true">1<' in news(client, state)


def test_rows_of_another_team_are_not_told(login, stranger, team):
    entry = make_entry(team)
    assert f"entry-{entry.pk}" not in news(login(stranger), {"row": [f"{entry.pk}.x"], "newest": "0"})


def test_made_up_parameters_are_harmless(login, rep, team):
    client = login(rep)
    for row in ("x", "1.2.3", "9" * 40 + ".a", "１.a", "-1.a"):
        response = client.get(reverse("queue_news"), {"row": row, "newest": "9" * 40})
        assert response.status_code == 200


def test_it_takes_few_queries(login, rep, team, django_assert_max_num_queries):
    for _number in range(20):
        make_entry(team)
    client = login(rep)
    state = shown(client)
    with django_assert_max_num_queries(11):
        news(client, state)
