import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone

SHIPPED = Path(__file__).parent.parent / "data" / "default_scoring.toml"


def publish_shipped_model(apps, schema_editor):
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    apps.get_model("leads", "ScoringModel").objects.create(
        number=1,
        document={"behaviour": shipped["behaviour"], "attribute_groups": shipped["attribute_group"]},
        reason="The standard model",
        published_at=timezone.now(),
        is_active=True,
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_published_models_stand")]

    operations = [migrations.RunPython(publish_shipped_model, migrations.RunPython.noop)]
