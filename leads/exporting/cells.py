"""One cell of a file that a spreadsheet will open."""

import re
import unicodedata

# What makes a spreadsheet run a cell; Excel takes the full-width signs of a Japanese keyboard for them as well.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_HARMLESS = re.compile(r"[+\-]?[\d\s().,\-]*")
_FIRST = frozenset("=+-@\t\r\n＝＋－＠\ufeff\u200b\u2060\u00a0\u3000 ")  # nearly every cell is passed by one look
_UNSEEN = "\ufeff\u200b\u2060\u00a0\u3000 "  # a formula may hide behind them


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula. Numbers and phone numbers (-5, +81-3-…) stay as they are."""
    if cell[:1] not in _FIRST:
        return cell
    seen = cell.lstrip(_UNSEEN)
    is_formula = _FORMULA.match(seen) and not _HARMLESS.fullmatch(unicodedata.normalize("NFKC", seen))
    return f"'{cell}" if is_formula else cell
