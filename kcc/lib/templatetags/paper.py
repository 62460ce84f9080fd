"""Tags of what a document is made of; how it is written stands in kcc.lib.paper.markup."""

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString

from kcc.lib.paper import markup
from kcc.lib.paper.shape import Ages, HeatMap, Picture, Tile
from kcc.lib.paper.tables import Table

register = template.Library()


@register.simple_tag(takes_context=True)
def figure_card(context, table: Table, level: int | str = 2) -> SafeString:
    """The table in its card; `level` is 2 or 3, of its head."""
    return markup.card_markup(table, _params(context), level or 2)


@register.simple_tag(takes_context=True)
def figure_table(context, table: Table) -> SafeString:
    """The table, of which the heads that sort lead to the address of the page."""
    return markup.table_markup(table, _params(context))


@register.simple_tag(takes_context=True)
def figure_files(context, table: Table) -> SafeString:
    """The menu of the files a table is handed out as."""
    return markup.files_markup(table, _params(context))


@register.simple_tag
def figure_tile(tile: Tile) -> SafeString:
    """One figure of a scorecard."""
    return markup.tile_markup(tile)


@register.simple_tag
def figure_map(drawn: HeatMap) -> SafeString:
    """What is busy, by weekday and hour: the picture and its table in one."""
    return markup.heat_markup(drawn)


@register.simple_tag
def figure_ages(ages: Ages) -> SafeString:
    """How old the open work is, as a bar."""
    return markup.ages_markup(ages)


@register.simple_tag
def figure_legend(legend, kind: str) -> SafeString:
    return markup.legend_markup(legend, kind)


@register.simple_tag
def figure_columns(picture: Picture) -> SafeString:
    return markup.columns_markup(picture)


def _params(context) -> QueryDict:
    """What the address of the page asks for; nothing outside of a request."""
    request = getattr(context, "request", None) or context.get("request")
    return request.GET if request else QueryDict()
