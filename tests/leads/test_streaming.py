from asgiref.sync import async_to_sync
from django.test import AsyncRequestFactory
from django.utils import translation
from django.utils.translation import gettext as _

from leads.streaming import BATCH, stream


@async_to_sync
async def read(response):
    return [part async for part in response]


def test_a_file_is_written_in_the_language_it_was_asked_for_in():
    with translation.override("en"):
        response = stream(AsyncRequestFactory().get("/"), (_("Company").encode() for _number in range(BATCH + 1)))
    assert read(response) == [b"Company" * BATCH, b"Company"]
