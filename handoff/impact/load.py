"""The flows shared out among the people who work on them, against what each can take in a week."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User

from handoff.impact.flows import WEEKS, Flow, Flows
from leads.roles import Role

ASSUMED = {Role.SALES_REP: 10, Role.IS_REP: 50}  # toss-ups, and leads, a week, where nobody has said


@dataclass(frozen=True)
class Person:
    """before, after: expected a week. assumed: nobody has said what the person can take."""

    user: User
    capacity: int
    assumed: bool
    before: float
    after: float

    @property
    def over(self) -> bool:
        return self.after > self.capacity

    @property
    def percent(self) -> int:
        """Of the capacity that the draft would use; 0 capacity is all used by anything."""
        if not self.capacity:
            return 100 if self.after else 0
        return round(100 * self.after / self.capacity)

    @property
    def bar(self) -> int:
        return min(100, self.percent)


@dataclass(frozen=True)
class Load:
    """What one role has to do a week, now and under the draft. margin: how far `after` may be off, at 95 %."""

    people: list[Person]
    before: float
    after: float
    margin: float
    actual: float

    @property
    def capacity(self) -> int:
        return sum(person.capacity for person in self.people)

    @property
    def is_assumed(self) -> bool:
        return any(person.assumed for person in self.people)

    @property
    def over(self) -> bool:
        return bool(self.people) and self.after > self.capacity

    @property
    def percent(self) -> int:
        return round(100 * self.after / self.capacity) if self.capacity else 0


def sales_load(flows: Flows, queue: Load) -> Load:
    """Toss-ups a salesperson: those that go to an account owner are that owner's, the rest is shared out evenly.

    Of leads that the draft holds beyond today's, as far as inside sales can take them (the capacity of `queue`), the
    share is added that it has lately tossed up of what it finished.
    """
    sellers = _users(Role.SALES_REP)
    emails = {user.email.lower() for user in sellers}
    before, after = (flows.a_week(flow.targets) for flow in (flows.before, flows.after))
    after += (flows.passed_on or 0) * _more_taken(flows, queue.capacity)

    def of(flow: Flow, whole: float) -> Callable[[User], float]:
        owned = flows.a_week(sum(count for email, count in flow.owners.items() if email in emails))
        rest = max(0.0, whole - owned) / max(1, len(sellers))
        return lambda user: flows.a_week(flow.owners[user.email.lower()]) + rest

    people = _people(Role.SALES_REP, sellers, of(flows.before, before), of(flows.after, after))
    return Load(people, before, after, flows.margin(flows.after.targets), flows.actual_toss_ups / WEEKS)


def _more_taken(flows: Flows, capacity: int) -> float:
    """Leads on hold a week that inside sales would take beyond those it takes today."""
    now, then = (min(capacity, flows.a_week(flow.held)) for flow in (flows.before, flows.after))
    return max(0.0, then - now)


def queue_load(flows: Flows) -> Load:
    """Queue entries an IS rep, shared out evenly: whoever is free takes the next lead."""
    before, after = flows.before.entries, flows.after.entries

    reps = _users(Role.IS_REP)

    def of(entries: int) -> Callable[[User], float]:
        return lambda user: flows.a_week(entries / len(reps))

    people = _people(Role.IS_REP, reps, of(before), of(after))
    actual = flows.actual_entries / WEEKS
    return Load(people, flows.a_week(before), flows.a_week(after), flows.margin(after), actual)


def _users(role: Role) -> list[User]:
    users = User.objects.filter(is_active=True, groups__name=role, member__isnull=False).select_related("member")
    return list(users.order_by("pk"))


def _people(role: Role, users: list[User], before: Callable, after: Callable) -> list[Person]:
    return [
        Person(
            user,
            ASSUMED[role] if user.member.weekly_capacity is None else user.member.weekly_capacity,
            user.member.weekly_capacity is None,
            before(user),
            after(user),
        )
        for user in users
    ]
