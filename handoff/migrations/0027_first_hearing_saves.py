from django.db import migrations

# Without these the next save of an old hearing would read as if everything had been answered then.
FIRST_SAVES = """
INSERT INTO handoff_hearingsave (hearing_id, version, answers, template_id, sheet_id, saved_by_id, saved_at)
SELECT id, version, answers, template_id, sheet_id, saved_by_id, saved_at
FROM handoff_hearing hearing
WHERE version > 0 AND saved_at IS NOT NULL AND saved_by_id IS NOT NULL AND NOT EXISTS (
  SELECT FROM handoff_hearingsave save WHERE save.hearing_id = hearing.id AND save.version = hearing.version
)
"""
# Of hearings on the product's own sheet, which asks these of everybody.
UNANSWERED = """
UPDATE handoff_hearing SET unanswered = missing.names
FROM (
  SELECT hearing.id, jsonb_agg(question.name ORDER BY question.place) AS names
  FROM handoff_hearing hearing
  CROSS JOIN unnest(ARRAY['timing', 'decision_maker', 'challenge']) WITH ORDINALITY AS question (name, place)
  WHERE hearing.template_id IS NULL AND COALESCE(hearing.answers ->> question.name, '') = ''
  GROUP BY hearing.id
) missing
WHERE handoff_hearing.id = missing.id AND handoff_hearing.unanswered <> missing.names
"""


class Migration(migrations.Migration):
    dependencies = [
        ("handoff", "0026_hearing_templates"),
    ]

    operations = [
        migrations.RunSQL(FIRST_SAVES, migrations.RunSQL.noop),
        migrations.RunSQL(UNANSWERED, migrations.RunSQL.noop),
    ]
