"""The ledger: whose an activity is, what kind it is, and that it counts once."""

import datetime as dt

import pytest

from leads.models import Activity, Score
from tests.leads.importing import counts, imported, problems

pytestmark = pytest.mark.django_db

HEADER = "行動ID,リードID,メールアドレス,種別,内容,日時,自動\n"


@pytest.fixture
def people():
    imported("leads", "リードID,メールアドレス,氏名\nL1,a@example.jp,一\nL1-2,a@example.jp,\nL2,b@example.jp,二\n")


def activities(*rows: str) -> str:
    return HEADER + "\n".join(rows) + "\n"


def test_an_activity_is_appended_and_scored(people):
    run = imported("activities", activities("A1,L1,,お問い合わせ,見積,2026-11-13T12:09:27.650596+09:00,"))
    activity = Activity.objects.get()
    assert (activity.kind, activity.content, activity.automated, activity.source) == ("inquiry", "見積", False, "ma")
    assert activity.occurred_at == dt.datetime(2026, 11, 13, 3, 9, 27, 650596, tzinfo=dt.UTC)
    assert counts(run, "created", "duplicates", "refused") == (1, 0, 0)
    assert Score.objects.filter(lead=activity.lead).exists()


def test_an_activity_id_counts_once_ever(people):
    text = activities("A1,L1,,メール開封,,2026-11-13 09:00,", "A1,L1,,メール開封,,2026-11-13 09:00,")
    assert counts(imported("activities", text), "created", "duplicates") == (1, 1)
    assert counts(imported("activities", text), "created", "duplicates") == (0, 2)


def test_the_same_id_from_another_source_is_another_activity(people):
    text = activities("A1,L1,,メール開封,,2026-11-13 09:00,")
    imported("activities", text, source="ma")
    imported("activities", text, source="web")
    assert Activity.objects.count() == 2


def test_any_lead_id_a_person_ever_had_or_the_email_says_whose_it_is(people):
    imported(
        "activities",
        activities(
            "A1,L1-2,,メール開封,,2026-11-13 09:00,",
            "A2,,A@Example.JP,メール開封,,2026-11-13 09:00,",
            "A3,gone,a@example.jp,メール開封,,2026-11-13 09:00,",
        ),
    )
    assert set(Activity.objects.values_list("lead__external_id", flat=True)) == {"L1"}
    assert Activity.objects.count() == 3


def test_an_activity_of_nobody_known_is_refused_by_name(people):
    run = imported(
        "activities", activities("A1,L9,,メール開封,,2026-11-13 09:00,", "A2,L2,,メール開封,,2026-11-13 09:00,")
    )
    assert problems(run) == {2: ["unknown_lead"]}
    assert run.rows.get().problems[0]["value"] == "L9"
    assert Activity.objects.get().external_id == "A2"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("メール開封", "email_open"),
        ("リンククリック", "email_click"),
        ("サイト閲覧", "page_view"),
        ("資料請求", "document_request"),
        ("資料ダウンロード", "download"),
        ("ウェビナー参加", "webinar"),
        ("イベント参加", "event"),
        ("お問い合わせ", "inquiry"),
        ("トライアル申込", "trial"),
        ("配信停止", "unsubscribe"),
        ("Page View", "page_view"),
        ("EMAIL_OPEN", "email_open"),
        ("ﾒｰﾙ開封", "email_open"),
    ],
)
def test_kinds_are_understood_in_japanese_and_english(people, word, kind):
    assert problems(imported("activities", activities(f"A1,L1,,{word},,2026-11-13 09:00,"))) == {}
    assert Activity.objects.get().kind == kind


def test_an_unknown_kind_is_kept_as_its_own_with_a_warning(people):
    run = imported("activities", activities("A1,L1,,工場見学,,2026-11-13 09:00,"))
    assert problems(run) == {2: ["unknown_kind"]}
    assert Activity.objects.get().kind == "工場見学"


@pytest.mark.parametrize("mark", ["○", "〇", "true", "TRUE", "1", "はい", "yes"])
def test_a_mail_scanner_is_marked(people, mark):
    imported("activities", activities(f"A1,L1,,メール開封,,2026-11-13 09:00,{mark}"))
    assert Activity.objects.get().automated


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T09:05:00+09:00",
        "2026-11-20T00:05:00Z",
        "2026-11-20T00:05:00.000000+00:00",
        "2026-11-20 09:05",
        "2026/11/20 9:05",
        "2026/11/20 9:05:00",
        "2026.11.20 09:05",
        "2026年11月20日 9時5分",
        "２０２６/１１/２０　９：０５",
    ],
)
def test_times_are_read_as_people_write_them_in_the_business_timezone(people, text):
    imported("activities", activities(f"A1,L1,,メール開封,,{text},"))
    assert Activity.objects.get().occurred_at == dt.datetime(2026, 11, 20, 0, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text", ["2026/02/30 10:00", "2026/13/01", "1899/12/31", "昨日", "46346", "2026-11-20T25:00:00"]
)
def test_an_impossible_time_refuses_the_row(people, text):
    run = imported("activities", activities(f"A1,L1,,メール開封,,{text},"))
    assert problems(run) == {2: ["unreadable_required"]}
    assert not Activity.objects.exists()


def test_a_row_without_kind_time_or_person_is_refused(people):
    run = imported(
        "activities",
        activities("A1,L1,,,,2026-11-13 09:00,", "A2,L1,,メール開封,,,", "A3,,,メール開封,,2026-11-13 09:00,"),
    )
    assert problems(run) == {2: ["missing"], 3: ["missing"], 4: ["missing"]}


def test_an_activity_without_an_id_counts_once_too(people):
    text = activities(",L1,,メール開封,月刊,2026-11-13 09:00,", ",L1,,メール開封,月刊,2026-11-13 09:01,")
    assert counts(imported("activities", text), "created") == (2,)
    assert counts(imported("activities", text), "created", "duplicates") == (0, 2)


def test_a_very_long_content_is_cut_and_said_so(people):
    run = imported("activities", activities(f"A1,L1,,サイト閲覧,/{'x' * 5000},2026-11-13 09:00,"))
    assert problems(run) == {2: ["cut"]}
    assert len(Activity.objects.get().content) == 500
