"""The encodings a list goes out in, and what happens to characters that one of them does not have."""

import re
import unicodedata

ENCODINGS = {"utf-8-sig": "UTF-8", "cp932": "CP932 (Shift_JIS)"}
STANDS_FOR_MISSING = "〓"  # the printers' sign for a type that is not in the case

# The same sign under another number: Macs and phones write the first, CP932 has the second.
_SAME_SIGN = str.maketrans("〜−‖¢£¬—–¦¥‾·\u00a0\u200b\ufeff", "～－∥￠￡￢―‐￤￥￣・ \u0000\u0000")
_COMPOSED = re.compile("[^\u3099\u309a\u0300-\u036f][\u3099\u309a\u0300-\u036f]+")


def _written_twice() -> dict[str, bytes]:
    """髙, 﨑 and 372 more stand in CP932 twice. Windows writes the place that IBM gave them, Python the one of NEC."""
    found = {}
    for pair in (bytes((lead, trail)) for lead in (0xFA, 0xFB, 0xFC) for trail in range(0x40, 0xFD)):
        character = pair.decode("cp932", "ignore")
        if len(character) == 1 and character.encode("cp932")[0] in (0xED, 0xEE):
            found[character] = pair
    return found


_IBM = _written_twice()
_OF_IBM = re.compile(f"([{''.join(_IBM)}])")


def write(text: str, encoding: str) -> bytes:
    """The text in this encoding; in CP932, 〓 for what it does not have (see `missing`)."""
    if encoding != "cp932":
        return text.encode("utf-8")
    try:
        return _windows_cp932(text)
    except UnicodeEncodeError:
        text = _as_cp932_writes(text)
        return _windows_cp932("".join(STANDS_FOR_MISSING if _lacks(character) else character for character in text))


def missing(text: str, encoding: str) -> list[str]:
    """The characters of the text that the encoding does not have: each once, in their order."""
    if encoding != "cp932":
        return []
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return list(dict.fromkeys(filter(_lacks, _as_cp932_writes(text))))
    return []


def named(character: str) -> str:
    """U+20BB7: what a reader without the character can look up."""
    return f"U+{ord(character):04X}"


def _windows_cp932(text: str) -> bytes:
    """Raises UnicodeEncodeError. Byte by byte what Windows writes."""
    parts = _OF_IBM.split(text)
    return b"".join(_IBM.get(part) or part.encode("cp932") for part in parts)


def _as_cp932_writes(text: str) -> str:
    joined = _COMPOSED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return joined.translate(_SAME_SIGN).replace("\0", "")


def _lacks(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return True
    return False
