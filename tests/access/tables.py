"""The URLs of the resolver, and what the tables beside this file say of them.

Per URL and method, in the order of PEOPLE: 302 to the log-in page (anon), 403 not with this role,
404 not of this department, 405 wrong method, 422 let in, but nothing was filled in. A name may be
a pattern; a line with the whole name goes before it. The API says 401 and 415 for 302 and 422.
The work belongs to vergunningen; `other` is the head of another department, `none` has no role.
"""

from pathlib import Path

from django.urls import get_resolver

FOLDER = Path(__file__).parent
PEOPLE = (
    "anon", "agent", "lead", "handler", "head", "other", "manager", "board", "admin", "privacy",
    "none",
)  # fmt: skip


def urls(resolver=None, route="", space="", names=()):
    """(name, or the route when it has none; route; names of arguments) of every URL pattern."""
    for each in (resolver or get_resolver()).url_patterns:
        path, regex = f"{route}{each.pattern}", getattr(each.pattern, "regex", None)
        own = each.pattern.converters or (regex.groupindex if regex else ())
        if hasattr(each, "url_patterns"):
            yield from urls(each, path, each.namespace or space, (*names, *own))
        else:
            name = f"{space}:{each.name}" if space else each.name
            yield (name if each.name else path), path, [*names, *own]


def expected() -> dict[tuple[str, str], tuple[str, ...]]:
    """(name or pattern, method): codes, one per person."""
    table, name = {}, ""
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if len(words) == 1:
                name = words[0]
            elif words[0] in ("GET", "POST"):
                assert len(words) == len(PEOPLE) + 1, line
                assert (name, words[0]) not in table, f"{name} {words[0]}: twice"
                table[name, words[0]] = tuple(words[1:])
    return table
