"""Row 4: the lead list found by words, against reading the whole table."""

from collections.abc import Iterator
from urllib.parse import quote

from bench.queue_page import REP
from bench.rows import Line, row
from bench.site import Site
from bench.timing import in_turns

SEARCHES = {
    "two kanji of many (田中)": ("田中", "%田中%"),
    "two kanji of few (九重)": ("九重", "%九重%"),
    "kana (ここのえ ちひろ)": ("ここのえ ちひろ", "%ココノエチヒロ%"),
    "part of an e-mail (kokonoe.1)": ("kokonoe.1", "%kokonoe.1%"),
    "nothing (zzqq)": ("zzqq", "%zzqq%"),
}
SCAN = "SELECT id, name, email FROM leads_lead WHERE search_text LIKE %s ORDER BY registered_at DESC, id DESC LIMIT 51"


@row(4)
def search(small: Site, large: Site) -> Iterator[Line]:
    browser = large.browser(REP)
    with large.sql() as bare:
        bare.execute("SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off")
        for name, (text, pattern) in SEARCHES.items():
            address = f"/leads/?q={quote(text)}"
            found, scan = in_turns(
                lambda address=address: browser.get(address, fragment=True),
                lambda pattern=pattern: bare.execute(SCAN, [pattern]).fetchall(),
                times=20,
                warm_up=2,
            )
            ratio = scan.median / found.median
            yield Line(
                f"search by {name}, HTML", found, "LIKE by sequential scan", scan.median, f"1/{ratio:.1f}",
                "≤ 1/20 at 1 M leads; p95 ≤ 50 ms", (ratio >= 20 or large.leads < 1_000_000) and found.p95 <= 50,
            )  # fmt: skip
