import django.db.models.deletion
from django.db import migrations, models

FLAGS = [("target", "target"), ("not_target", "not target"), ("hold", "on hold")]
ROUTES = [
    ("sales", "to sales"),
    ("account_owner", "to the account owner"),
    ("is_hearing", "hearing needed"),
    ("is_review", "human decision needed"),
    ("notify_planning", "tell sales planning"),
    ("nurture", "nurture"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("handoff", "0014_atomic_publication"),
        ("leads", "0015_pending_scores_of_a_publication"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImpactChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "lead_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("segment_before", models.SmallIntegerField()),
                ("flag_before", models.CharField(choices=FLAGS, max_length=10)),
                ("route_before", models.CharField(choices=ROUTES, max_length=20)),
                ("reason_before", models.CharField(max_length=60)),
                ("rule_before", models.SmallIntegerField(null=True)),
                ("segment_after", models.SmallIntegerField()),
                ("flag_after", models.CharField(choices=FLAGS, max_length=10)),
                ("route_after", models.CharField(choices=ROUTES, max_length=20)),
                ("reason_after", models.CharField(max_length=60)),
                ("rule_after", models.SmallIntegerField(null=True)),
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
    ]
