"""Files that come with a form: read, looked at, kept; or refused in words."""

from django.conf import settings
from django.utils.translation import gettext as _

from handoff.limits import ATTACHMENT_MAX_BYTES, ATTACHMENTS_MAX
from handoff.models.attachment import Attachment, TooMuch
from handoff.package.files import Refused, plain_name, received
from leads.uploads import is_larger

FIELD = "files"


def refused_unread(request) -> str:
    """Why a request is too big to be read at all, or ""."""
    if not is_larger(request, settings.IMPORT_MAX_MB * 10**6):
        return ""
    return _("That is too much at once: a file may have at most %(most)s MB.") % {"most": ATTACHMENT_MAX_BYTES // 10**6}


def attach_sent(request, entry, at) -> list[str]:
    """Keep the files that were sent; returns why others were refused. Lost when the entry is not theirs to act on."""
    refused = []
    for sent in request.FILES.getlist(FIELD)[: ATTACHMENTS_MAX + 1]:
        try:
            Attachment.attach(entry, _read(sent), by=request.user, at=at)
        except (Refused, TooMuch) as why:
            refused.append(str(why))
    return refused


def _read(sent):
    if sent.size > ATTACHMENT_MAX_BYTES:
        most = ATTACHMENT_MAX_BYTES // 10**6
        raise Refused(_("%(name)s is larger than %(most)s MB.") % {"name": plain_name(sent.name), "most": most})
    return received(sent.name, sent.read())
