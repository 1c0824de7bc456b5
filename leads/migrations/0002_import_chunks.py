import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import leads.models.import_run


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="importrun", name="content"),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="leads.importrun"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("import_run", "number"), name="import_chunk_once")],
            },
        ),
        migrations.AddField(
            model_name="importrun",
            name="columns",
            field=models.JSONField(default=list, help_text="the column names in order, made distinct"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="empty_words",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=50),
                default=leads.models.import_run.default_empty_words,
                help_text="cells that mean nothing",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="touched_leads",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                help_text="applied, but not scored yet",
                size=None,
            ),
        ),
    ]
