from django.forms.renderers import TemplatesSetting


class TossupForms(TemplatesSetting):
    """Draws {{ form }} and {{ field.as_field_group }} in the product's look."""

    form_template_name = "_form.html"
    field_template_name = "_field.html"
