import threading

import pytest
from django.db import connection
from django.urls import reverse

from leads.merging import Conflict
from leads.models import DraftRevision, ScoringModel, WorkshopDraft
from leads.models.workshop_draft import DraftGone, NothingToUndo
from tests.conftest import NOW

DOCUMENT = {
    "behaviour": [
        {"id": "opened", "kind": "email_open", "points": 1, "fresh_days": 30},
        {"id": "viewed", "kind": "page_view", "points": 2, "fresh_days": 30},
    ],
    "attribute_groups": [],
    "title_words": {},
}


def opened(by, **base) -> WorkshopDraft:
    return WorkshopDraft.open("scoring", **{"base": 1, "base_document": DOCUMENT} | base, by=by, at=NOW)


def points(**rules) -> dict:
    """The document with other points for some rules."""
    changed = [rule | {"points": rules.get(rule["id"], rule["points"])} for rule in DOCUMENT["behaviour"]]
    return DOCUMENT | {"behaviour": changed}


def points_of(document: dict) -> dict[str, int]:
    return {rule["id"]: rule["points"] for rule in document["behaviour"]}


def edit(draft, document, by, seen=1):
    return draft.edit(document, seen=seen, by=by, at=NOW)


@pytest.mark.django_db
def test_there_is_one_draft_for_everybody(admin, manager):
    first = opened(admin)
    edit(first, points(opened=5), admin)
    second = opened(manager, base=7, base_document={})
    assert (second.pk, second.base, points_of(second.document)["opened"]) == (first.pk, 1, 5)
    assert [each.number for each in first.revisions.order_by("number")] == [1, 2]


@pytest.mark.django_db
def test_the_second_editor_sees_the_firsts_change_and_loses_nothing(admin, manager):
    draft = opened(admin)
    edit(draft, points(opened=5), admin)
    edited = edit(draft, points(viewed=9), manager)
    assert points_of(edited.merged) == {"opened": 5, "viewed": 9}
    assert edited.conflicts == []
    assert [each.by for each in edited.others] == [admin]
    draft.refresh_from_db()
    assert (draft.revision, draft.updated_by, draft.document) == (3, manager, edited.merged)


@pytest.mark.django_db
def test_in_a_conflict_theirs_stays_and_mine_is_handed_back(admin, manager):
    draft = opened(admin)
    edit(draft, points(opened=5), admin)
    edited = edit(draft, points(opened=7, viewed=9), manager)
    assert edited.conflicts == [Conflict(("behaviour", "opened", "points"), 1, 7, 5)]
    assert points_of(edited.merged) == {"opened": 5, "viewed": 9}


@pytest.mark.django_db
def test_an_edit_that_changes_nothing_makes_no_revision(admin, manager):
    draft = opened(admin)
    edit(draft, points(opened=5), admin)
    assert edit(draft, points(opened=5), manager).revision == 2
    assert edit(draft, DOCUMENT, manager).revision == 2
    assert DraftRevision.objects.count() == 2


@pytest.mark.django_db
def test_undo_takes_back_ones_own_edits_one_after_the_other(admin, manager):
    draft = opened(admin)
    edit(draft, points(opened=5), admin)
    edit(draft, points(opened=6), admin, seen=2)
    edit(draft, points(viewed=9), manager)
    assert points_of(draft.undo(seen=4, by=admin, at=NOW).merged) == {"opened": 5, "viewed": 9}
    assert points_of(draft.undo(seen=5, by=admin, at=NOW).merged) == {"opened": 1, "viewed": 9}
    with pytest.raises(NothingToUndo):
        draft.undo(seen=6, by=admin, at=NOW)
    assert points_of(draft.undo(seen=6, by=manager, at=NOW).merged) == {"opened": 1, "viewed": 2}


@pytest.mark.django_db
def test_a_removed_rule_comes_back_where_it_was(admin):
    draft = opened(admin)
    removed = edit(draft, DOCUMENT | {"behaviour": DOCUMENT["behaviour"][1:]}, admin)
    assert len(removed.merged["behaviour"]) == 1
    assert draft.undo(seen=removed.revision, by=admin, at=NOW).merged == DOCUMENT


@pytest.mark.django_db
def test_undo_leaves_what_somebody_else_has_changed_since(admin, manager):
    draft = opened(admin)
    edit(draft, points(opened=5), admin)
    edit(draft, points(opened=8), manager, seen=2)
    undone = draft.undo(seen=3, by=admin, at=NOW)
    assert points_of(undone.merged)["opened"] == 8
    assert undone.conflicts == [Conflict(("behaviour", "opened", "points"), 5, 1, 8)]


