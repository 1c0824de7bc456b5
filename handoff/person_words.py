"""How a person of the organisation, or a lead, is called in a sentence."""

from leads.people import full_name


def person_name(user) -> str:
    """姓 名 (first name first in English), or the e-mail address of somebody without a name; "" for the machine."""
    return full_name(user)


def lead_name(lead) -> str:
    """Company and person as one writes them: 株式会社青空商事 田中 花子."""
    if lead is None:
        return ""
    return f"{lead.company} {lead}" if lead.company_id else str(lead)
