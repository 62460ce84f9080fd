"""What stands around the rows of a list, as markup: heads of columns, tabs, filters, saved views,
and the menus to choose columns and to take the list along.

By templates it took longer than the rows themselves (measured: 4.5 of 15 ms of the processor).
What is the same for everybody who asks for the same is written once; addresses name no person.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kcc.lib.columns import Column
from kcc.lib.markup import NOTHING, Markup, together
from kcc.lib.secret import FIELD
from kcc.lib.templatetags.kcc import icon
from kcc.lib.worklist import PLACE, Tab

MOST = 300
KEPT = Markup('<input type="hidden" name="{}" value="{}">')
CURRENT = SafeString(' aria-current="page"')

# -- Columns ------------------------------------------------------------------------------------

HEAD = Markup('<th scope="col"{}{}><a href="?{}">{}{}</a></th>')
PLAIN_HEAD = Markup('<th scope="col"{}>{}</th>')
CSS = Markup(' class="{}"')
ORDER = Markup(' aria-sort="{}"')
# Where the order comes in an address; nothing in an address is written so.
HERE = "\0"


def heads(columns: Sequence[Column], sort: str, params: QueryDict) -> SafeString:
    """Each sorts the list by its column: keeps what is asked for, drops the place in the list, and
    turns around what it is sorted by already."""
    query = params.copy()
    for name in PLACE:
        query.pop(name, None)
    query["sort"] = HERE
    return _heads(tuple(columns), sort, query.urlencode(), get_language())


@lru_cache(maxsize=MOST)
def _heads(columns: tuple[Column, ...], sort: str, query: str, _language: str) -> SafeString:
    return together(_head(column, sort, query) for column in columns)


def _head(column: Column, sort: str, query: str) -> SafeString:
    css = CSS(column.css) if column.css else NOTHING
    if not column.sort:
        return PLAIN_HEAD(css, column.label)
    active, down = sort.removeprefix("-") == column.name, sort.startswith("-")
    first = ("" if down else "-") if active else column.first
    mark = ("arrow-down" if down else "arrow-up") if active else "selector"
    state = ORDER("descending" if down else "ascending") if active else NOTHING
    address = query.replace("%00", f"{first}{column.name}")
    return HEAD(css, state, address, column.label, icon(mark))


CHOICE = Markup(
    '<details class="menu columns"><summary class="btn small">{}{}{}</summary>'
    '<form class="pop" method="get">{}<fieldset><legend class="hide">{}</legend>{}</fieldset>'
    '<div class="actions"><button class="btn">{}</button>{}</div></form></details>'
)
COLUMN = Markup('<label class="check"><input type="checkbox" {}><span>{}</span></label>')
FIXED = SafeString("checked disabled")
NAMED = Markup('name="columns" value="{}"{}')
USUAL = Markup('<a class="btn plain" href="{}">{}</a>')


def column_choice(
    columns: Iterable[Column], shown: Iterable[Column], kept: Iterable[tuple], usual: str = ""
) -> SafeString:
    """A menu: which of these columns are shown. `kept` are names and values to send along, `usual`
    the address of the list with its usual columns, when others were chosen."""
    return _choice(tuple(columns), tuple(shown), tuple(kept), usual, get_language())


@lru_cache(maxsize=MOST)
def _choice(columns, shown, kept, usual: str, _language: str) -> SafeString:
    boxes = (
        COLUMN(
            FIXED if each.fixed else NAMED(each.name, " checked" if each in shown else ""),
            each.label,
        )
        for each in columns
    )
    words = _("Columns")
    return CHOICE(
        icon("settings"), words, icon("chevron-down", "caret"),
        together(KEPT(*pair) for pair in kept), words, together(boxes),
        _("Show these"), USUAL(usual, _("As usual")) if usual else NOTHING,
    )  # fmt: skip


# -- Taking the list along ------------------------------------------------------------------------

EXPORT = Markup(
    '<details class="menu"><summary class="btn">{}{}{}</summary><div class="pop">{}</div></details>'
)
FILE = Markup('<a href="{}?{}">{}</a>')


def export(url: str, params: QueryDict) -> SafeString:
    """A menu with the kinds of sheets; the query of the page stays, without its place in it."""
    query = params.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query["format"] = HERE
    return _export(url, query.urlencode(), get_language())


@lru_cache(maxsize=MOST)
def _export(url: str, query: str, _language: str) -> SafeString:
    kinds = (
        ("xlsx", _("Excel (XLSX)")), ("ods", _("OpenDocument (ODS)")), ("csv", _("Text (CSV)")),
    )  # fmt: skip
    files = together(FILE(url, query.replace("%00", kind), words) for kind, words in kinds)
    return EXPORT(icon("download"), _("Export"), icon("chevron-down", "caret"), files)


# -- Tabs, and how the work stands ----------------------------------------------------------------

TABS = Markup('<nav class="tabs" aria-label="{}">{}</nav>')
TAB = Markup('<a href="{}"{}>{}{}</a>')
COUNT = Markup(' <span class="count">{}</span>')
CHIPS = Markup('<nav aria-label="{}"><ul class="chips">{}</ul></nav>')
CHIP = Markup('<li><a class="chip{}" href="{}"{}>{} <span class="count">{}</span></a></li>')
KIND = Markup(" {}")


def tabs(label: str, tabs: Iterable[Tab]) -> SafeString:
    """As components/tabs.html."""
    return TABS(
        label,
        together(
            TAB(
                tab.url,
                CURRENT if tab.current else NOTHING,
                tab.label,
                NOTHING if tab.count is None else COUNT(tab.count),
            )
            for tab in tabs
        ),
    )


def chips(asked) -> SafeString:
    """How the work of a tab stands: all of it, or one of its views."""
    every = CHIP(
        "", asked.whole_tab, NOTHING if asked.is_narrowed else CURRENT, _("All"), asked.total
    )
    return CHIPS(
        _("How it stands"),
        together([
            every,
            *(
                CHIP(
                    KIND(chip.kind) if chip.count and chip.kind else NOTHING,
                    chip.url,
                    CURRENT if chip.current else NOTHING,
                    chip.label,
                    chip.count,
                )
                for chip in asked.chips
            ),
        ]),
    )  # fmt: skip


def standing(asked) -> str:
    """In a sentence: how much is open, and how it stands."""
    if asked.filters.closed:
        return f"{_('Closed')}: {asked.total}."
    total, counts = asked.total, asked.counts
    pieces = (
        ngettext("%(open)s is open", "%(open)s are open", total) % {"open": total},
        _("%(late)s late") % {"late": counts.get("overdue", "")},
        _("%(today)s due today") % {"today": counts.get("due_today", "")},
    )
    return f"{', '.join(pieces)}."


# -- Filters --------------------------------------------------------------------------------------

FILTERS = Markup(
    '<form class="filters" method="get" novalidate>{}{}{}<div class="actions">'
    '<button class="btn">{}{}</button>{}</div></form>'
)
FOLDED = Markup(
    '<details class="menu left"><summary class="btn">{}{}</summary>'
    '<div class="pop stack tight wide">{}<button class="btn">{}</button></div></details>'
)
CLEAR = Markup('<a class="btn plain" href="{}">{}</a>')


def filter_form(asked) -> SafeString:
    """Works by GET; what is seldom needed is behind a button."""
    filters, words, folded = asked.filters, _("Filter"), NOTHING
    if filters.folded:
        caret = icon("chevron-down", "caret")
        folded = FOLDED(_("More filters"), caret, filters.folded, words)
    clear = NOTHING
    if filters.is_narrowed:
        clear = CLEAR(asked.without_filters, _("Clear filters"))
    kept = together(KEPT(*pair) for pair in asked.kept_by_filters)
    return FILTERS(kept, filters.shown, folded, icon("filter"), words, clear)


# -- Saved views ----------------------------------------------------------------------------------

VIEWS = Markup(
    '<details class="menu views"><summary class="btn small">{}{}{}</summary>'
    '<div class="pop wide">{}<hr><form method="post" action="{}" class="stack tight saving">'
    + FIELD
    + '<input type="hidden" name="worklist" value="{}">'
    '<input type="hidden" name="query" value="{}">'
    '<input type="hidden" name="shared" value="mine"><div class="field"><label for="view-name">{}'
    '</label><input type="text" name="name" id="view-name" maxlength="60" required'
    ' autocomplete="off"></div><label class="check"><input type="checkbox" name="is_default">'
    '<span>{}</span></label><button class="btn">{}</button></form></div></details>'
)
GROUP = Markup("<h3>{}</h3>{}")
VIEW = Markup('<a href="{}?{}"{}>{}<span class="wrap">{}</span>{}</a>')
BESIDE = Markup(" <small>{}</small>")
NONE_YET = Markup("<p>{}</p>")


def saved_views(menu, *, list_url: str, worklist: str, token: str) -> SafeString:
    """The saved views of a list (kcc.organisation.listpage.SavedMenu), and a way to save this
    one."""
    own = [(view, _("opens first") if view.is_default else "") for view in menu.own]
    shared = [(view, view.owner.get_display_name()) for view in menu.shared]
    groups = together(
        GROUP(words, together(_view(view, beside, menu, list_url) for view, beside in views))
        for words, views in ((_("Mine"), own), (_("Shared"), shared))
        if views
    )
    return VIEWS(
        icon("list-check"), _("Saved views"), icon("chevron-down", "caret"),
        groups or NONE_YET(_("Save the filters, order and columns you often need under a name.")),
        reverse("views-save"), token, worklist, menu.query, _("Save this view as"),
        _("Show when I open the list"), _("Save view"),
    )  # fmt: skip


def _view(view, beside: str, menu, list_url: str) -> SafeString:
    current = view == menu.current
    return VIEW(
        list_url,
        view.address,
        SafeString(' aria-current="true"') if current else NOTHING,
        icon("check") if current else NOTHING,
        view.name,
        BESIDE(beside) if beside else NOTHING,
    )
