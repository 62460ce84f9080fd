"""Tags and filters of the templates (built in: no {% load %} needed)."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

import phonenumbers
from django import template
from django.conf import settings
from django.forms.utils import ErrorList
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kcc.lib import undo

register = template.Library()

STATUS_CLASSES = {
    "success": "ok",
    "warning": "warn",
    "error": "late",
    "debug": "info",
    "ok": "ok",
    "warn": "warn",
    "late": "late",
    "info": "info",
}
STATUS_ICONS = {
    "ok": "circle-check",
    "warn": "alert-triangle",
    "late": "alert-circle",
    "info": "info-circle",
}


# -- Time: Europe/Amsterdam (the current time zone), in the user's language -----------------------
def _local(value):
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _date_style(value) -> str:
    """Months are written small in Dutch, with a capital in English."""
    month = "M" if get_language() == "en" else "b"
    return f"D j {month}" if value.year == timezone.localdate().year else f"D j {month} Y"


@register.filter
def day(value) -> str:
    """ "di 24 nov", and the year when it is not this one. A date or a moment."""
    if not value:
        return ""
    if isinstance(value, datetime.datetime):
        value = _local(value)
    return format_date(value, _date_style(value))


@register.filter
def moment(value) -> str:
    """ "di 24 nov 17:00", and the year when it is not this one."""
    if not value:
        return ""
    value = _local(value)
    return format_date(value, f"{_date_style(value)} H:i")


@register.filter
def moment_near(value) -> str:
    """ "vandaag 17:00", "morgen 17:00", otherwise as `moment`."""
    if not value:
        return ""
    local = _local(value)
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    word = near.get((local.date() - timezone.localdate()).days)
    return f"{word} {local:%H:%M}" if word else moment(value)


@register.filter
def time_of(value) -> str:
    """ "17:00"."""
    return f"{_local(value):%H:%M}" if value else ""


def _seconds(value) -> int | None:
    if value is None or value == "":
        return None
    return round(value.total_seconds() if hasattr(value, "total_seconds") else value)


@register.filter
def duration(value) -> str:
    """ "6 u 20 min" of seconds or a timedelta; under a minute "40 s", and nothing "0 min"."""
    seconds = _seconds(value)
    if seconds is None:
        return "–"
    if 0 < seconds < 60:
        return _("%(seconds)s s") % {"seconds": seconds}
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s h") % {"hours": number(hours)}
    return _("%(hours)s h %(minutes)s min") % {"hours": number(hours), "minutes": minutes}


@register.filter
def mmss(value) -> str:
    """ "03:12" of seconds or a timedelta; from an hour on "1:03:12"."""
    seconds = _seconds(value)
    if seconds is None:
        return "–"
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


# -- Numbers --------------------------------------------------------------------------------
@register.filter
def number(value, decimals=None) -> str:
    """ "1.234" or with decimals "71,3"; None is "–" (a ratio over zero)."""
    if value is None or value == "":
        return "–"
    exact = Decimal(str(value))
    if decimals is not None:  # number_format would cut the digits off
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return formats.number_format(exact, decimals, use_l10n=True, force_grouping=True)


@register.filter
def percent(value, decimals=1) -> str:
    """A fraction 0.713 as "71,3 %"; None is "–"."""
    return "–" if value is None else f"{number(Decimal(str(value)) * 100, decimals)} %"


@register.filter
def phone(value) -> str:
    """National spelling of a Dutch number ("06 12345678"), international of others."""
    if not value:
        return ""
    try:
        parsed = phonenumbers.parse(str(value), settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        return str(value)
    region = phonenumbers.region_code_for_number(parsed)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if region == settings.PHONE_REGION
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, style)


# -- Marks ----------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A picture beside a word: hidden from screen readers. Names: static/icons.svg."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {extra}" if extra else "",
        static("icons.svg"),
        name,
    )


@register.filter
def status_class(kind) -> str:
    """ok, warn, late or info for a status, or for the level of a message."""
    return STATUS_CLASSES.get(str(kind).split(" ")[-1], "info")


@register.filter
def status_icon(kind) -> SafeString:
    return icon(STATUS_ICONS[status_class(kind)])


@register.filter
def undo_url(message) -> str:
    """Where the undo button of this message posts to (kcc.lib.undo); empty without one."""
    return undo.undo_url(message)


# -- Forms ----------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def csrf_field(context) -> SafeString:
    """{% csrf_token %} that also works inside an include with `only`."""
    request = getattr(context, "request", None)
    if request is None:
        return SafeString("")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
    )


@register.simple_tag
def error_list(form=None, forms=None) -> list[dict]:
    """Every error of a form, or of several, with the id of the field it belongs to."""
    problems = []
    for each in [f for f in [form, *(forms or [])] if f]:
        problems += [{"text": e, "target": ""} for e in each.non_field_errors()]
        for field in each:
            errors = field.errors or ErrorList()
            # A group of choices has no element with the field's own id.
            target = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
            label = str(field.label)
            lead = label if label.endswith("?") else f"{label}:"
            problems += [{"text": f"{lead} {e}", "target": target or field.auto_id} for e in errors]
    return problems


# -- Lists ----------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def sort_head(context, name: str, label: str, first: str = "", css: str = "") -> SafeString:
    """A column head that sorts: keeps the filters, drops the cursor, turns the order around.

    `name` is the value of ?sort=; `first` is "-" when the column starts descending. The order in
    force is the variable `sort` of the page, else what the address says.
    """
    request = getattr(context, "request", None) or context["request"]
    current = context.get("sort") or request.GET.get("sort", "")
    descending = current.startswith("-")
    active = current.lstrip("-") == name
    wanted = ("" if descending else "-") + name if active else first + name
    query = request.GET.copy()
    for key in ("after", "before", "page"):
        query.pop(key, None)
    query["sort"] = wanted
    state = ""
    if active:
        state = format_html(' aria-sort="{}"', "descending" if descending else "ascending")
    mark = ("arrow-down" if descending else "arrow-up") if active else "selector"
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}{}</a></th>',
        format_html(' class="{}"', css) if css else "",
        state,
        query.urlencode(),
        label,
        icon(mark),
    )
