"""What people and machine may do to two leads, in whatever order, and the books that must balance after each step."""

import datetime as dt
import uuid
from contextlib import contextmanager

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from feedback.models import Outcome
from handoff.deadlines.recount import recount_running_clocks
from handoff.deadlines.sweeping import Swept, sweep
from handoff.in_hand.callbacks import remind_of_callbacks
from handoff.in_hand.lease import expire_leases
from handoff.judging.verdicts import rejudge
from handoff.models import (
    BusinessCalendar,
    Clock,
    ClosedDay,
    Discretion,
    Event,
    Handoff,
    Hearing,
    QueueEntry,
    QueueRules,
    SalesRequest,
)
from handoff.models.hearing import Conflict
from handoff.nurturing.recycling import recycle
from handoff.toss_up.submission import JudgementMissing
from handoff.transition import Lost
from leads.models import Activity, Company
from tests.handoff import books
from tests.handoff.entries import make_lead, tokyo
from tests.handoff.toss_ups import HEARD, HOT, use_profile

ANSWERS = [HEARD, HEARD | {"timing": "undecided"}, {"challenge": "clear", "challenge_detail": "人手不足"}, {}]
KEYS = [uuid.UUID(int=number) for number in range(1, 4)]
REFUSALS = (Lost, Conflict, JudgementMissing)

number, old = st.integers(0, 1), st.booleans()  # which of the leads; whether the page was opened some steps ago
reps = st.sampled_from(["rep", "other_rep"])
sellers = st.sampled_from(["sales", "other_sales"])
deciders = st.sampled_from(["manager", "admin"])


def stand(model, *states):
    """Something of the model is in one of these states: most acts are tried where they could work."""
    return precondition(lambda life: any(row["state"] in states for row in life.books[model].values()))


tossed_up = stand(Handoff, "awaiting_approval", "awaiting_assignment")
with_sales = stand(Handoff, "assigned", "accepted", "closed")


