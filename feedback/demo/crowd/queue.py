"""The queue as after some days of work: partly claimed and answered, some of it overdue."""

from feedback.demo.crowd.statements import DICE, execute, fill

SPREAD = """
UPDATE handoff_queueentry SET entered_at = entered_at - interval '2 days',
    due_at = now() + (dice(id, 1, 4000) - {late}) * interval '1 minute',
    state = CASE WHEN dice(id, 2, {of_claimed}) = 1 THEN 'claimed' ELSE 'waiting' END,
    owner_id = CASE WHEN dice(id, 2, {of_claimed}) = 1 THEN ({reps}::int[])[dice(id, 3, {rep_count})] END,
    claimed_at = CASE WHEN dice(id, 2, {of_claimed}) = 1 THEN now() - interval '1 day' END,
    answered_at = CASE WHEN dice(id, 4, 8) = 1 THEN now() - interval '4 hours' END
WHERE state <> 'closed'
"""
CLOCKS = """
UPDATE handoff_clock clock SET due_at = entry.due_at, remind_at = entry.due_at - interval '9 hours',
    escalate_at = entry.due_at + interval '33 hours', stopped_at = entry.answered_at,
    state = CASE WHEN entry.answered_at IS NULL THEN 'running' ELSE 'met' END
FROM handoff_queueentry entry WHERE entry.id = clock.entry_id AND entry.state <> 'closed'
"""


def spread(reps: list[int], *, of_claimed: int, late: int) -> None:
    """One open entry in of_claimed is one of these users', `late` of 4,000 are overdue, one in eight is answered."""
    execute(DICE)
    execute(fill(SPREAD, reps=reps, rep_count=len(reps), of_claimed=of_claimed, late=late))
    execute(CLOCKS)
