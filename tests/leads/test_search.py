import pytest

from leads.models import Lead
from leads.normalise import grams, search_key
from leads.search import find
from tests.leads.importing import imported
from tests.leads.naughty import NAUGHTY

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    imported(
        "leads",
        "リードID,会社名,氏名,フリガナ,メールアドレス,電話番号\n"
        "L26-1,株式会社東京商事,山田　太郎,ヤマダ タロウ,taro.yamada@example.jp,03-1234-5678\n"
        "L26-2,Société Générale,佐藤 花子,サトウ ハナコ,hanako@sato.example,０６（9876）0000\n",
    )


NAMES = ["山田", "太郎", "山田太郎", "田太", "やまだ", "ﾔﾏﾀﾞ", "タロウ 山田", "東京商事", "東京", "山"]
ABBREVIATED = ["㈱東京商事", "(株) 東京商事", "東京商事㈱"]
OTHERS = ["TARO.YAMADA", "mada@ex", "0312345678", "03-1234", "1234-5678", "L26-1"]


@pytest.mark.parametrize("text", NAMES + ABBREVIATED + OTHERS)
def test_a_lead_is_found_by_any_piece_of_what_is_known(people, text):
    assert [lead.external_id for lead in find(Lead.objects.all(), text)] == ["L26-1"]


@pytest.mark.parametrize("text", ["06-9876-0000", "はなこ", "SOCIÉTÉ", "société générale", "さとう"])
def test_case_width_and_kana_do_not_matter(people, text):
    assert [lead.external_id for lead in find(Lead.objects.all(), text)] == ["L26-2"]


@pytest.mark.parametrize("text", ["2026-0001", "2026-00", "０００１", "6-0001"])
def test_an_id_that_looks_like_a_phone_number_is_found_as_well(people, text):
    imported("leads", "リードID,会社名,氏名\n2026-0001,東京商事,木村 一\n")
    assert [lead.external_id for lead in find(Lead.objects.all(), text)] == ["2026-0001"]


@pytest.mark.parametrize("text", ["鈴木", "山花", "%", "_", "太郎 佐藤", "' OR 1=1", "\\"])
def test_what_nobody_has_finds_nobody(people, text):
    assert not find(Lead.objects.all(), text)


def test_no_text_finds_everybody(people):
    assert find(Lead.objects.all(), " 　\x00").count() == 2


def test_the_index_holds_what_the_search_asks_for(people):
    imported(
        "leads",
        "リードID,氏名,会社名\n"
        + "".join(f'N{n},"{text.replace(chr(34), "")}",X{n}\n' for n, text in enumerate(NAUGHTY)),
    )
    for lead in Lead.objects.exclude(name=""):
        assert search_key(lead.name) in lead.search_text
        assert set(grams(lead.name)) <= set(lead.search_grams)


def test_a_company_that_changes_its_name_is_found_by_the_new_one(people):
    imported("companies", "会社名,法人番号\n東京商事,1180301018771\n")
    imported("companies", "会社名,法人番号\n新東京物産,1180301018771\n")
    assert [lead.external_id for lead in find(Lead.objects.all(), "物産")] == ["L26-1"]
