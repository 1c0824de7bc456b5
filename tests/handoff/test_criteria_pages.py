import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from handoff.criteria_document import Window
from handoff.models import CriteriaVersion
from handoff.profiles import LARGE, MID
from handoff.publishing import publish_now
from leads.models import BackgroundRun
from tests.conftest import NOW
from tests.handoff.judging import make_lead, put_in_force
from tests.publishing import finish_publications

pytestmark = pytest.mark.django_db

WINDOW = Window(
    "秋の展示会", dt.date(2026, 11, 1), dt.date(2026, 11, 30), {"attribute_min": 10}, {"source": ["展示会"]}
)


def typed(document, base=1, windows=(), **changes):
    """The edit form as a browser sends it."""
    data = {"base": base, "reason": "見直し"}
    data |= {f"threshold_{name}": value for name, value in document.thresholds.items()}
    data |= {f"rule_{number}": "on" for number, rule in enumerate(document.rules) if rule.active}
    data |= {f"sla_{kind}": days for kind, days in document.sla.items()}
    data |= {
        "quota": document.quota,
        "windows-INITIAL_FORMS": len(document.windows),
        "windows-TOTAL_FORMS": len(windows),
    }
    for number, window in enumerate(windows):
        data |= {f"windows-{number}-{name}": value for name, value in window.items()}
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def window(**changes):
    values = {"name": "年末", "start": "2026-12-01", "end": "2026-12-25", "offset_attribute_min": "10"}
    return values | changes


def publish(client, data):
    answer = client.post(reverse("criteria_publish"), data)
    finish_publications()
    return answer


@pytest.mark.parametrize("person", ["marketer", "rep", "manager", "sales", "admin"])
def test_every_role_reads_the_rules_as_sentences(person, login, request):
    page = login(request.getfixturevalue(person)).get(reverse("criteria")).content.decode()
    assert "行動スコアが 100 以上、かつヒアリングが未完了" in page
    assert ("/criteria/edit/" in page) == (person == "admin")


def test_the_page_shows_the_windows_with_their_state(login, rep):
    over = Window("夏", dt.date(2020, 7, 1), dt.date(2020, 7, 31), {"attribute_min": 5})
    put_in_force(LARGE.with_changes(windows=(WINDOW, over)))
    page = login(rep).get(reverse("criteria")).content.decode()
    assert "秋の展示会" in page
    assert "終了" in page
    assert "属性スコアの基準を 10 引き下げ" in page


def test_an_admin_publishes_another_threshold_with_a_reason(login, admin):
    answer = publish(login(admin), typed(MID, threshold_behaviour_min=90))
    version, run = CriteriaVersion.active(), BackgroundRun.objects.get()
    assert answer.url == reverse("run", args=[run.pk])
    assert (version.number, version.parsed.thresholds["behaviour_min"]) == (2, 90)
    assert (version.author, version.reason) == (admin, "見直し")


def test_a_rule_can_be_switched_off(login, admin):
    publish(login(admin), typed(MID, rule_1=None))
    assert [rule.active for rule in CriteriaVersion.active().parsed.rules] == [True, False, True, True, True]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"threshold_behaviour_min": "-1"}, "0〜1000 の整数を入力してください"),
        ({"threshold_behaviour_min": "1000000000"}, "0〜1000 の整数を入力してください"),
        ({"threshold_behaviour_min": ""}, "このフィールドは必須です"),
        ({"threshold_behaviour_min": "多め"}, "整数を入力してください"),
        ({"threshold_timing_months_max": "0"}, "1〜36 の整数を入力してください"),
        ({"sla_first_response": "0"}, "1〜60 の整数を入力してください"),
        ({"reason": " "}, "このフィールドは必須です"),
        ({f"rule_{number}": None for number in range(5)}, "少なくとも 1 つのルールを有効にしてください"),
    ],
)
def test_bad_input_is_answered_at_its_field(login, admin, changes, message):
    answer = publish(login(admin), typed(MID, **changes))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert CriteriaVersion.active().number == 1


