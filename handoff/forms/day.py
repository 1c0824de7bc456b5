from django import forms


class DayInput(forms.DateInput):
    """The browser's own date picker; it wants and sends 2026-11-02 whatever the language."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")
