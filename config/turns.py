import asyncio

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler


class Handler(ASGIHandler):
    """Works on as many requests at once as there are database connections.

    The others wait for their turn. Without it, fifty people who press a button at the same moment would wait inside the
    pool instead, and whoever waits there too long is told that the database is away.
    """

    def __init__(self):
        super().__init__()
        self.turns = asyncio.Semaphore(settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"])

    async def run_get_response(self, request):
        # Not around the reading of a body or the sending of an answer: a slow line must not hold a turn.
        async with self.turns:
            return await super().run_get_response(request)
