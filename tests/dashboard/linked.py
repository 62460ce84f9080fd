"""The numbers on a page that lead to the rows they count."""

import re

from django.utils.html import strip_tags

LINK = re.compile(r'<a(?: class="[^"]*")? href="(?P<url>/[^"]*)">(?P<text>.*?)</a>', re.S)
LISTS = re.compile(r"/(contacts/callbacks|cases)/\?")
ROWS = re.compile(r"/dashboard/rows/([a-z-]+)/(part|whole|rest)/")


def linked_numbers(html: str) -> list[tuple[str, str]]:
    """(address, text) of every number that leads to a worklist or to rows."""
    found = []
    for link in LINK.finditer(html):
        url = link["url"].replace("&amp;", "&")
        if LISTS.match(url) or ROWS.match(url):
            found.append((url, strip_tags(link["text"].replace("<span", " <span")).strip()))
    return found


def rows_in(client, url) -> int:
    context = client.get(url).context
    return len(context["rows"] if "rows" in context else context["page"].items)


def number_of(url: str, text: str) -> int | None:
    """The number of rows that stands in the link; None of a share or an age, which is no count."""
    rows = ROWS.match(url)
    if " wd" in text or (rows and "%" in text):
        return None
    if of := re.match(r"(\d+) (?:of|van) \d+", text):
        return int(of[1])
    return int(text.split()[0].strip(",."))
