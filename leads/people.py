from django.utils.translation import get_language

FIRST_KANJI = "\u2e80"


def full_name(user) -> str:
    """姓 名; first name first in English unless the name is written in kanji or kana. The e-mail when there is none."""
    if user is None:
        return ""
    family_first = (get_language() or "ja").startswith("ja") or max(user.last_name, default="") >= FIRST_KANJI
    names = [user.last_name, user.first_name] if family_first else [user.first_name, user.last_name]
    return " ".join(filter(None, names)) or user.email or user.username
