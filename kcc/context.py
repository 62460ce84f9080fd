"""What every page shows around its own contents: names, navigation by role, demo banner."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.reports.audience import READS_REPORTS
from kcc.lib.secret import token_of
from kcc.organisation.access import FRONT_OFFICE, WORKERS, access_of
from kcc.organisation.models import Role
from maturity.audience import OPENS_CATALOGUE


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Group:
    label: str
    items: tuple[Item, ...]


# (group, label, url name, roles). Labels are marked for translation in _labels().
PAGES = (
    ("", "Workplace", "contacts:workplace", FRONT_OFFICE),
    ("", "Callbacks and questions", "contacts:callbacks", WORKERS | {Role.MANAGER}),
    ("", "Cases", "cases:list", WORKERS | {Role.MANAGER}),
    ("", "Contacts", "contacts:list", WORKERS),
    ("Steer", "Dashboard", "dashboard:organisation", WORKERS | {Role.MANAGER, Role.BOARD}),
    ("Steer", "Reports", "reports:archive", READS_REPORTS),
    ("Steer", "Wallboard", "wallboard:board", FRONT_OFFICE | {Role.MANAGER, Role.BOARD}),
    ("Steer", "Running terms", "contacts:tracker", WORKERS | {Role.MANAGER}),
    ("Steer", "Weekly list", "contacts:weekly", {Role.HEAD, Role.KCC_LEAD, Role.MANAGER}),
    (
        "Steer", "What customers write", "satisfaction:comments",
        {Role.HEAD, Role.KCC_LEAD, Role.MANAGER},
    ),
    ("Steer", "Absence", "contacts:absence", WORKERS),
    ("Steer", "Maturity", "maturity:home", OPENS_CATALOGUE),
    ("Manage", "Service norms", "contacts:norms", {Role.MANAGER, Role.ADMINISTRATOR}),
    ("Manage", "Telephone exchange", "dashboard:telephony", {Role.MANAGER, Role.KCC_LEAD}),
    ("Manage", "Screens on the floor", "dashboard:screens", {Role.MANAGER}),
    ("Manage", "Alerts", "dashboard:alerts", {Role.MANAGER}),
    ("Manage", "Customer satisfaction", "satisfaction:policy", {Role.MANAGER}),
    (
        "Manage", "Figures per employee", "dashboard:consent",
        {Role.ADMINISTRATOR, Role.MANAGER, Role.PRIVACY_OFFICER},
    ),
    ("Manage", "Import", "contacts:import", {Role.ADMINISTRATOR}),
    ("Manage", "Settings", "admin:index", {Role.ADMINISTRATOR}),
    ("Manage", "Audit log", "audit:list", {Role.PRIVACY_OFFICER}),
    ("Manage", "Destruction", "cases:retention", {Role.PRIVACY_OFFICER}),
)  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "": "",
        "Workplace": _("Workplace"),
        "Callbacks and questions": _("Callbacks and questions"),
        "Cases": _("Cases"),
        "Contacts": _("Contacts"),
        "Steer": _("Steer"),
        "Dashboard": _("Dashboard"),
        "Reports": _("Reports"),
        "Wallboard": _("Wallboard"),
        "Running terms": _("Running terms"),
        "Weekly list": _("Weekly list"),
        "What customers write": _("What customers write"),
        "Absence": _("Absence"),
        "Alerts": _("Alerts"),
        "Maturity": _("Maturity"),
        "Manage": _("Manage"),
        "Service norms": _("Service norms"),
        "Telephone exchange": _("Telephone exchange"),
        "Screens on the floor": _("Screens on the floor"),
        "Customer satisfaction": _("Customer satisfaction"),
        "Figures per employee": _("Figures per employee"),
        "Import": _("Import"),
        "Settings": _("Settings"),
        "Audit log": _("Audit log"),
        "Destruction": _("Destruction of cases"),
    }


def navigation(request) -> tuple[Group, ...]:
    """The pages this person may open, in groups."""
    access = access_of(request.user)
    names = frozenset(name for _g, _l, name, roles in PAGES if _may_open(access, name, roles))
    urls = _urls(get_script_prefix())
    on = (name for name in names if _is_on(request.path, name, urls))
    # The most precise address is the page somebody is on: /contacts/new is not the contact list.
    here = max(on, key=lambda name: len(urls[name]), default="")
    return _groups(names, here, get_script_prefix(), get_language())


@lru_cache(maxsize=8)
def _urls(prefix: str) -> dict[str, str]:
    """Of the pages by their names, and of what belongs to the workplace."""
    names = [name for _group, _label, name, _roles in PAGES]
    return {name: reverse(name) for name in [*names, "contacts:new"]}


@lru_cache(maxsize=512)
def _groups(names: frozenset[str], here: str, prefix: str, language: str) -> tuple[Group, ...]:
    """The same for all who may open these pages and are on the same one; so it is made once."""
    labels, urls = _labels(), _urls(prefix)
    groups: dict[str, list[Item]] = {}
    for group, label, name, _roles in PAGES:
        if name in names:
            groups.setdefault(group, []).append(Item(labels[label], urls[name], name == here))
    return tuple(Group(labels[name], tuple(items)) for name, items in groups.items())


def _may_open(access, name: str, roles) -> bool:
    """By role; and who leads a team opens the weekly list of its department."""
    return access.has(*roles) or (name == "contacts:weekly" and bool(access.chief_ids))


def _is_on(path: str, name: str, urls: dict[str, str]) -> bool:
    if name == "contacts:workplace":
        return path.startswith((urls[name], urls["contacts:new"], "/contacts/running/"))
    return path.startswith(urls[name])


def page(request) -> dict:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "organisation_name": settings.ORGANISATION_NAME,
        "demo": settings.DEMO,
        "theme_css": settings.THEME_CSS,
        "csrf_token": SimpleLazyObject(lambda: token_of(request)),
        "nav": SimpleLazyObject(lambda: navigation(request)) if signed_in else [],
        "access": SimpleLazyObject(lambda: access_of(user)) if signed_in else None,
    }