def test_a_look_with_bad_input_replaces_the_form_with_its_errors(login, admin):
    answer = login(admin).post(
        reverse("criteria_preview"), typed(MID, threshold_behaviour_min="-1"), headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#criteria-form")


def test_a_quota_of_nought_says_what_to_do_instead(login, admin):
    put_in_force(LARGE)
    answer = publish(login(admin), typed(LARGE, base=2, quota="0"))
    assert answer.status_code == 422
    assert "営業からの依頼のルールを停止してください" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"end": "2026-11-30"}, "終了日が開始日より前です"),
        ({"end": "2026-02-30"}, "日付を正しく入力してください"),
        ({"name": ""}, "このフィールドは必須です"),
        ({"offset_attribute_min": ""}, "少なくとも 1 つの閾値の引き下げ幅を入力してください"),
        ({"offset_attribute_min": "61"}, "0〜60 の整数を入力してください"),
        ({"offset_attribute_min": "-5"}, "0〜60 の整数を入力してください"),
    ],
)
def test_a_window_that_makes_no_sense_is_answered_at_its_field(login, admin, changes, message):
    put_in_force(LARGE)
    answer = publish(login(admin), typed(LARGE, base=2, windows=[window(**changes)]))
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_windows_are_added_edited_and_removed(login, admin):
    first = LARGE.with_changes(windows=(WINDOW, WINDOW))
    put_in_force(first)
    sent = {
        "name": "秋の展示会",
        "start": "2026-11-01",
        "end": "2026-11-30",
        "offset_attribute_min": "15",
        "filter_source": "展示会、紹介",
    }
    publish(login(admin), typed(first, base=2, windows=[sent, sent | {"DELETE": "on"}, window(), {}]))
    found = CriteriaVersion.active().parsed.windows
    assert [each.name for each in found] == ["秋の展示会", "年末"]
    assert (found[0].offsets, found[0].filter) == ({"attribute_min": 15}, {"source": ["展示会", "紹介"]})


def test_windows_that_no_rule_uses_stay_and_do_not_stop_an_edit(login, admin):
    put_in_force(MID.with_changes(windows=(replace(WINDOW, offsets={"behaviour_min": 10}),)))
    publish(login(admin), typed(MID, base=2, threshold_behaviour_min=90))
    found = CriteriaVersion.active().parsed
    assert (found.thresholds["behaviour_min"], [each.name for each in found.windows]) == (90, ["秋の展示会"])


def test_overlapping_windows_are_published_and_said_to_overlap(login, admin):
    put_in_force(LARGE)
    client = login(admin)
    sent = typed(LARGE, base=2, windows=[window(), window(name="歳末")])
    assert "大きいほうの引き下げ幅を使います" in client.post(reverse("criteria_preview"), sent).content.decode()
    publish(client, sent)
    assert "「年末」と「歳末」の期間が重なっています" in client.get(reverse("criteria")).content.decode()


def test_before_publishing_it_says_how_many_leads_would_change(login, admin):
    make_lead(behaviour=95, name="変わる 花子")
    make_lead(behaviour=120)
    make_lead(behaviour=0)
    answer = login(admin).post(
        reverse("criteria_preview"), typed(MID, threshold_behaviour_min=90, reason=""), headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "3 件中 1 件のリードでフラグが変わります" in page
    assert "変わる 花子" in page
    assert "行動スコア（以上）: 90 点" in page
    assert CriteriaVersion.active().number == 1


def test_who_edited_an_older_version_sees_what_changed_and_loses_nothing(login, admin, manager):
    publish_now(
        MID.with_changes(thresholds={"behaviour_min": 120, "timing_months_max": 3}),
        reason="先に", by=manager, at=NOW, base_number=1,
    )  # fmt: skip
    answer = publish(login(admin), typed(MID, threshold_timing_months_max=6))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "岡 誠さんがバージョン 2" in page
    assert "行動スコア（以上）: 120 点" in page
    assert 'value="6"' in page
    assert CriteriaVersion.active().number == 2


def test_a_switch_says_how_many_leads_it_touches_and_wants_a_reason(login, admin):
    make_lead()
    client = login(admin)
    assert "切り替えて 1 件を再判定" in client.get(reverse("profile_switch", args=["large"])).content.decode()
    url = reverse("profile_activation", args=["large"])
    assert client.post(url, {"base": 1, "reason": ""}).status_code == 422
    assert client.post(url, {"base": 1, "reason": "規模が変わった"}).status_code == 302
    finish_publications()
    assert CriteriaVersion.active().profile == "large"


def test_the_history_says_who_when_and_why(login, rep, admin):
    publish_now(MID.with_changes(quota=3), reason="枠を減らす", by=admin, at=NOW, base_number=1)
    client = login(rep)
    page = client.get(reverse("criteria_history")).content.decode()
    assert "枠を減らす" in page
    assert "谷 茜" in page
    assert "2026/11/20 09:00" in page
    page = client.get(reverse("criteria_diff", args=[1, 2])).content.decode()
    assert "手動トスアップ枠（チーム・月あたり）: 3 件" in page
    assert client.get(reverse("criteria_version", args=[1])).status_code == 200
    assert client.get(reverse("criteria_version", args=[9])).status_code == 404


@pytest.mark.parametrize("number", ["", "0", "x", "９", "9" * 30])
def test_a_base_that_is_no_version_is_not_found(login, admin, number):
    assert publish(login(admin), typed(MID, base=number)).status_code == 404


def test_the_criteria_page_asks_few_queries(login, rep, django_assert_max_num_queries):
    client = login(rep)
    with django_assert_max_num_queries(8):
        client.get(reverse("criteria"))
