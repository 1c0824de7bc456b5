from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.bulk import performing, undoing
from handoff.models import BulkAction, Clock, Event, Notice, QueueEntry, QueueRules
from leads.background import perform_at_once
from leads.models import BackgroundRun, Lead
from tests.handoff.bulk_acts import act, results, state, undo
from tests.handoff.entries import clock_of, make_entry

HTMX = {"HX-Request": "true"}


def test_free_entries_are_claimed_and_the_others_are_told_with_their_reason(login, rep, other_rep, team):
    free, mine, taken = make_entry(team), make_entry(team, rep), make_entry(team, other_rep)
    closed = make_entry(team, rep)
    closed.nurture(by=rep, at=timezone.now(), reason="no_budget")
    response = act(login(rep), "claim", [free, mine, taken, closed])
    assert (response.status_code, response.headers["Location"]) == (303, "/queue/?tab=unclaimed")
    assert results() == {
        free.pk: ("done", ""), mine.pk: ("refused", "yours"),
        taken.pk: ("refused", "taken"), closed.pk: ("refused", "closed"),
    }  # fmt: skip
    assert state(free) == ("claimed", rep, "")
    assert free.events.get().kind == Event.Kind.CLAIMED
    text = login(rep).get("/queue/").text
    assert "着手: 1 件完了" in text
    assert "ほかの担当者が対応中です" in text


def test_the_clock_is_not_touched_by_claim_release_or_hand_over(login, rep, other_rep, team):
    entry = make_entry(team)
    before = Clock.objects.filter(entry=entry).values().get()
    client = login(rep)
    act(client, "claim", [entry])
    act(client, "hand_over", [entry], to=other_rep.pk)
    act(login(other_rep), "release", [entry])
    assert Clock.objects.filter(entry=entry).values().get() == before
    assert state(entry) == ("waiting", None, "")


def test_nobody_takes_more_than_the_team_allows(login, rep, team):
    QueueRules.objects.create(team=team, soft_limit=1, hard_limit=3)
    make_entry(team, rep)
    free = [make_entry(team) for _number in range(4)]
    act(login(rep), "claim", free)
    assert [results()[entry.pk] for entry in free] == [("done", "")] * 2 + [("refused", "no_room")] * 2


def test_a_disposition_needs_its_reason_and_answers_the_clock(login, rep, team):
    entries = [make_entry(team, rep), make_entry(team)]
    client = login(rep)
    response = act(client, "nurture", entries)
    assert response.status_code == 422
    assert "field-error" in response.text
    assert not BulkAction.objects.exists()
    act(client, "nurture", entries, reason="timing_far", note="来期")
    for entry in entries:
        assert state(entry) == ("closed", rep, "nurtured")
        assert clock_of(entry).stopped_at is not None
        assert entry.events.filter(kind=Event.Kind.NURTURED).get().data == {"reason": "timing_far", "comment": "来期"}


def test_other_as_a_reason_wants_words(login, rep, team):
    assert act(login(rep), "disqualify", [make_entry(team, rep)], reason="other").status_code == 422


def test_many_are_snoozed_until_one_moment(login, rep, team):
    entries = [make_entry(team, rep), make_entry(team)]
    act(login(rep), "snooze", entries, choice="hour")
    until = {QueueEntry.objects.get(pk=entry.pk).snoozed_until for entry in entries}
    assert len(until) == 1
    assert until.pop() > timezone.now()
    assert act(login(rep), "snooze", entries, choice="own", until="2020-01-01T10:00").status_code == 422


def test_a_manager_hands_out_free_entries_and_the_colleague_hears_once(login, manager, rep, team):
    entries = [make_entry(team) for _number in range(12)]
    act(login(manager), "hand_over", entries, to=rep.pk)
    assert QueueEntry.objects.mine(rep).count() == 12
    notice = Notice.objects.get(recipient=rep, event__kind=Event.Kind.HANDED_OVER)
    assert notice.event.data["count"] == 12
    assert "割り当て" in login(rep).get(reverse("lead", args=[entries[0].lead_id])).text


def test_a_rep_cannot_hand_over_or_release_what_a_colleague_has(login, rep, other_rep, team):
    taken = make_entry(team, other_rep)
    client = login(rep)
    act(client, "release", [taken])
    assert results() == {taken.pk: ("refused", "taken")}
    assert act(client, "hand_over", [taken], to=rep.pk).status_code == 422  # not to oneself
    assert state(taken) == ("claimed", other_rep, "")


@pytest.mark.parametrize("words", [{"to": ""}, {"to": "x"}, {"to": "999999999"}])
def test_a_colleague_must_be_one_of_the_team(login, rep, team, words):
    assert act(login(rep), "hand_over", [make_entry(team, rep)], **words).status_code == 422


def test_all_that_a_list_finds_are_meant_only_after_saying_so_twice(login, rep, team):
    entries = [make_entry(team) for _number in range(3)]
    client = login(rep)
    asked = act(client, "claim", [], all="1")
    assert asked.status_code == 422
    assert "該当する 3 件すべて" in asked.text
    act(client, "claim", [], all="1", sure="1")
    assert {state(entry)[0] for entry in entries} == {"claimed"}


