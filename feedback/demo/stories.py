"""What became of each of the demo's leads, told through the product's own verbs at moments of the past."""

import datetime as dt
import random
from dataclasses import dataclass

from django.contrib.auth.models import User

from feedback.demo import texts
from feedback.demo.packing import packed
from feedback.models import Outcome
from handoff.deadlines.business_days import Calendar
from handoff.models import Handoff, Hearing, QueueEntry
from leads.models import Lead


@dataclass(frozen=True)
class Plan:
    """How many leads have this story, how they behave, and how many business days ago they came: oldest to newest."""

    story: str
    count: int
    habit: str
    oldest: float
    newest: float


PLANS = (
    Plan("won", 9, "hot", 78, 27),
    Plan("lost", 12, "hot", 80, 22),
    Plan("opportunity", 7, "hot", 38, 15),
    Plan("working", 7, "hot", 14, 7),
    Plan("to_accept", 4, "hot", 4, 2.6),
    Plan("awaiting_assignment", 3, "hot", 3, 2.3),
    Plan("awaiting_approval", 6, "hot", 2.8, 1.4),
    Plan("exception", 2, "warm", 2.2, 1.6),
    Plan("judgement", 2, "warm", 2.4, 1.6),
    Plan("returned", 6, "hot", 66, 2.2),
    Plan("sent_back", 5, "hot", 70, 3.4),
    Plan("nurtured", 8, "warm", 50, 8),
    Plan("disqualified", 3, "warm", 42, 8),
    Plan("heard", 4, "hot", 3, 1.6),
    Plan("called", 4, "hot", 3, 1.2),
    Plan("claimed", 4, "warm", 2, 0.6),
    Plan("waiting", 9, "hot", 2.5, 0.05),
    Plan("late", 2, "warm", 5, 4.2),
    Plan("quiet", 28, "cool", 80, 2),
)
MINUTE, HOUR, DAY = (dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1))


class Stage:
    """The people, the time of the story that is being told, and chance."""

    def __init__(self, people: dict[str, User], calendar: Calendar, now: dt.datetime, chance: random.Random):
        self.people, self.calendar, self.now, self.chance = people, calendar, last_open(calendar, now), chance
        self.reps = [people["is1"], people["is2"]]
        self.salespeople = [people["sales1"], people["sales2"], people["sales3"]]
        self.told = 0

    def begin(self, at: dt.datetime) -> None:
        self.at = at
        self.rep = self.reps[self.told % len(self.reps)]
        self.seller = self.salespeople[self.told % len(self.salespeople)]
        self.told += 1

    def later(self, least: dt.timedelta, most: dt.timedelta) -> dt.datetime:
        """Some time on, in open hours, never in the future; the story goes on from there."""
        span = least + (most - least) * self.chance.random()
        wanted = self.at + span
        opened = self.calendar.next_open(wanted)
        if opened > wanted:  # nobody does everything at nine sharp
            opened += self.chance.randrange(10, 180) * MINUTE
        self.at = min(opened, self.now - MINUTE)
        return self.at

    def ago(self, business_days: float) -> dt.datetime:
        """A moment in open hours that many business days before now."""
        whole = int(business_days)
        at = self.now - (business_days - whole) * 9 * HOUR
        while whole > 0:
            at -= DAY
            whole -= self.calendar.is_business_day(self.calendar.local_day(at))
        return min(self.calendar.next_open(at), self.now - 15 * MINUTE)

    def pick(self, choices):
        return self.chance.choice(choices)


def last_open(calendar: Calendar, now: dt.datetime) -> dt.datetime:
    """Now, or the last moment before it at which somebody was at work."""
    day = calendar.local_day(now)
    while not calendar.open_at(now):
        if calendar.is_business_day(day) and calendar.closing(day) <= now:
            return calendar.closing(day) - MINUTE
        if calendar.is_business_day(day) and calendar.opening(day) <= now:
            return now
        day -= DAY
    return now


def tell(story: str, lead: Lead, stage: Stage, arrived_at: dt.datetime) -> None:
    stage.begin(arrived_at)
    entry = QueueEntry.objects.open().select_related("lead__company", "team").filter(lead=lead).first()
    if entry and story in STORIES:
        STORIES[story](entry, stage)


