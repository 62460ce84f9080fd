"""Every page there is, as somebody who may open it: axe finds nothing in light, dark and at 320 px.

The pages and who may open them come from the tables in tests/access, so that a new page is
looked at from the day it exists.
"""

from fnmatch import fnmatchcase

import pytest

from tests.access.tables import PEOPLE, expected, urls
from tests.access.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The lists of the administration are all made of the same five pages, but for case types.
LISTS = ("admin:contacts_subject_", "admin:cases_casetype_")
FILES = ("cases:document", "cases:document-page", "reports:file", "maturity:report-file")
NOT_PAGES = ("admin:jsi18n", "admin:autocomplete", "api:", "livez", "readyz", "login-again")


def pages():
    """(name, route, arguments, person) of every page, with the first person who gets a 200."""
    table = expected()
    for name, route, names in urls():
        # What comes as a file to keep is no page, nor is a picture within one.
        if name.startswith(NOT_PAGES) or name in FILES or "export" in name:
            continue
        if "errors" in name:
            continue
        if name.count("_") and name.startswith("admin:") and not name.startswith(LISTS):
            continue
        lines = [codes for line, codes in table.items() if line == (name, "GET")]
        lines = lines or [c for (n, m), c in table.items() if m == "GET" and fnmatchcase(name, n)]
        codes = lines[0] if lines else ()
        person = next((who for who, code in zip(PEOPLE, codes, strict=False) if code == "200"), "")
        if person:
            yield name, route, names, person


def test_axe_finds_nothing_on_any_page(new_page, axe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    town, open_pages, seen, wrong = Town(), {}, [], []
    for name, route, names, person in pages():
        if person not in open_pages:
            open_pages[person] = new_page(town.users.get(person))
        page = open_pages[person]
        answer = page.goto(town.address(name, route, names))
        # A fragment is looked at within its page.
        if "text/html" not in answer.headers["content-type"] or "<html" not in answer.text():
            continue
        seen.append(name)
        try:
            axe(page)
        except AssertionError as error:
            wrong.append(f"{name} as {person}: {error}")
    assert not wrong, "\n".join(wrong)
    assert len(seen) >= 30, seen
