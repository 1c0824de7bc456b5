import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Pending scores belong to a publication: the version is made when it comes into force. The table is emptied."""

    dependencies = [("leads", "0014_draft_undo")]

    operations = [
        migrations.DeleteModel(name="PendingScore"),
        migrations.CreateModel(
            name="PendingScore",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "lead_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("behaviour_score", models.IntegerField()),
                ("attribute_score", models.SmallIntegerField()),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="leads.lead",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="leads.backgroundrun",
                    ),
                ),
            ],
        ),
        # A crash empties it, and the publication that was filling it starts again.
        migrations.RunSQL("ALTER TABLE leads_pendingscore SET UNLOGGED", "ALTER TABLE leads_pendingscore SET LOGGED"),
    ]
