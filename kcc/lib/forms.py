"""Django's form rendering with our own templates, so that `{{ form }}` looks like every page."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