@pytest.mark.django_db
def test_a_draft_left_behind_is_brought_up_to_what_was_published(admin):
    draft = opened(admin)
    assert not draft.is_behind(1) and draft.is_behind(2)
    edit(draft, points(opened=5), admin)
    edited = draft.rebase(base=2, base_document=points(opened=4, viewed=9), by=admin, at=NOW)
    assert points_of(edited.merged) == {"opened": 5, "viewed": 9}
    assert edited.conflicts == [Conflict(("behaviour", "opened", "points"), 1, 5, 4)]
    draft.refresh_from_db()
    assert (draft.base, points_of(draft.base_document)) == (2, {"opened": 4, "viewed": 9})
    assert not draft.is_behind(2)


@pytest.mark.django_db
def test_a_published_draft_is_gone_and_one_that_went_on_stays(admin):
    draft = opened(admin)
    document = edit(draft, points(opened=5), admin).merged
    edit(draft, points(opened=6), admin, seen=2)
    assert not WorkshopDraft.objects.published("scoring", document, 2)
    assert not WorkshopDraft.objects.published("criteria", points(opened=6), 2)
    assert WorkshopDraft.objects.published("scoring", points(opened=6), 2)
    assert not WorkshopDraft.objects.exists()


@pytest.mark.django_db
def test_who_edits_a_draft_that_is_gone_is_told(admin, manager):
    draft = opened(admin)
    opened(manager).discard(by=manager, at=NOW)
    for verb in (
        lambda: edit(draft, points(opened=5), admin),
        lambda: draft.undo(seen=1, by=admin, at=NOW),
        lambda: draft.rebase(base=2, base_document=DOCUMENT, by=admin, at=NOW),
        lambda: draft.discard(by=admin, at=NOW),
    ):
        with pytest.raises(DraftGone):
            verb()
    assert not WorkshopDraft.objects.exists()
    with pytest.raises(DraftGone):
        edit(opened(admin), DOCUMENT, admin, seen=9)


@pytest.mark.django_db(transaction=True)
def test_many_who_open_and_edit_at_once_share_one_draft_and_lose_nothing(admin, manager):
    rules = [{"id": f"r{n}", "kind": "page_view", "points": 0, "fresh_days": 1} for n in range(12)]
    document = DOCUMENT | {"behaviour": rules}
    barrier, errors = threading.Barrier(len(rules)), []

    def work(number):
        try:
            barrier.wait()
            draft = WorkshopDraft.open("scoring", base=1, base_document=document, by=admin, at=NOW)
            mine = [rule | {"points": 10 + number * (rule["id"] == f"r{number}")} for rule in rules]
            wanted = [mine[n] if n == number else rules[n] for n in range(len(rules))]
            edited = draft.edit(document | {"behaviour": wanted}, seen=1, by=[admin, manager][number % 2], at=NOW)
            assert edited.conflicts == []
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(len(rules))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    draft = WorkshopDraft.objects.get()
    assert points_of(draft.document) == {f"r{n}": 10 + n for n in range(12)}
    assert draft.revision == draft.revisions.count() == 13


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_the_same_at_once_one_is_asked(admin, manager):
    draft = opened(admin)
    found, barrier = [], threading.Barrier(2)

    def work(person, value):
        barrier.wait()
        found.append((value, edit(WorkshopDraft.objects.get(pk=draft.pk), points(opened=value), person)))
        connection.close()

    threads = [threading.Thread(target=work, args=each) for each in [(admin, 5), (manager, 7)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = [value for value, edited in found if not edited.conflicts]
    ((lost, edited),) = [each for each in found if each[1].conflicts]
    assert edited.conflicts == [Conflict(("behaviour", "opened", "points"), 1, lost, kept)]


def news(client, seen, kind="scoring"):
    return client.get(reverse("draft_news", args=[kind]), {"seen": seen})


@pytest.mark.django_db
def test_the_news_name_who_changed_what_and_leave_ones_own_edits_out(login, admin, manager):
    draft = opened(manager, base_document=ScoringModel.objects.active().parsed.named().to_json())
    client = login(admin)
    page = news(client, 1).content.decode()
    assert "every 5s" in page and "note" not in page
    changed = [rule | {"points": 41} if rule["kind"] == "inquiry" else rule for rule in draft.document["behaviour"]]
    edited = edit(draft, draft.document | {"behaviour": changed}, manager)
    edit(draft, edited.merged | {"title_words": {"店長代理": 2}}, admin, seen=2)
    answer = news(client, 1)
    page = answer.content.decode()
    assert "岡 誠" in page and "40 → 41" in page and "店長代理" not in page
    assert "note" not in news(client, 2).content.decode()


@pytest.mark.django_db
def test_the_news_say_that_the_draft_is_gone_and_stop_asking(login, admin):
    client = login(admin)
    page = news(client, 3).content.decode()
    assert "every 5s" not in page and "note" in page
    assert news(client, "x" * 9).status_code == 200
    assert news(client, 1, kind="shoes").status_code == 404
