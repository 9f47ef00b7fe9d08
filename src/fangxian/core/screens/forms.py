"""How every form looks: label, help, error, in that order, tied together for screen readers."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "screens/form.html"
    field_template_name = "screens/field.html"
