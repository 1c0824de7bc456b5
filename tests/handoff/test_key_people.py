"""Key people and the next step: typed with the toss-up, frozen in its package."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from handoff.limits import KEY_PEOPLE_MAX
from handoff.models import Draft, Handoff, QueueEntry
from handoff.package.words import readable
from tests.handoff.toss_ups import make_entry

MORI = {"people-0-name": "森 一郎", "people-0-title": "情報システム部 部長", "people-0-role": "decides"}
KATO = {"people-2-name": "加藤", "people-2-role": "cautious", "people-2-note": "価格に慎重"}


@pytest.fixture
def entry(team, rep):
    return make_entry(team, rep)


def submit(client, entry, **values):
    values = {"reason_text": "基準を満たす", "seen": "score_and_hearing"} | values
    return client.post(reverse("handoff_create", args=[entry.pk]), values)


def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


def test_people_and_the_next_step_are_frozen_and_read_in_both_languages(login, rep, entry):
    day = tomorrow()
    submit(login(rep), entry, **MORI, **KATO, next_step="役員同席の面談", next_step_on=day.isoformat())
    document = Handoff.objects.get().package.document
    found = [(each["name"], each["role"]) for each in document["key_people"]]
    assert found == [("森 一郎", "decides"), ("加藤", "cautious")]
    assert document["next_step"] == {"text": "役員同席の面談", "on": day.isoformat()}
    assert not {"key_people", "next_step"} & set(document["completeness"]["missing"])
    with translation.override("ja"):
        assert readable(document)["key_people"][0]["role_words"] == "決裁者"
    with translation.override("en"):
        read = readable(document)
    assert (read["key_people"][0]["role_words"], read["next_step"]["on"]) == ("decides", day)


def test_the_preview_shows_them_before_anything_is_sent(login, rep, entry):
    client = login(rep)
    client.post(reverse("handoff_draft", args=[entry.pk]), MORI | {"next_step": "面談", "next_step_on": "not a day"})
    preview = client.get(reverse("handoff_new", args=[entry.pk]), headers={"HX-Request": "true"}).text
    assert "森 一郎" in preview and "決裁者" in preview and "面談" in preview


def test_another_row_keeps_what_is_typed_without_scripts(login, rep, entry):
    client = login(rep)
    typed = MORI | {"comment": "書きかけ", "people_rows": "2"}
    response = client.post(reverse("key_person_add", args=[entry.pk]), typed)
    assert response.url.endswith("#key-people")
    page = client.get(response.url)
    assert "書きかけ" in page.text and "森 一郎" in page.text
    assert page.context["form"].key_people.number == 3


def test_another_row_is_one_fragment_for_htmx(login, rep, entry):
    url = reverse("key_person_add", args=[entry.pk])
    response = login(rep).post(url, MORI | {"people_rows": "1"}, headers={"HX-Request": "true"})
    assert 'name="people-1-name"' in response.text and "<html" not in response.text
    assert 'name="people-2-name"' not in response.text


@pytest.mark.parametrize("rows", ["99", "9" * 50, "-1", "x", "", "²"])
def test_the_number_of_rows_stays_within_reason(login, rep, entry, rows):
    client = login(rep)
    client.post(reverse("key_person_add", args=[entry.pk]), {"people_rows": rows})
    page = client.get(reverse("handoff_new", args=[entry.pk]))
    assert 1 <= page.context["form"].key_people.number <= KEY_PEOPLE_MAX


@pytest.mark.parametrize(
    "wrong",
    [
        {"people-0-title": "部長"}, {"people-0-name": "山" * 101}, MORI | {"people-0-role": "king"},
        {"next_step": "面談", "next_step_on": "2020-01-01"}, {"next_step_on": "2026-13-01"},
        {"next_step": "面談", "next_step_on": "9999-12-31"}, {"next_step": "山" * 501},
        MORI | {"people-0-note": "a\0b"},
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_at_its_place(login, rep, entry, wrong):
    response = submit(login(rep), entry, comment="書いたこと", **wrong)
    assert response.status_code == 422
    assert "field-error" in response.text and "書いたこと" in response.text
    assert not Handoff.objects.exists()


def test_a_day_needs_a_step(login, rep, entry):
    assert submit(login(rep), entry, next_step_on=tomorrow().isoformat()).status_code == 422


def test_they_come_back_with_a_returned_toss_up(login, rep, manager, entry):
    client = login(rep)
    submit(client, entry, comment="前回の連絡", **MORI, next_step="面談")
    Handoff.objects.get().send_back(by=manager, at=timezone.now(), reason="other", comment="もう一度")
    again = QueueEntry.objects.get(state="claimed")
    page = client.get(reverse("handoff_new", args=[again.pk])).text
    assert "森 一郎" in page and "前回の連絡" in page and "面談" in page
    assert not Draft.objects.exists()


def test_a_name_is_text_wherever_it_is_shown(login, rep, entry):
    client = login(rep)
    response = submit(client, entry, **{"people-0-name": "<script>alert(1)</script>", "next_step": "<b>x</b>"})
    page = client.get(response.url).text
    assert "<script>alert" not in page and "<b>x" not in page
