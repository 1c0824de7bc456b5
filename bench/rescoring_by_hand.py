"""The yardstick of row 6: the shipped scoring model as somebody would write it by hand, for this model only."""

BY_HAND = """
WITH behaviour AS (
    SELECT lead_id,
        least(10, coalesce(sum(1) FILTER (WHERE kind = 'email_open' AND age < 30), 0)) AS opens,
        least(20, coalesce(sum(CASE WHEN age < 30 THEN 3 ELSE 1 END)
            FILTER (WHERE kind = 'email_click' AND age < 90), 0)) AS clicks,
        least(20, coalesce(sum(CASE WHEN age < 30 THEN 2 ELSE 1 END)
            FILTER (WHERE kind = 'page_view' AND age < 90), 0)) AS views,
        least(30, coalesce(sum(CASE WHEN age < 30 THEN 10 ELSE 5 END)
            FILTER (WHERE kind = 'page_view' AND age < 90 AND content LIKE '%料金%'), 0)) AS prices,
        least(60, coalesce(sum(CASE WHEN age < 60 THEN 30 ELSE 15 END)
            FILTER (WHERE kind = 'document_request' AND age < 180), 0)) AS requests,
        least(45, coalesce(sum(CASE WHEN age < 30 THEN 15 ELSE 7 END)
            FILTER (WHERE kind = 'download' AND age < 90), 0)) AS downloads,
        least(50, coalesce(sum(CASE WHEN age < 60 THEN 25 ELSE 10 END)
            FILTER (WHERE kind = 'webinar' AND age < 180), 0)) AS webinars,
        least(50, coalesce(sum(CASE WHEN age < 60 THEN 25 ELSE 10 END)
            FILTER (WHERE kind = 'event' AND age < 180), 0)) AS events,
        least(80, coalesce(sum(CASE WHEN age < 30 THEN 40 ELSE 20 END)
            FILTER (WHERE kind = 'inquiry' AND age < 90), 0)) AS inquiries,
        least(50, coalesce(sum(CASE WHEN age < 30 THEN 50 ELSE 25 END)
            FILTER (WHERE kind = 'trial' AND age < 90), 0)) AS trials,
        greatest(-30, coalesce(sum(-30) FILTER (WHERE kind = 'unsubscribe'), 0)) AS unsubscribed,
        min(age) FILTER (WHERE kind <> 'unsubscribe') AS last
    FROM (
        SELECT lead_id, kind, content, extract(epoch FROM {at} - occurred_at)::float8 / 86400 AS age
        FROM leads_activity
        WHERE NOT automated AND occurred_at <= {at} AND occurred_at > {at} - interval '8760 hours'
    ) aged
    GROUP BY lead_id
), fresh AS (
    SELECT lead.id,
        greatest(0, coalesce(opens + clicks + views + prices + requests + downloads + webinars + events
            + inquiries + trials + unsubscribed, 0) + CASE WHEN last < 90 THEN 0 ELSE -10 END) AS behaviour_score,
        least(100, greatest(0,
            CASE WHEN industry IN ('情報・通信業', 'サービス業', '電気機器', '機械') THEN 20
                WHEN industry IN ('卸売業', '小売業', '化学', '食料品', '建設業', '輸送用機器') THEN 10 ELSE 0 END
            + CASE WHEN employees >= 1000 THEN 25 WHEN employees >= 300 THEN 20 WHEN employees >= 100 THEN 15
                WHEN employees >= 50 THEN 10 ELSE 0 END
            + CASE WHEN annual_revenue >= 10000000000 THEN 10 WHEN annual_revenue >= 1000000000 THEN 5 ELSE 0 END
            + CASE WHEN title_rank >= 5 THEN 25 WHEN title_rank = 4 THEN 20 WHEN title_rank = 3 THEN 12
                WHEN title_rank = 2 THEN 5 ELSE 0 END
            + CASE WHEN department LIKE '%情報システム%' OR department LIKE '%DX%' THEN 10
                WHEN department LIKE '%経営企画%' OR department LIKE '%営業企画%' THEN 8 ELSE 0 END
            + CASE WHEN coalesce(nullif(lead.prefecture, ''), company.prefecture)
                IN ('東京都', '神奈川県', '大阪府', '愛知県') THEN 5 ELSE 0 END
            + CASE WHEN customer_similarity >= 70 THEN 10 WHEN customer_similarity >= 40 THEN 5 ELSE 0 END
            - CASE WHEN '競合' = ANY(tags) THEN 50 ELSE 0 END)) AS attribute_score
    FROM leads_lead lead
    LEFT JOIN leads_company company ON company.id = lead.company_id
    LEFT JOIN behaviour ON behaviour.lead_id = lead.id
)
UPDATE leads_score score
SET behaviour_score = fresh.behaviour_score, attribute_score = fresh.attribute_score, as_of = {at}
FROM fresh WHERE fresh.id = score.lead_id
"""
