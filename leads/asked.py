"""What a request names by itself: numbers in links, and the page it wants to go back to. Anybody can make these up."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_ADDRESS = 2000


def asked_number(text: str) -> int | None:
    """A number of the size an id has; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def asked_address(request) -> str:
    """The page of this site that the form says it stood on; "" when it says none, or another site's."""
    address = request.POST.get("next", "")
    here = address.startswith("/") and len(address) <= LONGEST_ADDRESS
    return address if here and url_has_allowed_host_and_scheme(address, {request.get_host()}) else ""
