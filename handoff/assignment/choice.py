"""One choice among salespeople, as a pure function: who, by which step, and which step each other was left out by."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from handoff.assignment.coverage import Coverage


@dataclass
class Candidate:
    """A salesperson. rules: ids of their territories and skills. turn: 0, or a number that grows as they are given."""

    pk: int
    name: str
    in_team: bool = True
    is_away: bool = False
    capacity: int | None = None  # toss-ups a week; None: nobody has said
    taken: int = 0  # this week
    load: int = 0  # open deals
    last_at: dt.datetime | None = None
    rules: frozenset[int] = frozenset()
    turn: int = 0

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    def take(self, turn: int) -> None:
        self.load += 1
        self.taken += 1
        self.turn = turn


@dataclass(frozen=True)
class Need:
    """What one lead asks for. seed: of the lot, the same for the same lead, so that it can be drawn again."""

    seed: int
    proposed: int | None = None
    owner: int | None = None
    territory: Coverage | None = None
    skills: tuple[Coverage, ...] = ()
    leaves_territory: bool = True
    leaves_skills: bool = True


@dataclass
class Choice:
    """person: None when nobody can take it. why: the step that decided. against: (candidate, step that left them out).

    outside, unskilled: nobody of the territory, or with all skills, could take it, so the search went on without.
    drawn: among how many the lot was drawn. open, taken: of the person, before this one.
    """

    need: Need
    person: Candidate | None = None
    why: str = "nobody"
    against: list[tuple[Candidate, str]] = field(default_factory=list)
    outside: bool = False
    unskilled: bool = False
    drawn: int = 0
    open: int = 0
    taken: int = 0


def choose(candidates: Iterable[Candidate], need: Need) -> Choice:
    """Who of the candidates takes it.

    Not who is away. Whom inside sales proposed, else the company's account owner; else of the team, not who has had a
    week's worth, those of the territory, with the most of the skills, the fewest open deals, given one longest ago, by
    lot.
    """
    search = _Search(Choice(need), list(candidates))
    search.leave_out("away", lambda each: not each.is_away)
    if search.find("proposed", need.proposed) or search.find("account_owner", need.owner):
        return search.decided()
    search.leave_out("other_team", lambda each: each.in_team)
    search.leave_out("full", lambda each: not each.is_full)
    search.narrow_to_territory()
    search.narrow_to_skills()
    search.keep_least("fewest_deals", lambda each: each.load)
    search.keep_least("longest_ago", _last)
    search.draw()
    return search.decided()


class _Search:
    def __init__(self, choice: Choice, candidates: list[Candidate]):
        self.choice, self.left = choice, candidates
        self.why = "only_one"

    def leave_out(self, step: str, stays: Callable[[Candidate], bool]) -> None:
        left = [each for each in self.left if stays(each)]
        if len(left) < len(self.left):
            self.choice.against += [(each, step) for each in self.left if not stays(each)]
            self.left, self.why = left, step

    def find(self, step: str, pk: int | None) -> bool:
        if pk is None or all(each.pk != pk for each in self.left):
            return False
        self.leave_out(step, lambda each: each.pk == pk)
        self.why = step
        return True

    def narrow_to_territory(self) -> None:
        territory = self.choice.need.territory
        if territory is None or not self.left:
            return
        inside = [each for each in self.left if territory.pk in each.rules]
        self.choice.outside = not inside
        if inside or not self.choice.need.leaves_territory:
            self.leave_out("territory", lambda each: territory.pk in each.rules)

    def narrow_to_skills(self) -> None:
        wanted = {each.pk for each in self.choice.need.skills}
        if not wanted or not self.left:
            return
        most = max(len(wanted & each.rules) for each in self.left)
        self.choice.unskilled = most < len(wanted)
        if self.choice.unskilled and not self.choice.need.leaves_skills:
            most = len(wanted)
        self.leave_out("skill", lambda each: len(wanted & each.rules) >= most)

    def keep_least(self, step: str, key: Callable) -> None:
        if self.left:
            least = min(map(key, self.left))
            self.leave_out(step, lambda each: key(each) == least)

    def draw(self) -> None:
        if len(self.left) > 1:
            self.choice.drawn = len(self.left)
            self.keep_least("lot", lambda each: lot(self.choice.need.seed, each.pk))

    def decided(self) -> Choice:
        if self.left:
            (person,) = self.left
            self.choice.person, self.choice.why = person, self.why
            self.choice.open, self.choice.taken = person.load, person.taken
        return self.choice


def _last(candidate: Candidate) -> tuple:
    """Never before those who were given one earlier, these by when, those of this very moment by their turn."""
    return candidate.turn, candidate.last_at is not None, candidate.last_at


def lot(seed: int, pk: int) -> bytes:
    """One person's lot; the smallest wins. Anybody can draw it again from the seed that the event keeps."""
    return hashlib.blake2b(f"{seed}:{pk}".encode(), digest_size=8).digest()
