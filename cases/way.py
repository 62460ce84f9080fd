"""How far a case is, and where it may go: the section with its statuses and their forms, as HTML.

Written in Python, and the fields of a form in which nothing was typed once for each process: they
differ in nothing but the version (measured for a case with five statuses: 3.7 ms of the processor
by templates and forms, 0.4 so).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.forms import CloseForm, NoteForm, ReopenForm, StatusForm
from cases.models import ResultType
from kcc.lib.fields import Shown
from kcc.lib.markup import NOTHING, Markup, together
from kcc.lib.secret import FIELD
from kcc.lib.templatetags.kcc import day, icon

# Stands in what is kept where the version of the case comes.
VERSION = "%version%"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One status of the type, in order. `key` is the digit that chooses it: its place, so the same
    on every case of the type. `typed` is the form that somebody filled in to go there."""

    key: int
    order: int
    name: str
    stand: str  # done, now or ahead
    at: datetime | None = None
    back: bool = False
    is_final: bool = False
    may_go: bool = False
    typed: forms.Form | None = None
    results: tuple[ResultType, ...] = ()
    url: str = ""

    @property
    def chosen(self) -> bool:
        return self.typed is not None and self.typed.is_bound

    def written(self, version: int) -> SafeString:
        """The fields of its form."""
        if self.typed is not None:
            return _closing(self.typed) if self.is_final else _going(self.typed, back=self.back)
        if self.is_final:
            results = tuple(Result(row.name, row.counts_from) for row in self.results)
            kept = _blank_closing(get_language(), results)
        else:
            kept = _blank_going(get_language(), self.order, self.back)
        return _of_version(kept, version)


@dataclass(frozen=True)
class Result:
    """As much of a result as its form shows: a row is equal to one with another name."""

    name: str
    counts_from: str

    def __str__(self) -> str:
        return self.name


def _of_version(kept: SafeString, version: int) -> SafeString:
    return SafeString(kept.replace(VERSION, str(version)))


# -- Fields ---------------------------------------------------------------------------------------


def _hidden(form) -> SafeString:
    return together(str(field) for field in form.hidden_fields())


def _going(form, *, back: bool) -> SafeString:
    return _hidden(form) + Shown(form["reason"], needed=back).html()


def _closing(form) -> SafeString:
    shown = [Shown(form["result"], keys=True), Shown(form["answer"])]
    if "expires_on" in form.fields:
        shown.append(Shown(form["expires_on"], css="short"))
    return _hidden(form) + together(each.html() for each in shown)


@lru_cache(maxsize=200)
def _blank_going(_language: str, order: int, back: bool) -> SafeString:
    initial = {"version": VERSION, "status": order}
    form = StatusForm(initial=initial, auto_id=f"status{order}_%s", statuses=[], back=back)
    return _going(form, back=back)


@lru_cache(maxsize=200)
def _blank_closing(_language: str, results: tuple["Result", ...]) -> SafeString:
    return _closing(CloseForm(initial={"version": VERSION}, results=results, auto_id="close_%s"))


def note_field(form: forms.Form | None) -> SafeString:
    """Of the form to add a note, if there is one."""
    if form is None:
        return NOTHING
    if form.is_bound or form.initial:
        return _note(form)
    return _blank_note(get_language())


def _note(form) -> SafeString:
    return Shown(form["text"], label=_("Add a note")).html()


@lru_cache(maxsize=20)
def _blank_note(_language: str) -> SafeString:
    return _note(NoteForm(auto_id="note_%s"))


def reopen_fields(form: forms.Form | None, version: int) -> SafeString:
    """Of the form to open it again, if there is one."""
    if form is None:
        return NOTHING
    return _reopen(form) if form.is_bound else _of_version(_blank_reopen(get_language()), version)


def _reopen(form) -> SafeString:
    return SafeString(form["version"]) + Shown(form["reason"]).html()


@lru_cache(maxsize=20)
def _blank_reopen(_language: str) -> SafeString:
    return _reopen(ReopenForm(initial={"version": VERSION}, auto_id="reopen_%s"))


# -- The section ----------------------------------------------------------------------------------

WAY = Markup(
    '<section class="card way" aria-label="{}">\n'
    '<div class="track" role="radiogroup" aria-label="{}">{}</div>\n{}</section>'
)
GOES = Markup(
    '<label class="step {}{}" data-key="{}" data-key-label="{}"><input type="radio" name="step" '
    'value="{}" autocomplete="off"{}><span class="mark" aria-hidden="true"></span>'
    '<span class="name">{}</span>{}<kbd aria-hidden="true">{}</kbd></label>'
)
STAYS = Markup(
    '<span class="step {}"{}><span class="mark" aria-hidden="true"></span>'
    '<span class="name">{}</span>{}</span>'
)
BACK, CHECKED = SafeString(" back"), SafeString(" checked")
CURRENT = SafeString(' aria-current="step"')
DAY = Markup("<small>{}</small>")
PANEL = Markup(
    '<form class="panel{}" method="post" action="{}" aria-label="{}" novalidate data-once>'
    + FIELD
    + "{}{}\n"
    '<div class="line"><button class="btn primary">{} <kbd aria-hidden="true">{}</kbd></button>\n'
    '<small class="right js-only"><kbd>Esc</kbd> {}</small></div></form>\n'
)
CLOSING = SafeString(" closing")
HOLD = Markup(
    '<div class="notice warn">{}<div>{} <a href="{}">{}</a></div></div>'
)  # fmt: skip


@dataclass(frozen=True)
class Hold:
    """Why a case cannot be closed yet, and where that stands on the page."""

    why: str
    where: str


def way(steps: list[Step], *, version: int, hold: Hold | None, token: str) -> SafeString:
    """The whole way of the case. Where it may go is chosen by its digit, and the few fields of that
    choice open below it. Without JavaScript too: the style sheet shows the form of the choice."""
    panels = (_panel(step, version, hold, token) for step in steps if step.may_go)
    track = together(map(_step, steps))
    return WAY(_("Status"), _("How far it is"), track, together(panels))


def _step(step: Step) -> SafeString:
    at = DAY(day(step.at)) if step.at else NOTHING
    if not step.may_go:
        return STAYS(step.stand, CURRENT if step.stand == "now" else NOTHING, step.name, at)
    label = _("Close the case") if step.is_final else step.name
    back, checked = BACK if step.back else NOTHING, CHECKED if step.chosen else NOTHING
    return GOES(
        step.stand, back, step.key, label, step.order, checked, step.name, at, step.key
    )  # fmt: skip


def _panel(step: Step, version: int, hold: Hold | None, token: str) -> SafeString:
    if step.is_final:
        words, key = _("Close the case"), "Ctrl ↵"
    else:
        said = _("Back to %(status)s") if step.back else _("Go on to %(status)s")
        words, key = said % {"status": step.name}, "↵"
    held = NOTHING
    if step.is_final and hold:
        held = HOLD(icon("alert-triangle"), hold.why, hold.where, _("Show them"))
    css, fields = CLOSING if step.is_final else NOTHING, step.written(version)
    # What holds it stands between what is hidden and what is seen; hidden fields take no place.
    return PANEL(css, step.url, step.name, token, held, fields, words, key, _("not now"))
