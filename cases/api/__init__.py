"""Cases over the API (docs/api.md), by the same rules as on screen:

data    what a case tells
types   what a case can be, and what is asked then
inputs  what a new case is made of
views   the list, one case, and registering one
acts    what can be done with one
zgw     the same cases in the words of the Zaken API, to read
"""
