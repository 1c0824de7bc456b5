from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0011_source_index")]

    operations = [
        migrations.RunSQL(
            "UPDATE leads_activity SET content = left(content, 500) WHERE length(content) > 500",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="activity",
            name="content",
            field=models.CharField(blank=True, max_length=500, verbose_name="content"),
        ),
        migrations.RemoveIndex(model_name="activity", name="activity_of_lead"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["lead", "-occurred_at"], include=["kind", "automated", "content"], name="activity_of_lead"
            ),
        ),
    ]
