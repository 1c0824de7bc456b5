"""Which encoding a file is in. Decided from its first megabyte that says anything, then shown and correctable."""

import codecs
import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from leads.intake.problems import FileProblem

# Python codec → what people call it; the order breaks ties.
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "cp932": "CP932 (Shift_JIS)",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP (JIS)",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western)",
}
SAMPLE = 1 << 20
UNDECODABLE = "\ufdd0"  # a noncharacter: no text holds it, so it marks bytes that are no text
_NOT_TEXT = {
    b"PK\x03\x04": "Excel (.xlsx) / ZIP", b"\xd0\xcf\x11\xe0": "Excel (.xls)", b"%PDF": "PDF", b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x1f\x8b": "gzip", b"RIFF": "WebP", b"BM": "BMP", b"\x7fELF": "ELF",
}  # fmt: skip
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNDECODABLE, error.start + 1


codecs.register_error("tossup.mark", mark_undecodable)


def detect(stream: BinaryIO) -> str:
    """The codec name of ENCODINGS that fits best. Raises FileProblem for a file that is no text at all."""
    start = stream.read(SAMPLE)
    _refuse_binary(start)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x1b$" in start or b"\x1b(J" in start:
        return "iso2022_jp"
    return _best(_telling_sample(start, stream))


def _telling_sample(start: bytes, stream: BinaryIO) -> bytes:
    sample = start
    while sample.isascii():
        further = stream.read(SAMPLE)
        if not further:
            return sample
        sample = sample[-1:] + further
    return sample


def _best(sample: bytes) -> str:
    return min(("utf-8-sig", "cp932", "euc_jp", "cp1252"), key=lambda encoding: _strangeness(sample, encoding))


def _strangeness(sample: bytes, encoding: str) -> float:
    """How unlikely this encoding is: undecodable bytes, and the look that EUC-JP and Latin text have in CP932."""
    text = codecs.getincrementaldecoder(encoding)("tossup.mark").decode(sample)
    western = 0.4 * sum(1 for character in text if "\x80" <= character <= "\xff") if encoding == "cp1252" else 0
    return text.count(UNDECODABLE) + 0.5 * len(_HALF_WIDTH_KANA.findall(text)) + western


def _refuse_binary(start: bytes) -> None:
    for magic, kind in _NOT_TEXT.items():
        if start.startswith(magic) and (len(magic) > 2 or b"\x00" in start[:64]):
            raise FileProblem(
                _("This is not a CSV file but %(kind)s. In Excel, save it as “CSV UTF-8”.") % {"kind": kind}
            )
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    head = start[:4096]
    if head.count(0) * 10 > len(head) or len(_CONTROL.findall(head)) * 20 > len(head):
        raise FileProblem(_("This is not a text file. Save the table as CSV and upload that."))
