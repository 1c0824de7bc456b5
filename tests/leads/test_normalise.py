import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.normalise import (
    company_key,
    corporate_number,
    email_key,
    grams,
    is_corporate_number,
    person_key,
    phone_digits,
    read_employees,
    read_revenue,
    search_key,
    title_rank,
)


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("営業部 部長", 4),
        ("社長室 室長", 3),
        ("社長室", 1),
        ("代表取締役社長", 6),
        ("副社長執行役員", 5),
        ("支社長", 4),
        ("Vice President", 5),
        ("営業担当", 1),
        ("本部長", 4),
        ("事業部長", 4),
        ("副部長", 4),
        ("担当部長", 4),
        ("部長代理", 4),
        ("課長代理", 3),
        ("部長補佐", 2),
        ("課長補佐", 2),
        ("社長秘書", 1),
        ("役員秘書", 1),
        ("ＣＩＯ", 5),
        ("General Manager", 4),
        ("Head of Sales", 4),
        ("プロジェクトﾏﾈｰｼﾞｬｰ", 3),
        ("Team Lead", 2),
        ("CTO兼CIO", 5),
        ("CEO/Founder", 6),
        ("社長室長", 3),
        ("執行役員室", 5),
        ("VPoE", 0),
        ("misleading", 0),
        ("顧問", 0),
        ("", 0),
    ],
)
def test_the_highest_listed_word_gives_the_title_its_rank(title, rank):
    assert title_rank(title) == rank


def test_words_an_admin_added_count_too():
    assert title_rank("シニアエキスパート", {"エキスパート": 3}) == 3
    assert title_rank("Evangelist", {"evangelist": 4}) == 4
    assert title_rank("部長", {"部長": 1}) == 1


def test_a_listed_word_inside_an_added_longer_one_does_not_count():
    assert title_rank("部長心得", {"部長心得": 3}) == 3


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("25人", 25),
        ("約3,443名", 3443),
        ("１６６名", 166),
        ("50～99名", 50),
        ("50-99", 50),
        ("50〜99名", 50),
        ("58名～116名", 58),
        ("1.2万人", 12_000),
        ("1～2万人", 10_000),
        ("0", 0),
        ("", None),
        ("多数", None),
        ("-5", None),
        ("99-50", None),
        ("300円", None),
        ("1.5人", None),
        ("99999999999999999999", None),
    ],
)
def test_employees_are_read_as_people_write_them(text, number):
    assert read_employees(text) == number


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("4500000000", 4_500_000_000),
        ("4,500,000,000円", 4_500_000_000),
        ("4,500百万円", 4_500_000_000),
        ("500千円", 500_000),
        ("300万円", 3_000_000),
        ("100億円", 10_000_000_000),
        ("１．５億円", 150_000_000),
        ("1兆円", 1_000_000_000_000),
        ("約10～50億円", 1_000_000_000),
        ("1000万円～1億円", 10_000_000),
        ("約3億", None),
        ("非公開", None),
        ("9億円くらい", None),
        ("99999999999兆円", None),
    ],
)
def test_revenue_is_read_as_people_write_it(text, yen):
    assert read_revenue(text) == yen


@given(st.text())
def test_nothing_that_people_write_breaks_a_reader(text):
    for read in (read_employees, read_revenue, title_rank, company_key, corporate_number, email_key, grams):
        read(text)


FORMS = (
    "株式会社 有限会社 合同会社 合資会社 合名会社 一般社団法人 公益社団法人 一般財団法人 公益財団法人 学校法人 医療法人"
)
ABROAD = ["サンプル Inc.", "サンプル Co., Ltd.", "サンプルCo.,Ltd.", "サンプル Ltd", "サンプル Corp.", "サンプル, LLC"]
SHORT = [
    "サンプル（株）",
    "サンプル㈱",
    "㈱ サンプル",
    "㍿サンプル",
    "（有）サンプル",
    "(同)サンプル",
    "株式 会社　サンプル",
]


@pytest.mark.parametrize(
    "name",
    [
        *(f"{form}サンプル" for form in FORMS.split()),
        "サンプル株式会社",
        *SHORT,
        *ABROAD,
        "サンプル K.K.",
        "KK サンプル",
        "ｻﾝﾌﾟﾙ",
    ],
)
def test_the_legal_form_and_spaces_say_nothing_about_who_a_company_is(name):
    assert company_key(name) == "サンプル"


@pytest.mark.parametrize(
    ("name", "key"),
    [("Linclon", "linclon"), ("Corpus", "corpus"), ("KKR", "kkr"), ("Toyco", "toyco"), ("COCO LTD", "coco")],
)
def test_a_legal_form_inside_a_word_stays(name, key):
    assert company_key(name) == key


def test_a_name_that_is_only_a_legal_form_keeps_it():
    assert company_key("株式会社") == "株式会社"
    assert company_key("Inc.") == "inc."


def test_names_that_differ_beyond_the_rule_stay_different():
    assert company_key("髙島屋") != company_key("高島屋")
    assert company_key("サンプルHD") != company_key("サンプルホールディングス")


@pytest.mark.parametrize(
    "number", ["1180301018771", "5010001008846", "7010401045660", "3011101042092", "8000012010038"]
)
def test_a_corporate_number_with_its_check_digit_is_valid(number):
    assert is_corporate_number(number)


@pytest.mark.parametrize(
    "number", ["1180001051840", "4010001008840", "6010001033581", "118030101877", "11803010187711", "a180301018771", ""]
)
def test_any_other_number_is_not(number):
    assert not is_corporate_number(number)


def test_a_corporate_number_may_be_written_with_hyphens_and_full_width():
    assert corporate_number("５-８３５６-７８２５-６２４６") == "5835678256246"
    assert corporate_number("2-8356-7825-6246") == ""


def test_a_person_is_known_by_the_email_else_by_company_name_and_phone_else_by_id():
    assert person_key(email=" Yamada@Example.JP ", name="別人") == person_key(email="yamada@example.jp")
    by_name = person_key(company="7", name="山田 太郎", phone="03-1234-5678", external_id="L1")
    assert by_name == person_key(company="7", name="山田　太郎", phone="０３（1234）5678", external_id="L2")
    assert by_name != person_key(company="8", name="山田太郎", phone="03-1234-5678")
    assert person_key(external_id="L1") == person_key(name="山田", external_id="L1") != ""
    assert person_key(name="山田") == ""


def test_phone_digits_are_the_digits_in_order():
    assert phone_digits("０６－4212-5799 (内線 12)") == "064212579912"


def test_search_takes_kana_width_and_case_for_the_same():
    assert search_key("やまだ　Ｔａｒｏ") == search_key("ﾔﾏﾀﾞTARO") == "ヤマダtaro"
    assert grams("山田 太郎") == ["太郎", "山田", "田太"]
    assert grams("山") == []
