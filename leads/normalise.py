"""What people write, made comparable: company names, persons, titles, numbers, search keys.

Pure functions of their text; the definitions come from the criteria ("Who is the same", "Numbers as people
write them", "Title rank") and hold exactly. Nothing here guesses: what cannot be read is None.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

_RANKED_WORDS = {
    6: "代表,社長,会長,創業者,オーナー,ceo,president,founder",
    5: "取締役,執行役員,執行役,役員,専務,常務,監査役,副社長,副会長,"
    "cfo,cto,coo,cio,cmo,cso,cdo,cpo,chro,ciso,vp,vice president",
    4: "部長,支社長,支店長,工場長,general manager,gm,director,head of",
    3: "次長,課長,室長,所長,店長,マネージャー,マネジャー,manager",
    2: "係長,主任,主査,リーダー,lead,leader,部長補佐,課長補佐",
    1: "社長室,社長秘書,役員室,役員秘書,秘書,担当,社員,スタッフ,一般,staff,アシスタント,assistant",
}
TITLE_WORDS: dict[str, int] = {word: rank for rank, words in _RANKED_WORDS.items() for word in words.split(",")}

_JAPANESE_FORM = re.compile(
    "株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|公益社団法人|一般財団法人|公益財団法人|学校法人|医療法人"
    r"|\(株\)|\(有\)|\(同\)"
)
_FOREIGN = r"(?:inc|co[\s.,]*ltd|ltd|corp|llc|k\.?\s?k)"
_FOREIGN_FORM = re.compile(rf"^\W*{_FOREIGN}[.,]*(?=[\s.,])[\s.,]*|(?<![a-z0-9]){_FOREIGN}[\s.,]*$")
ZERO_WIDTH = "\u200b\u2060\ufeff"
_SPACES = re.compile(rf"[\s{ZERO_WIDTH}]+")
SPACES_AFTER_NFKC = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u1680\u2028\u2029\u200b\u2060\ufeff"  # what NFKC leaves of them

# What search takes for the same: hiragana and katakana, Latin-1, Greek and Cyrillic capitals and small letters.
FOLDED = {chr(code): chr(code + 0x60) for code in [*range(0x3041, 0x3097), 0x309D, 0x309E]} | {
    capital: capital.lower()
    for capital in map(chr, [*range(0xC0, 0xDF), *range(0x391, 0x3AC), *range(0x410, 0x430)])
    if capital.lower() != capital
}
_CAPITALS = str.maketrans({**FOLDED, **{chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}})

# Spellings that make two names look different although they may be one company's: offered to people, never merged.
VARIANT_KANJI = dict(
    zip(
        "髙﨑嵜德濵濱栁邊邉齋齊澤廣國條櫻龍瀧眞惠學會緖圓榮經濟藏鐵實寶聲萬與豐黑靜壽藝",
        "高崎崎徳浜浜柳辺辺斎斉沢広国条桜竜滝真恵学会緒円栄経済蔵鉄実宝声万与豊黒静寿芸",
        strict=True,
    )
)
VARIANT_PARTS = r"ホールディングス|ホールディング|holdings?|hd$|hds$|グループ|group$|[・.,'’&\-‐ー]"

_NUMBER = r"(\d+(?:\.\d+)?)"
_RANGE = r"[~〜\-‐‑–—−]"
_EMPLOYEE_UNITS = {"": 1, "名": 1, "人": 1, "万": 10**4, "万名": 10**4, "万人": 10**4}
_REVENUE_UNITS = {
    "": 1, "円": 1, "万": 10**4,
    "千円": 10**3, "万円": 10**4, "百万円": 10**6, "億円": 10**8, "兆円": 10**12,
}  # fmt: skip
_BIGGEST = 2**63 - 1


def nfkc(text: str) -> str:
    """NFKC, trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def without_spaces(text: str) -> str:
    """All spaces removed: ASCII, full-width, and the zero-width ones that come with copied text."""
    return _SPACES.sub("", text)


@lru_cache(65536)
def company_key(name: str) -> str:
    """What identifies a company that has no corporate number: NFKC, lower case, legal form and all spaces removed.

    Japanese legal forms go wherever they stand (前株, 後株); foreign ones only as words at either end, so that
    "Linclon" keeps its "inc". A name that is nothing but a legal form keeps it. "" only for an empty name.
    """
    text = nfkc(name).lower()
    japanese = _JAPANESE_FORM.sub("", without_spaces(text))
    stripped = _strip_foreign_forms(_JAPANESE_FORM.sub(" ", text)) if japanese else ""
    stripped = without_spaces(_JAPANESE_FORM.sub("", without_spaces(stripped)))
    return stripped or japanese or without_spaces(text)


def _strip_foreign_forms(text: str) -> str:
    while True:
        shorter = _FOREIGN_FORM.sub("", text.strip()).rstrip(" ,")
        if shorter == text:
            return text
        text = shorter


def email_key(text: str) -> str:
    """What identifies a person who has an e-mail: NFKC, lower case, trimmed."""
    return nfkc(text).lower()


