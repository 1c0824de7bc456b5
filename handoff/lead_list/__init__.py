"""The lead list: found by words and filters, in the order and with the columns that one wants."""

from handoff.lead_list.page import PAGE, LeadList

__all__ = ["PAGE", "LeadList"]