def claim(entry: QueueEntry, stage: Stage) -> None:
    entry.claim(by=stage.rep, at=stage.later(HOUR, 20 * HOUR))


def call(entry: QueueEntry, stage: Stage) -> None:
    claim(entry, stage)
    if stage.chance.random() < 0.4:
        missed = {"channel": "call", "result": "no_answer", "note": stage.pick(texts.NO_ANSWER)}
        entry.log_contact(by=stage.rep, at=stage.later(5 * MINUTE, HOUR), **missed)
    reached = {"channel": "call", "result": "connected", "note": stage.pick(texts.TALKED)}
    entry.log_contact(by=stage.rep, at=stage.later(HOUR, 26 * HOUR), **reached)


def hear(entry: QueueEntry, stage: Stage, **changes) -> None:
    call(entry, stage)
    decides = stage.pick(("self", "self", "named"))
    answers = {
        "timing": stage.pick(("within_1_month", "within_3_months", "within_3_months")),
        "decision_maker": decides,
        "decision_maker_name": "営業本部長" if decides == "named" else "",
        "challenge": "clear",
        "challenge_detail": stage.pick(texts.CHALLENGES),
        "budget": stage.pick((*texts.BUDGETS, "")),
        "current_solution": stage.pick((*texts.CURRENT, "")),
        "key_people": stage.pick((*texts.KEY_PEOPLE, "")),
        "background": stage.pick((*texts.BACKGROUND, "")),
    }
    answers = {name: answer for name, answer in (answers | changes).items() if answer}
    Hearing(lead=entry.lead).save_answers(
        answers, base_version=0, by=stage.rep, at=stage.later(5 * MINUTE, 15 * MINUTE)
    )


def toss_up(entry: QueueEntry, stage: Stage, reason_text="", **changes) -> Handoff:
    hear(entry, stage, **changes)
    comment = stage.pick(texts.COMMENTS)
    reason_text = reason_text or "行動スコアと、ヒアリングで確認した時期・決裁者が基準を満たしているため。"
    at = stage.later(10 * MINUTE, 2 * HOUR)
    words = packed(entry, stage.told, by=stage.rep, at=at)
    return Handoff.objects.submit(entry, by=stage.rep, at=at, comment=comment, reason_text=reason_text, **words)


def exception(entry: QueueEntry, stage: Stage) -> Handoff:
    reason_text = "スコアは低めですが、課題が明確で決裁者の関与も確認できたため（例外）。"
    return toss_up(
        entry,
        stage,
        reason_text,
        decision_maker="participant",
        decision_maker_name="営業本部長（承認者）",
        timing="within_6_months",
    )


def judgement(entry: QueueEntry, stage: Stage) -> Handoff:
    reason_text = texts.JUDGEMENTS[stage.told % len(texts.JUDGEMENTS)]
    unclear = {"decision_maker": "not_yet_known", "decision_maker_name": "", "timing": "within_3_months"}
    return toss_up(entry, stage, reason_text, **unclear)


def approve(entry: QueueEntry, stage: Stage, assignee=None) -> Handoff:
    handoff = toss_up(entry, stage)
    priority = stage.pick((1, 2, 2, 2, 3))
    handoff.approve(by=stage.people["manager"], at=stage.later(HOUR, 20 * HOUR), assignee=assignee, priority=priority)
    return handoff


def assign(entry: QueueEntry, stage: Stage) -> Handoff:
    return approve(entry, stage, assignee=stage.seller)


def returned(entry: QueueEntry, stage: Stage) -> None:
    """Returned lately: it waits for its rep. Longer ago: the rep found out what was missing and tossed it up again."""
    handoff = toss_up(entry, stage)
    reason, comment = texts.RETURNS[stage.told % len(texts.RETURNS)]
    handoff.send_back(by=stage.people["manager"], at=stage.later(HOUR, 8 * HOUR), reason=reason, comment=comment)
    if stage.now - stage.at > 5 * DAY:
        entry = _came_back(handoff, stage)
        again = Handoff.objects.submit(
            entry,
            by=stage.rep,
            at=stage.later(HOUR, 4 * HOUR),
            comment=stage.pick(texts.COMMENTS),
            reason_text=texts.AGAIN,
        )
        again.approve(by=stage.people["manager"], at=stage.later(HOUR, 6 * HOUR), assignee=stage.seller)
        Outcome.of(again).accept(by=stage.seller, at=stage.later(HOUR, 6 * HOUR))
        act(Outcome.of(again), stage, 2)


