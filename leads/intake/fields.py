"""The fields a column can be: their names, their words in other tools' exports, and how a cell becomes a value."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.intake import readers
from leads.intake.readers import Reader


@dataclass(frozen=True)
class Field:
    """`words` are header names in other tools' exports, compared by mapping.header_key."""

    name: str
    label: Promise | str
    read: Reader
    words: str

    def synonyms(self) -> list[str]:
        return [self.name, *self.words.split(",")]


def text(limit: int) -> Reader:
    return readers.Text(limit)


_COMPANY = [
    Field("company_name", _("company name"), text(300),
          "会社名,企業名,社名,法人名,勤務先,勤務先名,お勤め先,貴社名,御社名,組織名,団体名,取引先名,提出者名,company,account name,"
          "organization,organisation,associated company,employer,business name"),
    Field("company_kana", _("company name (kana)"), text(300),
          "会社名カナ,会社名フリガナ,会社名(カナ),会社名ヨミ,企業名カナ,企業名フリガナ,提出者名(ヨミ),フリガナ(会社名)"),
    Field("company_english", _("company name (English)"), text(300), "会社名(英語),会社名(英字),英文社名,英語社名,提出者名(英字)"),
    Field("corporate_number", _("corporate number"), readers.corporate_number, "法人番号,提出者法人番号,国税庁法人番号,houjin bangou"),
    Field("industry", _("industry"), text(100), "業種,業界,業種名,提出者業種,業種分類,industry type,sector"),
    Field("employees", _("employees"), readers.employees,
          "従業員数,社員数,従業員規模,従業員,従業員数規模,社員規模,number of employees,employee count,no of employees,company size"),
    Field("annual_revenue", _("annual revenue (yen)"), readers.revenue,
          "売上高,年商,売上,売上規模,年間売上,年間売上高,売上高(円),revenue,annual sales,sales volume"),
    Field("address", _("address"), text(300), "住所,所在地,本社所在地,会社住所,番地,street address,street,address 1,billing street"),
    Field("prefecture", _("prefecture"), text(20), "都道府県,都道府県名,地域,エリア,state,state/region,province,region,billing state"),
    Field("is_customer", _("existing customer"), readers.flag, "既存顧客,既存顧客フラグ,顧客フラグ,取引先フラグ,取引有無,existing customer,customer"),
    Field("account_owner", _("account owner"), readers.email,
          "担当営業,営業担当,営業担当者,担当営業メール,担当営業メールアドレス,取引先所有者,account owner email,contact owner,owner,owner email"),
]  # fmt: skip

_LEAD = [
    Field("external_id", _("lead ID"), text(200),
          "リードid,id,リード番号,顧客id,コンタクトid,見込み客id,見込客id,プロスペクトid,lead id,record id,contact id,prospect id,"
          "marketo id,pardot id,crm id,contact id 18,hubspot id,レコードid"),
    *_COMPANY,
    Field("department", _("department"), text(200), "部署,部署名,部門,部門名,所属,所属部署,job function,division"),
    Field("title", _("job title"), text(200), "役職,役職名,肩書,肩書き,職位,職種,job title,jobtitle,position"),
    Field("name", _("name"), text(200), "氏名,名前,お名前,姓名,担当者,担当者名,ご担当者名,担当者氏名,full name,contact name,lead name"),
    Field("family_name", _("family name"), text(100), "姓,名字,苗字,last name,lastname,surname"),
    Field("given_name", _("given name"), text(100), "名,first name,firstname,forename"),
    Field("name_kana", _("name (kana)"), text(200), "フリガナ,ふりがな,氏名カナ,氏名フリガナ,氏名(カナ),お名前カナ,お名前(フリガナ),ヨミガナ,kana"),
    Field("family_kana", _("family name (kana)"), text(100), "セイ,姓カナ,姓フリガナ,姓(カナ),姓(フリガナ),last name kana"),
    Field("given_kana", _("given name (kana)"), text(100), "メイ,名カナ,名フリガナ,名(カナ),名(フリガナ),first name kana"),
    Field("email", _("e-mail"), readers.email,
          "メールアドレス,メール,eメール,e mail,email address,mail,mail address,e-mail address,work email,business email,電子メール"),
    Field("phone", _("phone"), text(60),
          "電話番号,電話,tel,telephone,phone number,携帯電話,携帯番号,携帯電話番号,連絡先,mobile,mobile phone,mobile phone number,"
          "business phone,代表電話"),
    Field("source", _("lead source"), text(100), "リードソース,流入元,獲得経路,獲得元,流入経路,チャネル,lead source,original source,"
          "original source type,original traffic source,person source"),
    Field("campaign", _("campaign"), text(100), "キャンペーン,キャンペーン名,施策,施策名,campaign name,utm campaign,acquisition program"),
    Field("tags", _("tags"), readers.tags, "タグ,ラベル,tag,labels"),
    Field("lost_before", _("lost before"), readers.flag, "過去失注,失注,失注履歴,失注フラグ,過去の失注,lost"),
    Field("registered_at", _("registered"), readers.moment,
          "登録日時,登録日,作成日,作成日時,獲得日,獲得日時,流入日,create date,created date,created at,created,date created,signup date"),
]  # fmt: skip

_ACTIVITY = [
    Field("external_id", _("activity ID"), text(200), "行動id,アクティビティid,履歴id,イベントid,ログid,activity id,event id,log id,id"),
    Field("lead_id", _("lead ID"), text(200),
          "リードid,リード番号,顧客id,コンタクトid,見込み客id,見込客id,lead,contact id,prospect id,record id,person id"),
    Field("email", _("e-mail"), readers.email, "メールアドレス,メール,eメール,e mail,email address,mail,mail address"),
    Field("kind", _("kind"), readers.kind,
          "種別,種類,行動種別,アクティビティ種別,活動種別,行動,アクション,type,activity type,event type,activity,action"),
    Field("content", _("content"), readers.CutText(1000),
          "内容,詳細,行動内容,件名,ページ,url,ページurl,資料名,イベント名,detail,details,subject,page,page url,asset,asset name,description"),
    Field("occurred_at", _("when"), readers.moment,
          "日時,行動日時,発生日時,実施日時,活動日時,日付,行動日,発生日,date,datetime,timestamp,activity date,created at,event date,occurred"),
    Field("automated", _("automated"), readers.flag, "自動,自動フラグ,ボット,bot,機械,is bot,bot flag"),
]  # fmt: skip

FIELDS: Mapping[str, dict[str, Field]] = {
    "leads": {field.name: field for field in _LEAD},
    "activities": {field.name: field for field in _ACTIVITY},
    "companies": {field.name: field for field in _COMPANY},
}


def labels(kind: str) -> dict[str, object]:
    return {name: field.label for name, field in FIELDS[kind].items()}
