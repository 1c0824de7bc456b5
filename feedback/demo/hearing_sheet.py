"""The demo's own hearing sheet: the shipped questions with words to ask them in, and one more."""

import datetime as dt
from dataclasses import replace

from handoff.hearings.document import STANDARD, HearingDocument
from handoff.hearings.sheet import NUMBER, Question
from handoff.models import HearingTemplate

BEGIN = (
    "お世話になっております。先日は資料をご覧いただき、ありがとうございました。\n"
    "ご検討の状況を 2、3 点だけお伺いしてもよろしいでしょうか。"
)
TALK = {
    "timing": "いつ頃までに始められるとよい、というご希望はございますか？",
    "decision_maker": "ご導入を決められるのは、どなたになりますか？",
    "challenge": "いま一番お困りなのは、どのような作業でしょうか？",
}
HELP = {"decision_maker": "別の方が決裁される場合は、お名前と役職まで確認してください。"}
USERS = Question("qdemousers", NUMBER, "利用人数の見込み", talk="何名くらいでのご利用をお考えでしょうか？")


def publish(by, at: dt.datetime) -> None:
    sheet = STANDARD.everybody
    asked = [replace(each, talk=TALK.get(each.name, ""), help=HELP.get(each.name, "")) for each in sheet.questions]
    document = HearingDocument((replace(sheet, talk=BEGIN, questions=(*asked, USERS)),))
    HearingTemplate.objects.create(
        number=1, document=document.to_json(), reason="話し方の例と利用人数の質問を追加", author=by, published_at=at
    )
