"""What a file that somebody sends really is: its name and its first bytes must agree, and it must be of a kind we take.

A file can still be two things at once. So it is never shown by us, only given out to be saved: see views.attachments.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from handoff.limits import ATTACHMENT_MAX_BYTES
from handoff.models.attachment import Attachment

Kind = Attachment.Kind
SUFFIXES = {
    ".pdf": Kind.PDF, ".docx": Kind.DOCX, ".xlsx": Kind.XLSX, ".pptx": Kind.PPTX, ".png": Kind.PNG, ".jpg": Kind.JPEG,
    ".jpeg": Kind.JPEG, ".csv": Kind.CSV, ".txt": Kind.TEXT,
}  # fmt: skip
MAIN_PART = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/workbook.xml", Kind.PPTX: "ppt/presentation.xml"}
OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{OFFICE}.wordprocessingml.document",
    Kind.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    Kind.PPTX: f"{OFFICE}.presentationml.presentation",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.CSV: "text/csv",
    Kind.TEXT: "text/plain",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what Office makes of a file with a password
NAME_MAX = 120
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Refused(Exception):
    """The file is not taken; the words say why."""


@dataclass(frozen=True)
class Incoming:
    """A file that may be attached. name: without a path, printable, at most NAME_MAX characters."""

    name: str
    kind: str
    data: bytes


def received(name: str, data: bytes) -> Incoming:
    """Raises Refused with a sentence for the person who sent it."""
    name = plain_name(name)
    facts = {"name": name, "most": ATTACHMENT_MAX_BYTES // 10**6}
    kind = SUFFIXES.get(PurePath(name).suffix.lower())
    if kind is None:
        raise Refused(_("%(name)s: this kind of file is not taken.") % facts)
    if not data:
        raise Refused(_("%(name)s is empty.") % facts)
    if len(data) > ATTACHMENT_MAX_BYTES:
        raise Refused(_("%(name)s is larger than %(most)s MB.") % facts)
    if kind in MAIN_PART and data.startswith(OLD_OFFICE):
        raise Refused(_("%(name)s has a password or an old format. Save it without one and try again.") % facts)
    if not _is(kind, data):
        raise Refused(_("%(name)s: what is in the file is not what its name says.") % facts)
    return Incoming(name, kind, data)


def plain_name(name: str) -> str:
    """The last part of the path, without what cannot be seen (line breaks, marks that turn the direction round)."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = PurePath("".join(each for each in last if each.isprintable()).strip(" ."))
    suffix = seen.suffix[:10]
    return seen.name.removesuffix(seen.suffix)[: NAME_MAX - len(suffix)] + suffix


def _is(kind: str, data: bytes) -> bool:
    if kind in MAIN_PART:
        return _is_office(data, MAIN_PART[Kind(kind)])
    if kind in (Kind.CSV, Kind.TEXT):
        return _is_text(data)
    return {
        Kind.PDF: data.startswith(b"%PDF-"),
        Kind.PNG: data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR",
        Kind.JPEG: data.startswith(b"\xff\xd8\xff"),
    }[Kind(kind)]


def _is_office(data: bytes, main_part: str) -> bool:
    """Looks at the list of contents only: nothing is unpacked. A file with macros has another suffix."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {"[Content_Types].xml", main_part} <= names and not has_macros


def _is_text(data: bytes) -> bool:
    """UTF-8 or CP932 without control characters, and nothing that a browser could take for a web page or a picture."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp932")
        except UnicodeDecodeError:
            return False
    begins_like_markup = text.lstrip("\ufeff \t\r\n\f").startswith(("<", "%PDF", "%!PS"))
    return not begins_like_markup and not CONTROL.search(text)
