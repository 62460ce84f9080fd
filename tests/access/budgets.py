"""How many statements a page may ask of the database, session, person and rights included.

That a page asks no more for three of everything than for one is shown by the tests of that page.
This sees to it that none is forgotten, and that none grows by a statement here and there.
"""

MOST = 12
# What needs more.
MORE = {
    "admin:cases_casetype_change": 13,
    # Everything that would go with it.
    "admin:organisation_department_delete": 23,
    "api:case": 14,
    "contacts:callback": 16,
    # The first time, with the names that each process keeps from then on; six after that.
    "contacts:list": 13,
    # A conversation that begins: it is written first.
    "contacts:new": 14,
    # The klantbeeld: narrow statements, each made once, instead of few with ten tables.
    "customer": 14,
}


def too_many(asked: dict[str, int]) -> list[str]:
    """What asks more than it may, and what may more than it asks."""
    wrong = [
        f"{name}: {count} statements, may be {most}"
        for name, count in asked.items()
        if count > (most := MORE.get(name, MOST))
    ]
    spare = [
        f"{name}: {asked.get(name)} statements, so tests/access/budgets.py need not say {most}"
        for name, most in MORE.items()
        if asked.get(name) != most
    ]
    return wrong + spare