def sent_back(entry: QueueEntry, stage: Stage) -> None:
    handoff = assign(entry, stage)
    reason, comment = texts.SENT_BACK[stage.told % len(texts.SENT_BACK)]
    handoff.decline(by=stage.seller, at=stage.later(HOUR, 20 * HOUR), reason=reason, comment=comment)
    if stage.now - stage.at > 5 * DAY:
        entry = _came_back(handoff, stage)
        entry.nurture(
            by=stage.rep, at=stage.later(HOUR, 2 * HOUR), reason="timing_far", note="次の検討時期に連絡する。"
        )


def _came_back(handoff: Handoff, stage: Stage) -> QueueEntry:
    entry = QueueEntry.objects.open().select_related("lead__company", "team").get(lead=handoff.lead_id)
    reached = {"channel": "call", "result": "connected", "note": texts.AGAIN}
    entry.log_contact(by=stage.rep, at=stage.later(HOUR, 5 * HOUR), **reached)
    return entry


def work(entry: QueueEntry, stage: Stage, actions: int = 2) -> Outcome:
    outcome = Outcome.of(assign(entry, stage))
    outcome.accept(by=stage.seller, at=stage.later(HOUR, 10 * HOUR))
    return act(Outcome.of(outcome.handoff), stage, actions)


def act(outcome: Outcome, stage: Stage, actions: int) -> Outcome:
    for kind, note in texts.ACTIONS[:actions]:
        at = stage.later(4 * HOUR, 2 * DAY)
        next_day = stage.calendar.local_day(stage.calendar.next_open(stage.now + stage.chance.randrange(-1, 7) * DAY))
        outcome.log_action(by=stage.seller, at=at, kind=kind, note=note, next_action_on=max(next_day, at.date()))
    return outcome


def opportunity(entry: QueueEntry, stage: Stage) -> Outcome:
    outcome = work(entry, stage, actions=3)
    outcome.record_opportunity(
        by=stage.seller, at=stage.later(2 * HOUR, 3 * DAY), comment=stage.pick(texts.OPPORTUNITIES)
    )
    return outcome


def won(entry: QueueEntry, stage: Stage) -> None:
    outcome = opportunity(entry, stage)
    outcome.record_won(by=stage.seller, at=stage.later(6 * DAY, 20 * DAY), comment=stage.pick(texts.WON))
    feed_back(outcome, stage, "won")


def lost(entry: QueueEntry, stage: Stage) -> None:
    reason, comment = texts.LOST[stage.told % len(texts.LOST)]
    outcome = opportunity(entry, stage) if stage.told % 2 else work(entry, stage)
    outcome.record_lost(by=stage.seller, at=stage.later(4 * DAY, 14 * DAY), reason=reason, comment=comment)
    feed_back(outcome, stage, reason)


def feed_back(outcome: Outcome, stage: Stage, about: str) -> None:
    codes, text = texts.FEEDBACK[about]
    outcome.give_feedback(by=stage.seller, at=stage.later(10 * MINUTE, HOUR), codes=codes, text=text)


def nurtured(entry: QueueEntry, stage: Stage) -> None:
    call(entry, stage)
    reason = stage.pick(("timing_far", "gathering", "no_budget"))
    note = "半年後にもう一度連絡する約束をした。"
    entry.nurture(by=stage.rep, at=stage.later(5 * MINUTE, HOUR), reason=reason, note=note)


def disqualified(entry: QueueEntry, stage: Stage) -> None:
    call(entry, stage)
    entry.disqualify(by=stage.rep, at=stage.later(5 * MINUTE, HOUR), reason=stage.pick(("out_of_scope", "competitor")))


def late(entry: QueueEntry, stage: Stage) -> None:
    """Claimed and forgotten: the deadline has passed."""
    claim(entry, stage)


STORIES = {
    "won": won, "lost": lost, "opportunity": opportunity, "working": work, "to_accept": assign,
    "awaiting_assignment": approve, "awaiting_approval": toss_up, "exception": exception, "judgement": judgement,
    "returned": returned, "sent_back": sent_back, "nurtured": nurtured, "disqualified": disqualified, "heard": hear,
    "called": call, "claimed": claim, "late": late,
}  # fmt: skip
