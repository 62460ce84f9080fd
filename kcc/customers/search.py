"""Finding customers by what `identify.recognise` made of the text.

Every function is limited to what the person may see.
Names are looked for in three steps, and a later step is only taken when the earlier ones found too
little: the words as typed, the last word as a beginning, and the words people have that look like
the ones typed. What is found is put in order in Python, over at most CANDIDATES rows.
"""

from django.db import connection
from django.db.models import BigIntegerField, CharField, IntegerField, QuerySet, TextField

from kcc.customers import bsn as bsns
from kcc.customers.identify import Guess, Kind, recognise
from kcc.customers.likeness import likeness, mistyped, relevance
from kcc.customers.models import ContactPoint, Customer
from kcc.customers.selectors import visible_customers
from kcc.lib.ready import Ready, filled_up
from kcc.lib.wordindex import answers, question_for

LIMIT = 8
CANDIDATES = 200
NEAR_WORDS = 12
MOST_WORDS = 6
# Said before a name, but no part of it.
TITLES = {"mevrouw", "mevr", "mw", "meneer", "mijnheer", "heer", "dhr", "familie", "fam"}


def find_customers(text: str, *, access, user, limit: int = LIMIT) -> list[Customer]:
    """The customers somebody may mean by a number, an address, an e-mail address or a name."""
    found: dict[int, Customer] = {}
    for guess in recognise(text):
        found.update((row.pk, row) for row in meant_by(guess, access=access, limit=limit))
    return list(found.values())[:limit]


def meant_by(guess: Guess, *, access, limit: int) -> list[Customer]:
    """The customers these eyes may see who fit, best first."""
    if guess.kind == Kind.NAME:
        ids = by_name(guess.value, access=access, limit=limit)
        if not ids:
            return []
        rows = {row.pk: row for row in _loaded(access, ids=filled_up(ids, limit))}
        return [rows[pk] for pk in ids if pk in rows]
    if guess.kind not in BY_KEY:
        return []
    return _with_key(access, guess.kind, limit, **_key_of(guess))


_loaded = Ready(
    lambda access, *, ids: visible_customers(access=access, user=None).filter(pk__in=ids),
    ids=BigIntegerField(),
)


# -- By something that is exactly so ---------------------------------------------------------------

BY_KEY = {Kind.PHONE, Kind.EMAIL, Kind.BSN, Kind.KVK, Kind.ADDRESS}


def by_key(customers: QuerySet, guess: Guess) -> QuerySet:
    """Customers with exactly this number, e-mail address or home address."""
    if guess.kind not in BY_KEY:
        return customers.none()
    return _having(customers, guess.kind, **_key_of(guess))


def _key_of(guess: Guess) -> dict:
    """What is compared, by name."""
    if guess.kind == Kind.BSN:
        return {"value": bsns.lookup(guess.value)}
    if guess.kind != Kind.ADDRESS:
        return {"value": guess.value}
    address = guess.address
    key = {"value": address.postcode, "number": address.number}
    return key | {"key": address.key} if address.suffix else key


def _having(customers: QuerySet, kind: Kind, *, value, number=None, key=None) -> QuerySet:
    if kind in (Kind.PHONE, Kind.EMAIL):
        points = ContactPoint.objects.filter(kind=str(kind), value=value)
        return customers.filter(pk__in=points.values("customer"))
    # "Not empty" once more: the indexes hold these rows only, and SQLite wants to be told.
    if kind == Kind.BSN:
        return customers.filter(bsn_lookup=value).exclude(bsn_lookup="")
    if kind == Kind.KVK:
        return customers.filter(kvk_number=value).exclude(kvk_number="")
    # Who lives there; without an addition, with any. Never who lives at a secret address: a hit
    # would tell where somebody lives.
    found = customers.filter(postcode=value, house_number=number, secret_address=False)
    return found.filter(address_key=key) if key else found


_with_key = Ready(
    lambda access, kind, limit, **key: (
        _having(visible_customers(access=access, user=None), kind, **key)
        .order_by("search_text", "pk")[:limit]
    ),
    value=CharField(),
    number=IntegerField(),
    key=CharField(),
)  # fmt: skip


# -- By name ---------------------------------------------------------------------------------------


def by_name(words: str, *, access, limit: int = LIMIT) -> list[int]:
    """The customers (ids) whose names fit best, best first. One to four statements."""
    typed = _without_titles(words.split())[:MOST_WORDS]
    if not typed:
        return []
    found: dict[int, str] = {}
    for step in (_as_typed, _as_beginning, _as_meant):
        if len(found) >= limit:
            break
        groups = step(typed)
        if groups is not None:
            found.update(_named(access, words=question_for(groups)))
    text = " ".join(typed)
    return sorted(found, key=lambda pk: (-relevance(text, found[pk]), found[pk], pk))[:limit]


# Only what is needed to put them in order: a customer has forty columns. In no order: in that of
# "pk" PostgreSQL walked through all customers until it had enough (measured: 15 ms for Jansen, 42
# for two letters, of 100,000), instead of asking the index (1 ms).
_named = Ready(
    lambda access, *, words: (
        visible_customers(access=access, user=None)
        .filter(
            answers(words, column="search_text", configuration="simple", table="customers_search")
        )
        .order_by()
        .values_list("pk", "search_text")[:CANDIDATES]
    ),
    words=TextField(),
)


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
    long = [word for word in guesses if len(word) > 3]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Guess by guess, and OFFSET 0 to keep it so: for a list of them PostgreSQL takes the
            # index of trigrams, with those of every guess (measured: 16 ms for 800, now 1). As one
            # text, for the driver takes half a millisecond for a list.
            sql = """SELECT known.word FROM unnest(string_to_array(%s, ' ')) AS guess(word)
                CROSS JOIN LATERAL (SELECT word FROM customers_name_words AS words
                WHERE words.word = guess.word OFFSET 0) AS known"""
            # pg_trgm: at least 0.3 of the trigrams in common.
            sql += " UNION SELECT word FROM customers_name_words WHERE word %% %s" * len(long)
            cursor.execute(sql, [" ".join(variants), *long])
        else:
            marks = ", ".join(["%s"] * len(variants))
            sql = f"SELECT term FROM customers_name_words WHERE term IN ({marks})"  # noqa: S608
            sql += (
                " UNION SELECT term FROM customers_name_words WHERE term >= %s AND term < %s"
            ) * len(long)
            ranges = [edge for word in long for edge in (word[:3], word[:3] + "~")]
            cursor.execute(sql, [*variants, *ranges])
        return [word for (word,) in cursor.fetchall()]
