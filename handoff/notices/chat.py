"""Sending to a chat, by an address: a webhook as the chat tool gives it, or an address of the library `apprise`.

Only services of this list: others of that library run programs, write files or send mail. A service that is wherever
the address says is refused when that is a private network, unless CHAT_PRIVATE_ADDRESSES allows it. So is an address
that names a template: the library would read that file, of this server or from anywhere, to send it.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

HOSTED = frozenset({"slack", "gchat", "line", "discord", "webex", "wxteams", "lark", "feishu"})
ANYWHERE = frozenset({"jsons", "json", "mmosts", "mmost", "rockets", "rocket", "zulip", "workflows", "workflow"})
TITLE = "Tossup"


class NotSent(Exception):
    """The message is for the reader; it holds no part of the address."""


def problem(address: str) -> str:
    """What is wrong with an address, in the reader's language; "" for one that can be sent to."""
    try:
        _service(address)
    except NotSent as error:
        return str(error)
    return ""


def send(address: str, text: str) -> None:
    """Raises NotSent. Redirects are not followed."""
    service = _service(address)
    if not service.notify(body=text, title=TITLE):
        raise NotSent(_("The chat did not take the message."))


def shown(address: str) -> str:
    """The service and where it is, without what must stay secret."""
    try:
        service = _service(address, resolve=False)
    except NotSent:
        return "…"
    return f"{service.service_name} …{address[-4:]}"


def _service(address: str, *, resolve: bool = True):
    import apprise  # a tenth of a second and thirty megabytes: only for who sends

    normal = _as_webhook(address.strip())
    service = apprise.Apprise.instantiate(normal, suppress_exceptions=True)
    protocols = _protocols(service) if service else set()
    if service is None or not protocols & (HOSTED | ANYWHERE) or getattr(service, "template", None):
        raise NotSent(_("This is not the address of a chat that Tossup can send to. Paste the webhook's address."))
    service.redirects = False
    service.socket_connect_timeout = service.socket_read_timeout = 5.0
    if resolve and protocols & ANYWHERE:
        _refuse_private(_host(service, protocols), service.port)
    return service


def _host(service, protocols: set[str]) -> str:
    return f"{service.organization}.{service.hostname}" if "zulip" in protocols else service.host


def _as_webhook(address: str) -> str:
    """Known tools' webhooks stay as they are; any other https address gets the text as JSON."""
    import apprise

    if urlsplit(address).scheme != "https" or apprise.Apprise.instantiate(address, suppress_exceptions=True):
        return address
    return f"jsons{address.removeprefix('https')}"


def _protocols(service) -> set[str]:
    found = set()
    for name in (service.protocol, service.secure_protocol):
        found |= {name} if isinstance(name, str) else set(name or ())
    return found


def _refuse_private(host: str, port: int | None) -> None:
    if settings.CHAT_PRIVATE_ADDRESSES:
        return
    try:
        places = {entry[4][0] for entry in socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise NotSent(_("The chat's server cannot be found.")) from error
    if not all(ipaddress.ip_address(place).is_global for place in places):
        raise NotSent(_("The chat's server is in a private network; set CHAT_PRIVATE_ADDRESSES to allow that."))
