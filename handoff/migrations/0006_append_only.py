from django.db import migrations

# Row triggers: TRUNCATE, which empties a test database, does not fire them.
FORWARD = """
CREATE FUNCTION tossup_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION tossup_refuse_criteria_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'is_active' IS DISTINCT FROM to_jsonb(OLD) - 'is_active' THEN
        RAISE EXCEPTION 'a published criteria version is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON handoff_event
    FOR EACH ROW EXECUTE FUNCTION tossup_refuse_change();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON handoff_handoffpackage
    FOR EACH ROW EXECUTE FUNCTION tossup_refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE ON handoff_criteriaversion
    FOR EACH ROW EXECUTE FUNCTION tossup_refuse_change();
CREATE TRIGGER frozen BEFORE UPDATE ON handoff_criteriaversion
    FOR EACH ROW EXECUTE FUNCTION tossup_refuse_criteria_change();
"""

BACKWARD = """
DROP TRIGGER append_only ON handoff_event;
DROP TRIGGER frozen ON handoff_handoffpackage;
DROP TRIGGER never_deleted ON handoff_criteriaversion;
DROP TRIGGER frozen ON handoff_criteriaversion;
DROP FUNCTION tossup_refuse_change();
DROP FUNCTION tossup_refuse_criteria_change();
"""


class Migration(migrations.Migration):
    dependencies = [("handoff", "0005_default_calendar_team_roles")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
