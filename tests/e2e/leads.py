"""Leads that stand in the queue, put there by the commands."""

import datetime as dt

HEADER = "リードID,会社名,役職,氏名,メールアドレス,電話番号,登録日時"
TOKYO = dt.timezone(dt.timedelta(hours=9))


def write_files(folder, names, prefix: str) -> tuple:
    """A file of leads and one of activities: enough behaviour to need a hearing, so they enter the queue."""
    now = dt.datetime.now(TOKYO)
    leads, activities = [HEADER], ["行動ID,リードID,種別,内容,日時"]
    for number, name in enumerate(names):
        lead = f"{prefix}-{number}"
        reached_by = f"{prefix.lower()}{number}@example.co.jp,03-1111-{number:04}"
        leads.append(f"{lead},株式会社{name}工業,部長,{name} 一郎,{reached_by},2026/10/01 09:00")
        activities += [
            f"{lead}-{n},{lead},お問い合わせ,価格,{(now - dt.timedelta(days=n)).isoformat()}" for n in (1, 2, 3)
        ]
    paths = folder / "leads.csv", folder / "activities.csv"
    for path, rows in zip(paths, (leads, activities), strict=True):
        path.write_text("\n".join(rows), encoding="utf-8")
    return paths


def put_into_queue(stack, folder, names, prefix: str) -> None:
    leads, activities = write_files(folder, names, prefix)
    stack.manage("import_leads", str(leads))
    stack.manage("import_activities", str(activities))
