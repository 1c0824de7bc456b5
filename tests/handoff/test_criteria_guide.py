import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.criteria.document import Condition, Segment, Window
from handoff.criteria.profiles import LARGE, SMALL
from handoff.models import StrategicTarget
from tests.handoff.judging import make_company, put_in_force

pytestmark = pytest.mark.django_db


def text(client) -> str:
    return client.get(reverse("criteria_guide")).content.decode()


@pytest.mark.parametrize("person", ["marketer", "rep", "manager", "sales", "admin"])
def test_every_role_reads_it(person, login, request):
    shown = text(login(request.getfixturevalue(person)))
    assert "行動スコアが 100 以上" in shown
    assert "トスアップ基準の説明" in shown


def test_it_names_version_author_and_reason(login, rep):
    put_in_force(LARGE)
    shown = text(login(rep))
    assert "試験" in shown
    assert "トスアップ基準 バージョン 2" in shown


def test_rules_that_are_switched_off_are_left_out_and_numbers_stay(login, rep):
    first, *others = LARGE.rules
    off = type(first)(first.conditions, first.outcome, active=False)
    put_in_force(LARGE.with_changes(rules=(off, *others)))
    shown = text(login(rep))
    assert '<li value="1">' not in shown
    assert '<li value="2">' in shown


def test_each_segment_has_its_rules_and_everybody_else_comes_last(login, rep):
    segment = Segment("大手", (Condition("employees", "at_least", 1000),), SMALL.as_table())
    put_in_force(LARGE.with_changes(segments=(segment,)))
    shown = text(login(rep))
    assert shown.index("大手") < shown.index("その他のリード")
    assert "従業員数が 1,000 人以上" in shown


def test_the_exceptions_are_told(login, rep, sales, manager):
    today = timezone.localdate()
    window = Window("冬の陣", today, today + dt.timedelta(days=9), {"behaviour_min": 5})
    over = Window("夏の陣", today - dt.timedelta(days=9), today - dt.timedelta(days=1), {"behaviour_min": 5})
    put_in_force(LARGE.with_changes(windows=(window, over), cooling_days=90, quota=4))
    StrategicTarget.add(
        make_company(), owner=sales, reason="重点", expires_on=None, by=manager, at=timezone.now()
    )  # fmt: skip
    shown = text(login(rep))
    assert "冬の陣" in shown
    assert "夏の陣" not in shown
    assert "90 日たつと" in shown
    assert "月 4 件まで" in shown
    assert "現在 1 件" in shown


def test_points_are_explained_only_when_a_rule_looks_at_them(login, rep):
    put_in_force(SMALL)
    shown = text(login(rep))
    assert "点数の付け方" not in shown
    put_in_force(LARGE)
    assert "合計の上限" in text(login(rep))


def test_a_person_decides_where_no_rule_takes_the_rest(login, rep):
    gap = "どのルールにも当てはまらない場合は、人が判断します"
    assert gap not in text(login(rep))
    put_in_force(LARGE.with_changes(rules=LARGE.rules[:-1]))
    assert gap in text(login(rep))
