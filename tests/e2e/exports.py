"""A marketing-automation export as Japanese tools write one: leads in CP932, activities in UTF-8 with a BOM."""

import datetime as dt

LEADS = """\
リードID,会社名,業種,従業員数,役職,氏名,フリガナ,メールアドレス,電話番号,都道府県
E-1,株式会社青空製作所,機械,"1,200名",部長,髙橋　美咲,タカハシ ミサキ,misaki@aozora.example.co.jp,03-0000-0001,東京都
E-2,㈱みどり商事,卸売業,約300人,課長,石﨑　健,イシザキ ケン,ken@midori.example.co.jp,03-0000-0002,東京都
E-3,有限会社はる,小売業,20名,社員,春野 太郎,ハルノ タロウ,taro@haru.example.co.jp,03-0000-0003,大阪府
E-4,株式会社あおぞら観測,サービス業,50名,主任,星野 光,ホシノ ヒカル,hikaru@hoshi.example.co.jp,03-0000-0004,大阪府
E-1-2,（株）青空製作所,,,本部長,髙橋 美咲,,MISAKI@aozora.example.co.jp,,
"""  # the last row is the first person again
DONE = {"E-1": ["お問い合わせ", "お問い合わせ", "資料請求"], "E-2": ["お問い合わせ", "お問い合わせ", "資料請求"],
        "E-3": ["メール開封"], "E-4": ["お問い合わせ"]}  # fmt: skip


def write_leads(folder):
    path = folder / "leads.csv"
    path.write_bytes(LEADS.replace("\n", "\r\n").encode("cp932"))
    return path


def write_activities(folder, now: dt.datetime):
    """Things done in the last days; one row comes twice, one names a lead that nobody knows."""
    rows = ["行動ID,リードID,メールアドレス,種別,内容,日時,自動"]
    for lead, kinds in DONE.items():
        for number, kind in enumerate(kinds, 1):
            at = now - dt.timedelta(days=number)
            rows.append(f"{lead}-{number},{lead},,{kind},製品カタログ,{at.isoformat()},")
    rows += [rows[1], f"X-1,E-99,,メール開封,,{now.isoformat()},"]
    path = folder / "activities.csv"
    path.write_text("\r\n".join(rows) + "\r\n", encoding="utf-8-sig", newline="")
    return path
