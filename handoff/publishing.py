"""A new criteria version comes into force: published by an admin, or by switching to another profile."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handoff.criteria_document import CriteriaDocument
from handoff.models import CriteriaVersion, Event
from handoff.profiles import PROFILES
from handoff.transition import Lost
from leads import background
from leads.models import BackgroundRun
from leads.people import full_name


@dataclass(frozen=True)
class Published:
    version: CriteriaVersion
    run: BackgroundRun


class Unpublishable(ValueError):
    """problems: what is wrong with the document."""

    def __init__(self, problems: list):
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


def publish_criteria(
    document: CriteriaDocument, *, reason: str, by, at: dt.datetime, base_number: int, **data
) -> Published:
    """Make document the version in force, judge all leads again in the background, and tell everybody.

    base_number: the version the author saw; when another one is in force by now, Lost is raised and nothing is written.
    """
    if problems := document.problems():
        raise Unpublishable(problems)
    try:
        with transaction.atomic():
            return _publish(document, reason, by, at, base_number, data)
    except IntegrityError:  # two first rows at once: the unique number decides
        raise Lost(_conflict(CriteriaVersion.active())) from None


def _publish(document, reason, by, at, base_number, data) -> Published:
    before = CriteriaVersion.objects.select_for_update().filter(is_active=True).first()
    if before is None or before.number != base_number:
        raise Lost(_conflict(CriteriaVersion.active()))
    CriteriaVersion.objects.filter(pk=before.pk).update(is_active=False)
    version = CriteriaVersion.objects.create(
        number=before.number + 1,
        profile=document.profile,
        document=document.to_json(),
        reason=reason,
        author=by,
        published_at=at,
        is_active=True,
    )
    Event.record(
        Event.Kind.CRITERIA_PUBLISHED,
        at=at,
        actor=by,
        data={"number": version.number, "profile": version.profile, "comment": reason} | data,
    )
    return Published(version, background.start("judge", by=by, as_of=at.isoformat(), criteria=version.number))


def switch_profile(profile: str, *, by, at: dt.datetime, reason: str, base_number: int) -> Published:
    """Publish the criteria of another size of company: as last edited here, else as shipped."""
    document = document_of_profile(profile)
    return publish_criteria(document, reason=reason, by=by, at=at, base_number=base_number, switched=True)


def last_of_profile(profile: str) -> CriteriaVersion | None:
    return CriteriaVersion.objects.filter(profile=profile).order_by("-number").first()


def document_of_profile(profile: str) -> CriteriaDocument:
    version = last_of_profile(profile)
    return version.parsed if version else PROFILES[profile]


def _conflict(version: CriteriaVersion) -> str:
    sentence = _(
        "Version %(number)s was published meanwhile by %(author)s. Nothing of yours was published:"
        " look at the difference and publish again."
    )
    return sentence % {"number": version.number, "author": full_name(version.author) or _("the system")}
