"""The page of one act on several rows of a worklist, and of taking an act back: what callbacks and
cases do in the same way. First what would happen, then it happens."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kcc.lib.addresses import is_ours
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.undo import done
from kcc.organisation.access import Access, access_of
from kcc.organisation.batches import MOST
from kcc.organisation.choosing import read_picks
from kcc.organisation.models import Batch

# Enough to see what would be refused, before a reason was given.
NO_REASON_YET = "…"


@dataclass(frozen=True)
class Act:
    """Something that can be done to many: what the batches call it, and its words: `title` and
    `confirm` of a number, `told` of a number and of what was chosen in the form."""

    act: str
    title: Callable[[int], str]
    confirm: Callable[[int], str]
    told: Callable[[int, dict], str]


@dataclass(frozen=True)
class BulkPage:
    """One worklist. `room` is the selectors module of the work and `visible` its rows for somebody;
    `batches` does the acts and takes them back; `acts` are known by what the buttons send.

    `form` makes the form of (data, act, departments); it has `target` (the field that decides where
    they go, or None), `chosen` (what was chosen there, empty when nothing was) and `values` (all
    that `do_batch` takes).
    """

    room: ModuleType
    batches: ModuleType
    visible: Callable[[Access, object], QuerySet]
    acts: dict[str, Act]
    form: Callable
    order: tuple[str, ...]
    template: str
    list_name: str
    bulk_name: str
    undo_name: str

    # -- What would happen, and doing it ------------------------------------------------------

    def show(self, request):
        """Sent by the list, it shows the rows and asks what it needs to know; with `step` it shows
        what would happen (preview) or does it (do), if that is what was shown."""
        sent, picks = request.POST, read_picks(request.POST.getlist("pick"))
        name = sent.get("act", "")
        if name not in self.acts or not picks:
            return self._nothing_chosen(request)
        step, rows = sent.get("step", ""), self._rows(request, picks)
        departments = {row.department_id: row.department for row in rows}.values()
        form = self.form(sent if step else None, act=name, departments=departments)
        asked = {"name": name, "picks": picks, "rows": rows, "form": form}
        if step == "do" and sent.get("shown") == _choice(form):
            return self._do(request, **asked)
        return self._page(request, **asked, **self._preview(request, name, picks, form))

    def _rows(self, request, picks) -> list:
        """The chosen rows that this person may see, what is most urgent first."""
        access = access_of(request.user)
        keys = [key for key, _version in picks][:MOST]
        chosen = self.visible(access, request.user).filter(public_id__in=keys)
        return list(self.room.listed(chosen, access, request.user).order_by(*self.order))

    def _preview(self, request, name, picks, form) -> dict:
        """What would happen to each, as soon as it is known where they go."""
        chosen = {}
        if form.target is not None:
            # What else the form asks may still be missing.
            form.is_valid()
            chosen = form.chosen
            if not chosen:
                return {}
        try:
            shown = self.batches.preview(
                by=request.user, act=self.acts[name].act, items=picks, now=timezone.now(),
                reason=NO_REASON_YET, **chosen,
            )  # fmt: skip
        except DomainError as error:
            return {"problem": error.message}
        return {"shown": shown}

    def _do(self, request, *, name, picks, rows, form):
        asked = {"name": name, "picks": picks, "rows": rows, "form": form}

        def again(status):
            seen = self._preview(request, name, picks, form)
            return self._page(request, **asked, **seen, status=status)

        if not form.is_valid():
            return again(422)
        act = self.acts[name]
        try:
            result = self.batches.do_batch(
                by=request.user, act=act.act, items=picks, now=timezone.now(), **form.values
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return again(422)
        if result.batch is None:
            return again(409)
        undo_url = reverse(self.undo_name, args=[result.batch.public_id])
        done(request, act.told(len(result.done), form.cleaned_data), undo_url=undo_url)
        for refusal in result.refused:
            messages.warning(request, f"{refusal.number} {refusal.sentence}".strip())
        return redirect(request, self._list_address(request))

    def _page(self, request, *, name, picks, rows, form, shown=None, problem="", status=200):
        """`shown` is what would happen (a Preview), when that can be said."""
        will = {row.public_id: sentence for row, sentence in shown.will} if shown else {}
        refused = {each.public_id: each.sentence for each in shown.refused} if shown else {}
        access, now = access_of(request.user), timezone.now()
        lines = [
            (row, will.get(row.public_id, ""), refused.get(row.public_id, ""))
            for row in self.room.rows_of(rows, access=access, now=now)
        ]
        context = {
            "act": name,
            "title": self.acts[name].title(len(picks)),
            "form": form,
            "lines": lines,
            "gone": len(picks) - len(rows),
            "shown": shown,
            "problem": problem,
            "choice": _choice(form),
            "confirm": self.acts[name].confirm(len(will)),
            # As they were sent, also what is gone: the page says the same once more.
            "picks": [f"{key}:{version}" for key, version in picks],
            "query": _query(request),
            "back": self._list_address(request),
            "bulk_url": reverse(self.bulk_name),
        }
        return render(request, self.template, context, status=status)

    def _nothing_chosen(self, request):
        context = {"back": self._list_address(request), "title": _("Choose at least one row.")}
        return render(request, self.template, context, status=422)

    def _list_address(self, request) -> str:
        query = _query(request)
        return f"{reverse(self.list_name)}?{query}" if query else reverse(self.list_name)

    # -- Taking back --------------------------------------------------------------------------

    def undo(self, request, public_id):
        """Within 30 seconds, and only what nobody touched since."""
        try:
            batch = self.batches.own_batch(request.user, public_id)
        except Batch.DoesNotExist as error:
            raise Http404 from error
        try:
            result = self.batches.undo(by=request.user, batch=batch, now=timezone.now())
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(request, self._where_from(request))
        if result.done:
            numbers = ", ".join(row.number for row in result.done[:5])
            more = "" if len(result.done) <= 5 else " …"
            messages.success(request, _("Taken back: %(numbers)s.") % {"numbers": numbers + more})
        for row in result.kept:
            messages.warning(
                request,
                _("%(number)s stays as it is: somebody went on with it.") % {"number": row.number},
            )
        return redirect(request, self._where_from(request))

    def _where_from(self, request) -> str:
        """The page the button was on, when it is one of ours."""
        back = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            parts = urlsplit(back)
            here = parts._replace(scheme="", netloc="").geturl()
            # Without its host, //elsewhere would be the name of another one. And not the page of an
            # act that was just taken back: that answers to POST only.
            if is_ours(here) and parts.path != reverse(self.bulk_name):
                return here
        return reverse(self.list_name)


def _choice(form) -> str:
    """Where they go, as the browser sent it: what was shown holds for that only."""
    return form.target.value() or "" if form.is_bound and form.target else ""


def _query(request) -> str:
    """The query string of the list it came from; it is read by the list, which checks it."""
    return request.POST.get("query", "")[:2000]
