from urllib.parse import urlencode

from django.urls import reverse

from handoff.models import SavedView
from handoff.saved_views import VIEWS_UP_TO
from tests.handoff.test_queue_page import named


def view(owner, team, name="展示会", query="?source=%E5%B1%95%E7%A4%BA%E4%BC%9A", **values):
    return SavedView.objects.create(owner=owner, team=team, name=name, query=query, **values)


def test_the_list_as_it_is_becomes_a_view(login, rep, team):
    response = login(rep).post(
        reverse("saved_view_create"), {"name": " 今日の　自分 ", "query": "?tab=mine&sort=score&made=up"}
    )
    assert response.headers["Location"] == "/queue/?tab=mine&sort=score"
    saved = SavedView.objects.get()
    assert (saved.name, saved.query, saved.is_shared, saved.team) == (
        "今日の 自分",
        "?tab=mine&sort=score",
        False,
        team,
    )


def test_a_view_stands_beside_the_tabs_and_is_marked_when_shown(login, rep, team):
    view(rep, team)
    client = login(rep)
    assert 'title="絞り込み"' in client.get("/queue/").text
    text = client.get("/queue/?source=展示会").text
    assert 'aria-current="true"' in text.split('id="queue-views"')[1].split("</nav>")[0]


def test_the_counts_are_those_of_the_reader(login, rep, other_rep, team):
    named(team, "甲", rep)
    shared = view(rep, team, "自分", "?tab=mine", is_shared=True)
    badge = f'id="count-view-{shared.pk}" hx-swap-oob="true">%s<'
    assert badge % 1 in login(rep).get(reverse("saved_view_counts")).text
    assert badge % 0 in login(other_rep).get(reverse("saved_view_counts")).text


def test_a_colleague_sees_what_is_shared_and_cannot_change_it(login, rep, other_rep, stranger, team):
    shared, own = view(rep, team, "共有", is_shared=True), view(rep, team, "自分だけ")
    text = login(other_rep).get("/queue/").text
    assert "共有" in text
    assert "自分だけ" not in text
    client = login(other_rep)
    for each in (shared, own):
        assert client.post(reverse("saved_view_change", args=[each.pk]), {"name": "x"}).status_code == 404
        assert client.post(reverse("saved_view_remove", args=[each.pk])).status_code == 404
    assert "queue-views" not in login(stranger).get("/queue/").text


def test_a_manager_may_clear_a_shared_view_away_and_not_a_private_one(login, rep, manager, team):
    shared, own = view(rep, team, "共有", is_shared=True), view(rep, team, "自分だけ")
    client = login(manager)
    assert client.post(reverse("saved_view_remove", args=[own.pk])).status_code == 404
    client.post(reverse("saved_view_remove", args=[shared.pk]))
    assert list(SavedView.objects.all()) == [own]


def test_a_view_gets_another_name_and_is_shared(login, rep, team):
    own = view(rep, team)
    data = {f"view{own.pk}-name": "秋の展示会", f"view{own.pk}-is_shared": "on"}
    assert login(rep).post(reverse("saved_view_change", args=[own.pk]), data).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.is_shared) == ("秋の展示会", True)


def test_a_name_that_is_taken_or_missing_or_too_long_is_told_in_place(login, rep, other_rep, team):
    first, second = view(rep, team, "甲"), view(rep, team, "乙")
    view(other_rep, team, "丙")
    client = login(rep)
    for name in ("甲", "", "   ", "長" * 41):
        response = client.post(reverse("saved_view_create"), {"name": name, "query": "?tab=mine"})
        assert response.status_code == 422
        assert "field-error" in response.text
    response = client.post(reverse("saved_view_change", args=[second.pk]), {f"view{second.pk}-name": first.name})
    assert response.status_code == 422
    assert client.post(reverse("saved_view_create"), {"name": "丙", "query": "?"}).status_code == 303


def test_there_is_an_end_to_the_number_of_views(login, rep, team):
    for number in range(VIEWS_UP_TO):
        view(rep, team, f"{number}")
    response = login(rep).post(reverse("saved_view_create"), {"name": "もう一つ", "query": "?"})
    assert response.status_code == 422
    assert "30 個まで" in response.text


def test_the_page_of_all_views_works_without_scripts(login, rep, team):
    assert 'class="empty' in login(rep).get(reverse("saved_views")).text
    named(team, "甲", rep)
    view(rep, team, "自分", "?tab=mine")
    text = login(rep).get(reverse("saved_views"), {"tab": "hold"}).text
    assert "1 件" in text
    assert 'value="?tab=hold"' in text


def test_a_list_too_long_to_keep_is_refused_in_words(login, rep, team):
    query = "?" + urlencode({"q": "検索" * 100, "source": "展示会" * 30})
    response = login(rep).post(reverse("saved_view_create"), {"name": "長い", "query": query})
    assert response.status_code == 422
    assert "長すぎて保存できません" in response.text
    assert not SavedView.objects.exists()
