from django.db import migrations

GUARD = """
CREATE FUNCTION leads_scoringmodel_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'scoring model version % is published and stays', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.number, NEW.document, NEW.reason, NEW.author_id, NEW.published_at)
        IS DISTINCT FROM (OLD.number, OLD.document, OLD.reason, OLD.author_id, OLD.published_at)
    THEN
        RAISE EXCEPTION 'scoring model version % is published and cannot change', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER leads_scoringmodel_stands BEFORE UPDATE OR DELETE ON leads_scoringmodel
    FOR EACH ROW EXECUTE FUNCTION leads_scoringmodel_stands();
"""
NO_GUARD = """
DROP TRIGGER leads_scoringmodel_stands ON leads_scoringmodel;
DROP FUNCTION leads_scoringmodel_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_pending_scores")]

    operations = [
        migrations.RunSQL(GUARD, NO_GUARD),
        # A crash empties it, and the publish that was filling it starts again.
        migrations.RunSQL("ALTER TABLE leads_pendingscore SET UNLOGGED", "ALTER TABLE leads_pendingscore SET LOGGED"),
    ]
