"""Search that works for two kanji: leads carry the two-character pieces of everything one searches by.

The index is kept by `refresh`, called by whatever writes leads or companies; an import inserts with `searched`.
"""

import re

from django.db import connection
from django.db.models import Q, QuerySet

from leads.normalise import FOLDED, SPACES_AFTER_NFKC, company_key, grams, nfkc, phone_digits, search_key

_FOLDED, _UNFOLDED = "".join(FOLDED.values()), "".join(FOLDED)
_LEGAL_FORM = re.compile(r"\([株有合資名社財医学福宗]{1,2}\)")  # as NFKC leaves ㈱ and （株）
_BETWEEN = r"U&'\FDD0'"  # stands between the parts while they are made comparable: no text holds it
_SPACES = "".join(rf"\{ord(space):04X}" for space in SPACES_AFTER_NFKC)
# normalise.search_key in SQL, of all parts at once. COLLATE "C" lowers ASCII only, whatever the server's locale, as
# search_key does. translate() compares each character with each of its list, hence the look before the fold.
_SEARCHED = f"""
CROSS JOIN LATERAL (
    SELECT translate(lower(normalize(concat_ws({_BETWEEN}, {{parts}}), NFKC) COLLATE "C"), U&'{_SPACES}', '') AS text
    OFFSET 0
) AS joined
CROSS JOIN LATERAL (
    SELECT replace(
        CASE WHEN joined.text ~ '[{_UNFOLDED}]' THEN translate(joined.text, '{_UNFOLDED}', '{_FOLDED}')
        ELSE joined.text END, {_BETWEEN}, ' ') AS search_text
    OFFSET 0
) AS keyed
CROSS JOIN LATERAL (
    SELECT keyed.search_text, ARRAY(
        SELECT DISTINCT substr(part, at, 2)
        FROM unnest(string_to_array(keyed.search_text, ' ')) AS part, generate_series(1, length(part) - 1) AS at
    ) AS search_grams
    OFFSET 0
) AS searched"""  # noqa: S608


def searched(lead: str, company: str) -> str:
    """SQL joins that add searched(search_text, search_grams) to a row of a lead and, or NULLs, its company."""
    of_lead = [f"{lead}.{name}" for name in ("name", "name_kana", "email", "phone_digits", "external_id")]
    parts = [*of_lead[:2], f"{company}.name", f"{company}.name_kana", *of_lead[2:]]
    return _SEARCHED.format(parts=", ".join(f"nullif({part}, '')" for part in parts))


_REFRESH = f"""
UPDATE leads_lead AS lead SET search_text = found.search_text, search_grams = found.search_grams
FROM (
    SELECT l.id, searched.search_text, searched.search_grams
    FROM leads_lead l LEFT JOIN leads_company c ON c.id = l.company_id {searched("l", "c")}
    WHERE l.id = ANY(%s)
) AS found
WHERE lead.id = found.id AND lead.search_text <> found.search_text
"""  # noqa: S608


def refresh(lead_ids: list[int]) -> None:
    """Bring search_text and search_grams of these leads up to date with their names, mail, phone and company."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, [lead_ids])


def find(leads: QuerySet, text: str) -> QuerySet:
    """Those leads that hold every word of the text: in a name, its kana, the company, the mail, the phone or the ID.

    Two characters are enough; case, width and kind of kana do not matter; a phone may be written with hyphens, a
    company with an abbreviated legal form.
    """
    for word in text.replace("\x00", "").split():
        if _LEGAL_FORM.fullmatch(nfkc(word)):
            continue
        holding = _holding(word)
        for other in filter(None, (_phone(word), _bare_company(word))):  # an ID may look like a phone number
            holding |= _holding(other)
        leads = leads.filter(holding)
    return leads


def _bare_company(word: str) -> str:
    """The name alone where the legal form is abbreviated (㈱青空商事), which a company may spell out; else ""."""
    return company_key(word) if _LEGAL_FORM.search(nfkc(word)) else ""


def _phone(word: str) -> str:
    """The digits of what may be a phone number written with signs between them; "" for anything else."""
    digits, key = phone_digits(word), search_key(word)
    return digits if len(digits) >= 4 and digits != key and set(key) <= set("0123456789-‐‑–—−ー()+") else ""


def _holding(word: str) -> Q:
    key, pieces = search_key(word), grams(word)
    holding = Q(search_grams__contains=pieces) if pieces else Q()
    # Two characters are their one piece. Asking for them twice would make the planner expect a tiny fraction of what
    # it finds, and read all of a common name's leads where the first fifty by date are enough.
    return holding if len(key) == 2 else holding & Q(search_text__contains=key)
