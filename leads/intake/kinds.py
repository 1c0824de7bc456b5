"""Further kinds of files: an app that knows more than leads registers what its rows are and what becomes of them."""

from collections.abc import Callable, Iterable

from leads.intake.fields import FIELDS, Field
from leads.intake.loader import WORK, Work
from leads.intake.mapping import REQUIRED
from leads.intake.rows import FINISH, Staged
from leads.intake.words import COLUMNS, by_word

PAGES: dict[str, str] = {}  # kind → URL name of its page, by the number of the import


def register(
    kind: str,
    *,
    fields: Iterable[Field],
    words: dict[str, list[str]],
    required: list[list[str]],
    finish: Callable[[Staged], None],
    work: Work,
    page: str,
) -> None:
    """kind: at most 10 characters. words: what other tools call the fields. The rest as in the tables they go into."""
    FIELDS[kind] = {field.name: field for field in fields}
    COLUMNS[kind] = by_word(words)
    REQUIRED[kind] = required
    FINISH[kind] = finish
    WORK[kind] = work
    PAGES[kind] = page
