"""What stands around a list, on pages that are templates: {% load around %}."""

from django import template
from django.utils.safestring import SafeString

from kcc.organisation import around

register = template.Library()


@register.simple_tag(takes_context=True)
def export_menu(context, url: str) -> SafeString:
    return around.export(url, context.request.GET)
