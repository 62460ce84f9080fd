"""Tags and filters of the templates (built in: no {% load %} needed)."""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

import phonenumbers
from django import template
from django.conf import settings
from django.forms.utils import ErrorList
from django.templatetags.static import static
from django.utils import dates, formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kcc.lib import fields, timeline, undo
from kcc.lib.secret import FIELD, token_of

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


@cache
def _names(language: str | None) -> tuple[list[str], list[str]]:
    """Weekdays and months, short. Months are written small in Dutch, with a capital in English."""
    days = [str(dates.WEEKDAYS_ABBR[number]) for number in range(7)]
    months = [str(dates.MONTHS_3[number]) for number in range(1, 13)]
    return days, [month.title() for month in months] if language == "en" else months


def written_day(value: datetime.date, year: int | None = None) -> str:
    """As Django's "D j b", and " Y" when it is not this `year`. Its own function takes ten times as
    long, and a list writes fifty days."""
    days, months = _names(get_language())
    text = f"{days[value.weekday()]} {value.day} {months[value.month - 1]}"
    return text if value.year == (year or timezone.localdate().year) else f"{text} {value.year}"


@register.filter
def day(value) -> str:
    """ "di 24 nov", and the year when it is not this one. A date or a moment."""
    if not value:
        return ""
    return written_day(_local(value) if isinstance(value, datetime.datetime) else value)


@register.filter
def moment(value) -> str:
    """ "di 24 nov 17:00", and the year when it is not this one."""
    if not value:
        return ""
    value = _local(value)
    return f"{written_day(value)} {value.hour:02}:{value.minute:02}"


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
    if not decimals and isinstance(value, int):
        # Most of a page: there is nothing to write in a language.
        return str(value) if -1000 < value < 1000 else _spelled(f"{value:,}")
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(_step(decimals), ROUND_HALF_UP)
    return _spelled(f"{exact:z,f}")


def tenth(tenths: int) -> str:
    """712 as "71,2"."""
    return _spelled(f"{tenths // 10:,}.{tenths % 10}")


def _spelled(written: str) -> str:
    """1,234.5 in the language of the page."""
    plain = "," not in written and "." not in written
    return written if plain else written.translate(_marks(get_language()))


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


@cache
def _marks(language: str | None) -> dict[int, str]:
    """What stands in this language where Python writes 1,234.5. A page with figures tells a
    thousand numbers: this costs a fifth of formats.number_format, which asks for it every time."""
    return str.maketrans({
        ",": formats.get_format("THOUSAND_SEPARATOR", language, use_l10n=True),
        ".": formats.get_format("DECIMAL_SEPARATOR", language, use_l10n=True),
    })  # fmt: skip


@register.filter
def percent(value, decimals=1) -> str:
    """A fraction 0.713 as "71,3 %"; None is "–"."""
    return "–" if value is None else f"{number(Decimal(str(value)) * 100, decimals)} %"


DUTCH = re.compile(r"\+31[1-9]\d{8}")


@register.filter
def phone(value) -> str:
    """National spelling of a Dutch number ("06 12345678"), international of others."""
    if not value:
        return ""
    value, region = str(value), settings.PHONE_REGION
    if region == "NL" and DUTCH.fullmatch(value):
        # Most of a list; the library takes 60 µs for each, and nobody's number is kept.
        return _spaced(value[3:6]).format(*value[3:])
    return _spelled_phone(value, region)


@cache
def _spaced(begins: str) -> str:
    """How a Dutch number of nine digits that begins with these three is spelt, with {} for each of
    them: the zero before them and the spaces."""
    places = re.sub(r"\d", "{}", _spelled_phone(f"+31{begins}000000", "NL"))
    return places.replace("{}", "0", 1) if places.count("{}") > 9 else places


def _spelled_phone(value: str, region: str) -> str:
    try:
        parsed = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return value
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if phonenumbers.region_code_for_number(parsed) == region
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, style)


# -- Marks ----------------------------------------------------------------------------------
@register.simple_tag
@lru_cache(maxsize=500)
def icon(name: str, extra: str = "") -> SafeString:
    """A picture beside a word: hidden from screen readers. Names: static/icons.svg."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {extra}" if extra else "",
        _icons(),
        name,
    )


@cache
def _icons() -> str:
    """A page has dozens of icons, and their file moves only when the process starts anew."""
    return static("icons.svg")


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
    return format_html(FIELD, token_of(request))


@register.simple_tag(takes_context=True)
def whole_field(context) -> SafeString:
    """components/field.html: the variables of the include are what it wants."""
    get = context.get
    return fields.Shown(
        context["field"],
        label=get("label", ""),
        hint=get("hint", ""),
        choices=get("choices", ""),
        keys=get("keys", False),
        css=get("class", ""),
        needed=get("needed", False),
    ).html()


@register.simple_tag
def whole_timeline(events) -> SafeString:
    """components/timeline.html."""
    return timeline.written(events, moment)


@register.simple_tag(takes_context=True)
def field_notes(context) -> SafeString:
    """components/_field_notes.html."""
    field = context["field"]
    return fields.notes(field, context.get("hint") or field.help_text)


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
