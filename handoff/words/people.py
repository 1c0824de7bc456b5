"""How a person of the organisation, or a lead, is called in a sentence."""

from leads.people import full_name as person_name

__all__ = ["lead_name", "person_name"]


def lead_name(lead) -> str:
    """Company and person as one writes them: 株式会社青空商事 田中 花子; "" for no lead."""
    if lead is None:
        return ""
    return f"{lead.company} {lead}" if lead.company_id else str(lead)
