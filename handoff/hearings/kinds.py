"""The kinds of answers in words."""

from django.utils.translation import pgettext_lazy

from handoff.hearings.sheet import CHOICE, DATE, LONG, MULTI, NUMBER, TEXT, YES_NO_KIND

KIND_LABELS = {
    TEXT: pgettext_lazy("kind of answer", "One line of text"),
    LONG: pgettext_lazy("kind of answer", "Text"),
    CHOICE: pgettext_lazy("kind of answer", "One of the choices"),
    MULTI: pgettext_lazy("kind of answer", "Several of the choices"),
    NUMBER: pgettext_lazy("kind of answer", "Number"),
    DATE: pgettext_lazy("kind of answer", "Day"),
    YES_NO_KIND: pgettext_lazy("kind of answer", "Yes or no"),
}
