"""Two admins changed the same thing: theirs is in the draft, mine is shown beside it and can be taken after all."""

from dataclasses import dataclass, field

from django.core import signing

from handoff.criteria.diff import Change
from handoff.criteria.document import CriteriaDocument
from handoff.workshop.draft import Workshop
from handoff.workshop.reading import differences
from leads.drafts import News
from leads.merging import MISSING, Conflict, with_value

SALT = "criteria draft conflict"


@dataclass(frozen=True)
class Note:
    """What became of the last edit: conflicts that wait for a decision, and what others did meanwhile.

    published: the draft keeps its own values, and `mine` are those of the version in force.
    """

    conflicts: list[Change] = field(default_factory=list)
    mine: str = ""
    others: News | None = None
    published: bool = False


def conflicting(workshop: Workshop, conflicts: list[Conflict]) -> Note:
    """Theirs and mine in sentences, and mine kept so that it can be taken after all."""
    document = workshop.document.to_json()
    taken = taken_over(document, [[list(each.path), *_kept(each.mine)] for each in conflicts])
    mine = signing.dumps([[list(each.path), *_kept(each.mine)] for each in conflicts], salt=SALT, compress=True)
    return Note(differences(workshop.document, CriteriaDocument.from_json(taken)), mine)


def taken_over(document: dict, values: list) -> dict:
    """The document with these values ([path, is there, value]) at their places; what is no longer there is left out."""
    for path, is_there, value in values:
        try:
            document = with_value(document, tuple(path), value if is_there else MISSING)
        except KeyError:
            continue
    return document


def kept(text: str) -> list:
    """What conflicting() kept; signing.BadSignature for anything else."""
    return signing.loads(text, salt=SALT)


def _kept(value) -> tuple[bool, object]:
    return (False, None) if value is MISSING else (True, value)
