"""What goes into a file: labels and rows of text, read from the database as they are sent."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from handoff.lead_list import LeadList, columns
from handoff.lead_list.columns import ALWAYS, NAME, Cell, Column
from handoff.nurturing.nurture_list import NurtureList
from leads.people import full_name

AT_A_TIME = 2000


@dataclass(frozen=True)
class Table:
    """columns: their names, for the record. rows: may be called again, and reads anew."""

    columns: list[str]
    labels: list[str]
    count: int
    rows: Callable[[], Iterator[list[str]]]


def of_leads(page: LeadList, *, everything: bool) -> Table:
    """The lead list as this person sees it, or with every column that this person's files may hold."""
    shown = columns.for_a_file(page.user, list(columns.COLUMNS) if everything else page.columns)
    cells = [*ALWAYS, *(cell for column in shown for cell in _written(column))]
    leads = page.leads.order_by(*page.sort.order)
    names = [column.name for column in shown]
    return Table(names, [str(cell.label) for cell in cells], page.leads.count(), lambda: read(leads, cells))


def of_nurturing(page: NurtureList) -> Table:
    """The nurture list as the marketing tool wants it."""
    cells = [
        Cell(_("Lead ID"), F("lead__external_id")),
        Cell(NAME, F("lead__name")),
        Cell(_("E-mail"), F("lead__email")),
        Cell(_("Company"), F("lead__company__name")),
        Cell(_("Reason code"), F(page.reason_field)),
        Cell(_("Why it is here"), F(page.reason_field), lambda code: page.reasons_by_code.get(code) or code),
        Cell(_("Since"), F("moment"), written_day),
        Cell(_("Look again on"), F("look_again_on"), written_day),
        Cell(_("Score"), F("lead__score__behaviour_score") + F("lead__score__attribute_score")),
    ]
    names = ["email", "company", "reason", "since", "look_again_on"]
    return Table(names, [str(cell.label) for cell in cells], page.count, lambda: read(page.stays, cells))


def written_day(value: dt.datetime | dt.date | None) -> str:
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    return value.isoformat() if value else ""


def read(rows: QuerySet, cells: list[Cell]) -> Iterator[list[str]]:
    """The cells of each row, by a cursor on the server: memory does not grow with the file."""
    sources = {f"cell_{number}": cell.source for number, cell in enumerate(cells)}
    texts = [cell.text for cell in cells]
    found = rows.annotate(**sources).values_list(*sources).iterator(chunk_size=AT_A_TIME)
    return ([text(value) for text, value in zip(texts, row, strict=True)] for row in found)


def _written(column: Column) -> tuple[Cell, ...]:
    """Who has it is a number in the database, and a name in the file."""
    if column.name != columns.OWNER_COLUMN:
        return column.cells
    names = {person.pk: full_name(person) for person in get_user_model().objects.all()}
    return tuple(Cell(cell.label, cell.source, lambda pk: names.get(pk, "")) for cell in column.cells)
