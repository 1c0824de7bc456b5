"""From a row's cells to the values that are staged, with what is wrong with them. Pure: no database."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from leads import normalise
from leads.intake.fields import FIELDS, Field
from leads.intake.files import Row
from leads.intake.mapping import CUSTOM
from leads.intake.problems import REFUSALS
from leads.intake.readers import CutText, Unreadable
from leads.models import Activity

LONGEST_CUSTOM = 10_000
Values = dict[str, Any]


@dataclass
class Staged:
    number: int
    values: Values = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(problem["code"] in REFUSALS for problem in self.problems)


class RowReader:
    """Reads the rows of one file: which column is which field is worked out once."""

    def __init__(self, kind: str, columns: list[str], mapping: dict[str, str], empty_words, title_words=None):
        fields = FIELDS[kind]
        self.finish: Callable[[Staged], None] = FINISH[kind]
        self.title_words = title_words or {}
        self.empty = frozenset(["", *empty_words])
        self.columns = [
            (place, column, None if mapping.get(column) == CUSTOM else fields[mapping[column]])
            for place, column in enumerate(columns)
            if mapping.get(column) == CUSTOM or mapping.get(column) in fields
        ]

    def __call__(self, row: Row) -> Staged:
        staged = Staged(row.number, {}, list(row.problems))
        if staged.refused:
            return staged
        custom: dict[str, str] = {}
        for place, column, known in self.columns:
            cell = row.cells[place].strip().strip(normalise.ZERO_WIDTH).strip()
            if cell in self.empty:
                continue
            if known is None:
                self._keep(staged, custom, column, cell)
            else:
                self._read(staged, known, column, cell)
        if custom:
            staged.values["custom"] = custom
        if "title" in staged.values:
            staged.values["title_rank"] = normalise.title_rank(staged.values["title"], self.title_words)
        self.finish(staged)
        return staged

    def _keep(self, staged: Staged, custom: dict[str, str], column: str, cell: str) -> None:
        if len(cell) > LONGEST_CUSTOM:
            staged.problems.append({"code": "too_long", "column": column, "value": len(cell), "limit": LONGEST_CUSTOM})
        custom[column] = cell

    def _read(self, staged: Staged, known: Field, column: str, cell: str) -> None:
        try:
            staged.values[known.name] = known.read(cell)
        except Unreadable as error:
            staged.problems.append({"field": known.name, "column": column, "value": cell[:100], **error.problem})
        else:
            if isinstance(known.read, CutText) and len(cell) > known.read.limit:
                staged.problems.append({"code": "cut", "column": column, "limit": known.read.limit})


def finish_company(staged: Staged) -> None:
    """What every row that names a company needs besides its cells."""
    values = staged.values
    if "company_name" in values:
        values["company_key"] = normalise.company_key(values["company_name"])
    if "prefecture" in values:
        values["company_prefecture"] = values["prefecture"]


def finish_company_row(staged: Staged) -> None:
    finish_company(staged)
    if "custom" in staged.values:
        staged.values["company_custom"] = staged.values.pop("custom")
    if not staged.values.keys() & {"company_name", "corporate_number"}:
        staged.problems.append({"code": "missing", "field": "company_name"})


def finish_lead(staged: Staged) -> None:
    finish_company(staged)
    values = staged.values
    _join(values, "name", "family_name", "given_name")
    _join(values, "name_kana", "family_kana", "given_kana")
    if "name" in values:
        values["person_name"] = normalise.name_key(values["name"])
    if "phone" in values:
        values["phone_digits"] = normalise.phone_digits(values["phone"])[:30]
    company = values.get("corporate_number") or values.get("company_key")
    named = "name" in values and (company or values.get("phone_digits"))
    if not (named or "email" in values or "external_id" in values):
        staged.problems.append({"code": "no_identity"})


def _join(values: Values, whole: str, *parts: str) -> None:
    found = [values.pop(part) for part in parts if part in values]
    if found and whole not in values:
        values[whole] = " ".join(found)


def finish_activity(staged: Staged) -> None:
    values = staged.values
    for required in ("kind", "occurred_at"):
        _require(staged, required)
    if not values.keys() & {"lead_id", "email"}:
        staged.problems.append({"code": "missing", "field": "lead_id"})
    if values.get("kind") and values["kind"] not in SHIPPED_KINDS:
        staged.problems.append({"code": "unknown_kind", "field": "kind", "value": values["kind"]})
    if "external_id" not in values:
        values["external_id"] = activity_id(values)


def _require(staged: Staged, name: str) -> None:
    if name in staged.values:
        return
    for problem in staged.problems:
        if problem.get("field") == name and problem["code"] == "unreadable":
            problem["code"] = "unreadable_required"
            return
    if not any(problem.get("field") == name for problem in staged.problems):
        staged.problems.append({"code": "missing", "field": name})


def activity_id(values: Values) -> str:
    """An ID for an activity that came without one: the same activity gets the same ID, so it counts once."""
    parts = [values.get("email") or values.get("lead_id", ""), *(values.get(f, "") for f in ("kind", "content"))]
    digest = hashlib.sha256("\x1f".join([*parts, str(values.get("occurred_at", ""))]).encode())
    return f"row-{digest.hexdigest()[:32]}"


SHIPPED_KINDS = frozenset(Activity.Kind.values)
FINISH: dict[str, Callable[[Staged], None]] = {
    "leads": finish_lead,
    "companies": finish_company_row,
    "activities": finish_activity,
}
