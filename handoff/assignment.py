"""Who should take a toss-up and why: the company's account owner, else who of the team has the fewest open deals."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from handoff.absences import away
from handoff.models import Handoff, Team
from leads.roles import Role, has_role


def salespeople(team: Team, company=None):
    """The team's salespeople with `open_deals`, the least loaded first, and the company's account owner of any team."""
    chosen = Q(member__team=team)
    if company and company.account_owner:
        chosen |= Q(email__iexact=company.account_owner)
    return with_load(User.objects.filter(chosen))


def with_load(people):
    being_worked = Q(deals__state__in=Handoff.WITH_SALES)
    return (
        people.filter(is_active=True, groups__name=Role.SALES_REP)
        .annotate(open_deals=Count("deals", filter=being_worked))
        .order_by("open_deals", "pk")
    )


@dataclass(frozen=True)
class Suggestion:
    assignee: User
    why: str  # proposed | account_owner | fewest_deals
    open_deals: int

    def in_words(self) -> str:
        if self.why == "proposed":
            return _("proposed by inside sales (open deals: %(count)s)") % {"count": self.open_deals}
        if self.why == "account_owner":
            return _("account owner of the company")
        return _("fewest open deals: %(count)s") % {"count": self.open_deals}


class Suggestions:
    """Suggestions for one team's toss-ups. Each one given counts as load, so that a long list is shared out evenly."""

    def __init__(self, team: Team, companies: Iterable = ()):
        self.away = away(timezone.now())
        self.people = [person for person in salespeople(team) if person.pk not in self.away]
        self.owners = account_owners(companies)
        self.given: Counter[int] = Counter()

    def load(self, person) -> int:
        return person.open_deals + self.given[person.pk]

    def choose(self, company, proposed_id: int | None = None) -> Suggestion | None:
        """The suggestion for one toss-up; None when the team has no salesperson."""
        suggestion = self._choose(company, proposed_id)
        if suggestion:
            self.given[suggestion.assignee.pk] += 1
        return suggestion

    def _choose(self, company, proposed_id):
        for person in self.people:
            if person.pk == proposed_id:
                return Suggestion(person, "proposed", self.load(person))
        owner = company and self.owners.get(company.account_owner.lower())
        if owner and owner.pk not in self.away:
            return Suggestion(owner, "account_owner", self.load(owner))
        person = min(self.people, key=lambda each: (self.load(each), each.pk), default=None)
        return person and Suggestion(person, "fewest_deals", self.load(person))


def suggest(lead, team: Team) -> Suggestion | None:
    return Suggestions(team, filter(None, [lead.company])).choose(lead.company)


def account_owner(company) -> User | None:
    """The salesperson who owns this customer, if they can log in and still work here."""
    return account_owners([company]).get(company.account_owner.lower()) if company else None


def account_owners(companies) -> dict[str, User]:
    """Active salespeople by e-mail, among the account owners of these companies."""
    emails = {company.account_owner.lower() for company in companies if company.account_owner}
    people = with_load(User.objects.annotate(key=Lower("email")).filter(key__in=emails)) if emails else ()
    return {person.key: person for person in people}


def team_load(manager):
    """The salespeople a manager may assign to, with their open deals: the own team's, an admin's are everybody's."""
    people = (
        User.objects.all()
        if has_role(manager, Role.ADMIN)
        else User.objects.filter(member__team__members__user=manager)
    )
    return with_load(people)
