import asyncio

import pytest
from django.core.handlers.asgi import ASGIHandler

from config.turns import Handler

POOL = {"pool": {"max_size": 3}}


@pytest.fixture
def busiest(monkeypatch, settings):
    """handle(requests) -> how many of them were worked on at the same moment, at most."""
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", POOL)
    working, most = set(), []

    async def work(handler, request):
        working.add(request)
        most.append(len(working))
        await asyncio.sleep(0)
        working.remove(request)
        return request

    async def handle(count):
        handler = Handler()
        return await asyncio.gather(*(handler.run_get_response(number) for number in range(count)))

    def run(count):
        monkeypatch.setattr(ASGIHandler, "run_get_response", work)
        assert asyncio.run(handle(count)) == list(range(count))
        return max(most)

    return run


def test_no_more_requests_are_worked_on_than_there_are_connections(busiest):
    assert busiest(50) == 3


def test_a_few_requests_wait_for_nobody(busiest):
    assert busiest(2) == 2
