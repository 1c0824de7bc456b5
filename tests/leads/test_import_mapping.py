import pytest

from leads.intake import mapping
from leads.models import ColumnMapping


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (
            "リードID,会社名,法人番号,業種,従業員数,売上高,部署,役職,氏名,フリガナ,メールアドレス,電話番号,都道府県,リードソース,タグ,"
            "既存顧客,担当営業,過去失注,登録日時",
            "external_id,company_name,corporate_number,industry,employees,annual_revenue,department,title,name,name_kana,"
            "email,phone,prefecture,source,tags,is_customer,account_owner,lost_before,registered_at",
        ),
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Company Name,Job Title,Original Source,Create Date,"
            "Number of Employees,Annual Revenue,Industry,State/Region,Lifecycle Stage",
            "external_id,given_name,family_name,email,phone,company_name,title,source,registered_at,"
            "employees,annual_revenue,industry,prefecture,custom",
        ),
        (
            "Id,Email Address,First Name,Last Name,Company Name,Job Title,Lead Source,Mobile Phone Number",
            "external_id,email,given_name,family_name,company_name,title,source,phone",
        ),
        ("姓,名,セイ,メイ,勤務先,ｅ－メール", "family_name,given_name,family_kana,given_kana,company_name,email"),
        ("Prospect ID,Lead Number,Lead Source,Tags,City", "external_id,custom,source,tags,custom"),
    ],
)
def test_columns_of_usual_exports_find_their_fields(columns, fields):
    assert list(mapping.guess("leads", columns.split(",")).values()) == fields.split(",")


def test_two_columns_never_get_one_field_and_the_usual_name_wins():
    guessed = mapping.guess("leads", ["Mobile", "電話番号"])
    assert guessed == {"Mobile": "custom", "電話番号": "phone"}


def test_unknown_columns_of_activities_are_left_out():
    assert mapping.guess("activities", ["種別", "備考"]) == {"種別": "kind", "備考": ""}


@pytest.mark.django_db
def test_a_correction_is_remembered_for_the_same_header():
    columns = ["ID ", "会社"]
    mapping.remember("leads", columns, {"ID ": "", "会社": "company_name"})
    mapping.remember("leads", columns, {"ID ": "external_id", "会社": "company_name"})
    assert mapping.remembered("leads", columns)["ID "] == "external_id"
    assert mapping.remembered("companies", columns) is None
    assert ColumnMapping.objects.count() == 1


def test_a_mapping_without_an_identity_or_with_a_field_twice_is_told():
    assert mapping.problems("leads", {"a": "title", "b": "title"}) == (
        ["title"],
        [["external_id", "email", "name", "family_name"]],
    )
    assert mapping.problems("activities", {"a": "email", "b": "kind"}) == ([], [["occurred_at"]])
