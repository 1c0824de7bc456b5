"""What a new installation still needs. Each item finds out by itself whether it is done."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext as _

from handoff.doctor import is_behind
from handoff.models import BusinessCalendar, ClosedDay, CriteriaVersion, Notice, Profile, StartStep
from handoff.words.values import listed
from leads.models import Lead, Sweep
from leads.roles import ROLE_NAMES, Role


@dataclass(frozen=True)
class Item:
    name: str
    done: bool
    title: str
    text: str
    url: str
    action: str
    posts: bool = False  # the link is a form, because following it is what is kept


class Checklist:
    def __init__(self, now: dt.datetime):
        self.now = now

    @cached_property
    def said(self) -> set[str]:
        return set(StartStep.objects.values_list("name", flat=True))

    @cached_property
    def items(self) -> list[Item]:
        return [
            self._size(),
            self._people(),
            self._calendar(),
            self._mail(),
            self._work(),
            self._leads(),
            self._rules(),
        ]

    @property
    def done(self) -> int:
        return sum(item.done for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def next(self) -> Item | None:
        return next((item for item in self.items if not item.done), None)

    @property
    def is_open(self) -> bool:
        """Neither put away nor done."""
        return StartStep.Name.CLOSED not in self.said and self.next is not None

    def _size(self) -> Item:
        version = CriteriaVersion.active()
        return Item(
            "size",
            StartStep.Name.SIZE in self.said or version.number > 1,
            _("Company size"),
            _("In force: %(profile)s. It decides which rules and which steps you begin with.")
            % {"profile": Profile(version.profile).label if version.profile in Profile.values else version.profile},
            reverse("start_size"),
            _("Choose the size"),
        )

    def _people(self) -> Item:
        missing = missing_roles()
        text = _("Somebody holds each role that the work needs.")
        if missing:
            names = listed([str(ROLE_NAMES[role]) for role in missing])
            text = _("Nobody holds yet: %(roles)s. One person may hold several roles.") % {"roles": names}
        return Item("people", not missing, _("Teams and people"), text, reverse("start_people"), _("Invite people"))

    def _calendar(self) -> Item:
        edited = BusinessCalendar.objects.count() > 1 or ClosedDay.objects.count() > 1
        return Item(
            "calendar",
            StartStep.Name.CALENDAR in self.said or edited,
            _("Open hours and closed days"),
            _("Deadlines count open days only."),
            reverse("start_calendar"),
            _("Set the calendar"),
        )

    def _mail(self) -> Item:
        arrived = StartStep.Name.MAIL in self.said or Notice.objects.filter(email_state="sent").exists()
        text = _("A test mail goes to your own address. Invitations and notices take the same way.")
        return Item("mail", arrived, _("Sending mail"), text, reverse("start_mail"), _("Send a test mail"), posts=True)

    def _work(self) -> Item:
        runs = Sweep.objects.exists() and not is_behind(self.now)
        text = _("A worker and its schedule look at the deadlines every half minute.")
        if not runs:
            text = _("Nothing has looked at the deadlines yet. Start worker and beat: docs/running.md.")
        return Item("work", runs, _("Background work"), text, reverse("start"), _("Look again"))

    def _leads(self) -> Item:
        text = _("A CSV file from your MA tool, CRM or Excel. You see what would happen before anything is written.")
        url, action = reverse("import_new"), _("Import leads")
        return Item("leads", Lead.objects.exists(), _("First leads"), text, url, action)

    def _rules(self) -> Item:
        return Item(
            "criteria",
            StartStep.Name.CRITERIA in self.said,
            _("Read the criteria"),
            _("One page in plain words: who becomes a target, and why. Print it for the team."),
            reverse("start_criteria"),
            _("Read them"),
            posts=True,
        )


def missing_roles() -> list[Role]:
    """Roles without which the work stands still under the criteria in force. A small company needs no manager."""
    needed = [Role.IS_REP, Role.SALES_MANAGER, Role.SALES_REP]
    if CriteriaVersion.active().profile == Profile.SMALL:
        needed.remove(Role.SALES_MANAGER)
    held = set(Group.objects.filter(user__is_active=True).values_list("name", flat=True))
    return [role for role in needed if role not in held]


def is_new() -> bool:
    """There is not one lead, and nobody has put the checklist away."""
    return not Lead.objects.exists() and not StartStep.objects.filter(name=StartStep.Name.CLOSED).exists()
