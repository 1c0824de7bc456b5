"""The yardstick of rows 11 and 17: the mid profile as somebody would write it by hand, for this table only."""

from bench.rescoring_by_hand import BY_HAND

# Rule 1 to 5 for each lead, by scores(lead_id, behaviour_score).
JUDGED = """
SELECT scores.lead_id, CASE
    WHEN behaviour_score >= {behaviour_min} AND answers ->> 'timing' IN ('within_1_month', 'within_3_months')
        AND (answers ->> 'decision_maker' = 'self'
            OR answers ->> 'decision_maker' = 'named' AND btrim(answers ->> 'decision_maker_name') <> '') THEN 1
    WHEN behaviour_score < {behaviour_min}
        AND answers ->> 'challenge' = 'clear' AND btrim(answers ->> 'challenge_detail') <> ''
        AND (answers ->> 'decision_maker' = 'self' OR answers ->> 'decision_maker' IN ('named', 'participant')
            AND btrim(answers ->> 'decision_maker_name') <> '') THEN 2
    WHEN behaviour_score >= {behaviour_min} AND (btrim(answers ->> 'timing') <> ''
        AND btrim(answers ->> 'decision_maker') <> '' AND btrim(answers ->> 'challenge') <> '') IS NOT TRUE THEN 3
    WHEN behaviour_score < {behaviour_min} AND inquiries IS NULL
        AND COALESCE(NULLIF(NULLIF(answers ->> 'timing', ''), 'not_yet_known'), 'undecided') = 'undecided' THEN 4
    ELSE 5 END AS rule
FROM {scores} scores
LEFT JOIN handoff_hearing hearing ON hearing.lead_id = scores.lead_id AND hearing.saved_at <= {at}
LEFT JOIN (
    SELECT lead_id, count(*) AS inquiries FROM leads_activity
    WHERE kind = 'inquiry' AND NOT automated AND occurred_at <= {at} AND occurred_at > {at} - interval '720 hours'
    GROUP BY lead_id
) asked ON asked.lead_id = scores.lead_id
"""
COMPARED = """
SELECT was.rule AS before, draft.rule AS after, count(*) AS leads
FROM ({before}) was JOIN ({after}) draft USING (lead_id) GROUP BY 1, 2
"""

# What a publication has to write: scores from the ledger, the rule, and its outcome in every verdict.
PUBLISHED = (
    BY_HAND[: BY_HAND.index("UPDATE leads_score")].rstrip().removesuffix(")")
    + """),
scores AS (SELECT id AS lead_id, behaviour_score FROM fresh),
judged AS ({judged})
UPDATE handoff_verdict verdict SET
    flag = (ARRAY['target', 'target', 'hold', 'not_target', 'hold'])[judged.rule],
    route = (ARRAY['sales', 'sales', 'is_hearing', 'nurture', 'is_review'])[judged.rule],
    reason = (ARRAY['score_and_hearing', 'hearing_exception', 'score_met_needs_hearing', 'low_score_no_timing',
        'needs_judgement'])[judged.rule],
    rule = judged.rule, as_of = {at}
FROM judged WHERE judged.lead_id = verdict.lead_id
"""
)
