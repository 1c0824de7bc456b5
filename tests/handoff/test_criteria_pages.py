import datetime as dt

import pytest
from django.urls import reverse

from handoff.criteria.document import Window
from handoff.criteria.profiles import LARGE, MID
from handoff.models import CriteriaVersion
from handoff.publication.publishing import publish_now
from tests.conftest import NOW
from tests.handoff.judging import make_lead, put_in_force
from tests.publishing import finish_publications

pytestmark = pytest.mark.django_db

WINDOW = Window(
    "秋の展示会", dt.date(2026, 11, 1), dt.date(2026, 11, 30), {"attribute_min": 10}, {"source": ["展示会"]}
)


@pytest.mark.parametrize("person", ["marketer", "rep", "manager", "sales", "admin"])
def test_every_role_reads_the_rules_as_sentences(person, login, request):
    page = login(request.getfixturevalue(person)).get(reverse("criteria")).content.decode()
    assert "行動スコアが 100 以上、かつヒアリングが未完了" in page
    assert ("/criteria/draft/" in page) == (person == "admin")


def test_the_page_shows_the_windows_with_their_state(login, rep):
    over = Window("夏", dt.date(2020, 7, 1), dt.date(2020, 7, 31), {"attribute_min": 5})
    put_in_force(LARGE.with_changes(windows=(WINDOW, over)))
    page = login(rep).get(reverse("criteria")).content.decode()
    assert "秋の展示会" in page
    assert "終了" in page
    assert "属性スコアの基準を 10 引き下げ" in page


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


def test_the_criteria_page_asks_few_queries(login, rep, django_assert_max_num_queries):
    client = login(rep)
    with django_assert_max_num_queries(8):
        client.get(reverse("criteria"))
