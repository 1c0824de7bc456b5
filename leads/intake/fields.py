"""The fields a column can be: their names, their words in other tools' exports, and how a cell becomes a value."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.intake import readers
from leads.intake.readers import Reader


@dataclass(frozen=True)
class Field:
    name: str
    label: Promise | str
    read: Reader


def text(limit: int) -> Reader:
    return readers.Text(limit)


_COMPANY = [
    Field("company_name", _("company name"), text(300)),
    Field("company_kana", _("company name (kana)"), text(300)),
    Field("company_english", _("company name (English)"), text(300)),
    Field("corporate_number", _("corporate number"), readers.corporate_number),
    Field("industry", _("industry"), text(100)),
    Field("employees", _("employees"), readers.employees),
    Field("annual_revenue", _("annual revenue (yen)"), readers.revenue),
    Field("address", _("address"), text(300)),
    Field("prefecture", _("prefecture"), text(20)),
    Field("is_customer", _("existing customer"), readers.flag),
    Field("account_owner", _("account owner"), readers.email),
]

_LEAD = [
    Field("external_id", _("lead ID"), text(200)),
    *_COMPANY,
    Field("department", _("department"), text(200)),
    Field("title", _("job title"), text(200)),
    Field("name", _("full name"), text(200)),
    Field("family_name", _("family name"), text(100)),
    Field("given_name", _("given name"), text(100)),
    Field("name_kana", _("full name (kana)"), text(200)),
    Field("family_kana", _("family name (kana)"), text(100)),
    Field("given_kana", _("given name (kana)"), text(100)),
    Field("email", _("e-mail"), readers.email),
    Field("phone", _("phone"), text(60)),
    Field("source", _("lead source"), text(100)),
    Field("campaign", _("campaign"), text(100)),
    Field("tags", _("tags"), readers.tags),
    Field("lost_before", _("lost before"), readers.flag),
    Field("registered_at", _("registered"), readers.moment),
]

_ACTIVITY = [
    Field("external_id", _("activity ID"), text(200)),
    Field("lead_id", _("lead ID"), text(200)),
    Field("email", _("e-mail"), readers.email),
    Field("kind", _("kind"), readers.kind),
    Field("content", _("content"), readers.CutText(500)),
    Field("occurred_at", _("when"), readers.moment),
    Field("automated", _("automated"), readers.flag),
]

FIELDS: dict[str, dict[str, Field]] = {
    "leads": {field.name: field for field in _LEAD},
    "activities": {field.name: field for field in _ACTIVITY},
    "companies": {field.name: field for field in _COMPANY},
}


def labels(kind: str) -> dict[str, Promise | str]:
    return {name: field.label for name, field in FIELDS[kind].items()}
