"""The 47 prefectures by region, and how people write them."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from leads.normalise import nfkc

REGIONS = (
    (
        _("Hokkaido and Tohoku"),
        "北海道 Hokkaido 青森県 Aomori 岩手県 Iwate 宮城県 Miyagi 秋田県 Akita 山形県 Yamagata "
        "福島県 Fukushima",
    ),
    (
        _("Kanto"),
        "茨城県 Ibaraki 栃木県 Tochigi 群馬県 Gunma 埼玉県 Saitama 千葉県 Chiba 東京都 Tokyo "
        "神奈川県 Kanagawa",
    ),
    (
        _("Chubu"),
        "新潟県 Niigata 富山県 Toyama 石川県 Ishikawa 福井県 Fukui 山梨県 Yamanashi 長野県 Nagano "
        "岐阜県 Gifu 静岡県 Shizuoka 愛知県 Aichi",
    ),
    (
        _("Kinki"),
        "三重県 Mie 滋賀県 Shiga 京都府 Kyoto 大阪府 Osaka 兵庫県 Hyogo 奈良県 Nara "
        "和歌山県 Wakayama",
    ),
    (
        _("Chugoku and Shikoku"),
        "鳥取県 Tottori 島根県 Shimane 岡山県 Okayama 広島県 Hiroshima 山口県 Yamaguchi "
        "徳島県 Tokushima 香川県 Kagawa 愛媛県 Ehime 高知県 Kochi",
    ),
    (
        _("Kyushu and Okinawa"),
        "福岡県 Fukuoka 佐賀県 Saga 長崎県 Nagasaki 熊本県 Kumamoto 大分県 Oita 宮崎県 Miyazaki "
        "鹿児島県 Kagoshima 沖縄県 Okinawa",
    ),
)  # fmt: skip


def _pairs(text: str) -> list[tuple[str, str]]:
    words = text.split()
    return list(zip(words[::2], words[1::2], strict=True))


NAMES = {japanese: roman for _region, text in REGIONS for japanese, roman in _pairs(text)}
_KEYS = {written.lower(): japanese for japanese, roman in NAMES.items() for written in (japanese, japanese[:-1], roman)}
_KEYS["北海道"] = "北海道"
del _KEYS["北海"]


@lru_cache(1024)
def prefecture_key(text: str) -> str:
    """東京都 for 東京, 東京都, Tokyo and TOKYO; what is no prefecture stays as it is written."""
    written = nfkc(text)
    plain = written.lower().removesuffix(" prefecture").removesuffix("-ken").removesuffix("-to").removesuffix("-fu")
    return _KEYS.get(plain, written)


def choices(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """For a form: regions with their prefectures, in Japanese or in Roman letters."""
    return [
        (str(region), [(name, name if language.startswith("ja") else roman) for name, roman in _pairs(text)])
        for region, text in REGIONS
    ]
