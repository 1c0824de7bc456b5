from django.utils.translation import get_language


def full_name(user) -> str:
    """Names as the reader's language writes them: 姓 名 in Japanese; the e-mail when there is none; "" for nobody."""
    if user is None:
        return ""
    names = (
        [user.last_name, user.first_name]
        if (get_language() or "ja").startswith("ja")
        else [user.first_name, user.last_name]
    )
    return " ".join(filter(None, names)) or user.email or user.username