def test_a_search_renews_the_list_that_all_found_means(login, rep, team):
    page = login(rep).get("/queue/?q=田中").text
    assert 'name="query" value="?q=%E7%94%B0%E4%B8%AD"' in page.split('id="queue-bulk"')[1].split("</form>")[0]
    assert "#queue-bulk" in page.split('hx-select-oob="')[1].split('"')[0].split(",")


def test_the_last_filter_of_a_long_list_counts_too(login, rep, team):
    entry, words = make_entry(team), {"source": "展示会" * 30, "prefecture": "東京都" * 6}
    Lead.objects.filter(pk=entry.lead_id).update(**words)
    least = entry.score + 1
    response = act(login(rep), "claim", [], query="?" + urlencode(words | {"least": least}), all="1", sure="1")
    assert response.status_code == 422
    assert state(entry)[0] == "waiting"
    act(login(rep), "claim", [], query="?" + urlencode(words), all="1", sure="1")
    assert state(entry)[0] == "claimed"


def test_a_long_address_of_the_list_is_not_cut_in_two(login, rep, team):
    entry = make_entry(team)
    query = "?" + urlencode({"q": "検索" * 100, "source": "展示会" * 30})
    assert act(login(rep), "claim", [entry], query=query).headers["Location"] == "/queue/"
    assert state(entry)[0] == "claimed"


def test_nothing_ticked_changes_nothing_and_says_so(login, rep, team):
    response = act(login(rep), "claim", [])
    assert response.status_code == 422
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize("pks", [["x"], ["-1"], ["9" * 40], ["１"], [""]])
def test_made_up_rows_are_nobodys(login, rep, team, pks):
    assert login(rep).post(reverse("queue_bulk_create", args=["claim"]), {"entry": pks}).status_code == 422


def test_another_teams_entries_are_out_of_reach(login, stranger, team):
    entry = make_entry(team)
    assert act(login(stranger), "claim", [entry]).status_code == 422
    assert state(entry) == ("waiting", None, "")


def test_a_manager_does_not_claim_and_an_unknown_act_is_no_page(login, manager, team):
    client = login(manager)
    assert act(client, "claim", [make_entry(team)]).status_code == 403
    assert act(client, "explode", [make_entry(team)]).status_code == 404


def test_the_form_comes_as_a_page_with_the_rows_in_it_and_for_htmx_without(login, rep, team):
    entry, client = make_entry(team, rep), login(rep)
    url, data = reverse("queue_bulk_form", args=["nurture"]), {"entry": [entry.pk], "query": "?tab=mine"}
    page = client.post(url, data)
    assert f'name="entry" value="{entry.pk}"' in page.text
    piece = client.post(url, data, headers=HTMX)
    assert piece.headers["HX-Retarget"] == "#queue-bulk"
    assert 'name="entry"' not in piece.text


def test_a_colleague_sees_neither_the_result_nor_the_way_back(login, rep, other_rep, team):
    act(login(rep), "claim", [make_entry(team)])
    action, client = BulkAction.objects.get(), login(other_rep)
    assert client.get(reverse("queue_bulk", args=[action.pk])).status_code == 404
    assert undo(client, action).status_code == 404


def test_the_page_of_results_names_each_lead_and_the_file_those_not_changed(login, rep, other_rep, team):
    free, taken = make_entry(team), make_entry(team, other_rep)
    type(taken.lead).objects.filter(pk=taken.lead_id).update(name="=1+1")
    client = login(rep)
    act(client, "claim", [free, taken])
    action = BulkAction.objects.get()
    text = client.get(reverse("queue_bulk", args=[action.pk])).text
    assert str(free.lead) in text
    assert "ほかの担当者が対応中です" in text
    file = client.get(reverse("queue_bulk_refused", args=[action.pk])).text
    assert "'=1+1" in file
    assert str(free.lead) not in file


def test_many_are_left_to_a_worker_and_a_second_worker_does_nothing_twice(login, rep, team, monkeypatch):
    monkeypatch.setattr(performing, "AT_ONCE", 3)
    monkeypatch.setattr(undoing, "AT_ONCE", 3)
    monkeypatch.setattr(performing, "CHUNK", 2)
    QueueRules.objects.create(team=team, soft_limit=None, hard_limit=None)
    entries = [make_entry(team) for _number in range(5)]
    client = login(rep)
    response = act(client, "claim", entries)
    action = BulkAction.objects.get()
    assert response.headers["Location"] == reverse("queue_bulk", args=[action.pk])
    assert "progress" in client.get(reverse("queue_bulk", args=[action.pk])).text
    assert {state(entry)[0] for entry in entries} == {"waiting"}
    for run in (action.run, BackgroundRun.objects.create(kind=performing.RUN, parameters={"action": str(action.pk)})):
        perform_at_once(run)
    assert QueueEntry.objects.mine(rep).count() == 5
    assert Event.objects.filter(kind=Event.Kind.CLAIMED).count() == 5
    undo(client)
    action.refresh_from_db()
    perform_at_once(action.run)
    assert QueueEntry.objects.mine(rep).count() == 0
    assert Event.objects.filter(kind=Event.Kind.TAKEN_BACK).count() == 5


def test_many_rows_take_few_queries(login, rep, team, django_assert_max_num_queries):
    QueueRules.objects.create(team=team, soft_limit=None, hard_limit=None)
    entries = [make_entry(team) for _number in range(60)]
    client = login(rep)
    with django_assert_max_num_queries(40):
        act(client, "nurture", entries, reason="no_budget")