class Life(RuleBasedStateMachine):
    people: dict = {}

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now, self.swept_at = tokyo("2026-10-30T16:30"), None
        self.packages, self.views, self.books, self.last_event, self.leads = {}, {}, books.read(), 0, []

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(profile=st.sampled_from(["small", "mid", "mid", "large"]), steps=st.sampled_from([4, 4, 3, 2, 1, 0]))
    def begin(self, profile, steps):
        """A hot lead and a cold one; the hot one is already on its way, or not yet."""
        use_profile(profile)
        self.leads = [make_lead(title="部長", title_rank=4, phone="03-0000-0001") for _ in range(2)]
        Company.objects.filter(leads=self.leads[0]).update(employees=1000, industry="機械")
        for kind in HOT:
            self._acts(self.leads[0], kind)
        for lead in self.leads:
            rejudge(lead, self.now)
        way = [
            lambda: self.hear(0, "rep", HEARD, 0),
            lambda: self.toss_up(0, "rep", False, "基準を満たしている"),
            lambda: self.approve(0, "manager", False, "sales") or self.assign(0, "manager", False, "sales"),
            lambda: self.accept(0, "sales", False),
        ]
        for step in way[:steps]:
            step()

    @contextmanager
    def attempt(self):
        """An act that may be refused: then nothing at all was written."""
        before = books.read(), Event.objects.count()
        try:
            with transaction.atomic():
                yield
        except REFUSALS:
            assert before == (books.read(), Event.objects.count())

    def tries(self, thing, verb: str, by: str, **words):
        if thing:
            with self.attempt():
                getattr(thing, verb)(by=self.people[by], at=self.now, **words)

    def view(self, model, number: int, old: bool):
        """The lead's latest entry or toss-up, as it is or as it was when somebody last looked; None without one."""
        found = model.objects.filter(lead=self.leads[number]).order_by("-pk").first()
        if found is None:
            return None
        seen = self.views.setdefault((model, found.pk), model.objects.get(pk=found.pk))
        return seen if old else found

    def entry(self, number, old) -> QueueEntry | None:
        return self.view(QueueEntry, number, old)

    def handoff(self, number, old) -> Handoff | None:
        return self.view(Handoff, number, old)

    def _acts(self, lead, kind):
        name = str(Activity.objects.count())
        Activity.objects.create(lead=lead, kind=kind, occurred_at=self.now, source="test", external_id=name)

    @rule(hours=st.sampled_from([120, 72, 24, 16, 1]), swept=st.booleans())
    def time_passes(self, hours, swept):
        self.now += dt.timedelta(hours=hours)
        if swept:
            self.sweep()

    @rule()
    def look_again(self):
        self.views.clear()

    @rule(number=number, kind=st.sampled_from([None, "inquiry", "page_view", "download"]))
    def judge_again(self, number, kind):
        if kind:
            self._acts(self.leads[number], kind)
        rejudge(self.leads[number], self.now)

    def sweep(self):
        """What beat does; twice, because two may run."""
        sweep(self.now)
        assert sweep(self.now) == Swept(0, 0, 0)
        self.swept_at = self.now

    @rule()
    def sweep_the_queue(self):
        """What beat does with leases and callbacks; twice, because two may run."""
        clocks = list(Clock.objects.order_by("pk").values())
        remind_of_callbacks(self.now), expire_leases(self.now)
        assert remind_of_callbacks(self.now) == expire_leases(self.now) == 0
        assert clocks == list(Clock.objects.order_by("pk").values())
        books.check_queue_swept(self.now)

    @rule(days=st.integers(0, 12), by=deciders)
    def close_a_day(self, days, by):
        day = self.now.date() + dt.timedelta(days=days)
        ClosedDay.objects.create(calendar=BusinessCalendar.objects.get(), name="休業", first_day=day, last_day=day)
        recount_running_clocks(at=self.now, by=self.people[by])

    @rule(number=number, by=reps, old=old, limited=st.booleans())
    def claim(self, number, by, old, limited):
        self.tries(self.entry(number, old), "take" if limited else "claim", by)

    @rule(by=reps)
    def next_lead(self, by):
        entry = None
        with self.attempt():
            entry = QueueEntry.objects.next_for(self.people[by], self.now)
        assert entry is None or entry.owner == self.people[by]

    @rule(most=st.sampled_from([None, 1, 1]), hours=st.sampled_from([None, 9, 18]), by=deciders)
    def set_queue_rules(self, most, hours, by):
        rules = QueueRules.of(self.people["rep"].member.team_id)
        rules.change(by=self.people[by], at=self.now, soft_limit=None, hard_limit=most, lease_hours=hours)

    @rule(number=number, by=reps, old=old, anyones=st.booleans())
    def release(self, number, by, old, anyones):
        self.tries(self.entry(number, old), "release", "manager" if anyones else by, anyones=anyones)

    @rule(number=number, by=reps, old=old, hours=st.sampled_from([None, 1, 48]))
    def snooze(self, number, by, old, hours):
        until = hours and self.now + dt.timedelta(hours=hours)
        self.tries(self.entry(number, old), "snooze", by, until=until)

    @rule(number=number, by=reps, old=old, key=st.sampled_from(KEYS))
    def log_contact(self, number, by, old, key):
        self.tries(self.entry(number, old), "log_contact", by, channel="call", result="no_answer", key=key)

    @rule(number=number, by=reps, old=old, hours=st.sampled_from([1, 30, 100]))
    def agree_on_a_callback(self, number, by, old, hours):
        callback_at = self.now + dt.timedelta(hours=hours)
        self.tries(
            self.entry(number, old), "log_contact", by, channel="call", result="callback", callback_at=callback_at
        )

    @rule(number=number, by=reps, old=old, verb=st.sampled_from(["nurture", "disqualify"]))
    def put_away(self, number, by, old, verb):
        self.tries(self.entry(number, old), verb, by, reason="other", note="理由")

    @stand(QueueEntry, "closed")
    @rule(number=number, by=reps, old=old)
    def take_back(self, number, by, old):
        self.tries(self.entry(number, old), "undo_disposition", by)

    @rule(number=number, by=reps)
    def bring_back(self, number, by):
        person, lead = self.people[by], self.leads[number]
        with self.attempt():
            QueueEntry.objects.bring_back(lead, team=person.member.team, by=person, at=self.now, reason="再検討")

    @rule()
    def recycle(self):
        """What beat does for those in nurturing; twice, because two may run."""
        recycle(self.now)
        assert recycle(self.now) == 0

    @rule(number=number, by=reps, answers=st.sampled_from(ANSWERS), behind=st.integers(0, 1))
    def hear(self, number, by, answers, behind):
        lead = self.leads[number]
        hearing = Hearing.objects.filter(lead=lead).first() or Hearing(lead=lead)
        base = max(0, hearing.version - behind)
        with self.attempt():
            hearing.save_answers(answers, base_version=base, by=self.people[by], at=self.now)
            rejudge(lead, self.now)

    @rule(number=number, by=reps, old=old, words=st.sampled_from(["", "担当者の判断"]))
    def toss_up(self, number, by, old, words):
        if entry := self.entry(number, old):
            with self.attempt():
                Handoff.objects.submit(entry, by=self.people[by], at=self.now, comment="", reason_text=words)

    @tossed_up
    @rule(number=number, by=deciders, old=old, to=st.none() | sellers)
    def approve(self, number, by, old, to):
        self.tries(self.handoff(number, old), "approve", by, assignee=to and self.people[to])

    @stand(Handoff, "awaiting_approval", "awaiting_assignment", "assigned", "accepted")
    @rule(number=number, by=deciders, old=old)
    def send_back(self, number, by, old):
        self.tries(self.handoff(number, old), "send_back", by, reason="other", comment="確認")

    @tossed_up
    @rule(number=number, by=deciders, old=old, to=sellers)
    def assign(self, number, by, old, to):
        self.tries(self.handoff(number, old), "assign", by, assignee=self.people[to])

    @with_sales
    @rule(number=number, by=deciders, old=old, to=sellers)
    def reassign(self, number, by, old, to):
        self.tries(self.handoff(number, old), "reassign", by, assignee=self.people[to])

    @with_sales
    @rule(number=number, by=sellers, old=old)
    def accept(self, number, by, old):
        handoff = self.handoff(number, old)
        self.tries(handoff and Outcome.of(handoff), "accept", by)

    @with_sales
    @rule(number=number, by=sellers, old=old)
    def decline(self, number, by, old):
        self.tries(self.handoff(number, old), "decline", by, reason="low_temperature", comment="温度感が低い")

    @with_sales
    @rule(
        number=number, by=sellers, old=old, what=st.sampled_from(["action", "opportunity", "won", "lost", "feedback"])
    )
    def outcome(self, number, by, old, what):
        if handoff := self.handoff(number, old):
            outcome, now = Outcome.of(handoff), {"by": self.people[by], "at": self.now}
            acts = {
                "action": lambda: outcome.log_action(kind="call", **now),
                "opportunity": lambda: outcome.record_opportunity(**now),
                "won": lambda: outcome.record_won(**now),
                "lost": lambda: outcome.record_lost(reason="price", **now),
                "feedback": lambda: outcome.give_feedback(codes=["good"], **now),
            }
            with self.attempt():
                acts[what]()

    @rule(number=number, by=sellers, what=st.sampled_from([Discretion, SalesRequest]))
    def decide(self, number, by, what):
        person, lead = self.people[by], self.leads[number]
        with self.attempt():
            if what is Discretion:
                Discretion.use(lead, by=person, reason="展示会で強い関心", at=self.now)
            else:
                SalesRequest.ask(lead, team=person.member.team, by=person, reason="重点先", at=self.now)

    @invariant()
    def the_books_are_balanced(self):
        after = books.read()
        books.check_changes_are_told(self.books, after, self.last_event)
        self.books = after
        self.last_event = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        books.check_places(self.leads)
        books.check_entries()
        books.check_handoffs()
        books.check_clocks(self.swept_at)
        books.check_notices()
        books.check_packages(self.packages)
