"""Choices for many toss-ups of a team, shared out evenly: each one given counts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Lower
from django.utils import timezone

from handoff.assignment.choice import Candidate, Choice, Need, choose
from handoff.assignment.coverage import Coverage, LeadFacts, skills_for, territory_of
from handoff.assignment.people import salespeople, with_load, with_record
from handoff.assignment.record import record
from handoff.assignment.words import in_words, nobody_step, nobody_words
from handoff.deadlines.calendars import Calendars
from handoff.models.assignment_rule import AssignmentPolicy, AssignmentRule
from handoff.models.member import Team
from handoff.people.absences import away
from handoff.words.people import person_name

ASSIGNING = 7_108  # the advisory locks of who lets the rules assign; the team's id is the second key


def alone_assigning(team_ids: Iterable[int]) -> None:
    """Until the end of the transaction nobody else lets the rules assign for these teams: loads stay as counted."""
    with connection.cursor() as cursor:
        for team_id in sorted(set(team_ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ASSIGNING, team_id])


@dataclass(frozen=True)
class Suggestion:
    """assignee: None when nobody can take it; `record` says then why not, and `by_hand` whom one can choose anyway."""

    assignee: User | None
    choice: Choice
    by_hand: tuple[User, ...] = ()

    @property
    def why(self) -> str:
        return self.choice.why

    @property
    def open_deals(self) -> int:
        return self.choice.open

    @property
    def record(self) -> dict[str, Any]:
        """As an event keeps it; words.py tells it again."""
        return record(self.choice)

    @property
    def missing(self) -> str:
        """What has to change for somebody to be found (words.nobody_step)."""
        return nobody_step(self.record)

    def in_words(self) -> str:
        return in_words(self.record) if self.assignee else nobody_words(self.record)


class Suggestions:
    """Suggestions for one team's toss-ups. Each one given counts as load, so that a long list is shared out evenly."""

    def __init__(self, team: Team, companies: Iterable = (), at: dt.datetime | None = None):
        at, calendars = at or timezone.now(), Calendars()
        self.policy = AssignmentPolicy.of(team.pk)
        rules = AssignmentRule.objects.filter(team=team)
        coverages = [Coverage.of(rule) for rule in rules]
        self.territories = [each for each in coverages if each.kind == AssignmentRule.Kind.TERRITORY]
        self.skills = [each for each in coverages if each.kind == AssignmentRule.Kind.SKILL]
        self.people: dict[int, User] = {person.pk: person for person in with_record(salespeople(team), at, calendars)}
        self.emails = {person.email.lower(): person.pk for person in self.people.values()}
        self._add_owners(companies, at, calendars)
        absent, groups = away(at, calendars), _rules_of_people(coverages)
        self.candidates = {
            pk: _candidate(person, team, pk in absent, groups.get(pk, set())) for pk, person in self.people.items()
        }
        self.team = [each for each in self.candidates.values() if each.in_team]
        self.turn = 0

    def _add_owners(self, companies: Iterable, at, calendars: Calendars) -> None:
        """Account owners of other teams."""
        wanted = {company.account_owner.lower() for company in companies if company.account_owner} - set(self.emails)
        if not wanted:
            return
        people = User.objects.annotate(key=Lower("email")).filter(key__in=wanted)
        owners = with_record(with_load(people), at, calendars)
        self.people |= {owner.pk: owner for owner in owners}
        self.emails |= {owner.email.lower(): owner.pk for owner in owners}

    def choose(self, lead, proposed_id: int | None = None) -> Suggestion:
        """The suggestion for one toss-up; its assignee is None when nobody can take it."""
        need = self._need(lead, proposed_id)
        return self._given(choose(self._asked(need), need))

    def _given(self, choice: Choice) -> Suggestion:
        if choice.person is None:
            asked = {each.pk for each, _step in choice.against}
            return Suggestion(None, choice, tuple(person for pk, person in self.people.items() if pk in asked))
        self.turn += 1
        choice.person.take(self.turn)
        return Suggestion(self.people[choice.person.pk], choice)

    def instead(self, lead, holder_id: int) -> Suggestion:
        """Somebody else than who has it now."""
        need = self._need(lead, None)
        choice = choose([each for each in self._asked(need) if each.pk != holder_id], need)
        if choice.person and holder_id in self.candidates:
            self.candidates[holder_id].load -= 1
        return self._given(choice)

    def give(self, lead, *, automatic: bool, proposed_id: int | None = None) -> Suggestion | None:
        """Whom a toss-up goes to without a manager: the account owner, and whom the rules choose where the team lets
        them. automatic: a rule of the criteria made it. None: a manager assigns it."""
        if not self.policy.assigns(automatic=automatic):
            owner, proposed_id = self.candidates.get(self._owner(lead) or 0), None
            if owner is None or owner.is_away:
                return None
        suggestion = self.choose(lead, proposed_id)
        return suggestion if suggestion.assignee else None

    def _owner(self, lead) -> int | None:
        return self.emails.get(lead.company.account_owner.lower()) if lead.company_id else None

    def _asked(self, need: Need) -> list[Candidate]:
        """The team, and of others only whom this lead is about."""
        others = [self.candidates[pk] for pk in {need.owner, need.proposed} if pk in self.candidates]
        return self.team + [each for each in others if not each.in_team]

    def _need(self, lead, proposed_id: int | None) -> Need:
        need: dict[str, Any] = {"seed": lead.pk or 0, "proposed": proposed_id, "owner": self._owner(lead)}
        if not (self.territories or self.skills):
            return Need(**need)
        facts = LeadFacts.of(lead)
        return Need(
            **need,
            territory=territory_of(facts, self.territories),
            skills=skills_for(facts, self.skills),
            leaves_territory=self.policy.leaves_territory,
            leaves_skills=self.policy.leaves_skills,
        )


def suggest(lead, team: Team) -> Suggestion:
    """For one lead that is being tossed up."""
    return Suggestions(team, filter(None, [lead.company])).choose(lead)


def _rules_of_people(coverages: list[Coverage]) -> dict[int, set[int]]:
    """User → ids of the territories and skills they are in."""
    through = AssignmentRule.people.through.objects.filter(assignmentrule__in=[each.pk for each in coverages])
    found: dict[int, set[int]] = {}
    if coverages:
        for user, rule in through.values_list("member__user", "assignmentrule"):
            found.setdefault(user, set()).add(rule)
    return found


def _candidate(person: Any, team: Team, is_away: bool, rules: set[int]) -> Candidate:
    return Candidate(
        pk=person.pk,
        name=person_name(person),
        in_team=person.team == team.pk,
        is_away=is_away,
        capacity=person.capacity,
        taken=person.taken,
        load=person.open_deals,
        last_at=person.last_at,
        rules=frozenset(rules),
    )
