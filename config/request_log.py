import sys

from django.db import InterfaceError, OperationalError
from django_structlog.middlewares import RequestMiddleware


class RequestLog(RequestMiddleware):
    """A line per request. Without the database it does not wait for the user's name a second time."""

    def process_got_request_exception(self, sender, request, **kwargs):
        if isinstance(sys.exception(), (InterfaceError, OperationalError)):
            request.user = None
        super().process_got_request_exception(sender, request, **kwargs)
