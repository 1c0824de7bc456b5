"""What a row of the lead list shows. Each person chooses; a file holds the same columns."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handoff.lead_list.sorts import TOTAL
from handoff.lead_list.stands import DUE, OWNER, STAND
from handoff.lead_list.stands import words as stand_words
from handoff.models import ColumnChoice
from handoff.words.values import TITLE_RANKS, flag_label, reason_label
from leads.roles import Role, has_role

PAGE = "leads"
# Whose files hold how to reach people. Salespeople see it lead by lead; a list of it does not leave with them.
MAY_TAKE_CONTACTS = (Role.MARKETER, Role.IS_REP, Role.SALES_MANAGER, Role.ADMIN)


def _moment(value: dt.datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


@dataclass(frozen=True)
class Cell:
    """One column of a file: what the database gives for it, and how that is written."""

    label: str | Promise
    source: object
    text: Callable[..., str] = lambda value: "" if value is None else str(value)


@dataclass(frozen=True)
class Column:
    """One column of the screen; in a file its parts stand beside each other."""

    name: str
    label: str | Promise
    cells: tuple[Cell, ...]
    numeric: bool = False
    contact: bool = False


def _plain(name: str, label, source, numeric=False, contact=False) -> Column:
    return Column(name, label, (Cell(label, source),), numeric, contact)


TAGS = Func(F("tags"), Value("、"), function="array_to_string", output_field=TextField())
OWNER_COLUMN = "owner"
NAME = pgettext_lazy("of a lead", "Name")
ALWAYS = (
    Cell(_("Lead ID"), F("external_id")),
    Cell(NAME, F("name")),
)
COLUMNS = (
    _plain("kana", _("Name (kana)"), F("name_kana")),
    _plain("company", _("Company"), F("company__name")),
    _plain("department", _("Department"), F("department")),
    Column(
        "rank",
        _("Title rank"),
        (
            Cell(_("Job title"), F("title")),
            Cell(_("Title rank"), F("title_rank"), lambda rank: str(TITLE_RANKS.get(rank, ""))),
        ),
    ),
    _plain("email", _("E-mail"), F("email"), contact=True),
    _plain("phone", _("Phone"), F("phone"), contact=True),
    _plain("prefecture", _("Prefecture"), Coalesce(NullIf("prefecture", Value("")), "company__prefecture")),
    _plain("industry", _("Industry"), F("company__industry")),
    _plain("employees", _("Employees"), F("company__employees"), numeric=True),
    _plain("behaviour", _("Behaviour"), F("score__behaviour_score"), numeric=True),
    _plain("attributes", _("Attributes"), F("score__attribute_score"), numeric=True),
    _plain("total", _("Score"), TOTAL, numeric=True),
    Column(
        "verdict",
        _("Verdict"),
        (
            Cell(_("Toss-up flag"), F("verdict__flag"), lambda flag: flag_label(flag) if flag else ""),
            Cell(_("Toss-up reason"), F("verdict__reason"), lambda code: reason_label(code) if code else ""),
        ),
    ),
    Column("stand", _("Where it stands"), (Cell(_("Where it stands"), STAND, stand_words),)),
    Column(OWNER_COLUMN, _("Who has it"), (Cell(_("Who has it"), OWNER),)),
    Column("due", _("Due"), (Cell(_("Due"), DUE, _moment),)),
    _plain("source", _("Source"), F("source")),
    _plain("campaign", _("Campaign"), F("campaign")),
    _plain("tags", _("Tags"), TAGS),
    Column("registered", _("Registered"), (Cell(_("Registered"), Coalesce("registered_at", "created_at"), _moment),)),
)
NAMES = [column.name for column in COLUMNS]
USUAL = ["company", "rank", "behaviour", "attributes", "verdict", "stand", "source", "registered"]


def chosen(user) -> list[Column]:
    """The person's columns, in the order of COLUMNS."""
    kept = ColumnChoice.objects.filter(user=user.pk, page=PAGE).values_list("columns", flat=True).first()
    return [column for column in COLUMNS if column.name in (USUAL if kept is None else kept)]


def keep(user, names: list[str]) -> None:
    """Nothing ticked means the usual ones."""
    known = [name for name in NAMES if name in names]
    ColumnChoice.objects.update_or_create(user=user, page=PAGE, defaults={"columns": known or USUAL})


def for_a_file(user, columns: list[Column]) -> list[Column]:
    """Those that this person's files may hold."""
    return [column for column in columns if not column.contact or has_role(user, *MAY_TAKE_CONTACTS)]