def phone_digits(text: str) -> str:
    """The digits of a phone number, in order: "０６－1234" → "061234"."""
    return "".join(character for character in nfkc(text) if character in "0123456789")


def name_key(text: str) -> str:
    """A person's name as it is compared: NFKC, lower case, without spaces."""
    return without_spaces(nfkc(text).lower())


def person_key(*, email="", company="", name="", phone="", external_id="") -> str:
    """Who is the same person: the e-mail if present, else company + name without spaces + phone digits.

    `company` is whatever identifies the company (the imports use its primary key, which outlives a change of name
    or number). A row with neither an e-mail nor a name with company or phone is known by its ID only.
    "" when nothing identifies the person.
    """
    if email:
        return f"mail:{email_key(email)}"
    name, digits = name_key(name), phone_digits(phone)
    if name and (company or digits):
        return f"who:{company}|{name}|{digits}"
    return f"id:{external_id}" if external_id else ""


def title_rank(text: str, extra_words: Mapping[str, int] | None = None) -> int:
    """Title rank 0 (unknown) … 6 (president) from free text, the highest of the listed words in it.

    A listed word inside a longer listed word does not count (社長 in 副社長); ASCII words match as whole words.
    `extra_words` are the admin's additions, word → rank; they win over the shipped rank of the same word.
    """
    return _title_rank(nfkc(text).lower(), tuple(sorted((extra_words or {}).items())))


@lru_cache(65536)
def _title_rank(text: str, extra_words: tuple[tuple[str, int], ...]) -> int:
    words, pattern = _title_pattern(extra_words)
    found = [(match.start(1), match.end(1)) for match in pattern.finditer(text)]
    outermost = [
        (start, end)
        for start, end in found
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in found)
    ]
    return max((words[text[start:end]] for start, end in outermost), default=0)


@lru_cache(16)
def _title_pattern(extra_words: tuple[tuple[str, int], ...]) -> tuple[dict[str, int], re.Pattern[str]]:
    words = TITLE_WORDS | {nfkc(word).lower(): rank for word, rank in extra_words if word.strip()}
    longest_first = sorted(words, key=len, reverse=True)
    # The look-ahead finds a word at every place, overlapping ones too: 社長室長 holds both 社長室 and 室長.
    return words, re.compile(f"(?=({'|'.join(map(_word_pattern, longest_first))}))")


def _word_pattern(word: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word)


@lru_cache(65536)
def read_employees(text: str) -> int | None:
    """Number of employees as people write it: 約1,200名, 50～99名 (→ 50), 1.2万人. None when it cannot be read."""
    return _read_number(_plain(text), _EMPLOYEE_UNITS)


@lru_cache(65536)
def read_revenue(text: str) -> int | None:
    """Annual revenue in yen as people write it: 4,500百万円, 100億円, 10～50億円 (→ 10億円). None when unreadable."""
    return _read_number(_plain(text), _REVENUE_UNITS)


def _plain(text: str) -> str:
    return re.sub(r"\s*([^\d\s.])\s*", r"\1", nfkc(text).replace(",", "").replace("約", "")).strip()


def _read_number(text: str, units: Mapping[str, int]) -> int | None:
    unit = f"({'|'.join(sorted(units, key=len, reverse=True))})"
    match = re.fullmatch(rf"{_NUMBER}{unit}(?:{_RANGE}{_NUMBER}{unit})?", text, re.ASCII)
    if match is None:
        return None
    low, low_unit, high, high_unit = match.groups()
    value = Decimal(low) * units[low_unit or high_unit or ""]
    if high is not None and value > Decimal(high) * units[high_unit]:
        return None
    return int(value) if value == value.to_integral_value() and value <= _BIGGEST else None


def corporate_number(text: str) -> str:
    """The 13 digits of a corporate number (法人番号) without hyphens and spaces; "" when it is not a valid one."""
    digits = re.sub(r"[\s\-‐‑–—−]", "", nfkc(text))
    return digits if is_corporate_number(digits) else ""


def is_corporate_number(text: str) -> bool:
    """13 digits whose first is the check digit of the other twelve.

    Source: 法人番号の指定等に関する省令第2条: 9 − (Σ Pₙ × Qₙ mod 9), n from the right, Qₙ = 1 for odd n, 2 for even n.
    """
    if not re.fullmatch(r"[0-9]{13}", text):
        return False
    body = [int(digit) for digit in reversed(text[1:])]
    return int(text[0]) == 9 - (sum(body[0::2]) + 2 * sum(body[1::2])) % 9


def search_key(text: str) -> str:
    """Text as it is searched: NFKC, lower case, hiragana as katakana, without spaces.

    leads.search does the same in SQL; a test holds the two together.
    """
    return without_spaces(nfkc(text).translate(_CAPITALS))


def grams(text: str) -> list[str]:
    """The distinct two-character pieces of the search key, sorted: what the index of the search holds."""
    key = search_key(text)
    return sorted({key[start : start + 2] for start in range(len(key) - 1)})
