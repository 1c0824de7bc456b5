"""Search that works for two kanji: leads carry the two-character pieces of everything one searches by.

The index is kept by `refresh`, called by whatever writes leads or companies.
"""

from django.db import connection
from django.db.models import QuerySet

from leads.normalise import FOLDED, grams, phone_digits, search_key

# normalise.search_key in SQL. COLLATE "C" lowers ASCII only, whatever the server's locale, as search_key does.
_KEY = rf"""regexp_replace(
    translate(lower(normalize(part, NFKC) COLLATE "C"), '{"".join(FOLDED)}', '{"".join(FOLDED.values())}'),
    '[\s\u200b\u2060\ufeff]+', '', 'g')"""
_REFRESH = f"""
UPDATE leads_lead AS lead SET search_text = found.search_text, search_grams = found.search_grams
FROM (
    SELECT l.id, coalesce(array_to_string(keyed.parts, ' '), '') AS search_text,
           ARRAY(SELECT DISTINCT substr(part, at, 2)
                 FROM unnest(keyed.parts) AS part, generate_series(1, length(part) - 1) AS at) AS search_grams
    FROM leads_lead l LEFT JOIN leads_company c ON c.id = l.company_id
    CROSS JOIN LATERAL (
        SELECT array_agg({_KEY}) AS parts
        FROM unnest(ARRAY[l.name, l.name_kana, c.name, c.name_kana, l.email, l.phone_digits, l.external_id]) AS part
        WHERE part <> ''
    ) AS keyed
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

    Two characters are enough; case, width and kind of kana do not matter; a phone may be written with hyphens.
    """
    for word in text.replace("\x00", "").split():
        leads = _holding(leads, _phone(word) or word)
    return leads


def _phone(word: str) -> str:
    digits = phone_digits(word)
    return digits if len(digits) >= 4 and set(search_key(word)) <= set("0123456789-‐‑–—−ー()+") else ""


def _holding(leads: QuerySet, word: str) -> QuerySet:
    key, pieces = search_key(word), grams(word)
    if pieces:
        leads = leads.filter(search_grams__contains=pieces)
    # Two characters are their one piece. Asking for them twice would make the planner expect a tiny fraction of what
    # it finds, and read all of a common name's leads where the first fifty by date are enough.
    return leads if len(key) == 2 else leads.filter(search_text__contains=key)
