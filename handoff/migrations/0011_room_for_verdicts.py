from django.db import migrations


class Migration(migrations.Migration):
    """Every judgement rewrites its row. With room in the page for the new one, no index is written with it."""

    dependencies = [("handoff", "0010_queue_counts")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE handoff_verdict SET (fillfactor = 50)", "ALTER TABLE handoff_verdict RESET (fillfactor)"
        )
    ]
