"""How complete a hand-over package is."""

# What a salesperson wants to know before the first call, and how much of the whole it is.
WEIGHTS = {
    "timing": 15, "decision_maker": 15, "challenge": 15, "talked": 15, "phone": 10, "title": 10, "comment": 10,
    "budget": 4, "current_solution": 3, "key_people": 3,
}  # fmt: skip


def completeness(document: dict) -> tuple[int, list[str]]:
    """How much of what sales wants to know is there, 0–100, and the names in WEIGHTS of what is not."""
    answers = document["hearing"]["answers"] if document["hearing"] else {}
    known = {name for name, answer in answers.items() if answer and answer != "not_yet_known"}
    known |= {name for name in ("phone", "title") if document["lead"][name]}
    if any(contact["result"] == "connected" for contact in document["contacts"]):
        known.add("talked")
    if document["comment"].strip():
        known.add("comment")
    missing = [name for name in WEIGHTS if name not in known]
    return 100 - sum(WEIGHTS[name] for name in missing), missing
