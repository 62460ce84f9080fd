"""What the tests of the rows behind a figure share."""

from django.http import QueryDict
from django.test import Client, RequestFactory

from dashboard.rows.views import behind_of

SPAN = "from=2027-10-01&to=2028-04-03"


def client_for(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def behind(user, figure, side, query=""):
    request = RequestFactory().get("/", QueryDict(f"{SPAN}&{query}" if query else SPAN).dict())
    request.user = user
    return behind_of(request, figure, side)


def counted(found) -> int:
    """What the rows come to: how many they are, or the sum of what is added up."""
    total = found.total()
    return total.rows if total.amount is None else total.amount
