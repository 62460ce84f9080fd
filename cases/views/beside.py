"""A form that opens on the page of a case when somebody asks for it: without a script a page of its
own. What it needs is read only then."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext as _

from cases.forms import SearchForm
from cases.models import Case
from cases.reaching import page_of
from cases.timeline import timeline
from kcc.lib.errors import DomainError
from kcc.lib.htmx import page_or_fragment, redirect
from kcc.lib.timeline import changes_since

READ_OR_POST = ["GET", "HEAD", "POST"]
FORM, SEARCH = "cases/_beside.html", "cases/_beside_search.html"


def show(request, case: Case, form, *, title, button, part=FORM, back="", status=200, **more):
    """`part` is the template of the form, `back` its place on the page of the case."""
    context = {
        "case": case,
        "form": form,
        "title": title,
        "button": button,
        "part": part,
        "url": request.get_full_path(),
        "back": page_of(request, case, back),
    } | more
    return page_or_fragment(request, "cases/beside.html", part, context, status=status)


def not_now(request, case: Case):
    """Somebody asked for a form whose act is not possible any more."""
    messages.error(request, _("This cannot be done with this case now, or not by you."))
    return redirect(request, page_of(request, case))


def refuse(form, error) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.message)


def changed(request, case: Case, make, seen: int, **page):
    """Somebody was faster: what they did, beside what was typed. `make` makes the form of data."""
    data = request.POST.copy()
    data["version"] = case.version
    changes = changes_since(timeline(case), seen)
    return show(request, case, make(data), status=409, conflict=True, changes=changes, **page)


# -- Looking something up first ---------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """Something that was found and can be chosen."""

    public_id: UUID
    label: str
    note: str = ""


@dataclass(frozen=True)
class Pick:
    """A page on which something is found and then chosen, with what else has to be known. `find`
    gives the options for words, `make` the form of (data, initial), `save` does it."""

    label: str
    find: Callable[[str], list[Option]]
    make: Callable
    save: Callable[[dict], None]
    page: dict

    def show(self, request, case: Case):
        if request.method != "POST":
            return self._page(request, case, SearchForm(label=self.label, auto_id="find_%s"))
        search = SearchForm(request.POST, label=self.label, auto_id="find_%s")
        if not search.is_valid():
            return self._page(request, case, search, status=422)
        words = search.cleaned_data["q"]
        if "save" not in request.POST:
            return self._found(request, case, search, self.find(words))
        form = self.make(request.POST)
        if form.is_valid():
            try:
                self.save(form.cleaned_data)
            except DomainError as error:
                refuse(form, error)
            else:
                return redirect(request, page_of(request, case, self.page["back"]))
        return self._page(
            request, case, search, pick=form, found=self.find(words), searched=True, status=422
        )

    def _found(self, request, case, search, found):
        only = found[0].public_id if len(found) == 1 else None
        form = self.make(None, initial={"chosen": only}) if found else None
        return self._page(request, case, search, pick=form, found=found, searched=True)

    def _page(self, request, case, search, *, pick=None, found=(), searched=False, status=200):
        return show(
            request, case, search, part=SEARCH, pick=pick, found=found, searched=searched,
            status=status, **self.page,
        )  # fmt: skip
