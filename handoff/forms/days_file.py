from django import forms
from django.utils.translation import gettext_lazy as _


class DaysFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of holidays"),
        help_text=_("The Cabinet Office's CSV (syukujitsu.csv), or an iCalendar file (.ics)."),
        widget=forms.FileInput(attrs={"accept": ".csv,.ics,.ical,text/csv,text/calendar"}),
    )
