"""Finding customers by what `identify.recognise` made of the text.

Every function narrows a queryset of customers that is already limited to what the person may see.
Names are looked for in three steps, and a later step is only taken when the earlier ones found too
little: the words as typed, the last word as a beginning, and the words people have that look like
the ones typed. What is found is put in order in Python, over at most CANDIDATES rows.
"""

from django.db import connection
from django.db.models import QuerySet

from kcc.customers import bsn as bsns
from kcc.customers.identify import Address, Guess, Kind, recognise
from kcc.customers.likeness import likeness, mistyped, relevance
from kcc.customers.models import ContactPoint, Customer
from kcc.customers.selectors import visible_customers
from kcc.lib.wordindex import has_words

LIMIT = 8
CANDIDATES = 200
NEAR_WORDS = 12
MOST_WORDS = 6
# Said before a name, but no part of it.
TITLES = {"mevrouw", "mevr", "mw", "meneer", "mijnheer", "heer", "dhr", "familie", "fam"}


def find_customers(text: str, *, access, user, limit: int = LIMIT) -> list[Customer]:
    """The customers somebody may mean by a number, an address, an e-mail address or a name."""
    customers = visible_customers(access=access, user=user)
    found: dict[int, Customer] = {}
    for guess in recognise(text):
        if guess.kind == Kind.NAME:
            rows = by_name(customers, guess.value, limit)
        else:
            rows = by_key(customers, guess).order_by("search_text", "pk")[:limit]
        found.update((row.pk, row) for row in rows)
    return list(found.values())[:limit]


def by_key(customers: QuerySet, guess: Guess) -> QuerySet:
    """Customers with exactly this number, e-mail address or home address."""
    if guess.kind in (Kind.PHONE, Kind.EMAIL):
        points = ContactPoint.objects.filter(kind=str(guess.kind), value=guess.value)
        return customers.filter(pk__in=points.values("customer"))
    if guess.kind == Kind.BSN:
        # "Not empty" once more: the indexes hold these rows only, and SQLite wants to be told.
        return customers.filter(bsn_lookup=bsns.lookup(guess.value)).exclude(bsn_lookup="")
    if guess.kind == Kind.KVK:
        return customers.filter(kvk_number=guess.value).exclude(kvk_number="")
    if guess.kind == Kind.ADDRESS:
        return at_address(customers, guess.address)
    return customers.none()


def at_address(customers: QuerySet, address: Address) -> QuerySet:
    """Who lives there; without an addition, with any. Never who lives at a secret address: a hit
    would tell where somebody lives."""
    found = customers.filter(
        postcode=address.postcode, house_number=address.number, secret_address=False
    )
    return found.filter(address_key=address.key) if address.suffix else found


def by_name(customers: QuerySet, words: str, limit: int = LIMIT) -> list[Customer]:
    """The customers whose names fit best, best first. One to four statements."""
    typed = _without_titles(words.split())[:MOST_WORDS]
    if not typed:
        return []
    text = " ".join(typed)
    found: dict[int, Customer] = {}
    for step in (_as_typed, _as_beginning, _as_meant):
        if len(found) >= limit:
            break
        groups = step(typed)
        if groups is not None:
            rows = customers.filter(_has_words(groups)).order_by("pk")[:CANDIDATES]
            found.update((row.pk, row) for row in rows)
    ranked = sorted(
        found.values(), key=lambda row: (-relevance(text, row.search_text), row.search_text, row.pk)
    )
    return ranked[:limit]


def _without_titles(words: list[str]) -> list[str]:
    """'De heer Jansen' is looked up as Jansen."""
    if words[:2] == ["de", "heer"]:
        return _without_titles(words[2:])
    return _without_titles(words[1:]) if words and words[0] in TITLES else words


# A word to look for is "word" or, for a beginning, "word*"; a group holds alternatives.
Groups = list[list[str]]


def _as_typed(typed: list[str]) -> Groups | None:
    return [[word] for word in typed]


def _as_beginning(typed: list[str]) -> Groups | None:
    """The last word may go on, and a single letter is an initial."""
    *others, last = typed
    groups = [[f"{word}*" if len(word) == 1 else word] for word in others]
    if len(last) > 1 or others:
        groups.append([f"{last}*"])
    return groups


def _as_meant(typed: list[str]) -> Groups | None:
    """Alternatives for every word; None when there are none. One statement."""
    near = _near_words(typed)
    groups = [[word, *near.get(word, [])] for word in typed]
    return groups if any(len(group) > 1 for group in groups) else None


def _near_words(typed: list[str]) -> dict[str, list[str]]:
    """For every typed word the words in names that look or sound like it, nearest first."""
    guesses = {word: mistyped(word) for word in typed}
    known = _known_words(guesses)
    near = {}
    for word in typed:
        others = sorted((-likeness(word, other), other) for other in known if other != word)
        near[word] = [other for fit, other in others if fit < 0][:NEAR_WORDS]
    return near


def _known_words(guesses: dict[str, set[str]]) -> list[str]:
    """Words that really occur: one of the guesses, or like a word in another way."""
    variants = sorted(set().union(*guesses.values()))
    marks = ", ".join(["%s"] * len(variants))
    long = [word for word in guesses if len(word) > 3]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f"SELECT word FROM customers_name_words WHERE word IN ({marks})"  # noqa: S608
            # pg_trgm: at least 0.3 of the trigrams in common.
            sql += " UNION SELECT word FROM customers_name_words WHERE word %% %s" * len(long)
            cursor.execute(sql, [*variants, *long])
        else:
            sql = f"SELECT term FROM customers_name_words WHERE term IN ({marks})"  # noqa: S608
            sql += (
                " UNION SELECT term FROM customers_name_words WHERE term >= %s AND term < %s"
            ) * len(long)
            ranges = [edge for word in long for edge in (word[:3], word[:3] + "~")]
            cursor.execute(sql, [*variants, *ranges])
        return [word for (word,) in cursor.fetchall()]


def _has_words(groups: Groups):
    return has_words(groups, column="search_text", configuration="simple", table="customers_search")
