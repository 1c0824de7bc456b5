from django.db import migrations, models
from django.db.models.expressions import CombinedExpression
from django.db.models.lookups import IsNull

URGENCY = [
    models.F("team"),
    IsNull(models.F("answered_at"), False),
    models.F("due_at"),
    CombinedExpression(models.F("score"), "*", models.Value(-1)),
    models.F("id"),
]


class Migration(migrations.Migration):
    dependencies = [("handoff", "0002_suggested_assignee"), ("leads", "0003_list_order")]

    operations = [
        migrations.RemoveIndex(model_name="queueentry", name="queue_order"),
        migrations.AddIndex(
            model_name="queueentry",
            index=models.Index(*URGENCY, condition=models.Q(state="closed", _negated=True), name="queue_order"),
        ),
        migrations.AddIndex(
            model_name="queueentry",
            index=models.Index(*URGENCY, condition=models.Q(state="waiting"), name="queue_next"),
        ),
        migrations.AddField(
            model_name="contactattempt",
            name="key",
            field=models.UUIDField(help_text="made with the form: sent twice, logged once", null=True, unique=True),
        ),
        migrations.AddIndex(
            model_name="contactattempt",
            index=models.Index(fields=["lead", "-at", "-id"], name="contact_timeline"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["route", "-since", "-lead"], name="verdict_newest"),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("entered_queue", "entered the queue"),
                    ("entries_arrived", "entries arrived in the queue"),
                    ("planning_notified", "strategic target: sales planning was told"),
                    ("withdrawn", "left the queue: the verdict changed"),
                    ("verdict_changed", "verdict changed"),
                    ("claimed", "claimed"),
                    ("released", "released"),
                    ("snoozed", "snoozed"),
                    ("contact_logged", "contact logged"),
                    ("hearing_saved", "hearing saved"),
                    ("discretion_used", "decided by a person"),
                    ("sales_requested", "requested by sales"),
                    ("tossed_up", "tossed up"),
                    ("nurtured", "moved to nurturing"),
                    ("disqualified", "disqualified"),
                    ("disposition_undone", "taken back into work"),
                    ("approved", "approved"),
                    ("returned", "returned"),
                    ("assigned", "assigned"),
                    ("accepted", "accepted by sales"),
                    ("sent_back", "sent back by sales"),
                    ("sales_action", "sales action logged"),
                    ("opportunity", "opportunity created"),
                    ("won", "won"),
                    ("lost", "lost"),
                    ("feedback", "feedback from sales"),
                    ("due_soon", "due today"),
                    ("breached", "overdue"),
                    ("escalated", "overdue and given back to the team"),
                    ("criteria_published", "criteria published"),
                    ("scoring_published", "scoring model published"),
                ],
                max_length=30,
            ),
        ),
    ]
