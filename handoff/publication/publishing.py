"""A new criteria version comes into force: published by an admin, by switching the profile, or by rolling back.

Verdicts under it are computed beside those in force, switched with it in one transaction, and then acted upon.
"""

import datetime as dt

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.criteria.document import CriteriaDocument
from handoff.criteria.profiles import PROFILES
from handoff.judging.decision_table import DecisionTable
from handoff.judging.verdicts import calendar_timezone
from handoff.models import CriteriaVersion, Event
from handoff.publication import pending
from handoff.publication.lock import nobody_judges
from handoff.publication.settling import settle
from handoff.transition import Lost
from leads import publications
from leads.background import RunFailed, Words, background, perform_at_once
from leads.models import BackgroundRun, Lead, WorkshopDraft
from leads.people import full_name

KIND = "publish_criteria"


class Unpublishable(ValueError):
    """problems: what is wrong with the document."""

    def __init__(self, problems: list):
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


def publish_criteria(
    document: CriteriaDocument, *, reason: str, by, at: dt.datetime, base_number: int, **data
) -> BackgroundRun:
    """Ask for document to become the version in force; the run that is returned brings it about.

    base_number: the version the author saw. When another one is in force by now, or is on its way, Lost is raised and
    nothing is written. data: what else the event about it remembers.
    """
    return _ask(document, reason, by, at, base_number, data, wake=True)


def publish_now(
    document: CriteriaDocument, *, reason: str, by, at: dt.datetime, base_number: int, **data
) -> CriteriaVersion:
    """The same, done when it returns, as of `at`. For commands, the demo and tests."""
    run = _ask(document, reason, by, at, base_number, data, wake=False)
    perform_at_once(run)
    return CriteriaVersion.objects.get(number=run.result["version"])


def switch_profile(profile: str, *, by, at: dt.datetime, reason: str, base_number: int) -> BackgroundRun:
    """Publish the criteria of another size of company: as last edited here, else as shipped."""
    document = document_of_profile(profile)
    return publish_criteria(document, reason=reason, by=by, at=at, base_number=base_number, switched=True)


def roll_back(number: int, *, reason: str, by, at: dt.datetime, base_number: int) -> BackgroundRun:
    """Publish a copy of an earlier version."""
    document = CriteriaVersion.objects.get(number=number).parsed
    return publish_criteria(document, reason=reason, by=by, at=at, base_number=base_number, copy_of=number)


def last_of_profile(profile: str) -> CriteriaVersion | None:
    return CriteriaVersion.objects.filter(profile=profile).order_by("-number").first()


def document_of_profile(profile: str) -> CriteriaDocument:
    version = last_of_profile(profile)
    return version.parsed if version else PROFILES[profile]


def _ask(document, reason, by, at, base_number, data, *, wake: bool) -> BackgroundRun:
    if problems := document.problems():
        raise Unpublishable(problems)
    parameters = {"document": document.to_json(), "reason": reason, "base": base_number, "data": data}
    with transaction.atomic():
        try:
            run = publications.ask(KIND, by=by, at=at, wake=wake, **parameters)
        except publications.UnderWay as other:
            raise Lost(str(other)) from None
        if CriteriaVersion.active().number != base_number:
            raise Lost(_conflict(CriteriaVersion.active()))
        return run


def _result(run: BackgroundRun) -> str:
    return _("Version %(number)s is in force. The verdicts of %(changed)s of %(leads)s leads changed.") % {
        "number": run.result.get("version"),
        "changed": intcomma(run.result.get("changed", 0)),
        "leads": intcomma(run.result.get("leads", 0)),
    }


WORDS = Words(
    gettext_lazy("Publishing the toss-up criteria"),
    _result,
    back=lambda run: reverse("criteria"),
    cancellable=True,
    details=lambda run: reverse("publication", args=[run.pk]),
)


@background(KIND, WORDS)
def bring_into_force(run: BackgroundRun) -> dict:
    """Compute all verdicts beside those in force, switch, act. A run that died before its switch starts over."""
    if not run.result:
        document = CriteriaDocument.from_json(run.parameters["document"])
        table = DecisionTable(document, timezone=calendar_timezone())
        begun = _compute(run, table)
        _switch(run, document, table, begun)
        pending.forget()
    settle(run, publications.moment_of(run), publications.part(run, 1, of=2))
    return run.result


def _compute(run: BackgroundRun, table: DecisionTable) -> dt.datetime:
    run.heed()
    begun, as_of, done, total = pending.begin(), publications.moment_of(run), 0, Lead.objects.count()
    progress = publications.part(run, 0, of=2)
    for first, last, size in pending.ranges():
        pending.compute(run, table, (first, last), as_of)
        done += size
        progress(done, total)
        run.heed()
    pending.computed()
    return begun


def _switch(run: BackgroundRun, document: CriteriaDocument, table: DecisionTable, begun: dt.datetime) -> None:
    """The version, all verdicts and what is told of them in one transaction: nobody reads a mixture."""
    with nobody_judges():
        run.refresh_from_db(fields=["result"])
        if run.result:  # a worker that was thought dead has done it
            return
        at, before = publications.moment_of(run), CriteriaVersion.active()
        if before.number != run.parameters["base"]:
            raise RunFailed(_conflict(before))
        pending.complete(run, table, begun, at, stored=False)
        version = _activate(run, document, before, at)
        result = pending.take_over(run, version, at)
        Event.record(
            Event.Kind.CRITERIA_PUBLISHED,
            at=at,
            actor=run.started_by,
            data={"number": version.number, "profile": version.profile, "comment": version.reason}
            | run.parameters["data"],
        )
        WorkshopDraft.objects.published(WorkshopDraft.Kind.CRITERIA, version.document, version.number)
        run.commit_to(result | {"version": version.number})


def _activate(run: BackgroundRun, document: CriteriaDocument, before: CriteriaVersion, at) -> CriteriaVersion:
    CriteriaVersion.objects.filter(pk=before.pk).update(is_active=False)
    return CriteriaVersion.objects.create(
        number=before.number + 1,
        profile=document.profile,
        document=document.to_json(),
        reason=run.parameters["reason"],
        author=run.started_by,
        published_at=at,
        is_active=True,
    )


def _conflict(version: CriteriaVersion) -> str:
    sentence = _(
        "Version %(number)s was published meanwhile by %(author)s. Nothing of yours was published:"
        " look at the difference and publish again."
    )
    return sentence % {"number": version.number, "author": full_name(version.author) or _("the system")}
