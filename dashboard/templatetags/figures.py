"""Tags of the pages with figures."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboard.saved.places import NAME, place_of
from dashboard.show import NOTHING
from dashboard.tables import Cell

register = template.Library()


@register.simple_tag(takes_context=True)
def saved_views_url(context, filters) -> str:
    """Where what is on screen can be kept under a name; empty on a page that cannot be kept."""
    request = getattr(context, "request", None)
    place = place_of(getattr(request, "resolver_match", None))
    if not place:
        return ""
    kept = {"sort": filters.kept["sort"]} if "sort" in filters.kept else {}
    query = urlencode({NAME: place}, safe=":")
    return f"{reverse('dashboard:views')}?{query}&{filters.query(**kept)}".rstrip("&")


@register.simple_tag
def figure_cell(cell: Cell) -> SafeString:
    """What stands in a cell of a table. A page has hundreds: written here, not in a template of its
    own, it costs a tenth."""
    inner = conditional_escape(cell.text)
    if cell.word:
        inner = format_html('{}<span class="hide">, {}</span>', inner, cell.word)
    css = f"status {cell.kind}" if cell.kind else "quiet" if cell.empty and not cell.url else ""
    if css == "quiet" and cell.text == NOTHING:
        css = "quiet none"
    attributes = format_html(' class="{}"', css) if css else ""
    if cell.url:
        parts = [format_html('<a{} href="{}">{}</a>', attributes, cell.url, inner)]
    else:
        parts = [format_html("<span{}>{}</span>", attributes, inner)]
    if cell.provisional:
        mark = '<abbr class="quiet" title="{}">*<span class="hide"> {}</span></abbr>'
        parts.append(format_html(f" {mark}", _("provisional"), _("provisional")))
    if cell.note:
        parts.append(format_html('<small class="under">{}</small>', cell.note))
    if cell.bar:
        line = '<svg class="meter" aria-hidden="true"><rect width="{}%" height="100%"/></svg>'
        parts.append(format_html(line, cell.bar))
    return SafeString("".join(parts))
