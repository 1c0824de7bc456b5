"""What the demo's reps put into their packages beside the comment: people, a next step, now and then a file."""

import datetime as dt

from django.utils import timezone

from handoff.models import Attachment, QueueEntry
from handoff.package.files import received

PEOPLE = (
    [
        {"name": "村井 健二", "title": "営業企画部 部長", "role": "decides", "note": "費用対効果を重視"},
        {"name": "杉本 彩", "title": "営業企画部", "role": "champion", "note": "毎朝の集計を担当している"},
    ],
    [
        {"name": "大野 誠", "title": "取締役 管理本部長", "role": "approves", "note": ""},
        {"name": "平田 由香", "title": "情報システム課 課長", "role": "cautious", "note": "情報管理の確認が先"},
    ],
    [{"name": "今井 拓", "title": "総務部", "role": "contact", "note": "日程調整はこの方へ"}],
)
STEPS = (
    "30 分のオンライン面談で、現状の流れと費用の目安を説明する。",
    "同業の導入事例を送り、決裁者同席の打ち合わせを設定する。",
    "電話で競合との比較軸を聞き、提案の範囲を決める。",
)
NOTES = """会話メモ
・集計は毎朝 2 名で 1 時間かけている
・今の表計算は部署ごとに書式が違う
・来月の会議で候補を 2 社に絞る予定
"""
WHAT_TO_SEND = "資料,希望\r\n費用の目安,3 プラン\r\n導入事例,同業・100 名規模\r\n"
FILES = (("会話メモ.txt", NOTES.encode()), ("送付希望資料.csv", WHAT_TO_SEND.encode("cp932")))


def packed(entry: QueueEntry, number: int, *, by, at) -> dict:
    """The words for the toss-up; every second one takes a file along."""
    if number % 2 == 0:
        Attachment.attach(entry, received(*FILES[number // 2 % len(FILES)]), by=by, at=at)
    day = timezone.localdate(at) + dt.timedelta(days=7 - timezone.localdate(at).weekday())
    return {
        "key_people": PEOPLE[number % len(PEOPLE)],
        "next_step": STEPS[number % len(STEPS)],
        "next_step_on": day + dt.timedelta(days=number % 4),
    }
