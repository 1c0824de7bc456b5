"""The record of files taken out: written before the first line is sent, and read by the admin."""

import datetime as dt
from contextlib import suppress
from functools import cached_property

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.http import QueryDict
from django.utils.http import urlencode

from handoff.exports.table import Table
from handoff.keyset import read_id, read_moment
from handoff.lead_list import columns
from handoff.lead_list.filters import Filters
from handoff.models import Export
from handoff.nurturing import nurture_list
from leads.exporting.encodings import ENCODINGS
from leads.people import full_name

PAGE = 50


def write(user, at: dt.datetime, what: str, asked: dict[str, str], contents: Table, encoding: str) -> Export:
    return Export.objects.create(
        user=user, at=at, what=what, query=asked, columns=contents.columns, encoding=encoding, rows=contents.count
    )


class Log:
    """The record, newest first, page by page."""

    def __init__(self, asked):
        self.after = asked.get("after", "")

    @cached_property
    def _page(self) -> list[Export]:
        found = Export.objects.select_related("user").order_by("-at", "-id")
        at, _separator, pk = self.after.rpartition("_")
        with suppress(ValueError):
            found = found.filter(TupleLessThan((F("at"), F("id")), (read_moment(at), read_id(pk))))
        return list(found[: PAGE + 1])

    @property
    def rows(self) -> list[dict]:
        return [_row(export) for export in self._page[:PAGE]]

    @property
    def next_url(self) -> str:
        if len(self._page) <= PAGE:
            return ""
        last = self._page[PAGE - 1]
        return "?" + urlencode({"after": f"{last.at.isoformat()}_{last.pk}"})


def _row(export: Export) -> dict:
    asked = QueryDict(urlencode(export.query))
    labels = {column.name: str(column.label) for column in columns.COLUMNS}
    is_leads = export.what == Export.What.LEADS
    return {
        "export": export,
        "person": full_name(export.user),
        "filters": [words for _name, words in Filters(asked).in_words()] if is_leads else nurture_list.in_words(asked),
        "columns": [labels[name] for name in export.columns if name in labels],
        "contacts": any(column.contact for column in columns.COLUMNS if column.name in export.columns) or not is_leads,
        "encoding": ENCODINGS.get(export.encoding, export.encoding),
    }
