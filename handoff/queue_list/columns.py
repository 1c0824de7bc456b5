"""What a row of the queue shows beside name, company and deadline. Each person chooses."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handoff.models import ColumnChoice, QueueEntry
from handoff.words.moments import moment_words

PAGE = "queue"


@dataclass(frozen=True)
class Column:
    """One without `text` has a place of its own in the row; the others stand one after another on a third line."""

    name: str
    label: str | Promise
    text: Callable[[QueueEntry], str] | None = None


COLUMNS = (
    Column("reason", _("Flag and reason")),
    Column("scores", _("Scores")),
    Column("owner", _("Who has it")),
    Column("title", _("Department and job title"), lambda entry: f"{entry.lead.department} {entry.lead.title}".strip()),
    Column("prefecture", _("Prefecture"), lambda entry: entry.lead.prefecture or _of_company(entry, "prefecture")),
    Column("industry", _("Industry"), lambda entry: _of_company(entry, "industry")),
    Column("source", _("Lead source"), lambda entry: entry.lead.source),
    Column("phone", _("Phone"), lambda entry: entry.lead.phone),
    Column("entered", _("Since when in the queue"), lambda entry: moment_words(entry.entered_at)),
)
NAMES = [column.name for column in COLUMNS]
USUAL = ["reason", "scores", "owner"]


def _of_company(entry: QueueEntry, name: str) -> str:
    return getattr(entry.lead.company, name) if entry.lead.company else ""


def chosen(user) -> list[str]:
    """The person's columns, in the order of COLUMNS."""
    kept = ColumnChoice.objects.filter(user=user.pk, page=PAGE).values_list("columns", flat=True).first()
    return [name for name in NAMES if name in (USUAL if kept is None else kept)]


def keep(user, names: list[str]) -> None:
    known = [name for name in NAMES if name in names]
    ColumnChoice.objects.update_or_create(user=user, page=PAGE, defaults={"columns": known})


def extras(entry: QueueEntry, names: list[str]) -> list[str]:
    """The words of the chosen columns that share the third line; what is not known is left out."""
    words = [column.text(entry) for column in COLUMNS if column.text and column.name in names]
    return [word for word in words if word]
