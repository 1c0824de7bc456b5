"""Forms that send files: what is too large is refused before anybody reads it."""

from functools import wraps

from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST


def is_larger(request, most: int) -> bool:
    """Whether the body has more than `most` bytes, as the request says of itself."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > most


def upload(*, unless):
    """A view for a form with files. `unless` takes what the view takes; its answer, if any, comes first.

    Django looks for the token in the body, and would read all of it before any view. So here its check waits until
    `unless` has found nothing to refuse. It is never left out: the view is reached through csrf_protect only.
    """

    def decorate(view):
        checked = csrf_protect(view)

        @csrf_exempt
        @require_POST
        @wraps(view)
        def received(request, *args, **kwargs):
            return unless(request, *args, **kwargs) or checked(request, *args, **kwargs)

        return received

    return decorate
