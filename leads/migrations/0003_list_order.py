from django.db import migrations, models
from django.db.models.expressions import CombinedExpression
from django.db.models.functions.comparison import Coalesce


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_import_chunks")]

    operations = [
        migrations.AlterModelOptions(name="score", options={"verbose_name": "score"}),
        migrations.RemoveIndex(model_name="lead", name="lead_newest"),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                models.OrderBy(Coalesce("registered_at", "created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="lead_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="score",
            index=models.Index(
                models.OrderBy(
                    CombinedExpression(models.F("behaviour_score"), "+", models.F("attribute_score")), descending=True
                ),
                models.OrderBy(models.F("lead"), descending=True),
                name="score_total",
            ),
        ),
    ]
