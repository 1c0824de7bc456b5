"""A long file as an answer, sent while it is made: never held whole."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse

BATCH = 1000  # lines


def stream(request, lines: Iterator[bytes], **options) -> StreamingHttpResponse:
    """Under ASGI Django would first collect all that a plain iterator gives; in the test client it takes only that."""
    return StreamingHttpResponse(_batches(lines) if isinstance(request, ASGIRequest) else lines, **options)


async def _batches(lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    while batch := await sync_to_async(_next_batch)(lines):
        yield batch


def _next_batch(lines: Iterator[bytes]) -> bytes:
    return b"".join(islice(lines, BATCH))
