"""What a comparison comes to: how many leads go from where to where, by flag, route, reason, segment and source."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from psycopg.sql import SQL, Composable, Identifier, Literal

from handoff.criteria.document import FLAGS
from leads.scoring.compiler import LEADS

ENTRIES = Identifier("handoff_queueentry")

# place: out of the queue; waiting in it, so that a verdict may take it out; or held by somebody or by a return.
GROUPED = """
SELECT segment_before, flag_before, route_before, reason_before, segment_after, flag_after, route_after, reason_after,
  lead.source,
  CASE WHEN entry.id IS NULL THEN 'out'
    WHEN entry.state = 'waiting' AND entry.returned_from_id IS NULL THEN 'waiting' ELSE 'held' END AS place,
  COALESCE(rule_after = ANY({automatic}), false) AS automatic, count(*) AS leads, min(compared.lead_id) AS example
FROM {compared} compared JOIN {leads} lead ON lead.id = compared.lead_id
LEFT JOIN {entries} entry ON entry.lead_id = compared.lead_id AND entry.state <> 'closed'
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""


def grouped(
    compared: str, automatic: list[int], *, leads: Composable = LEADS, entries: Composable = ENTRIES
) -> Composable:
    """A SELECT over the named relation of a Comparison. automatic: positions of rules that toss up by themselves.

    leads, entries: those tables, or a part of them that holds all of those leads.
    """
    positions = SQL("{}::int[]").format(Literal(automatic))
    return SQL(GROUPED).format(compared=Identifier(compared), automatic=positions, leads=leads, entries=entries)


@dataclass
class Group:
    """The leads of one segment or source: how many get each flag, and how many become a target or stop being one."""

    leads: int = 0
    before: Counter = field(default_factory=Counter)
    after: Counter = field(default_factory=Counter)
    gained: int = 0
    lost: int = 0

    def add(self, before: str, after: str, leads: int) -> None:
        self.leads += leads
        self.before[before] += leads
        self.after[after] += leads
        self.gained += leads if after == "target" != before else 0
        self.lost += leads if before == "target" != after else 0

    @property
    def changed(self) -> bool:
        return bool(self.gained or self.lost or self.before != self.after)


@dataclass
class Tally:
    """turned: leads that get another flag; changed: these and the ones with another route or reason only.

    flags, routes, reasons: (from, to) → leads; an end of routes is flag and route. segments: by number under the
    draft; moved: (segment from, segment to) → leads.

    At the moment of publishing `entering` come into the queue, `leaving` leave it, `automatic` are tossed up at once.
    """

    leads: int = 0
    turned: int = 0
    changed: int = 0
    flags: Counter = field(default_factory=Counter)
    routes: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)
    segments: defaultdict[int, Group] = field(default_factory=lambda: defaultdict(Group))
    sources: defaultdict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    moved: Counter = field(default_factory=Counter)
    entering: int = 0
    leaving: int = 0
    automatic: int = 0

    def add(self, rows: Iterable[dict]) -> None:
        for row in rows:
            self._add(row, row["leads"])

    def _add(self, row: dict, leads: int) -> None:
        before = (row["flag_before"], row["route_before"], row["reason_before"])
        after = (row["flag_after"], row["route_after"], row["reason_after"])
        self.leads += leads
        self.turned += leads if before[0] != after[0] else 0
        self.changed += leads if before != after else 0
        self.flags[before[0], after[0]] += leads
        self.routes[before[:2], after[:2]] += leads
        self.reasons[before[2], after[2]] += leads
        self.moved[row["segment_before"], row["segment_after"]] += leads
        self.segments[row["segment_after"]].add(before[0], after[0], leads)
        self.sources[row["source"]].add(before[0], after[0], leads)
        self._at_once(row, before != after, leads)

    def _at_once(self, row: dict, changes: bool, leads: int) -> None:
        """What arrivals.settle() would do with them; whoever is in the queue with a target stays."""
        flag, place = row["flag_after"], row["place"]
        if row["automatic"] and flag == "target" and row["route_after"] != "is_review":
            self.automatic += leads if place == "waiting" or (place == "out" and changes) else 0
        elif changes and place == "out" and flag in ("target", "hold"):
            self.entering += leads
        elif changes and place == "waiting" and flag == "not_target":
            self.leaving += leads

    def scaled(self, share: float) -> "Tally":
        """The same of all leads, when these are a share (0–1) of them."""
        if share >= 1:
            return self

        def up(number: int) -> int:
            return round(number / share)

        def all_of(counts: Counter) -> Counter:
            return Counter({key: up(number) for key, number in counts.items()})

        def every(groups: dict) -> dict:
            return {
                key: Group(up(each.leads), all_of(each.before), all_of(each.after), up(each.gained), up(each.lost))
                for key, each in groups.items()
            }

        return Tally(
            up(self.leads), up(self.turned), up(self.changed),
            all_of(self.flags), all_of(self.routes), all_of(self.reasons),
            defaultdict(Group, every(self.segments)), defaultdict(Group, every(self.sources)), all_of(self.moved),
            up(self.entering), up(self.leaving), up(self.automatic),
        )  # fmt: skip

    def between_flags(self) -> list[list[int]]:
        """Rows and columns in the order of FLAGS."""
        return [[self.flags[before, after] for after in FLAGS] for before in FLAGS]

    def to_json(self) -> dict:
        pairs = {name: [[list(key), n] for key, n in getattr(self, name).items()] for name in PAIRS}
        groups = {
            name: [[key, g.leads, dict(g.before), dict(g.after), g.gained, g.lost] for key, g in found.items()]
            for name, found in (("segments", self.segments), ("sources", self.sources))
        }
        return pairs | groups | {name: getattr(self, name) for name in NUMBERS}

    @classmethod
    def from_json(cls, data: dict) -> "Tally":
        tally = cls(**{name: data[name] for name in NUMBERS})
        for name in PAIRS:
            setattr(tally, name, Counter({tuple(map(_key, key)): number for key, number in data[name]}))
        for name in ("segments", "sources"):
            for key, leads, before, after, gained, lost in data[name]:
                getattr(tally, name)[key] = Group(leads, Counter(before), Counter(after), gained, lost)
        return tally


PAIRS = ("flags", "routes", "reasons", "moved")
NUMBERS = ("leads", "turned", "changed", "entering", "leaving", "automatic")


def _key(end):
    return tuple(end) if isinstance(end, list) else end
