"""A long file as an answer, sent while it is made: never held whole."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.utils import translation

BATCH = 1000  # lines


def stream(request, lines: Iterator[bytes], **options) -> StreamingHttpResponse:
    """Under ASGI Django would first collect all that a plain iterator gives; in the test client it takes only that."""
    batches = _batches(lines, translation.get_language())  # which is not known any more when the lines are asked for
    return StreamingHttpResponse(batches if isinstance(request, ASGIRequest) else lines, **options)


async def _batches(lines: Iterator[bytes], language: str | None) -> AsyncIterator[bytes]:
    while batch := await sync_to_async(_next_batch)(lines, language):
        yield batch


def _next_batch(lines: Iterator[bytes], language: str | None) -> bytes:
    with translation.override(language):
        return b"".join(islice(lines, BATCH))
