"""Hearing sheets for the tests: the product's own with questions of an organisation's own."""

from dataclasses import replace

from handoff.hearings.document import STANDARD, HearingDocument
from handoff.hearings.sheet import CHOICE, MULTI, NUMBER, YES_NO_KIND, Question, ShownIf
from handoff.models import HearingTemplate
from tests.conftest import NOW

UNITS = Question("qunits", NUMBER, "導入台数", talk="何台くらいお考えでしょうか？", help="PC とタブレットの合計")
RIVAL = Question("qrival", CHOICE, "比較先", required=True, own_choices=("A 社", "B 社"))
WHICH = Question(
    "qwhich", MULTI, "重視する点", required=True, own_choices=("価格", "機能"), shown_if=ShownIf("qrival", ("A 社",))
)
QUOTE = Question("qquote", YES_NO_KIND, "見積依頼", shown_if=ShownIf("qwhich", ("価格",)))


def with_questions(*own: Question) -> HearingDocument:
    sheet = STANDARD.everybody
    return HearingDocument((replace(sheet, questions=(*sheet.questions, *own)),))


def publish(document: HearingDocument) -> HearingTemplate:
    number = HearingTemplate.objects.count() + 1
    return HearingTemplate.objects.create(number=number, document=document.to_json(), reason="試験", published_at=NOW)
