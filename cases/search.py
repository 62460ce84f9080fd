"""Finding cases by number and by words, for the search box.

The words of a case are its description, place, subject and answers (`cases.words`).
"""

from django.db.models import F, QuerySet

from cases.models import Case
from kcc.lib.wordindex import has_words

# Of common words only the newest are looked at.
NEWEST = 200


def by_number(number: str, *, access, user) -> list[Case]:
    """The case with this number (Z-2026-000123), when it is for these eyes; one statement."""
    cases = Case.objects.visible_to(access, user).filter(number=number)
    return list(cases.select_related("case_type", "status", "department", "handler", "customer"))


def by_words(words: str, *, access, user, limit: int) -> list[Case]:
    """Of the newest cases in which every one of these folded words occurs (the last may be a
    beginning) open ones first. One statement."""
    fitting = Case.objects.visible_to(access, user).filter(with_words(in_groups(words)))
    cases = in_order(Case.objects.filter(pk__in=by_newest(fitting)))
    related = ("case_type", "status", "department", "handler", "customer")
    return list(cases.select_related(*related)[:limit])


def by_newest(rows: QuerySet) -> QuerySet:
    # Not by "pk" itself: PostgreSQL would then walk the whole table from its end when the word is
    # rare, instead of asking the index.
    return rows.order_by((F("pk") + 0).desc()).values_list("pk", flat=True)[:NEWEST]


def in_order(rows: QuerySet) -> QuerySet:
    """Open ones first, then the newest."""
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-registered_at", "-pk")


def in_groups(words: str) -> list[list[str]]:
    *others, last = words.split()
    return [[word] for word in others] + [[f"{last}*"]]


def with_words(groups: list[list[str]]):
    """In Dutch the forms of a word are one on PostgreSQL."""
    return has_words(groups, column="search_text", configuration="dutch", table="cases_search")
