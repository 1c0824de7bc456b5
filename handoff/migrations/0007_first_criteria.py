from django.db import migrations
from django.utils import timezone

from handoff.criteria.profiles import PROFILES


def publish_first(apps, schema_editor):
    """The criteria that a new installation starts with: the mid-size profile as it ships."""
    versions = apps.get_model("handoff", "CriteriaVersion").objects
    if not versions.exists():
        versions.create(
            number=1,
            profile="mid",
            document=PROFILES["mid"].to_json(),
            reason="初期設定",
            published_at=timezone.now(),
            is_active=True,
        )


class Migration(migrations.Migration):
    dependencies = [("handoff", "0006_append_only")]

    operations = [migrations.RunPython(publish_first, migrations.RunPython.noop)]
