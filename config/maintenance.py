"""A page that says "back soon" while an administrator works on the servers: `bin/maintenance on`, `off`."""

from django.conf import settings

from config.errors import under_maintenance

LONGEST_TEXT = 200


def maintenance(get_response):
    """Outside of everything that asks the database; static files and the health checks still answer."""

    def middleware(request):
        if request.path.startswith("/health/") or not is_on():
            return get_response(request)
        return under_maintenance(request, announcement())

    return middleware


def is_on() -> bool:
    return settings.MAINTENANCE or settings.MAINTENANCE_FILE.exists()


def announcement() -> str:
    """What the administrator wrote for the readers, such as until when; "" for nothing."""
    try:
        return settings.MAINTENANCE_FILE.read_text(errors="replace").strip()[:LONGEST_TEXT]
    except OSError:
        return ""
