"""What the tests of the pages of a case share."""

from cases.models import Case

# Session, person, roles; case with what there is of it, look.
PAGE = 5


def url(case, act=""):
    return f"/cases/{case.public_id}/" + (f"{act}/" if act else "")


def saved(case):
    return Case.objects.get(pk=case.pk)
