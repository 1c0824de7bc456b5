"""The strategic targets to read: those that run, those that are over, and leads that only carry the tag."""

import datetime as dt

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from handoff.criteria.document import CriteriaDocument
from handoff.criteria.profiles import STRATEGIC_TAG
from handoff.keyset import read_id
from handoff.models import StrategicTarget
from leads.models import Company, Lead
from leads.search import find

PAGE = 50
NEVER = dt.date.max


def running(day: dt.date, after: str = "") -> tuple[list[StrategicTarget], str]:
    """A page of them, the next to end first, and where the next page begins ("" when there is none)."""
    counted = Lead.objects.filter(company=OuterRef("company")).order_by().values("company")
    found = StrategicTarget.objects.running(day).with_people().annotate(
        last=Coalesce("expires_on", NEVER),
        lead_count=Subquery(counted.annotate(size=Count("pk")).values("size")),
    )  # fmt: skip
    if place := _place(after):
        last, pk = place
        found = found.filter(Q(last__gt=last) | Q(last=last, pk__gt=pk))
    rows = list(found.order_by("last", "pk")[: PAGE + 1])
    return rows[:PAGE], f"{rows[PAGE - 1].last}_{rows[PAGE - 1].pk}" if len(rows) > PAGE else ""


def over(day: dt.date) -> list[StrategicTarget]:
    """The latest of those that are over."""
    found = StrategicTarget.objects.over(day).with_people()
    return list(found.order_by(F("ended_at").desc(nulls_first=True), "-expires_on", "-pk")[:PAGE])


def tagged_only(leads, day: dt.date) -> list[Lead]:
    """Leads that an import tagged, without anybody in charge and without an end; the newest of them."""
    targets = StrategicTarget.objects.running(day)
    found = leads.filter(tags__contains=[STRATEGIC_TAG]).exclude(tags=[]).select_related("company")  # by lead_tags
    found = found.exclude(pk__in=targets.exclude(lead=None).values("lead"))
    known = Q(company__in=targets.exclude(company=None).values("company"))
    return list(found.exclude(known).order_by("-pk")[: PAGE + 1])


def is_looked_at(document: CriteriaDocument) -> bool:
    """Some rule, segment or campaign window looks at tags; otherwise a target changes no verdict."""
    in_segments = any(condition.field == "tag" for segment in document.segments for condition in segment.conditions)
    in_windows = any(
        "tag" in window.filter for _number, _offset, table in document.tables() for window in table.windows
    )
    return document.uses("tag") or in_segments or in_windows


def of_leads(day: dt.date):
    """Subquery of leads: the running target that gives each its tag, its own before that of its company."""
    either = Q(lead=OuterRef("pk")) | Q(company=OuterRef("company"))
    return StrategicTarget.objects.running(day).filter(either).order_by(F("lead").asc(nulls_last=True))


def search(leads, companies, text: str) -> tuple[list[Company], list[Lead]]:
    """Companies and leads by name, to choose one from."""
    text = text.replace("\x00", "").strip()[:100]
    if not text:
        return [], []
    by_name = companies.filter(Q(name__icontains=text) | Q(name_kana__icontains=text) | Q(corporate_number=text))
    return list(by_name.order_by("name_key", "pk")[:20]), list(find(leads.select_related("company"), text)[:20])


def _place(after: str) -> tuple[dt.date, int] | None:
    try:
        day, pk = after.split("_")
        return dt.date.fromisoformat(day), read_id(pk)
    except ValueError:
        return None
