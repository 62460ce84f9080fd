"""Who tries to get at the self-assessment, or into it: every address there is."""

import re

from django.test import Client
from django.urls import get_resolver, reverse

from kcc.organisation.models import ApiToken
from kcc.organisation.tokens import create_token
from maturity.asked import asked_of
from maturity.filling.given import Given
from maturity.filling.services import answer_many, hand_in, save_estimates
from maturity.models import Estimate, Response
from tests.factories import NOW

OUTSIDERS = (
    "agent", "kcc_lead", "handler", "head", "manager", "board", "administrator", "privacy_officer",
)  # fmt: skip
SECRET = ("Geheime opmerking", "Geheim bewijs", "Geheime reden")
CODE, PILLAR = "P1F1S1", "prestaties"
# What differs each time a page is asked for: the tokens of its forms.
TOKENS = re.compile(r"[A-Za-z0-9]{64}")


def client_for(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def program_for(user) -> Client:
    scope = ApiToken.Scope.EVERYTHING
    _token, text = create_token(by=None, user=user, name="Proef", now=NOW, scope=scope)
    return Client(headers={"Authorization": f"Bearer {text}"})


def addresses(assessment, *, action=None, owned=None, files=False) -> list[str]:
    """Every address of the self-assessment about this round, and what else could tell of it."""
    found = [
        reverse(f"maturity:{name}", kwargs=_kwargs(assessment, name, names, action, owned))
        for name, names in named_pages()
        if files or name != "report-file"
    ]
    if files:
        page = reverse("maturity:report", args=[assessment.public_id])
        found += [f"{page}?table=groups&format={kind}" for kind in ("csv", "xlsx", "ods")]
        found.append(reverse("maturity:report-file", args=[assessment.public_id, "pdf"]))
    api = "/api/v1/maturity/"
    own = f"{api}assessments/{assessment.public_id}"
    states = [f"{api}assessments?state={each}" for each in assessment.State.values]
    found += [*states, own, f"{api}actions?state=all", f"{api}catalogue"]
    found += [f"{own}/pdf", f"{own}/xlsx"] if files else []
    return [*found, reverse("home"), reverse("jobs:notifications"), "/admin/"]


def named_pages():
    patterns = get_resolver().namespace_dict["maturity"][1].reverse_dict
    for name in sorted(each for each in patterns if isinstance(each, str)):
        yield name, patterns.getlist(name)[0][0][0][1]


def _kwargs(assessment, name, names, action=None, owned=None):
    about = assessment
    if name.startswith("action") and name not in ("action-new",):
        about = action or assessment
    if name == "own-change":
        about = owned or assessment
    known = {
        "public_id": about.public_id, "share_id": assessment.share_id, "code": CODE,
        "slug": PILLAR, "pillar": PILLAR, "extension": "xlsx",
    }  # fmt: skip
    return {each: known[each] for each in names}


def read(client, url) -> tuple:
    """What somebody gets, without what differs every time."""
    response = client.get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = [response.headers.get(each) for each in ("ETag", "Location", "Content-Disposition")]
    return response.status_code, TOKENS.sub("", body.decode("latin-1")), *headers


def all_of(client, assessment, *, begin="/", **more) -> dict:
    found = [url for url in addresses(assessment, **more) if url.startswith(begin)]
    return {url: read(client, url) for url in found}


def url_of(name, assessment, **about) -> str:
    names = dict(named_pages())[name]
    return reverse(f"maturity:{name}", kwargs=_kwargs(assessment, name, names, **about))


def fill_in(respondent, value=3, *, submit=True):
    """As somebody does it: through the services."""
    told = {"respondent": respondent, "by": respondent.user, "now": NOW}
    asked = asked_of(respondent.assessment)
    save_estimates(estimates={each.slug: value for each in asked.pillars}, **told)
    given = {code: Given(value=value) for code in asked.by_code}
    given[CODE] = Given(value=value, comment=SECRET[0], evidence=SECRET[1])
    # None of the short form, which asks key statements only.
    for loose in [each.code for each in asked.of_pillar(PILLAR) if not each.key][:1]:
        given[loose] = Given(not_applicable=True, reason=SECRET[2])
    answer_many(answers=given, **told)
    if submit:
        hand_in(**told)
    return respondent


def otherwise(respondent) -> None:
    """The same person, with quite other answers."""
    Response.objects.filter(respondent=respondent).update(
        value=0, not_applicable=False, reason="", comment="Iets heel anders", evidence="Anders"
    )
    Estimate.objects.filter(respondent=respondent).update(phase=0)


def of(assessment, place):
    return assessment.respondents.select_related("user").order_by("pk")[place]
